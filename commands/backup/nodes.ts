import { Failure } from '../../cli/failure';
import type { SnapshotApi } from '../../clients/qdrant/snapshot-api';
import type { Placement } from '../../clients/qdrant/types';

/** A node of Qdrant that the backup reads from. */
export interface Node<Api extends SnapshotApi = SnapshotApi> {
  readonly qdrant: Api;
  /** Its id in the cluster. A node without cluster mode has none: its URL takes the place of the id. */
  readonly peer: string;
  /** Such as `1.15.4`. */
  readonly version: string;
  /** How many nodes its cluster has. */
  readonly clusterSize: number;
}

/** Identifies the node at each URL. Two URLs of one node and nodes of several versions are errors. */
export async function identifyNodes<Api extends SnapshotApi>(clients: readonly Api[]): Promise<Node<Api>[]> {
  const nodes = await Promise.all(clients.map(identify));
  const versions = new Set(nodes.map(({ version }) => version));
  if (versions.size > 1) {
    throw new Failure(
      `The nodes run Qdrant ${[...versions].sort().join(' and ')}`,
      'wait until the upgrade is complete, then start the backup again',
    );
  }
  const duplicate = nodes.find(({ peer }, at) => nodes.findIndex(node => node.peer === peer) < at);
  if (duplicate) {
    throw new Failure(
      `${duplicate.qdrant.url} is a second address of node ${duplicate.peer}`,
      'use one address for each node, for example with kubectl port-forward to each pod',
    );
  }
  return nodes;
}

async function identify<Api extends SnapshotApi>(qdrant: Api): Promise<Node<Api>> {
  const version = await qdrant.version();
  const { peer_id, peers } = await qdrant.cluster();
  return { qdrant, version, peer: String(peer_id ?? qdrant.url), clusterSize: Object.keys(peers ?? {}).length || 1 };
}

/** Where the shards of a collection are. */
export interface Shards {
  /** The nodes whose snapshots together contain the collection. */
  readonly holders: readonly Node[];
  /** Which shards are active on which node, as text. */
  readonly active: string;
  /** Shards that are active on none of the nodes. Their points would be missing in a backup. */
  readonly missing: readonly number[];
  /** Nodes outside the backup that have one of the missing shards. */
  readonly missingOn: readonly string[];
}

export async function shardsOf(collection: string, nodes: readonly Node[]): Promise<Shards> {
  const placements: Placement[] = [];
  for (const { qdrant } of nodes) {
    placements.push(await qdrant.placement(collection));
  }
  const remote = placements.flatMap(({ remote_shards }) => remote_shards);
  const held = new Set(placements.flatMap(activeShards));
  const all = new Set([...placements.flatMap(({ local_shards }) => local_shards), ...remote].map(idOf));
  const missing = [...all].filter(id => !held.has(id)).sort((a, b) => a - b);
  const owners = remote.filter(({ shard_id }) => missing.includes(shard_id));
  return {
    holders: nodes.filter((_, at) => placements[at]!.local_shards.length > 0),
    active: nodes
      .map(({ peer }, at) => `${activeShards(placements[at]!).join(' and ') || 'none'} on ${peer}`)
      .sort()
      .join(', '),
    missing,
    missingOn: [...new Set(owners.map(({ peer_id }) => String(peer_id)))],
  };
}

/**
 * Throws where a shard moved since `before`. Nodes are copied one after the other, so no snapshot may contain that shard.
 *
 * @param fix What the error says to do.
 */
export async function requireUnmoved(
  collection: string,
  nodes: readonly Node[],
  before: string,
  fix: string,
): Promise<void> {
  const { active } = await shardsOf(collection, nodes);
  if (active !== before) {
    throw new Failure(
      `Shards of collection ${collection} moved during the backup, so points may be missing: active shards were ${before}, and are now ${active}`,
      fix,
    );
  }
}

function activeShards({ local_shards }: Placement): number[] {
  return local_shards
    .filter(({ state }) => state === 'Active')
    .map(idOf)
    .sort((a, b) => a - b);
}

function idOf({ shard_id }: { readonly shard_id: number }): number {
  return shard_id;
}
