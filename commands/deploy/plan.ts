import { Failure } from '../../cli/failure';
import type { Config } from '../../config/schema';
import { look, rehearse, type Step, type StepResult } from '../../reconcile/step';
import { Cluster } from '../../clients/kubernetes/cluster';
import { statusOf } from '../../clients/kubernetes/errors';
import type { Manifest } from '../../stack/manifests';
import { Expected, type ExpectedObject } from '../../stack/expected';
import { refuseEarlyInternalAuth } from './internal-auth';
import { refuseFewerNodes } from './fewer-nodes';
import { objectStep } from './object-step';
import type { DeployOptions } from './options';
import { notesOnServiceTls, refuseOtherPeerTls } from './qdrant-tls';
import { findLeftovers, pruneStep } from './prune';
import { checkUpgrade } from './upgrade';
import { selectorOf } from '../../stack/pods';

/** Groups of custom resources that a config may ask for, each with what to do where the cluster lacks it. */
const CUSTOM_GROUPS = [
  {
    group: 'monitoring.coreos.com',
    fix: 'install the Prometheus operator, or write monitoring.prometheusOperator: false',
  },
  {
    group: 'gateway.networking.k8s.io',
    fix: 'install the standard channel of the Gateway API 1.5 or later and a Gateway of it, or take gateway out of the config',
  },
  { group: 'cert-manager.io', fix: 'install cert-manager, or take certificate out of the config' },
];

/** What a deploy has to do, found out without writing anything. */
export interface Plan {
  readonly cluster: Cluster;
  readonly expected: Expected;
  readonly applying: readonly Step[];
  readonly pruning: readonly Step[];
  /** What each of them would do. */
  readonly applied: readonly StepResult[];
  readonly pruned: readonly StepResult[];
  /** What a person should know before, a sentence each. */
  readonly notes: readonly string[];
}

/**
 * Looks at everything that the manifests make, and has the server judge each object.
 *
 * @throws Failure where anything would be refused, so that nothing is half done
 */
export async function planDeploy(config: Config, options: DeployOptions): Promise<Plan> {
  const expected = new Expected(config);
  const cluster = await Cluster.connect(options.context, 'docs/deploy.md');
  await refuseUnknownKinds(cluster, expected);
  const state = await namespaceState(cluster, expected.one('Namespace'));
  const database = state === 'missing' ? [] : await databaseNotes(cluster, expected, options);

  const objects = expected.objects.filter(({ kind }) => kind !== 'Namespace' || state !== 'given');
  const applying = objects.map(object => objectStep(cluster, object));
  // What goes into a namespace cannot be judged before it is there.
  const applied = await inTurn(applying, (step, at) =>
    state === 'missing' && objects[at]!.kind !== 'Namespace' ? look(step) : rehearse(step),
  );

  const leftovers =
    options.prune && state !== 'missing'
      ? await findLeftovers(cluster, config.namespace, expected.objects)
      : { objects: [], notes: [] };
  const pruning = leftovers.objects.map(object => pruneStep(cluster, object));
  const pruned = await inTurn(pruning, look);
  return {
    cluster,
    expected,
    applying,
    pruning,
    applied,
    pruned,
    notes: [
      ...(state === 'given'
        ? [`namespace ${config.namespace} itself may not be looked at or changed, so it is left as it is`]
        : []),
      ...database,
      ...leftovers.notes,
    ],
  };
}

/** Custom resources need their definitions in the cluster, which are somebody else's to install. */
async function refuseUnknownKinds(cluster: Cluster, { objects }: Expected): Promise<void> {
  for (const { apiVersion, kind } of objects) {
    const custom = CUSTOM_GROUPS.find(({ group }) => apiVersion.startsWith(`${group}/`));
    if (custom && !(await cluster.knows(apiVersion, kind))) {
      throw new Failure(
        `Cluster ${cluster.name} does not know ${kind} objects of ${apiVersion}, which this config makes`,
        custom.fix,
      );
    }
  }
}

/** One after the other: what is wrong is told of the first that has it. */
async function inTurn<T, R>(all: readonly T[], judge: (each: T, at: number) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const [at, each] of all.entries()) {
    results.push(await judge(each, at));
  }
  return results;
}

/** Whoever may work in a namespace often may not change the namespace itself: then it is given. */
async function namespaceState(cluster: Cluster, wanted: ExpectedObject): Promise<'there' | 'missing' | 'given'> {
  const { name } = wanted.metadata;
  const found = await cluster.namespace(name);
  if (found === 'forbidden') {
    return 'given';
  }
  if (found?.status?.phase === 'Terminating') {
    throw new Failure(
      `Namespace ${name} in cluster ${cluster.name} is being deleted`,
      'wait until it is gone (kubectl get namespace), then deploy again',
    );
  }
  if (!found) {
    return 'missing';
  }
  try {
    await cluster.apply(wanted, true);
    return 'there';
  } catch (error) {
    if (error instanceof Failure && statusOf(error.cause) === 403) {
      return 'given';
    }
    throw error;
  }
}

/** What the database itself would not bear, and Kubernetes does not know. */
async function databaseNotes(
  cluster: Cluster,
  expected: Expected,
  { allowVersionJump, allowFewerNodes }: DeployOptions,
): Promise<string[]> {
  const wanted = expected.one('StatefulSet');
  const { apiVersion, kind, metadata } = wanted;
  const live =
    (await cluster.read(apiVersion, kind, metadata.namespace, metadata.name)) ?? (await orphaned(cluster, wanted));
  refuseFewerNodes(live, wanted, allowFewerNodes);
  const settings = expected.one('ConfigMap', each => each.metadata.name === metadata.name);
  const liveSettings = await cluster.read(settings.apiVersion, settings.kind, metadata.namespace, metadata.name);
  refuseOtherPeerTls(liveSettings, settings);
  refuseEarlyInternalAuth(live && { statefulSet: live, configMap: liveSettings }, {
    statefulSet: wanted,
    configMap: settings,
  });
  return live
    ? [...checkUpgrade(live, wanted, allowVersionJump), ...notesOnServiceTls(liveSettings, settings)]
    : notesOnClaims(cluster, expected);
}

/** The database as its pods tell, which have lost their StatefulSet and go on running. */
async function orphaned(cluster: Cluster, { metadata, spec, ...kind }: ExpectedObject): Promise<Manifest | undefined> {
  const pods = await cluster.list('v1', 'Pod', metadata.namespace!, selectorOf(spec));
  const ordinals = pods.map(pod => Number(/-(\d+)$/.exec(pod.metadata.name)?.[1] ?? 0));
  return pods[0] && { ...kind, metadata, spec: { replicas: Math.max(...ordinals) + 1, template: pods[0] } };
}

/** Volumes that an earlier installation has left are used again, whatever has written them. */
async function notesOnClaims(cluster: Cluster, expected: Expected): Promise<string[]> {
  const { namespace } = expected.one('StatefulSet').metadata;
  const found = await inTurn(expected.claims(), name => cluster.read('v1', 'PersistentVolumeClaim', namespace, name));
  const names = found.flatMap(claim => (claim ? [claim.metadata.name] : []));
  return names.length > 0
    ? [`volumes are there already and are used again, and nobody knows which version wrote them: ${names.join(', ')}`]
    : [];
}
