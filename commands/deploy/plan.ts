import { Failure } from '../../cli/failure';
import type { Config } from '../../config/schema';
import { planAll } from '../../reconcile/reconcile';
import type { Step, StepResult } from '../../reconcile/step';
import { type Cluster } from '../../clients/kubernetes/cluster';
import { statusOf } from '../../clients/http';
import { connectCluster } from '../../stack/kubernetes';
import type { Manifest } from '../../stack/manifests';
import { Expected, type ExpectedObject } from '../../stack/expected';
import { liveRoutes, type LiveViolation } from '../../stack/live-routes';
import { refuseEarlyInternalAuth } from './internal-auth';
import { refuseFewerNodes } from './fewer-nodes';
import { objectStep } from './object-step';
import { preflight } from './preflight/preflight';
import type { DeployOptions } from './options';
import { notesOnServiceTls, refuseOtherPeerTls } from './qdrant-tls';
import { findOrphanedObjects, pruneStep } from './prune';
import { checkUpgrade } from './upgrade';
import { podsOf } from '../../stack/pods';

/** Groups of custom resources that a config may need, each with the fix for a cluster without it. */
const CUSTOM_GROUPS = [
  {
    group: 'monitoring.coreos.com',
    fix: 'install the Prometheus operator, or write monitoring.prometheusOperator: false',
  },
  {
    group: 'gateway.networking.k8s.io',
    fix: 'install the standard channel of the Gateway API 1.5 or later and a Gateway, or remove gateway from the config',
  },
  { group: 'cert-manager.io', fix: 'install cert-manager, or remove certificate from the config' },
];

/** The steps of a deploy, and their plans. */
export interface DeployPlan {
  readonly cluster: Cluster;
  readonly expected: Expected;
  readonly applying: readonly Step[];
  readonly pruning: readonly Step[];
  /** Their plans. */
  readonly applied: readonly StepResult[];
  readonly pruned: readonly StepResult[];
  /** What a person should know before the deploy, one sentence each. */
  readonly notes: readonly string[];
}

/**
 * Plans every object of the manifests, with a dry run on the server.
 *
 * @throws Failure where the server or the database would refuse a change
 */
export async function planDeploy(config: Config, options: DeployOptions): Promise<DeployPlan> {
  const expected = new Expected(config);
  const cluster = await connectCluster(options.context, { page: 'deploy' });
  await refuseUnknownKinds(cluster, expected);
  const state = await namespaceState(cluster, expected.one('Namespace'));
  const database = state === 'missing' ? [] : await databaseNotes(cluster, expected, options);

  const objects = expected.objects.filter(({ kind }) => kind !== 'Namespace' || state !== 'given');
  const applying = objects.map(object => objectStep(cluster, object));
  const applied = await planAll(applying);

  const orphaned =
    options.prune && state !== 'missing'
      ? await findOrphanedObjects(cluster, config.namespace, expected.objects)
      : { objects: [], notes: [] };
  const pruning = orphaned.objects.map(object => pruneStep(cluster, object));
  const pruned = await planAll(pruning);
  const routes = await liveRoutes(cluster, config, expected, { withOwn: false, except: orphaned.objects });
  refuseConflictingRoutes(routes.violations);
  const surroundings = await preflight(cluster, config, expected, {
    hasNamespace: state !== 'missing',
    pruned: orphaned.objects,
  });
  return {
    cluster,
    expected,
    applying,
    pruning,
    applied,
    pruned,
    notes: [
      ...(state === 'given'
        ? [`the right to read or change namespace ${config.namespace} is missing, so it stays as it is`]
        : []),
      ...database,
      ...orphaned.notes,
      ...routes.notes,
      ...surroundings,
    ],
  };
}

/** The deploy would not close these ways to Qdrant. */
function refuseConflictingRoutes(violations: readonly LiveViolation[]): void {
  if (violations.length > 0) {
    throw new Failure(
      violations.map(({ object, problem }) => `${object} ${problem}`).join('; '),
      violations.map(({ fix }) => fix).join('; '),
    );
  }
}

/** The definitions of custom resources belong to other products. */
async function refuseUnknownKinds(cluster: Cluster, { objects }: Expected): Promise<void> {
  for (const { apiVersion, kind } of objects) {
    const custom = CUSTOM_GROUPS.find(({ group }) => apiVersion.startsWith(`${group}/`));
    if (custom && !(await cluster.knows(apiVersion, kind))) {
      throw new Failure(
        `Cluster ${cluster.name} does not know ${kind} objects of ${apiVersion}, which this config needs`,
        custom.fix,
      );
    }
  }
}

/** Users of a namespace often have no right to change the namespace itself. Then it is `given`. */
async function namespaceState(cluster: Cluster, wanted: ExpectedObject): Promise<'there' | 'missing' | 'given'> {
  const { name } = wanted.metadata;
  const found = await cluster.namespace(name);
  if (found === 'forbidden') {
    return 'given';
  }
  if (found?.status?.phase === 'Terminating') {
    throw new Failure(
      `Namespace ${name} in cluster ${cluster.name} is being deleted`,
      'wait until it is deleted (kubectl get namespace), then deploy again',
    );
  }
  if (!found) {
    return 'missing';
  }
  try {
    await cluster.apply(wanted, true);
    return 'there';
  } catch (error) {
    if (statusOf(error) === 403) {
      return 'given';
    }
    throw error;
  }
}

/** Notes about the database. @throws Failure where a change would break it, which Kubernetes does not know */
async function databaseNotes(
  cluster: Cluster,
  expected: Expected,
  { allowVersionJump, allowFewerNodes }: DeployOptions,
): Promise<string[]> {
  const wanted = expected.one('StatefulSet');
  const { apiVersion, kind, metadata } = wanted;
  const live =
    (await cluster.read(apiVersion, kind, metadata.namespace, metadata.name)) ??
    (await databaseOfPods(cluster, wanted));
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

/** The database of pods that lost their StatefulSet and keep running. */
async function databaseOfPods(cluster: Cluster, wanted: ExpectedObject): Promise<Manifest | undefined> {
  const { kind, metadata } = wanted;
  const pods = await podsOf(cluster, wanted);
  const ordinals = pods.map(pod => Number(/-(\d+)$/.exec(pod.metadata.name)?.[1] ?? 0));
  return pods[0] && { kind, metadata, spec: { replicas: Math.max(...ordinals) + 1, template: pods[0] } };
}

/** Qdrant uses the volumes of an earlier installation, whatever version has written them. */
async function notesOnClaims(cluster: Cluster, expected: Expected): Promise<string[]> {
  const { namespace } = expected.one('StatefulSet').metadata;
  const names: string[] = [];
  for (const name of expected.claims()) {
    names.push(...((await cluster.read('v1', 'PersistentVolumeClaim', namespace, name)) ? [name] : []));
  }
  return names.length > 0
    ? [`Qdrant will use these existing volumes, and the version that wrote them is unknown: ${names.join(', ')}`]
    : [];
}
