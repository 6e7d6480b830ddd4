import { Failure } from '../../cli/failure';
import { type Placement, Qdrant } from '../../clients/qdrant/qdrant';
import type { Access } from '../../stack/qdrant-access';

/** A node of Qdrant that was named. */
export interface Node {
  readonly qdrant: Qdrant;
  /** Who it is within its cluster. */
  readonly peer: string;
}

export interface Nodes {
  readonly all: readonly Node[];
  /** Such as `1.15.4`; that of every node. */
  readonly version: string;
  /** How many nodes the cluster has, named or not. */
  readonly clusterSize: number;
  /** Ends the connections. */
  readonly close: () => Promise<void>;
}

/** Asks every URL which node it leads to. */
export async function openNodes({ urls, at, apiKey, ca, snapshotTimeout }: Access): Promise<Nodes> {
  const opened = await Promise.all(urls.map(url => Qdrant.open({ url, at: at?.[url], apiKey, ca, snapshotTimeout })));
  const close = async () => {
    await Promise.all(opened.map(qdrant => qdrant.close()));
  };
  try {
    const looked = await Promise.all(opened.map(look));
    const versions = new Set(looked.map(({ version }) => version));
    if (versions.size > 1) {
      throw new Failure(
        `The nodes run different versions of Qdrant (${[...versions].join(', ')})`,
        'wait until the upgrade is through, then run the command again',
      );
    }
    const peers = looked.map(({ peer }) => peer);
    const twice = looked.find(({ peer }, at) => peers.indexOf(peer) !== at);
    if (twice) {
      throw new Failure(
        `${twice.qdrant.url} leads to node ${twice.peer}, as another --url does`,
        'name each node once, by an address of its own, for example by kubectl port-forward to each pod',
      );
    }
    return { all: looked, version: looked[0]!.version, clusterSize: looked[0]!.clusterSize, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function look(qdrant: Qdrant) {
  const version = await qdrant.version();
  const { peer_id, peers } = await qdrant.cluster();
  // A node that is no member of a cluster has no id.
  return { qdrant, version, peer: String(peer_id ?? qdrant.url), clusterSize: Object.keys(peers ?? {}).length || 1 };
}

export interface Shards {
  /** The nodes whose snapshots hold the collection together. */
  readonly holders: readonly Node[];
  /** Which shards are active on which node. */
  readonly active: string;
}

/**
 * Where the shards of a collection lie. A shard that lies on none of them is refused: its points
 * would be missing without a word.
 */
export async function shardsOf(collection: string, nodes: readonly Node[]): Promise<Shards> {
  const placements: Placement[] = [];
  for (const { qdrant } of nodes) {
    placements.push(await qdrant.placement(collection));
  }
  const held = new Set(placements.flatMap(({ local_shards }) => local_shards.filter(isActive).map(idOf)));
  const all = new Set(
    placements.flatMap(({ local_shards, remote_shards }) => [...local_shards, ...remote_shards].map(idOf)),
  );
  const missing = [...all].filter(id => !held.has(id)).sort((a, b) => a - b);
  if (missing.length > 0) {
    const owners = placements
      .flatMap(({ remote_shards }) => remote_shards)
      .filter(({ shard_id }) => missing.includes(shard_id));
    const peers = [...new Set(owners.map(({ peer_id }) => String(peer_id)))];
    throw new Failure(
      `Of collection ${collection}, shard ${missing.join(', ')} is active on none of the named nodes${peers.length > 0 ? ` (it lies on node ${peers.join(', ')})` : ''}`,
      'name every node of the cluster with a --url of its own or go to all of them with --in-cluster, or use --format jsonl, for which one is enough',
    );
  }
  const active = nodes.map(({ peer }, at) => {
    const ids = placements[at]!.local_shards.filter(isActive).map(idOf);
    return `${ids.sort((a, b) => a - b).join(' and ') || 'none'} on ${peer}`;
  });
  return {
    holders: nodes.filter((_, at) => placements[at]!.local_shards.length > 0),
    active: active.sort().join(', '),
  };
}

/** A shard that moved while the nodes were copied one after the other may be in no snapshot. */
export async function requireUnmoved(collection: string, nodes: readonly Node[], before: string): Promise<void> {
  const { active } = await shardsOf(collection, nodes);
  if (active !== before) {
    throw new Failure(
      `Shards of collection ${collection} moved during the backup, which may miss some: active were ${before}, and are ${active}`,
      'begin a new backup when no shard moves, without --resume, and delete this folder',
    );
  }
}

function isActive({ state }: { state: string }): boolean {
  return state === 'Active';
}

function idOf({ shard_id }: { shard_id: number }): number {
  return shard_id;
}
