import { setTimeout as sleep } from 'node:timers/promises';
import type { Placement } from '../../clients/qdrant/types';
import { CollectionFailure } from '../backup/collection-failure';
import { configOf } from '../backup/collection-info';
import type { Nodes } from '../backup/open-nodes';

/** How long shards can be incomplete while nothing is copied between nodes, in milliseconds. */
const IDLE_TIMEOUT = 30_000;
const INTERVAL = 500;

/** Copies of one shard. */
interface Replicas {
  readonly shard: number;
  /** The node and the state of each copy. */
  readonly copies: readonly { readonly peer: string; readonly state: string }[];
}

/**
 * Waits until each shard has as many active replicas as the collection promises. Copies a shard to a further node where
 * the cluster does not. A collection is green even where replicas are empty.
 *
 * @param idleTimeout How long shards can be incomplete while nothing is copied, in milliseconds.
 */
export async function requireReplicas(
  { first }: Pick<Nodes, 'first'>,
  info: string,
  name: string,
  idleTimeout = IDLE_TIMEOUT,
): Promise<void> {
  const { qdrant, peers } = first;
  const promised = Math.min(Number(configOf({ info }).params.replication_factor ?? 1), peers.length);
  if (promised < 2) {
    return;
  }
  const requested = new Set<number>();
  let idleSince = Date.now();
  for (;;) {
    const placement = await qdrant.placement(name);
    const missing = replicasOf(placement).filter(each => activeOf(each) < Math.max(promised, each.copies.length));
    if (missing.length === 0) {
      return;
    }
    for (const { shard, copies } of missing.filter(
      each => each.copies.length < promised && !requested.has(each.shard),
    )) {
      const [from] = copies.filter(({ state }) => state === 'Active');
      const to = peers.find(peer => !copies.some(copy => copy.peer === peer));
      if (from && to !== undefined) {
        requested.add(shard);
        const operation = `{"replicate_shard":{"shard_id":${shard},"from_peer_id":${from.peer},"to_peer_id":${to}}}`;
        await qdrant.changeShards(name, Buffer.from(operation));
      }
    }
    if ((placement.shard_transfers ?? []).length > 0) {
      idleSince = Date.now();
    }
    if (Date.now() - idleSince > idleTimeout) {
      throw new CollectionFailure(
        `Collection ${name} promises ${promised} active replicas of each shard, and the cluster has fewer: ${missing.map(textOf).join('; ')}`,
        `read the log of the named nodes and GET /collections/${name}/cluster`,
      );
    }
    await sleep(INTERVAL);
  }
}

function replicasOf({ peer_id, local_shards, remote_shards }: Placement): Replicas[] {
  const all = [...local_shards.map(shard => ({ ...shard, peer_id })), ...remote_shards];
  const ids = [...new Set(all.map(({ shard_id }) => shard_id))].sort((a, b) => a - b);
  return ids.map(shard => ({
    shard,
    copies: all
      .filter(({ shard_id }) => shard_id === shard)
      .map(({ peer_id: peer, state }) => ({ peer: String(peer), state })),
  }));
}

function activeOf({ copies }: Replicas): number {
  return copies.filter(({ state }) => state === 'Active').length;
}

function textOf({ shard, copies }: Replicas): string {
  return `shard ${shard} is ${copies.map(({ peer, state }) => `${state} on node ${peer}`).join(', ')}`;
}
