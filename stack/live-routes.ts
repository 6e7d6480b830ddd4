import { ApiObject, Chart } from 'cdk8s';
import { type RuleViolation, SecurityRules } from 'cdk8s-qdrant';
import { buildApp } from '../app';
import { commandLine } from '../cli/invocation';
import { statusOf } from '../clients/http';
import type { Cluster } from '../clients/kubernetes/cluster';
import type { Kind } from '../clients/kubernetes/inventory';
import { isSameObject, type LiveObject, titleOf } from '../clients/kubernetes/objects';
import type { Config } from '../config/schema';
import type { Expected } from './expected';
import { ownerOf, removalOf } from './object-owner';
import { isPodOf } from './pods';

/** The workloads whose pods could receive the requests of the stack's Services. */
const WORKLOADS: readonly Kind[] = [
  { apiVersion: 'v1', kind: 'Pod' },
  ...['DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet'].map(kind => ({ apiVersion: 'apps/v1', kind })),
  ...['CronJob', 'Job'].map(kind => ({ apiVersion: 'batch/v1', kind })),
];
const SERVICE: Kind = { apiVersion: 'v1', kind: 'Service' };
const ENDPOINT_SLICE: Kind = { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice' };
/** The kinds of objects that built-in controllers create, each with the kinds of their owners. */
const MADE_BY: Readonly<Record<string, readonly string[]>> = {
  CiliumEnvoyConfig: ['GRPCRoute', 'Gateway', 'HTTPRoute', 'Ingress', 'Service', 'TLSRoute'],
  EndpointSlice: ['Service'],
  Job: ['CronJob'],
  ReplicaSet: ['Deployment'],
};
/** The name of the object that Cilium creates for all ingresses. It has no owner. */
const OF_CILIUM_INGRESS = /^cilium-ingress(?:-|$)/;
/** The kinds of routes that belong to no namespace. */
const CLUSTER_ROUTES: readonly Kind[] = [{ apiVersion: 'cilium.io/v2', kind: 'CiliumClusterwideEnvoyConfig' }];
/** ingress-nginx reads the headers of responses from ConfigMaps. */
const CONFIG_MAP: Kind = { apiVersion: 'v1', kind: 'ConfigMap' };

/** An object of the cluster that breaks a security rule of the stack. */
export interface LiveViolation {
  /** `Ingress ns/name`. */
  readonly object: string;
  /** What the object does, and who created it. */
  readonly problem: string;
  readonly fix: string;
}

/** What the security rules say about the objects of a cluster. */
export interface LiveRoutes {
  readonly violations: readonly LiveViolation[];
  /** Notes that are no violations, one sentence each. */
  readonly notes: readonly string[];
}

interface Options {
  /**
   * The stack's own objects as a deploy leaves them, with the fields that others have added.
   *
   * @default - as they are in the cluster
   */
  readonly own?: readonly LiveObject[];
  /** Objects that the caller deletes, and the rules do not judge. */
  readonly except?: readonly LiveObject[];
}

/**
 * Applies the security rules of synthesis to the objects of the cluster. The rules find routes of any namespace that bypass the
 * sign-in, and other pods that receive requests of the stack.
 */
export async function liveRoutes(
  cluster: Cluster,
  config: Config,
  expected: Expected,
  { own, except = [] }: Options = {},
): Promise<LiveRoutes> {
  const { objects, notes } = await relatedObjects(cluster, config.namespace);
  const isOwn = (object: LiveObject) => expected.objects.some(each => isSameObject(each, object));
  const judged = objects.filter(
    object =>
      (own === undefined || !isOwn(object)) &&
      !except.some(each => isSameObject(each, object)) &&
      !isOfController(object, expected) &&
      !isFinished(object),
  );
  const violations = judge(config, [...judged, ...(own ?? [])]);
  const fallbacks = violations.filter(({ violation: { isFallback } }) => isFallback);
  return {
    violations: violations
      .filter(violation => !fallbacks.includes(violation))
      .map(({ object, violation }) => ({
        object: titleOf(object),
        problem: [violation.problem, ...ownerOf(object)].join('; '),
        fix: isOwn(object)
          ? `remove what others have added (kubectl get -o yaml --show-managed-fields), and deploy again: ${commandLine('deploy')}`
          : `${removalOf(object)}, or: ${violation.fix}`,
      })),
    notes: [
      ...fallbacks.map(
        ({ object, violation }) =>
          `${titleOf(object)} ${violation.problem}; it gets only requests that no route for that exact host takes`,
      ),
      ...notes,
    ],
  };
}

/** The objects that can route requests, and what the rules need to judge them. */
async function relatedObjects(cluster: Cluster, namespace: string) {
  const unseen: string[] = [];
  const routes = (await cluster.kinds(unseen)).filter(({ apiVersion, kind }) =>
    SecurityRules.ROUTE_KINDS.includes(`${apiVersion.split('/')[0]}/${kind}`),
  );
  const known = await Promise.all(CLUSTER_ROUTES.map(({ apiVersion, kind }) => cluster.knows(apiVersion, kind)));
  const clusterRoutes = CLUSTER_ROUTES.filter((_, index) => known[index]);
  const notSearched = new Map<string, string[]>();
  const list = async ({ apiVersion, kind }: Kind, places: readonly (string | undefined)[]): Promise<LiveObject[]> => {
    const [place, ...others] = places;
    try {
      return await cluster.list(apiVersion, kind, place);
    } catch (error) {
      if (statusOf(error) !== 403) {
        throw error;
      }
      const where = place === undefined ? 'other namespaces' : `namespace ${place}`;
      notSearched.set(where, [...(notSearched.get(where) ?? []), kind]);
      return others.length > 0 ? list({ apiVersion, kind }, others) : [];
    }
  };
  const lists = await Promise.all([
    ...[...routes, SERVICE].map(kind => list(kind, [undefined, namespace])),
    ...clusterRoutes.map(kind => list(kind, [undefined])),
    ...[...WORKLOADS, ENDPOINT_SLICE, CONFIG_MAP].map(kind => list(kind, [namespace])),
  ]);
  const notes = [...notSearched].map(
    ([where, kinds]) =>
      `the right to list objects in ${where} is missing, so these were not checked: ${kinds.sort().join(', ')}`,
  );
  return { objects: lists.flat(), notes: [...notes, ...unseen.map(text => `kinds that could not be listed: ${text}`)] };
}

function judge(config: Config, objects: readonly LiveObject[]): { object: LiveObject; violation: RuleViolation }[] {
  const app = buildApp(config);
  const chart = new Chart(app, 'live-objects');
  const byObject = new Map(
    objects.map((object, index) => [new ApiObject(chart, String(index), judgedPart(object)), object]),
  );
  return SecurityRules.violations(app).flatMap(violation => {
    const object = byObject.get(violation.object);
    return object ? [{ object, violation }] : [];
  });
}

/** What the rules read, as plain data: the client returns instances of classes. */
function judgedPart({ metadata, ...object }: LiveObject): LiveObject {
  const { name, namespace, labels, annotations } = metadata;
  const part = { ...object, metadata: { name, namespace, labels, annotations }, status: undefined };
  return JSON.parse(JSON.stringify(part)) as LiveObject;
}

/** Whether a built-in controller created the object for an object that the rules judge, or for a workload of the stack. */
function isOfController({ kind, metadata }: LiveObject, expected: Expected): boolean {
  if (kind === 'Pod') {
    return [...expected.all('StatefulSet'), ...expected.all('Deployment')].some(each => isPodOf({ metadata }, each));
  }
  if (kind === 'CiliumEnvoyConfig' && OF_CILIUM_INGRESS.test(metadata.name)) {
    return true;
  }
  const owners: readonly { readonly kind: string; readonly controller?: boolean }[] = metadata.ownerReferences ?? [];
  // Cilium does not say in every version that it controls its object.
  return owners.some(
    ({ kind: owner, controller }) => (controller || kind === 'CiliumEnvoyConfig') && MADE_BY[kind]?.includes(owner),
  );
}

/** Whether the object has no pod that serves requests: the pod or the Job ended, or the workload is scaled to 0. */
function isFinished({ kind, spec, status }: LiveObject): boolean {
  const conditions: readonly { readonly type: string; readonly status: string }[] = status?.conditions ?? [];
  const hasEnded = conditions.some(({ type, status: is }) => ['Complete', 'Failed'].includes(type) && is === 'True');
  return (
    (kind === 'Pod' && ['Failed', 'Succeeded'].includes(status?.phase)) ||
    (kind === 'Job' && hasEnded) ||
    spec?.replicas === 0
  );
}
