import { Failure } from '../../cli/failure';
import { commandLine } from '../../cli/invocation';
import { type Progress, speaking, type Task } from '../../cli/progress';
import type { Config } from '../../config/schema';
import type { Patience } from '../../reconcile/deletion';
import { Cluster } from '../../clients/kubernetes/cluster';
import { titleOf } from '../../clients/kubernetes/objects';
import { Qdrant } from '../../clients/qdrant/qdrant';
import { Expected } from '../../stack/expected';
import { apiKeyOf } from '../../stack/known-keys';
import { PodPorts } from '../../stack/pod-ports';
import { carryOut, describe, type Members, membersOf, requireHealthy } from './members';
import type { Scene } from './context';
import { type Change, copiesOf, departures, replications } from './placement';
import { refuseForeignClaims, requireReady, setReplicas, waitForMembers, waitUntilLeft } from './nodes';

export interface ScaleOptions {
  /** Tell what is to do and change nothing. */
  readonly dryRun: boolean;
  /** Whether shards get the copies that they are to have. */
  readonly replicate: boolean;
  /** Context of the kubeconfig. */
  readonly context?: string;
  /** How long one shard may take on its way, and the pods until they are ready, in seconds. */
  readonly timeout: number;
}

/** What came of a run so far: it is filled in step by step, so that a failure leaves what was done before it. */
export interface Outcome {
  nodes?: { readonly from: number; readonly to: number };
  /** What moves where, or has moved. */
  readonly shards: (Change & { readonly collection: string })[];
  /** Pods whose nodes leave, or have left. */
  readonly left: string[];
}

/**
 * Takes the running cluster to as many nodes as the config says. Nodes join before shards are copied to them; shards move
 * away, and the cluster forgets a node, before its pod goes. What was interrupted goes on where it stands.
 */
export async function runScale(
  config: Config,
  options: ScaleOptions,
  progress: Progress,
  outcome: Outcome,
): Promise<void> {
  const { say, task } = speaking();
  const patience: Patience = { timeout: options.timeout, say };
  const cluster = await Cluster.connect(options.context, 'docs/scale.md');
  const ports = new PodPorts(async () => cluster, config);
  let qdrant: Qdrant | undefined;
  try {
    const declared = new Expected(config).one('StatefulSet');
    const live = await cluster.read('apps/v1', 'StatefulSet', config.namespace, declared.metadata.name);
    if (!live) {
      throw new Failure(
        `${titleOf(declared)} does not exist in cluster ${cluster.name}`,
        `deploy it first: ${commandLine('deploy')}`,
      );
    }
    // The first node never leaves.
    const first = await ports.ofOne(declared, 'http', `${live.metadata.name}-0`);
    qdrant = await Qdrant.open({
      ...first,
      apiKey: await apiKeyOf(cluster, config),
      patience: options.timeout * 1000,
    });
    const scene: Scene = { cluster, qdrant, live, to: config.qdrant.replicas, patience };
    await work(scene, config, options, task, progress, outcome);
  } catch (error) {
    throw ports.takeFault() ?? error;
  } finally {
    await qdrant?.close();
    await ports.close();
  }
}

type MakeTask = ReturnType<typeof speaking>['task'];

async function work(
  scene: Scene,
  config: Config,
  options: ScaleOptions,
  task: MakeTask,
  progress: Progress,
  outcome: Outcome,
): Promise<void> {
  const { cluster, qdrant, live, to, patience } = scene;
  let members: Members = new Map();
  let leaving: number[] = [];
  const looking = task('Look', async () => {
    const from: number = live.spec.replicas;
    outcome.nodes = { from, to };
    members = await membersOf(qdrant, live.metadata.name);
    await requireReady(scene, members);
    await requireHealthy(qdrant, patience);
    leaving = [...new Set([...members.keys(), ...Array(from).keys()])].filter(node => node >= to).sort((a, b) => b - a);
    await refuseForeignClaims(scene, members);
    outcome.left.push(...leaving.map(node => `${live.metadata.name}-${node}`));
    const [gone, stays] = [idsOf(members, node => node >= to), idsOf(members, node => node < to)];
    for (const collection of await qdrant.collections()) {
      const found = departures(copiesOf(await qdrant.placement(collection)), gone, stays);
      outcome.shards.push(...found.map(change => ({ ...change, collection })));
    }
    return {
      headline: `Cluster ${cluster.name}, namespace ${config.namespace}: Qdrant has ${from} nodes, config ${to}`,
      details: options.dryRun
        ? [...outcome.shards.map(told), ...outcome.left.map(pod => `node ${pod} would leave; its claims stay`)]
        : [],
    };
  });
  await progress([looking]);
  if (options.dryRun) {
    return;
  }
  const tasks: Task[] = [
    ...outcome.shards.map(change =>
      task(told(change), async () => {
        await carryOut(qdrant, change.collection, change, patience);
        return { headline: told(change), details: [] };
      }),
    ),
    ...leaving.map(node =>
      task(`Node ${live.metadata.name}-${node}`, async () => {
        await leave(scene, members, node);
        return { headline: `Node ${live.metadata.name}-${node}: left; its claims stay`, details: [] };
      }),
    ),
    ...(live.spec.replicas < to
      ? [
          task(`${titleOf(live)}: ${to} nodes`, async () => {
            await setReplicas(scene, to);
            await waitForMembers(scene);
            return { headline: `${titleOf(live)}: ${to} nodes, all in the cluster`, details: [] };
          }),
        ]
      : []),
    ...(options.replicate ? [task('Copies', () => replicate(scene, config, outcome))] : []),
  ];
  await progress(tasks);
}

/** The cluster forgets the node before its pod goes: a pod that goes first would count towards the majority for ever. */
async function leave(scene: Scene, members: Members, node: number): Promise<void> {
  const id = members.get(node);
  if (id !== undefined) {
    await scene.qdrant.removePeer(id);
    await waitUntilLeft(scene, node);
  }
  await setReplicas(scene, node);
}

/** Gives each shard as many copies as its collection, or the config where that says more, wants. */
async function replicate({ qdrant, live, patience }: Scene, config: Config, outcome: Outcome) {
  const peers = [...(await membersOf(qdrant, live.metadata.name)).values()];
  const wanted = Math.min(config.qdrant.replicationFactor ?? 1, peers.length);
  const details: string[] = [];
  for (const collection of await qdrant.collections()) {
    const { config: found } = await qdrant.collection(collection);
    const own = Number(found.params.replication_factor ?? 1);
    if (own < wanted) {
      await qdrant.updateCollection(collection, { params: { replication_factor: wanted } });
      details.push(`collection ${collection}: replication_factor ${own} -> ${wanted}`);
    }
    const copies = copiesOf(await qdrant.placement(collection));
    for (const change of replications(copies, peers, Math.max(own, wanted))) {
      await carryOut(qdrant, collection, change, patience);
      outcome.shards.push({ ...change, collection });
      details.push(told({ ...change, collection }));
    }
  }
  return { headline: details.length > 0 ? 'Copies: made' : 'Copies: in sync', details };
}

function idsOf(members: Members, wanted: (node: number) => boolean): string[] {
  return [...members].filter(([node]) => wanted(node)).map(([, id]) => id);
}

function told(change: Change & { readonly collection: string }): string {
  return `collection ${change.collection}: ${describe(change)}`;
}
