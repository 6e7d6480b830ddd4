import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../cli/failure';
import { type Qdrant } from '../../clients/qdrant/qdrant';
import { type Timeout, until } from '../../reconcile/until';
import { copiesOf, type Copy, isActive, isDone, type ShardChange } from './placement';

const INTERVAL_MS = 500;
/** How long the other nodes can need to learn of a new copy, in milliseconds. */
const SETTLING_MS = 2000;
/** How long an election of a leader may take, in seconds. Qdrant needs a few. */
const ELECTION_TIMEOUT = 30;
export const NO_LEADER = 'Qdrant has no leader';
const AGAIN = 'then run the command again: it continues from here';

/** The nodes of a cluster: the id of each by the ordinal of its pod. */
export type Members = ReadonlyMap<number, string>;

/** The nodes of the cluster. Waits for the end of an election. @throws Failure where the cluster has no majority */
export async function membersOf(qdrant: Qdrant, statefulSet: string, timeout: Timeout): Promise<Members> {
  const poll = async () => {
    const value = await currentMembers(qdrant, statefulSet);
    return value ? { value } : { reason: NO_LEADER };
  };
  return until<Members>(poll, {
    timeout: Math.min(timeout.timeout, ELECTION_TIMEOUT),
    interval: INTERVAL_MS,
    say: timeout.say,
    onTimeout: () =>
      new Failure(
        `${NO_LEADER}: more than half of the nodes must run before the cluster accepts a change`,
        `start the nodes again (kubectl get pods), ${AGAIN}`,
      ),
  });
}

/** The nodes of the cluster, as its first node knows them. Without a leader, the answer may be outdated: there is none. */
export async function currentMembers(qdrant: Qdrant, statefulSet: string): Promise<Members | undefined> {
  const { peers, raft_info: raft } = await qdrant.cluster();
  if (!peers || !raft) {
    throw new Failure('Qdrant does not run in cluster mode, so it has one node', 'leave qdrant.replicas at 1');
  }
  if (raft.leader === undefined || raft.leader === null || String(raft.leader) === '0') {
    return undefined;
  }
  const pod = new RegExp(`//${statefulSet}-(\\d+)\\.`);
  return new Map(
    Object.entries(peers).map(([id, { uri }]) => {
      const ordinal = pod.exec(uri)?.[1];
      if (ordinal === undefined) {
        throw new Failure(
          `Node ${id} of Qdrant has the address ${uri}, which is no pod of StatefulSet ${statefulSet}`,
          'if the node will never return, remove it: DELETE /cluster/peer/ID',
        );
      }
      return [Number(ordinal), id];
    }),
  );
}

/** Waits for the transfers of an earlier run. @throws Failure where a copy of a shard is not active */
export async function requireHealthy(qdrant: Qdrant, timeout: Timeout): Promise<void> {
  for (const collection of await qdrant.collections()) {
    const bad = (await withoutTransfers(qdrant, collection, timeout)).filter(copy => !isActive(copy));
    if (bad.length > 0) {
      throw incomplete(collection, bad.map(stateOf).join(', '));
    }
  }
}

/** Waits until every copy of every shard is active. Qdrant repairs the copies of a node that was away for a while. */
export async function waitUntilActive(qdrant: Qdrant, timeout: Timeout): Promise<void> {
  for (const collection of await qdrant.collections()) {
    const poll = async () => {
      const bad = copiesOf(await qdrant.placement(collection)).filter(copy => !isActive(copy));
      return bad.length === 0 ? { value: undefined } : { reason: bad.map(stateOf).join(', ') };
    };
    await until(poll, { ...timeout, interval: INTERVAL_MS, onTimeout: reason => incomplete(collection, reason) });
  }
}

/** Waits until no shard of a collection is in transfer. @returns Its copies */
export async function withoutTransfers(qdrant: Qdrant, collection: string, timeout: Timeout): Promise<readonly Copy[]> {
  const poll = async () => {
    const placement = await qdrant.placement(collection);
    const transfers = placement.shard_transfers?.length ?? 0;
    return transfers === 0
      ? { value: copiesOf(placement) }
      : { reason: `${transfers} shards of collection ${collection} are in transfer` };
  };
  return until<Copy[]>(poll, {
    ...timeout,
    interval: INTERVAL_MS,
    onTimeout: reason => incomplete(collection, reason),
  });
}

function incomplete(collection: string, problem: string): Failure {
  return new Failure(
    `Collection ${collection} is not complete: ${problem}`,
    `wait until Qdrant has repaired it, ${AGAIN}`,
  );
}

function stateOf({ shard, peer, state }: Copy): string {
  return `shard ${shard} on node ${peer} is ${state}`;
}

/** Changes the placement of a shard, and waits until Qdrant has done so. */
export async function changePlacement(
  qdrant: Qdrant,
  collection: string,
  change: ShardChange,
  timeout: Timeout,
): Promise<void> {
  const title = `${collection}: ${describe(change)}`;
  timeout.say(title);
  await qdrant.changeShards(collection, requestOf(change));
  const poll = async () => {
    const placement = await qdrant.placement(collection);
    const transfers = placement.shard_transfers?.length ?? 0;
    return transfers === 0 && isDone(change, copiesOf(placement)) ? { value: undefined } : { reason: title };
  };
  await until(poll, {
    timeout: timeout.timeout,
    interval: INTERVAL_MS,
    say: () => undefined,
    onTimeout: () =>
      new Failure(
        `Collection ${collection}: Qdrant accepted ${describe(change)}, but did not finish it in ${timeout.timeout} s`,
        `look at GET /collections/${collection}/cluster and the logs of Qdrant, ${AGAIN}, or wait longer with --timeout`,
      ),
  });
}

/**
 * Makes a change. A move is a copy and the end of the old copy: at the end of Qdrant's own move, a node that does not know the
 * new copy yet sends a write to the old copy only.
 */
export async function relocate(
  qdrant: Qdrant,
  collection: string,
  change: ShardChange,
  timeout: Timeout,
): Promise<void> {
  if (change.kind !== 'move_shard') {
    return changePlacement(qdrant, collection, change, timeout);
  }
  const { shard, from } = change;
  await changePlacement(qdrant, collection, { ...change, kind: 'replicate_shard' }, timeout);
  await sleep(SETTLING_MS);
  await changePlacement(qdrant, collection, { kind: 'drop_replica', shard, from }, timeout);
}

export function describe(change: ShardChange): string {
  switch (change.kind) {
    case 'move_shard':
      return `shard ${change.shard} from node ${change.from} to ${change.to}`;
    case 'replicate_shard':
      return `a copy of shard ${change.shard} from node ${change.from} to ${change.to}`;
    case 'drop_replica':
      return `drop the copy of shard ${change.shard} on node ${change.from}, as other nodes have enough copies`;
  }
}

/** The body of Qdrant's POST /collections/NAME/cluster. Ids are larger than the numbers of JavaScript. */
function requestOf(change: ShardChange): object {
  return change.kind === 'drop_replica'
    ? { drop_replica: { shard_id: change.shard, peer_id: BigInt(change.from) } }
    : {
        [change.kind]: {
          shard_id: change.shard,
          from_peer_id: BigInt(change.from),
          to_peer_id: BigInt(change.to),
        },
      };
}
