import type { Placement } from '../../clients/qdrant/qdrant';

/** One copy of a shard on one node. Peers are named by their ids as text: they are numbers that JavaScript cannot hold. */
export interface Copy {
  readonly shard: number;
  readonly peer: string;
  /** Such as `Active`, `Partial`, `Dead`. */
  readonly state: string;
}

/** One change of where shards lie, in Qdrant's own words. */
export type Change =
  | {
      readonly kind: 'move_shard' | 'replicate_shard';
      readonly shard: number;
      readonly from: string;
      readonly to: string;
    }
  | { readonly kind: 'drop_replica'; readonly shard: number; readonly from: string };

/** Every copy of a collection's shards, as one node sees them. */
export function copiesOf({ peer_id, local_shards, remote_shards }: Placement): Copy[] {
  return [
    ...local_shards.map(({ shard_id, state }) => ({ shard: shard_id, peer: String(peer_id), state })),
    ...remote_shards.map(shard => ({ shard: shard.shard_id, peer: String(shard.peer_id), state: shard.state })),
  ];
}

/** Every change that it takes to have no shard on the nodes that leave. */
export function departures(copies: readonly Copy[], leaving: readonly string[], staying: readonly string[]): Change[] {
  return changes(copies, now => nextDeparture(now, leaving, staying));
}

/** Every change that it takes to have `factor` copies of each shard, or one on each node where there are fewer. */
export function replications(copies: readonly Copy[], peers: readonly string[], factor: number): Change[] {
  return changes(copies, now => nextReplica(now, peers, factor));
}

/** Changes one after the other, each chosen as if those before it had come about. */
function changes(copies: readonly Copy[], next: (copies: readonly Copy[]) => Change | undefined): Change[] {
  const change = next(copies);
  return change ? [change, ...changes(after(change, copies), next)] : [];
}

function after(change: Change, copies: readonly Copy[]): Copy[] {
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
): Change | undefined {
  const copy = copies.find(({ peer }) => leaving.includes(peer));
  if (!copy) {
    return undefined;
  }
  const { shard, peer: from } = copy;
  const to = leastLoaded(copies, shard, staying);
  return to === undefined ? { kind: 'drop_replica', shard, from } : { kind: 'move_shard', shard, from, to };
}

function nextReplica(copies: readonly Copy[], peers: readonly string[], factor: number): Change | undefined {
  const shards = [...new Set(copies.map(({ shard }) => shard))].sort((one, other) => one - other);
  for (const shard of shards) {
    const own = copies.filter(copy => copy.shard === shard);
    const to = leastLoaded(copies, shard, peers);
    if (own.length < factor && to !== undefined) {
      return { kind: 'replicate_shard', shard, from: own[0]!.peer, to };
    }
  }
  return undefined;
}

/** Whether a change has come about. */
export function isDone(change: Change, copies: readonly Copy[]): boolean {
  const on = (peer: string) => copies.find(copy => copy.shard === change.shard && copy.peer === peer);
  const isGone = change.kind === 'replicate_shard' || on(change.from) === undefined;
  return isGone && (change.kind === 'drop_replica' || on(change.to)?.state === 'Active');
}

/** The node with the fewest shards of the collection, among those that do not have this one. */
function leastLoaded(copies: readonly Copy[], shard: number, peers: readonly string[]): string | undefined {
  const load = (peer: string) => copies.filter(copy => copy.peer === peer).length;
  return peers
    .filter(peer => !copies.some(copy => copy.shard === shard && copy.peer === peer))
    .sort((one, other) => load(one) - load(other))[0];
}
