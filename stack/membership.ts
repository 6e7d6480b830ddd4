import { Failure } from '../cli/failure';
import { commandLine } from '../cli/invocation';
import { counted } from '../cli/text';
import { stackNames } from '../config/names';
import type { Config } from '../config/schema';
import { statusOf } from '../clients/http';
import { stringifyJson } from '../clients/qdrant/json';
import type { ClusterInfo, Placement } from '../clients/qdrant/types';
import type { Qdrant } from '../clients/qdrant/qdrant';
import type { ExpectedObject } from './expected';
import type { PodPorts } from './pod-ports';
import { openQdrant } from './qdrant';

/** What one node knows about its cluster. */
export interface NodeView {
  /** Name of the pod. */
  readonly node: string;
  readonly cluster?: ClusterInfo;
  readonly collections?: readonly CollectionView[];
  /** Why the node did not answer. */
  readonly problem?: string;
}

/** What one node knows about a collection. */
export interface CollectionView {
  readonly name: string;
  /** The number of copies that each shard of the collection shall have. */
  readonly factor: number;
  readonly placement: Placement;
}

/** What is wrong with a cluster, and what a person should know all the same. */
export interface Membership {
  readonly problems: readonly string[];
  /** Why nodes did not answer. */
  readonly unknown: readonly string[];
  readonly notes: readonly string[];
  /** The transfers of shards, each with its progress as Qdrant tells it. */
  readonly transfers: readonly string[];
}

/** Whether the nodes of the config form a cluster. */
export function formCluster(config: Config): boolean {
  return config.qdrant.replicas > 1;
}

/** Asks every ready node. A node that does not answer is a view with a problem. */
export async function viewsOf(
  ports: PodPorts,
  statefulSet: ExpectedObject,
  { apiKey, timeout = 60_000 }: { readonly apiKey: string | undefined; readonly timeout: number | undefined },
): Promise<NodeView[]> {
  const views: NodeView[] = [];
  for (const { pod, url } of await ports.ofReady(statefulSet, 'http')) {
    const qdrant = await openQdrant({ ...url, apiKey, timeout, snapshotTimeout: timeout });
    try {
      views.push(await viewOf(pod, qdrant));
    } catch (error) {
      const cause = ports.causeOf(error);
      if (!(cause instanceof Failure)) {
        throw cause;
      }
      views.push({ node: pod, problem: cause.problem });
    } finally {
      await qdrant.close();
    }
  }
  return views;
}

async function viewOf(node: string, qdrant: Qdrant): Promise<NodeView> {
  const cluster = await qdrant.cluster();
  const collections: CollectionView[] = [];
  for (const name of await qdrant.collections()) {
    try {
      const { config } = await qdrant.collection(name);
      const placement = await qdrant.placement(name);
      collections.push({ name, factor: Number(config.params.replication_factor ?? 1), placement });
    } catch (error) {
      // Somebody deleted the collection meanwhile.
      if (statusOf(error) !== 404) {
        throw error;
      }
    }
  }
  return { node, cluster, collections };
}

/** Compares what the nodes know with each other, and with the config. */
export function judgeMembership(views: readonly NodeView[], config: Config): Membership {
  const { replicas, replicationFactor = 1 } = config.qdrant;
  const unknown = views.flatMap(({ node, problem }) =>
    problem === undefined ? [] : [`${node} does not answer: ${problem}`],
  );
  const answering = views.filter(({ cluster }) => cluster !== undefined);
  if (answering.length === 0) {
    return {
      problems: [],
      unknown: [...unknown, ...(views.length === 0 ? ['no node of Qdrant is ready'] : [])],
      notes: [],
      transfers: [],
    };
  }
  const pods = Array.from({ length: replicas }, (_, node) => `${stackNames(config).qdrant}-${node}`);
  const unready = pods.filter(pod => !views.some(({ node }) => node === pod));
  const { collections = [] } = largestOf(grouped(answering, membersText))[0]!;
  return {
    problems: [
      ...memberProblems(answering, replicas),
      ...leaderProblems(answering),
      ...collectionProblems(answering),
      ...collections.flatMap(collection => shardProblems(collection, answering, replicas)),
    ],
    unknown,
    notes: [
      ...(unready.length > 0 ? [notReady(unready)] : []),
      ...collections.filter(({ factor }) => factor < replicationFactor).map(fewerCopies(replicationFactor)),
    ],
    transfers: collections.flatMap(({ name, placement }) =>
      (placement.shard_transfers ?? []).map(transfer => `collection ${name}: ${stringifyJson(transfer)}`),
    ),
  };
}

function notReady(pods: readonly string[]): string {
  const command = commandLine('scale', ...pods.flatMap(pod => ['--heal', pod]));
  return `${pods.join(' and ')} not asked, because not ready; only if the data is lost for ever: ${command}`;
}

/** All nodes know the same members, as many as the config says, each at its own address. */
function memberProblems(views: readonly NodeView[], replicas: number): string[] {
  const groups = [...grouped(views, membersText).values()];
  const different =
    groups.length > 1
      ? [
          `the nodes are in different clusters: ${groups.map(group => `${namesOf(group)} know${group.length > 1 ? '' : 's'} ${counted(peersOf(group[0]!).length, 'node')}`).join(', ')}`,
        ]
      : [];
  const counts = groups.flatMap(group => {
    const { length } = peersOf(group[0]!);
    return groups.length > 1 || length === replicas
      ? []
      : [`the cluster has ${counted(length, 'node')}, and the config ${replicas}`];
  });
  const shared = new Set(groups.flatMap(group => sharedAddresses(group[0]!)));
  return [...different, ...counts, ...shared];
}

/** A node that lost its volume comes back under the same address, with a new id. */
function sharedAddresses(view: NodeView): string[] {
  const byAddress = grouped(peersOf(view), ([, { uri }]) => uri);
  return [...byAddress].flatMap(([uri, peers]) =>
    peers.length > 1 ? [`nodes ${peers.map(([id]) => id).join(' and ')} have the same address ${uri}`] : [],
  );
}

/** All nodes know one leader, and their consensus works. */
function leaderProblems(views: readonly NodeView[]): string[] {
  const leaders = grouped(views, leaderOf);
  const without = leaders.get('') ?? [];
  const stopped = views.filter(({ cluster }) => isStopped(cluster!));
  const known = [...leaders].filter(([id]) => id !== '');
  return [
    ...(without.length > 0 ? [`${namesOf(without)} know${without.length > 1 ? '' : 's'} no leader`] : []),
    ...(known.length > 1
      ? [`the nodes have different leaders: ${known.map(([id, group]) => `${id} for ${namesOf(group)}`).join(', ')}`]
      : []),
    ...(stopped.length > 0 ? [`the consensus of ${namesOf(stopped)} has stopped`] : []),
  ];
}

/** The id of the leader that a node knows, or an empty text. */
export function leaderOf({ cluster }: NodeView): string {
  const leader = cluster?.raft_info?.leader;
  return leader === undefined || leader === null || String(leader) === '0' ? '' : String(leader);
}

function isStopped({ consensus_thread_status: status }: ClusterInfo): boolean {
  return status?.consensus_thread_status?.startsWith('stopped') ?? false;
}

/** All nodes have the same collections. */
function collectionProblems(views: readonly NodeView[]): string[] {
  const all = new Set(views.flatMap(({ collections = [] }) => collections.map(({ name }) => name)));
  return [...all].sort().flatMap(name => {
    const without = views.filter(({ collections = [] }) => !collections.some(each => each.name === name));
    return without.length > 0
      ? [`${namesOf(without)} ${without.length > 1 ? 'have' : 'has'} no collection ${name}`]
      : [];
  });
}

/** All copies of all shards are active, as many as the collection says. A shard in transfer may be incomplete. */
function shardProblems(
  { name, factor, placement }: CollectionView,
  views: readonly NodeView[],
  replicas: number,
): string[] {
  const copies = [
    ...placement.local_shards.map(shard => ({ ...shard, peer: String(placement.peer_id) })),
    ...placement.remote_shards.map(shard => ({ ...shard, peer: String(shard.peer_id) })),
  ];
  const moving = new Set(
    (placement.shard_transfers ?? []).map(transfer => (transfer as { shard_id?: unknown }).shard_id),
  );
  const wanted = Math.min(factor, replicas);
  return [...grouped(copies, ({ shard_id }) => shard_id)].flatMap(([shard, own]) => {
    const inactive = own.filter(({ state }) => state !== 'Active');
    const active = own.length - inactive.length;
    const broken = moving.has(shard) ? [] : inactive;
    return [
      ...broken.map(({ state, peer }) => `shard ${shard} of collection ${name} is ${state} on ${nodeOf(peer, views)}`),
      ...(active < wanted && !moving.has(shard)
        ? [`shard ${shard} of collection ${name} has ${active} of ${wanted} active copies`]
        : []),
    ];
  });
}

function fewerCopies(promised: number) {
  return ({ name, factor }: CollectionView) =>
    `collection ${name} has replication_factor ${factor}, and new collections have ${promised}`;
}

/** The name of the pod of a node id, or the id. */
export function nodeOf(peer: string, views: readonly NodeView[]): string {
  return views.find(({ cluster }) => String(cluster?.peer_id) === peer)?.node ?? `node ${peer}`;
}

export function peersOf({ cluster }: NodeView): [string, { readonly uri: string }][] {
  return Object.entries(cluster?.peers ?? {});
}

function membersText(view: NodeView): string {
  return peersOf(view)
    .map(([id]) => id)
    .sort()
    .join(',');
}

function namesOf(views: readonly NodeView[]): string {
  return views.map(({ node }) => node).join(' and ');
}

function grouped<T, K>(all: readonly T[], keyOf: (one: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const one of all) {
    groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  }
  return groups;
}

function largestOf<T>(groups: Map<string, T[]>): T[] {
  return [...groups.values()].sort((one, other) => other.length - one.length)[0]!;
}
