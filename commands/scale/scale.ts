import { Failure } from '../../cli/failure';
import { commandLine } from '../../cli/invocation';
import { type Progress, reporter, type Task } from '../../cli/progress';
import type { Config } from '../../config/schema';
import { isTransient } from '../../clients/http';
import type { Cluster } from '../../clients/kubernetes/cluster';
import { type LiveObject, titleOf } from '../../clients/kubernetes/objects';
import type { QdrantClient, QdrantOptions } from '../../clients/qdrant/qdrant-client';
import { openQdrant } from '../../stack/qdrant';
import { Expected } from '../../stack/expected';
import { connectCluster } from '../../stack/kubernetes';
import { apiKeyOf } from '../../stack/known-keys';
import { PodPorts } from '../../stack/pod-ports';
import { podsOf } from '../../stack/pods';
import type { ScaleContext } from './context';
import { type HealOptions, healNodes } from './heal';
import { type Members, membersOf, relocate, requireHealthy } from './members';
import { refuseForeignClaims, requireReady, setReplicas, waitForMembers, waitUntilLeft } from './nodes';
import { type ScaleOutcome, titleOfChange } from './outcome';
import { copiesOf, departures } from './placement';
import { replicate } from './replicate';
import { taskOf } from './tasks';

/** How long a node may take to tell its id, in milliseconds. */
const ANSWER_TIMEOUT = 5000;

export interface ScaleOptions extends HealOptions {
  /** Whether to create the missing copies of shards. */
  readonly replicate: boolean;
  /** Context of the kubeconfig. */
  readonly context?: string;
  /** How long the transfer of one shard may take, and the start of the pods, in seconds. */
  readonly timeout: number;
}

/**
 * Scales the running cluster to the number of nodes in the config, or rebuilds the nodes of `heal`. An interrupted run
 * continues from the current state.
 */
export async function runScale(
  config: Config,
  options: ScaleOptions,
  progress: Progress,
  outcome: ScaleOutcome,
): Promise<void> {
  const { say, ...reporting } = reporter(progress);
  const cluster = await connectCluster(options.context, { page: 'scale' });
  const ports = new PodPorts(async () => cluster, config);
  let qdrant: QdrantClient | undefined;
  try {
    const declared = new Expected(config).qdrant;
    const live = await cluster.read('apps/v1', 'StatefulSet', config.namespace, declared.metadata.name);
    if (!live) {
      throw new Failure(
        `${titleOf(declared)} does not exist in cluster ${cluster.name}`,
        `deploy it first: ${commandLine('deploy')}`,
      );
    }
    const client = { apiKey: await apiKeyOf(cluster, config), snapshotTimeout: options.timeout * 1000 };
    const { heal } = options;
    qdrant = await openQdrant({ ...client, ...(await ports.ofOne(declared, 'http', nodesThatStay(live, heal))) });
    const timeout = { timeout: options.timeout, say };
    const shared = { cluster, qdrant, live, timeout };
    if (heal.length > 0) {
      const idSaidBy = async (pod: string) =>
        (await isRunning(cluster, live, pod))
          ? idOf({ ...client, ...(await ports.ofPod(declared, pod, 'http')), timeout: ANSWER_TIMEOUT })
          : undefined;
      await healNodes({ ...shared, to: live.spec.replicas, idSaidBy }, options, reporting.progress, outcome);
    } else {
      await scale({ ...shared, to: config.qdrant.replicas }, config, options, reporting.progress, outcome);
    }
  } catch (error) {
    throw ports.causeOf(error);
  } finally {
    await qdrant?.close();
    await ports.close();
  }
}

/** The nodes that can serve the requests of a run. The first node never leaves, but it can lose its data. */
function nodesThatStay({ metadata: { name }, spec: { replicas } }: LiveObject, lost: readonly string[]): string[] {
  const pods = Array.from({ length: lost.length > 0 ? replicas : 1 }, (_, node) => `${name}-${node}`);
  return pods.filter(pod => !lost.includes(pod));
}

/** Whether a container of a pod runs. A pod that is pending or waits for a restart has no open ports. */
async function isRunning(cluster: Cluster, live: LiveObject, name: string): Promise<boolean> {
  const pod = (await podsOf(cluster, live)).find(({ metadata }) => metadata.name === name);
  const { phase, containerStatuses: containers = [] } = pod?.status ?? {};
  return phase === 'Running' && (containers.length === 0 || containers.some(({ state }: any) => state?.running));
}

/** The id of a node. Absent where the node does not answer. */
async function idOf(options: QdrantOptions): Promise<string | undefined> {
  const qdrant = await openQdrant(options);
  try {
    const { peer_id: id } = await qdrant.cluster();
    return String(id);
  } catch (error) {
    // A node without data answers with status 503 until it joins a cluster.
    if (isTransient(error)) {
      return undefined;
    }
    throw error;
  } finally {
    await qdrant.close();
  }
}

/** Nodes join before shards are copied to them. Shards move away, and the cluster removes a node, before its pod stops. */
async function scale(
  context: ScaleContext,
  config: Config,
  options: ScaleOptions,
  progress: Progress,
  outcome: ScaleOutcome,
): Promise<void> {
  const { cluster, qdrant, live, to, timeout } = context;
  const { name } = live.metadata;
  let members: Members = new Map();
  let leaving: number[] = [];
  const plan = async () => {
    const from: number = live.spec.replicas;
    outcome.nodes = { from, to };
    members = await membersOf(qdrant, name, timeout);
    await requireReady(context, members);
    await requireHealthy(qdrant, timeout);
    leaving = [...new Set([...members.keys(), ...Array(from).keys()])].filter(node => node >= to).sort((a, b) => b - a);
    await refuseForeignClaims(context, members);
    outcome.left.push(...leaving.map(node => `${name}-${node}`));
    const [leavingIds, stayingIds] = [idsOf(members, node => node >= to), idsOf(members, node => node < to)];
    for (const collection of await qdrant.collections()) {
      const found = departures(copiesOf(await qdrant.placement(collection)), leavingIds, stayingIds);
      outcome.shards.push(...found.map(change => ({ ...change, collection })));
    }
    return {
      headline: `Cluster ${cluster.name}, namespace ${config.namespace}: Qdrant has ${from} nodes, config ${to}`,
      details: options.dryRun
        ? [
            ...outcome.shards.map(titleOfChange),
            ...outcome.left.map(pod => `node ${pod} would be removed; its claims stay`),
          ]
        : [],
    };
  };
  await progress([{ title: 'Plan', run: plan }]);
  if (options.dryRun) {
    return;
  }
  const tasks: Task[] = [
    ...outcome.shards.map(change =>
      taskOf(titleOfChange(change), () => relocate(qdrant, change.collection, change, timeout)),
    ),
    ...leaving.map(node =>
      taskOf(`Node ${name}-${node}`, () => leave(context, members, node), 'removed from the cluster; its claims stay'),
    ),
  ];
  if (live.spec.replicas < to) {
    const join = async () => {
      await setReplicas(context, to);
      await waitForMembers(context);
    };
    tasks.push(taskOf(`${titleOf(live)}: ${to} nodes`, join, 'all in the cluster'));
  }
  if (options.replicate) {
    tasks.push({ title: 'Copies', run: () => replicate(context, config.qdrant.replicationFactor ?? 1, outcome) });
  }
  await progress(tasks);
}

/** The cluster removes the node before its pod stops: a node that only stops counts for the majority forever. */
async function leave(context: ScaleContext, members: Members, node: number): Promise<void> {
  const id = members.get(node);
  if (id !== undefined) {
    await membersOf(context.qdrant, context.live.metadata.name, context.timeout);
    await context.qdrant.removePeer(id);
    await waitUntilLeft(context, node);
  }
  await setReplicas(context, node);
}

function idsOf(members: Members, wanted: (node: number) => boolean): string[] {
  return [...members].filter(([node]) => wanted(node)).map(([, id]) => id);
}
