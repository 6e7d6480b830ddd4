import { Failure } from '../../cli/failure';
import { commandLine } from '../../cli/invocation';
import type { Progress, Report, Task } from '../../cli/progress';
import { type Cluster } from '../../clients/kubernetes/cluster';
import { type LiveObject, titleOf } from '../../clients/kubernetes/objects';
import type { Config } from '../../config/schema';
import type { Change } from '../../reconcile/changes';
import { reconcile } from '../../reconcile/reconcile';
import type { Step } from '../../reconcile/step';
import { type Timeout, until } from '../../reconcile/until';
import { claimTemplatesOf, Expected, type ExpectedObject } from '../../stack/expected';
import { connectCluster } from '../../stack/kubernetes';
import { apiKeyOf } from '../../stack/known-keys';
import { PodPorts } from '../../stack/pod-ports';
import { openQdrant } from '../../stack/qdrant';
import type { ScaleContext } from '../scale/context';
import {
  changePlacement,
  membersOf,
  relocate,
  requireHealthy,
  waitUntilActive,
  withoutTransfers,
} from '../scale/members';
import { requireReady, waitForNodes, waitUntilLeft } from '../scale/nodes';
import { titleOfChange } from '../scale/outcome';
import { balancing, departures, surplus } from '../scale/placement';
import { comparePoints, countPoints } from '../scale/points';
import { replicate } from '../scale/replicate';
import type { ResizeOptions, ResizeOutcome } from './resize';
import { compareSizes, requestOf } from './sizes';
import { classOf, declaredSize, replicasOf, requireTemplates, statefulSetStep } from './stateful-set-step';

const INTERVAL_MS = 1000;

export interface MoveOptions extends ResizeOptions {
  /** The StorageClass in the config. */
  readonly storageClass: string;
}

/** Runs work with a connection to a node, and with what the functions of `scale` need. */
type WithNode = <T>(leaving: number | undefined, work: (context: ScaleContext) => Promise<T>) => Promise<T>;

/**
 * Moves the nodes of a cluster to volumes of another StorageClass, one node after the other, the highest number first. The
 * shards of a node move to the other nodes, and the cluster removes the node, before its claims and its pod are deleted. The
 * pod then joins with new volumes. An interrupted run continues from the current state.
 */
export async function runMove(
  config: Config,
  options: MoveOptions,
  progress: Progress,
  outcome: ResizeOutcome,
): Promise<void> {
  const [declared] = new Expected(config).all('StatefulSet') as [ExpectedObject];
  requireTemplates(config, declared);
  requireDeclared(declared, options.storageClass);
  const cluster = await connectCluster(options.context, { page: 'resize-storage' });
  const ports = new PodPorts(async () => cluster, config);
  let before: ReadonlyMap<string, number> = new Map();
  let withNode: WithNode;
  const last: Task[] = [];
  try {
    await reconcile({
      isDryRun: options.dryRun,
      progress,
      results: outcome.steps,
      prepare: async say => {
        const timeout: Timeout = { timeout: options.timeout, say };
        const live = await statefulSetOf(cluster, declared);
        const nodes = [...Array(live.spec.replicas as number).keys()].reverse();
        await requireClass(cluster, options.storageClass);
        withNode = async (leaving, work) => {
          const names = nodes.filter(node => node !== leaving).map(node => podOf(declared, node));
          const client = { apiKey: await apiKeyOf(cluster, config), snapshotTimeout: options.timeout * 1000 };
          const qdrant = await openQdrant({ ...client, ...(await ports.ofOne(declared, 'http', names)) });
          try {
            return await work({ cluster, qdrant, live, to: nodes.length, timeout });
          } finally {
            await qdrant.close();
          }
        };
        const pending: number[] = [];
        for (const node of nodes) {
          pending.push(...((await changesOf(cluster, declared, node)).length > 0 ? [node] : []));
        }
        before = await withNode(pending[0], async context => {
          if (pending.length === nodes.length) {
            await requireComplete(context, declared);
          }
          return countPoints(context.qdrant);
        });
        last.push(
          { title: 'Nodes', run: () => withNode(undefined, context => finish(context, nodes)) },
          { title: 'Points', run: () => withNode(undefined, ({ qdrant }) => comparePoints(qdrant, before)) },
        );
        return {
          steps: [
            statefulSetStep(cluster, declared, timeout, outcome.replacing, 'sizes and classes'),
            ...nodes.map(node => nodeStep(cluster, declared, node, withNode)),
          ],
          headline: `Cluster ${cluster.name}, namespace ${config.namespace}: StorageClass ${options.storageClass}`,
          details: [],
        };
      },
      afterApply: () => last,
    });
  } catch (error) {
    throw ports.causeOf(error);
  } finally {
    await ports.close();
  }
}

/** @throws Failure where the config has another class: the next deploy would ask for that class again */
function requireDeclared({ spec }: ExpectedObject, storageClass: string): void {
  const declared: string | undefined = claimTemplatesOf(spec)[0]?.spec.storageClassName;
  if (declared !== storageClass) {
    throw new Failure(
      `--storage-class ${storageClass} is not the class in the config: qdrant.storage.storageClassName is ${declared ?? 'not set'}`,
      `set qdrant.storage.storageClassName: ${storageClass} in the config, or name the class of the config`,
    );
  }
}

async function requireClass(cluster: Cluster, name: string): Promise<void> {
  if (!(await cluster.read('storage.k8s.io/v1', 'StorageClass', undefined, name))) {
    throw new Failure(
      `StorageClass ${name} does not exist in cluster ${cluster.name}`,
      'create the class, or name another one in qdrant.storage.storageClassName and --storage-class (kubectl get storageclass)',
    );
  }
}

/** The StatefulSet. After a run that was killed during its replacement, the declared one with the replicas of the pods. */
async function statefulSetOf(cluster: Cluster, declared: ExpectedObject): Promise<LiveObject> {
  const { apiVersion, kind, metadata } = declared;
  const found = await cluster.read(apiVersion, kind, metadata.namespace, metadata.name);
  const replicas: number | undefined = found?.spec.replicas ?? (await replicasOf(cluster, declared));
  if (replicas === undefined) {
    throw new Failure(
      `${titleOf(declared)} does not exist in cluster ${cluster.name}`,
      `deploy the stack: ${commandLine('deploy')} creates volumes of the class in the config`,
    );
  }
  if (replicas < 2) {
    const commands = [
      commandLine('backup', 'create'),
      commandLine('rollback'),
      commandLine('deploy'),
      commandLine('restore', 'backups/latest'),
    ];
    throw new Failure(
      `${titleOf(declared)} has one node, so its shards have no other node to move to`,
      `move them by a backup: ${commands.join(', ')}`,
    );
  }
  return found ?? { ...declared, metadata: declared.metadata, spec: { ...declared.spec, replicas } };
}

/** @throws Failure where nothing has begun yet, and the cluster is not complete */
async function requireComplete(context: ScaleContext, declared: ExpectedObject): Promise<void> {
  const { cluster, qdrant, live, timeout } = context;
  const { namespace, name } = live.metadata;
  await requireReady(context, await membersOf(qdrant, name, timeout));
  await requireHealthy(qdrant, timeout);
  for (const template of live.spec.volumeClaimTemplates) {
    const wanted = declaredSize(declared, template.metadata.name);
    for (let node = 0; node < live.spec.replicas; node++) {
      const claim = await cluster.read(
        'v1',
        'PersistentVolumeClaim',
        namespace,
        `${template.metadata.name}-${name}-${node}`,
      );
      if (claim && compareSizes(wanted, requestOf(claim)) < 0) {
        throw new Failure(
          `The config says ${wanted} for ${titleOf(claim)}, which has ${requestOf(claim)}: the new volumes could be too small`,
          `set the size in the config to ${requestOf(claim)} or more`,
        );
      }
    }
  }
}

/** One node: its claims must have the declared classes. */
function nodeStep(cluster: Cluster, declared: ExpectedObject, node: number, withNode: WithNode): Step {
  const pod = podOf(declared, node);
  return {
    name: `node-${pod}`,
    title: `Node ${pod}`,
    plan: async () => ({
      action: 'update',
      changes: await changesOf(cluster, declared, node),
      apply: () => withNode(node, context => moveNode(context, declared, node)),
    }),
  };
}

async function changesOf(cluster: Cluster, declared: ExpectedObject, node: number): Promise<Change[]> {
  const claims = await claimsOf(cluster, declared, node);
  return claims
    .filter(({ isOld }) => isOld)
    .map(({ claim, wanted }) => ({
      field: `${claim.metadata.name} spec.storageClassName`,
      from: claim.spec.storageClassName,
      to: wanted,
    }));
}

interface Claim {
  readonly claim: LiveObject;
  /** The declared class. */
  readonly wanted: string | undefined;
  /** Whether the claim has another class, or an earlier run has deleted it while its pod runs. */
  readonly isOld: boolean;
}

/** The claims of a node that exist, the claim with the data first. */
async function claimsOf(cluster: Cluster, declared: ExpectedObject, node: number): Promise<Claim[]> {
  const claims: Claim[] = [];
  for (const { metadata } of declared.spec.volumeClaimTemplates as LiveObject[]) {
    const name = `${metadata.name}-${podOf(declared, node)}`;
    const claim = await cluster.read('v1', 'PersistentVolumeClaim', declared.metadata.namespace, name);
    if (claim) {
      const present: string | undefined = claim.spec.storageClassName;
      const wanted = classOf(declared, metadata.name, present);
      claims.push({ claim, wanted, isOld: present !== wanted || claim.metadata.deletionTimestamp !== undefined });
    }
  }
  return claims;
}

/** The cluster removes the node before its data is deleted. @returns What was done, for the report */
async function moveNode(context: ScaleContext, declared: ExpectedObject, node: number): Promise<string[]> {
  const { cluster, qdrant, live, timeout } = context;
  const nodes = [...Array(live.spec.replicas as number).keys()];
  await waitForNodes(
    context,
    nodes.filter(each => each !== node),
  );
  const id = (await membersOf(qdrant, live.metadata.name, timeout)).get(node);
  const moved = id === undefined ? 0 : await leave(context, node, id);
  const claims = await claimsOf(cluster, declared, node);
  // The node left the cluster, so its data is of no use, even on a volume of the declared class.
  for (const { claim } of claims.filter(({ isOld }, at) => isOld || at === 0)) {
    await cluster.delete(claim);
  }
  const pod = await cluster.read('v1', 'Pod', live.metadata.namespace, podOf(declared, node));
  if (pod) {
    await cluster.delete(pod);
  }
  await waitForClaims(context, declared, node);
  await waitForNodes(context, nodes);
  const { details } = await replicate(context, 1, { shards: [], left: [], healed: [], deleted: [] });
  await waitUntilActive(qdrant, timeout);
  return [`${moved} shards moved to other nodes, and the node joined again`, ...details];
}

/** Moves the shards of a node to the other nodes, and removes the node. Somebody can create a collection meanwhile. */
async function leave(context: ScaleContext, node: number, id: string): Promise<number> {
  const { qdrant, live, timeout } = context;
  let moved = 0;
  for (let round = -1; round < moved;) {
    round = moved;
    await waitUntilActive(qdrant, timeout);
    const others = [...(await membersOf(qdrant, live.metadata.name, timeout)).values()].filter(each => each !== id);
    for (const collection of await qdrant.collections()) {
      const { config } = await qdrant.collection(collection);
      const copies = await withoutTransfers(qdrant, collection, timeout);
      for (const change of departures(copies, [id], others, Number(config.params.replication_factor ?? 1))) {
        await relocate(qdrant, collection, change, timeout);
        moved++;
      }
    }
  }
  await qdrant.removePeer(id);
  await waitUntilLeft(context, node);
  return moved;
}

/** Waits until the node has claims of the declared classes. The StatefulSet creates them with the new pod. */
async function waitForClaims({ cluster, timeout }: ScaleContext, declared: ExpectedObject, node: number) {
  const pod = podOf(declared, node);
  const poll = async () => {
    const claims = await claimsOf(cluster, declared, node);
    const isComplete = claims.length === declared.spec.volumeClaimTemplates.length;
    return isComplete && claims.every(({ isOld }) => !isOld)
      ? { value: undefined }
      : { reason: `new volume claims of ${pod}` };
  };
  await until(poll, {
    timeout: timeout.timeout,
    interval: INTERVAL_MS,
    say: reason => timeout.say(`waits for ${reason}`),
    onTimeout: reason =>
      new Failure(
        `Waited ${timeout.timeout} s (--timeout) for ${reason}`,
        `look at kubectl describe pod ${pod} and kubectl get pvc -n ${declared.metadata.namespace}, then run the command again: it continues from here`,
      ),
  });
}

/** Waits for the last node, creates missing copies, and spreads the shards: the last node has joined without any. */
async function finish(context: ScaleContext, nodes: readonly number[]): Promise<Report> {
  const { qdrant, live, timeout } = context;
  await waitForNodes(context, nodes);
  const { details } = await replicate(context, 1, { shards: [], left: [], healed: [], deleted: [] });
  await waitUntilActive(qdrant, timeout);
  const shown = [...details];
  const peers = [...(await membersOf(qdrant, live.metadata.name, timeout)).values()];
  for (const collection of await qdrant.collections()) {
    const { config } = await qdrant.collection(collection);
    const factor = Number(config.params.replication_factor ?? 1);
    for (const change of surplus(await withoutTransfers(qdrant, collection, timeout), factor)) {
      await changePlacement(qdrant, collection, change, timeout);
      shown.push(titleOfChange({ ...change, collection }));
    }
    for (const change of balancing(await withoutTransfers(qdrant, collection, timeout), peers)) {
      await relocate(qdrant, collection, change, timeout);
      shown.push(titleOfChange({ ...change, collection }));
    }
  }
  await waitUntilActive(qdrant, timeout);
  return { headline: 'Nodes: all in the cluster, and every copy is active', details: shown };
}

function podOf({ metadata }: ExpectedObject, node: number): string {
  return `${metadata.name}-${node}`;
}
