import { Failure } from '../../cli/failure';
import type { SnapshotApi } from '../../clients/qdrant/snapshot-api';
import type { Placement, Shard } from '../../clients/qdrant/types';
import { CollectionFailure } from './collection-failure';
import type { ShardKey } from './manifest';

/** A node of Qdrant that the backup reads from. */
export interface Node<Api extends SnapshotApi = SnapshotApi> {
  readonly qdrant: Api;
  /** Its id in the cluster. A node without cluster mode has none: its URL takes the place of the id. */
  readonly peer: string;
  /** Such as `1.15.4`. */
  readonly version: string;
  /** How many nodes its cluster has. */
  readonly clusterSize: number;
  /** The ids of all nodes of its cluster. A node without cluster mode names none. */
  readonly peers: readonly string[];
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
  const { peer_id, peers: all = {} } = await qdrant.cluster();
  const peers = Object.keys(all);
  return { qdrant, version, peer: String(peer_id ?? qdrant.url), clusterSize: peers.length || 1, peers };
}

/**
 * The ids of all nodes of a cluster. A node without cluster mode tells its id together with the shards of a collection.
 *
 * @param collections Names of collections of this Qdrant.
 */
export async function peersOf([first]: readonly Node[], [name]: readonly string[]): Promise<readonly string[]> {
  const { peers, peer, qdrant } = first!;
  if (peers.length > 0) {
    return peers;
  }
  return [name === undefined ? peer : String((await qdrant.placement(name)).peer_id)];
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
  /** The custom shard keys, in the order in which they were made. Absent where the collection has none. */
  readonly keys?: readonly ShardKey[];
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
    keys: keysOf([...placements.flatMap(({ local_shards }) => local_shards), ...remote]),
  };
}

/** Shards get their ids in the order in which the keys are made. */
function keysOf(shards: readonly Shard[]): ShardKey[] | undefined {
  const shardsOfKey = new Map<string | number, Set<number>>();
  for (const { shard_id, shard_key } of [...shards].sort((a, b) => a.shard_id - b.shard_id)) {
    if (shard_key !== undefined && shard_key !== null) {
      shardsOfKey.set(shard_key, (shardsOfKey.get(shard_key) ?? new Set()).add(shard_id));
    }
  }
  const keys = [...shardsOfKey].map(([key, ids]) => ({ key, shards: [...ids] }));
  return keys.length > 0 ? keys : undefined;
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
    throw new CollectionFailure(
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
