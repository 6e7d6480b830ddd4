import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../cli/failure';
import type { Patience } from '../../reconcile/deletion';
import { type Qdrant } from '../../clients/qdrant/qdrant';
import { type Change, copiesOf, isDone } from './placement';

const POLL_MS = 500;
const AGAIN = 'then run the command again: it goes on where it stands';

/** The nodes of a cluster: the id of each by the ordinal of its pod. */
export type Members = ReadonlyMap<number, string>;

/** Who is in the cluster, as its first node says. @throws Failure where there is no majority to change anything */
export async function membersOf(qdrant: Qdrant, statefulSet: string): Promise<Members> {
  const { peers, raft_info: raft } = await qdrant.cluster();
  if (!peers || !raft) {
    throw new Failure('Qdrant does not run in cluster mode, so it has one node', 'leave qdrant.replicas at 1');
  }
  if (raft.leader === undefined || raft.leader === null || String(raft.leader) === '0') {
    throw new Failure(
      'Qdrant has no leader: too many of its nodes are away, and without a majority nothing can be changed',
      `bring them back (kubectl get pods), ${AGAIN}`,
    );
  }
  const pod = new RegExp(`//${statefulSet}-(\\d+)\\.`);
  return new Map(
    Object.entries(peers).map(([id, { uri }]) => {
      const ordinal = pod.exec(uri)?.[1];
      if (ordinal === undefined) {
        throw new Failure(
          `Node ${id} of Qdrant has the address ${uri}, which is no pod of StatefulSet ${statefulSet}`,
          'remove it by hand, if it is gone for good: DELETE /cluster/peer/ID',
        );
      }
      return [Number(ordinal), id];
    }),
  );
}

/** @throws Failure where a copy of a shard cannot be relied on */
export async function requireHealthy(qdrant: Qdrant, patience: Patience): Promise<void> {
  for (const collection of await qdrant.collections()) {
    const { transfers, copies } = await settled(qdrant, collection, patience);
    const bad = copies.filter(({ state }) => state !== 'Active');
    if (transfers > 0 || bad.length > 0) {
      const told = bad.map(({ shard, peer, state }) => `shard ${shard} on node ${peer} is ${state}`);
      throw new Failure(
        `Collection ${collection} is not whole: ${told.join(', ') || `${transfers} shards are still on their way`}`,
        `wait until Qdrant has mended it, ${AGAIN}`,
      );
    }
  }
}

/** What an earlier run has begun goes on by itself: it is waited for. */
async function settled(qdrant: Qdrant, collection: string, { timeout, say }: Patience) {
  const deadline = Date.now() + timeout * 1000;
  for (;;) {
    const placement = await qdrant.placement(collection);
    const transfers = placement.shard_transfers?.length ?? 0;
    if (transfers === 0 || Date.now() > deadline) {
      return { transfers, copies: copiesOf(placement) };
    }
    say(`${transfers} shards of collection ${collection} are on their way`);
    await sleep(POLL_MS);
  }
}

/** Changes where a shard lies, and waits until it does. */
export async function carryOut(
  qdrant: Qdrant,
  collection: string,
  change: Change,
  { timeout, say }: Patience,
): Promise<void> {
  say(`${collection}: ${describe(change)}`);
  await qdrant.changeShards(collection, request(change));
  const deadline = Date.now() + timeout * 1000;
  for (;;) {
    const placement = await qdrant.placement(collection);
    const transfers = placement.shard_transfers?.length ?? 0;
    if (transfers === 0 && isDone(change, copiesOf(placement))) {
      return;
    }
    if (Date.now() > deadline) {
      throw new Failure(
        `Collection ${collection}: ${describe(change)} was asked for, and has not come about in ${timeout} s`,
        `look at GET /collections/${collection}/cluster and the logs of Qdrant, ${AGAIN}, or wait longer with --timeout`,
      );
    }
    await sleep(POLL_MS);
  }
}

export function describe(change: Change): string {
  switch (change.kind) {
    case 'move_shard':
      return `shard ${change.shard} from node ${change.from} to ${change.to}`;
    case 'replicate_shard':
      return `a copy of shard ${change.shard} from node ${change.from} to ${change.to}`;
    case 'drop_replica':
      return `the copy of shard ${change.shard} on node ${change.from} goes, as all others have one`;
  }
}

/** The body of Qdrant's POST /collections/NAME/cluster. Ids go beyond what a number of JavaScript holds. */
function request(change: Change): object {
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
