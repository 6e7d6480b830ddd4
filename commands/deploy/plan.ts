import { Failure } from '../../cli/failure';
import { docsPage } from '../../cli/pages';
import type { Config } from '../../config/schema';
import { planAll } from '../../reconcile/reconcile';
import type { Step, StepResult } from '../../reconcile/step';
import { type Cluster } from '../../clients/kubernetes/cluster';
import { statusOf } from '../../clients/http';
import { titleOf } from '../../clients/kubernetes/objects';
import { connectCluster } from '../../stack/kubernetes';
import { Expected, type ExpectedObject } from '../../stack/expected';
import { liveRoutes, type LiveViolation } from '../../stack/live-routes';
import { refuseEarlyInternalAuth } from './internal-auth';
import { refuseFewerNodes } from './fewer-nodes';
import { countCollections, type Counts } from './collections';
import { type Pair, refuseLosses } from './losses';
import { objectStep } from './object-step';
import { findOldRoutes, notesOnOldRoutes, notesOnRemoval, oldRouteStep, refuseRoutes } from './old-routes';
import { preflight } from './preflight/preflight';
import type { DeployOptions } from './options';
import { notesOnServiceTls, refuseOtherPeerTls } from './qdrant-tls';
import { predecessorsOf } from './ownership';
import { findOrphanedObjects, pruneStep } from './prune';
import { readTakeover } from './takeover';
import { takeoverNotes } from './takeover-notes';
import { checkUpgrade } from './upgrade';
import { podsOf } from '../../stack/pods';
import { type HelmReleases, helmReleases } from '../../stack/helm-releases';
import type { LiveObject } from '../../clients/kubernetes/objects';

const ADMISSION_GROUP = 'admissionregistration.k8s.io';
/** Groups of kinds that a config may need, each with the fix for a cluster without it. */
const OPTIONAL_GROUPS = [
  {
    group: 'monitoring.coreos.com',
    fix: 'install the Prometheus operator, or write monitoring.prometheusOperator: false',
  },
  {
    group: 'gateway.networking.k8s.io',
    fix: 'install the standard channel of the Gateway API 1.5 or later and a Gateway, or remove gateway from the config',
  },
  { group: 'cert-manager.io', fix: 'install cert-manager, or remove certificate from the config' },
  { group: ADMISSION_GROUP, fix: 'use Kubernetes 1.30 or later, or write admissionPolicy: false' },
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
  readonly helm: HelmReleases;
  /** The collections before a takeover. Absent without a takeover, and where they could not be read. */
  readonly collections?: Counts;
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
  await refusePolicyWithoutRights(cluster, expected);
  const state = await namespaceState(cluster, expected.one('Namespace'));
  const isThere = state !== 'missing';
  const live = isThere ? await liveDatabase(cluster, expected) : undefined;
  const database = isThere ? await databaseNotes(cluster, expected, live, options) : [];

  const objects = expected.objects.filter(({ kind }) => kind !== 'Namespace' || state !== 'given');
  const pairs: Pair[] = [];
  const applying = objects.map(object => objectStep(cluster, object, pair => pairs.push(pair)));
  const applied = await planAll(applying);
  const planned = [...pairs];

  const orphaned =
    options.prune && isThere
      ? await findOrphanedObjects(cluster, config, expected.objects)
      : { objects: [], notes: [] };
  const oldRoutes =
    (options.prune || options.removeOldRoutes) && isThere
      ? await findOldRoutes(cluster, config, expected, orphaned.objects)
      : { ofPlaybooks: [], ofOthers: [] };
  const pruning = [
    ...orphaned.objects.map(object => pruneStep(cluster, object)),
    ...(options.removeOldRoutes ? oldRoutes.ofPlaybooks.map(route => oldRouteStep(cluster, route)) : []),
  ];
  const pruned = await planAll(pruning);
  const unread: string[] = [];
  const takeover = await readTakeover(
    cluster,
    config,
    planned,
    live,
    [...orphaned.objects, ...oldRoutes.ofPlaybooks],
    unread,
  );
  const losses = refuseLosses(takeover);
  // Fields that others have added stay after an apply.
  const own = planned.flatMap(({ before, after }) => (before ? [after] : []));
  const routes = await liveRoutes(cluster, config, expected, { own, except: orphaned.objects });
  const removed = options.removeOldRoutes ? oldRoutes.ofPlaybooks : [];
  const isRemoved = ({ object }: LiveViolation) => removed.some(route => titleOf(route) === object);
  refuseRoutes(
    routes.violations.filter(each => !isRemoved(each)),
    options.removeOldRoutes ? [] : oldRoutes.ofPlaybooks,
  );
  const surroundings = await preflight(cluster, config, expected, {
    hasNamespace: isThere,
    pruned: orphaned.objects,
  });
  const found = planned.flatMap(({ before }) => before ?? []);
  const helm = isThere ? await helmReleases(cluster, config.namespace, expected, found) : { names: [], notes: [] };
  const isTakeover = live !== undefined && predecessorsOf(live).length > 0;
  const uncounted: string[] = [];
  const collections =
    isTakeover && !options.dryRun ? await collectionsBefore(cluster, config, expected, uncounted) : undefined;
  return {
    cluster,
    expected,
    applying,
    pruning,
    applied,
    pruned,
    helm,
    collections,
    notes: [
      ...(state === 'given'
        ? [`the right to read or change namespace ${config.namespace} is missing, so it stays as it is`]
        : []),
      ...database,
      ...losses,
      ...takeoverNotes(takeover),
      ...[...unread, ...uncounted],
      ...helm.notes,
      ...orphaned.notes,
      ...routes.notes,
      ...notesOnRemoval(routes.violations.filter(isRemoved)),
      ...notesOnOldRoutes(oldRoutes),
      ...surroundings,
    ],
  };
}

/** Other products define these kinds, or only later versions of Kubernetes know them. */
async function refuseUnknownKinds(cluster: Cluster, { objects }: Expected): Promise<void> {
  for (const { apiVersion, kind } of objects) {
    const optional = OPTIONAL_GROUPS.find(({ group }) => apiVersion.startsWith(`${group}/`));
    if (optional && !(await cluster.knows(apiVersion, kind))) {
      throw new Failure(
        `Cluster ${cluster.name} does not know ${kind} objects of ${apiVersion}, which this config needs`,
        optional.fix,
      );
    }
  }
}

/** Users of a namespace often have no right to write cluster-scoped objects. The policy is optional. */
async function refusePolicyWithoutRights(cluster: Cluster, { objects }: Expected): Promise<void> {
  for (const policy of objects.filter(({ apiVersion }) => apiVersion.startsWith(`${ADMISSION_GROUP}/`))) {
    try {
      await cluster.apply(policy, true);
    } catch (error) {
      if (!(error instanceof Failure) || statusOf(error) !== 403) {
        throw error;
      }
      const rights = docsPage('security-rules');
      const fix = `give the user of the kubeconfig the rights in ${rights}, or write admissionPolicy: false`;
      throw new Failure(error.problem, fix, { cause: error });
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
  live: LiveObject | undefined,
  { allowVersionJump, allowFewerNodes }: DeployOptions,
): Promise<string[]> {
  const wanted = expected.qdrant;
  const { metadata } = wanted;
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

/** The running database: its StatefulSet, or its pods where the StatefulSet was deleted. */
async function liveDatabase(cluster: Cluster, expected: Expected): Promise<LiveObject | undefined> {
  const wanted = expected.qdrant;
  const { apiVersion, kind, metadata } = wanted;
  return (
    (await cluster.read(apiVersion, kind, metadata.namespace, metadata.name)) ?? (await databaseOfPods(cluster, wanted))
  );
}

/** The collections of the Qdrant that is taken over. @param notes Gets the reason why they cannot be read. */
async function collectionsBefore(
  cluster: Cluster,
  config: Config,
  expected: Expected,
  notes: string[],
): Promise<Counts | undefined> {
  try {
    return await countCollections(cluster, config, expected);
  } catch (error) {
    if (!(error instanceof Failure)) {
      throw error;
    }
    notes.push(`the collections are not compared before and after the takeover: ${error.problem}`);
    return undefined;
  }
}

/** The database of pods that lost their StatefulSet and keep running. */
async function databaseOfPods(cluster: Cluster, wanted: ExpectedObject): Promise<LiveObject | undefined> {
  const { apiVersion, kind, metadata } = wanted;
  const pods = await podsOf(cluster, wanted);
  const ordinals = pods.map(pod => Number(/-(\d+)$/.exec(pod.metadata.name)?.[1] ?? 0));
  return pods[0] && { apiVersion, kind, metadata, spec: { replicas: Math.max(...ordinals) + 1, template: pods[0] } };
}

/** Qdrant uses the volumes of an earlier installation, whatever version has written them. */
async function notesOnClaims(cluster: Cluster, expected: Expected): Promise<string[]> {
  const { namespace } = expected.qdrant.metadata;
  const names: string[] = [];
  for (const name of expected.claims()) {
    names.push(...((await cluster.read('v1', 'PersistentVolumeClaim', namespace, name)) ? [name] : []));
  }
  return names.length > 0
    ? [`Qdrant will use these existing volumes, and the version that wrote them is unknown: ${names.join(', ')}`]
    : [];
}
