import type { Placement } from '../../clients/qdrant/qdrant';

/** One copy of a shard on one node. Peer ids are strings: the numbers are too large for JavaScript. */
export interface Copy {
  readonly shard: number;
  readonly peer: string;
  /** Such as `Active`, `Partial`, `Dead`. */
  readonly state: string;
}

/** One change of the placement of a shard, in the terms of Qdrant's API. */
export type ShardChange =
  | {
      readonly kind: 'move_shard' | 'replicate_shard';
      readonly shard: number;
      readonly from: string;
      readonly to: string;
    }
  | { readonly kind: 'drop_replica'; readonly shard: number; readonly from: string };

/** Every copy of the shards of a collection, as one node knows them. */
export function copiesOf({ peer_id, local_shards, remote_shards }: Placement): Copy[] {
  return [
    ...local_shards.map(({ shard_id, state }) => ({ shard: shard_id, peer: String(peer_id), state })),
    ...remote_shards.map(shard => ({ shard: shard.shard_id, peer: String(shard.peer_id), state: shard.state })),
  ];
}

/** The changes after which the leaving nodes hold no shard. @param factor How many copies a shard needs on other nodes at most */
export function departures(
  copies: readonly Copy[],
  leaving: readonly string[],
  staying: readonly string[],
  factor = Infinity,
): ShardChange[] {
  return changes(copies, now => nextDeparture(now, leaving, staying, factor));
}

/** The changes after which each shard has `factor` copies, or one on each node where there are fewer nodes. */
export function replications(copies: readonly Copy[], peers: readonly string[], factor: number): ShardChange[] {
  return changes(copies, now => nextReplica(now, peers, factor));
}

/** The changes after which no shard has more than `factor` copies, as after a killed move. */
export function surplus(copies: readonly Copy[], factor: number): ShardChange[] {
  return changes(copies, now => nextSurplus(now, factor));
}

/** The changes after which no node has two shards more than another node, as far as the copies of a shard allow. */
export function balancing(copies: readonly Copy[], peers: readonly string[]): ShardChange[] {
  return changes(copies, now => nextBalance(now, peers));
}

/** The changes in order. Each is chosen for the placement after the changes before it. */
function changes(copies: readonly Copy[], next: (copies: readonly Copy[]) => ShardChange | undefined): ShardChange[] {
  const change = next(copies);
  return change ? [change, ...changes(after(change, copies), next)] : [];
}

function after(change: ShardChange, copies: readonly Copy[]): Copy[] {
  const { shard } = change;
  const left = copies.filter(
    copy => change.kind === 'replicate_shard' || copy.shard !== shard || copy.peer !== change.from,
  );
  return change.kind === 'drop_replica' ? left : [...left, { shard, peer: change.to, state: 'Active' }];
}

function nextDeparture(
  copies: readonly Copy[],
  leaving: readonly string[],
  staying: readonly string[],
  factor: number,
): ShardChange | undefined {
  const copy = copies.find(({ peer }) => leaving.includes(peer));
  if (!copy) {
    return undefined;
  }
  const { shard, peer: from } = copy;
  const others = copies.filter(each => each.shard === shard && staying.includes(each.peer));
  const to = others.length < factor ? leastLoaded(copies, shard, staying) : undefined;
  return to === undefined ? { kind: 'drop_replica', shard, from } : { kind: 'move_shard', shard, from, to };
}

function nextReplica(copies: readonly Copy[], peers: readonly string[], factor: number): ShardChange | undefined {
  const shards = [...new Set(copies.map(({ shard }) => shard))].sort((one, other) => one - other);
  for (const shard of shards) {
    const own = copies.filter(copy => copy.shard === shard);
    const from = own.find(isActive);
    const to = leastLoaded(copies, shard, peers);
    if (own.length < factor && from && to !== undefined) {
      return { kind: 'replicate_shard', shard, from: from.peer, to };
    }
  }
  return undefined;
}

function nextSurplus(copies: readonly Copy[], factor: number): ShardChange | undefined {
  const load = ({ peer }: Copy) => copies.filter(copy => copy.peer === peer).length;
  const [most] = copies
    .filter(({ shard }) => copies.filter(copy => copy.shard === shard && isActive(copy)).length > factor)
    .sort((one, other) => load(other) - load(one));
  return most && { kind: 'drop_replica', shard: most.shard, from: most.peer };
}

function nextBalance(copies: readonly Copy[], peers: readonly string[]): ShardChange | undefined {
  const shardsOf = (peer: string) => copies.filter(copy => copy.peer === peer).map(({ shard }) => shard);
  const byLoad = [...peers].sort((one, other) => shardsOf(one).length - shardsOf(other).length);
  const [to, from] = [byLoad[0]!, byLoad.at(-1)!];
  const shard = shardsOf(from).find(each => !shardsOf(to).includes(each));
  return shard === undefined || shardsOf(from).length - shardsOf(to).length < 2
    ? undefined
    : { kind: 'move_shard', shard, from, to };
}

/** The shards with a copy on a lost node, and without an active copy on another node. */
export function lostShards(copies: readonly Copy[], lost: readonly string[]): number[] {
  const onLost = copies.filter(({ peer }) => lost.includes(peer));
  const kept = copies.filter(copy => isActive(copy) && !lost.includes(copy.peer)).map(({ shard }) => shard);
  return [...new Set(onLost.map(({ shard }) => shard))].filter(shard => !kept.includes(shard)).sort((a, b) => a - b);
}

export function isActive({ state }: Copy): boolean {
  return state === 'Active';
}

/** Whether Qdrant has made a change. */
export function isDone(change: ShardChange, copies: readonly Copy[]): boolean {
  const on = (peer: string) => copies.find(copy => copy.shard === change.shard && copy.peer === peer);
  const isRemoved = change.kind === 'replicate_shard' || on(change.from) === undefined;
  return isRemoved && (change.kind === 'drop_replica' || on(change.to)?.state === 'Active');
}

/** The node with the fewest shards of the collection, among the nodes without this shard. */
function leastLoaded(copies: readonly Copy[], shard: number, peers: readonly string[]): string | undefined {
  const load = (peer: string) => copies.filter(copy => copy.peer === peer).length;
  return peers
    .filter(peer => !copies.some(copy => copy.shard === shard && copy.peer === peer))
    .sort((one, other) => load(one) - load(other))[0];
}
