import { Failure } from '../../cli/failure';
import { commandLine } from '../../cli/invocation';
import { type Progress, reporter, type Task } from '../../cli/progress';
import type { Config } from '../../config/schema';
import { titleOf } from '../../clients/kubernetes/objects';
import type { Qdrant } from '../../clients/qdrant/qdrant';
import { openQdrant } from '../../stack/qdrant';
import { Expected } from '../../stack/expected';
import { connectCluster } from '../../stack/kubernetes';
import { apiKeyOf } from '../../stack/known-keys';
import { PodPorts } from '../../stack/pod-ports';
import { changePlacement, describe, type Members, membersOf, requireHealthy } from './members';
import type { ScaleContext } from './context';
import { copiesOf, departures, replications, type ShardChange } from './placement';
import { refuseForeignClaims, requireReady, setReplicas, waitForMembers, waitUntilLeft } from './nodes';

export interface ScaleOptions {
  /** Show the changes and change nothing. */
  readonly dryRun: boolean;
  /** Whether to create the missing copies of shards. */
  readonly replicate: boolean;
  /** Context of the kubeconfig. */
  readonly context?: string;
  /** How long the transfer of one shard may take, and the start of the pods, in seconds. */
  readonly timeout: number;
}

/** The results of a run. They are added one by one, so that a failure leaves the results before it. */
export interface ScaleOutcome {
  nodes?: { readonly from: number; readonly to: number };
  /** The shards that move, or have moved. */
  readonly shards: (ShardChange & { readonly collection: string })[];
  /** The pods of the nodes that leave, or have left. */
  readonly left: string[];
}

/**
 * Scales the running cluster to the number of nodes in the config. Nodes join before shards are copied to them. Shards move
 * away, and the cluster removes a node, before its pod stops. An interrupted run continues from the current state.
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
    qdrant = await openQdrant({
      ...first,
      apiKey: await apiKeyOf(cluster, config),
      snapshotTimeout: options.timeout * 1000,
    });
    const timeout = { timeout: options.timeout, say };
    const context: ScaleContext = { cluster, qdrant, live, to: config.qdrant.replicas, timeout };
    await work(context, config, options, reporting.progress, outcome);
  } catch (error) {
    throw ports.causeOf(error);
  } finally {
    await qdrant?.close();
    await ports.close();
  }
}

async function work(
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
      taskOf(titleOfChange(change), () => changePlacement(qdrant, change.collection, change, timeout)),
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
    tasks.push({ title: 'Copies', run: () => replicate(context, config, outcome) });
  }
  await progress(tasks);
}

function taskOf(title: string, run: () => Promise<void>, result?: string): Task {
  return {
    title,
    run: async () => {
      await run();
      return { headline: result === undefined ? title : `${title}: ${result}`, details: [] };
    },
  };
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

/** Gives each shard as many copies as its collection has, or the config if that is more. */
async function replicate({ qdrant, live, timeout }: ScaleContext, config: Config, outcome: ScaleOutcome) {
  const peers = [...(await membersOf(qdrant, live.metadata.name, timeout)).values()];
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
      await changePlacement(qdrant, collection, change, timeout);
      outcome.shards.push({ ...change, collection });
      details.push(titleOfChange({ ...change, collection }));
    }
  }
  return { headline: details.length > 0 ? 'Copies: created' : 'Copies: in sync', details };
}

function idsOf(members: Members, wanted: (node: number) => boolean): string[] {
  return [...members].filter(([node]) => wanted(node)).map(([, id]) => id);
}

function titleOfChange(change: ShardChange & { readonly collection: string }): string {
  return `collection ${change.collection}: ${describe(change)}`;
}
