import { Failure } from '../../../cli/failure';
import { docsPage } from '../../../cli/pages';
import { statusOf } from '../../../clients/http';
import type { Cluster } from '../../../clients/kubernetes/cluster';
import { type LiveObject, titleOf } from '../../../clients/kubernetes/objects';
import { valueAt } from '../../../config/path';
import { type PodData, type QdrantSettings, settingsOf } from '../../../stack/qdrant-settings';
import { qdrantContainer } from '../../../stack/qdrant-image';
import { isTree, textOf, type Tree, treesOf } from '../helm/tree';

/** The kinds of the objects that the command lists. */
const KINDS = [
  ['apps/v1', 'StatefulSet'],
  ['apps/v1', 'Deployment'],
  ['v1', 'Service'],
  ['v1', 'PersistentVolumeClaim'],
  ['networking.k8s.io/v1', 'Ingress'],
  ['networking.k8s.io/v1', 'NetworkPolicy'],
  ['policy/v1', 'PodDisruptionBudget'],
  ['batch/v1', 'CronJob'],
  ['gateway.networking.k8s.io/v1', 'HTTPRoute'],
  ['gateway.networking.k8s.io/v1', 'GRPCRoute'],
  ['cert-manager.io/v1', 'Certificate'],
  ['monitoring.coreos.com/v1', 'ServiceMonitor'],
] as const;

type KindName = (typeof KINDS)[number][1];

/** Without these, nothing can be read. */
const REQUIRED: readonly string[] = ['StatefulSet'];

/** What the command needs of a cluster. The command reads no Secret. */
export type Source = Pick<Cluster, 'list' | 'read' | 'namespace'>;

/** What runs in a namespace. */
export interface Running {
  readonly namespace: string;
  /** The StatefulSet of Qdrant. */
  readonly qdrant: LiveObject;
  readonly settings: QdrantSettings;
  readonly oauth2Proxy?: LiveObject;
  readonly all: (kind: KindName) => readonly LiveObject[];
  /** Objects that are read by their names. */
  readonly configMaps: ReadonlyMap<string, Tree>;
  readonly serviceAccount?: LiveObject;
  /** The labels of the namespace. Undefined without the right to read the namespace. */
  readonly namespaceLabels?: Tree;
  /** What could not be read, one sentence each. */
  readonly notes: readonly string[];
}

interface Place {
  readonly namespace: string;
  /** The name of the StatefulSet, if the namespace has several Qdrant. */
  readonly statefulSet?: string;
}

/** Reads what runs in a namespace. */
export async function readRunning(cluster: Source, { namespace, statefulSet }: Place): Promise<Running> {
  const notes: string[] = [];
  const lists = await Promise.all(
    KINDS.map(async ([apiVersion, kind]) => {
      const found = await allowed(() => cluster.list(apiVersion, kind, namespace), !REQUIRED.includes(kind));
      if (found === 'forbidden') {
        notes.push(`The right to list ${kind} objects in namespace ${namespace} is missing, so they were not read.`);
      }
      return [kind, found === 'forbidden' ? [] : found] as const;
    }),
  );
  const objects = new Map<string, readonly LiveObject[]>(lists);
  const all = (kind: KindName) => objects.get(kind) ?? [];
  const qdrant = chosen(all('StatefulSet'), all('Deployment'), namespace, statefulSet);
  const oauth2Proxy = all('Deployment').find(isOAuth2Proxy);
  const configMaps = new Map<string, Tree>();
  const workloads = [qdrant, ...(oauth2Proxy ? [oauth2Proxy] : [])];
  const names = [...workloads.flatMap(configMapsOf), ...optionalConfigMaps(qdrant.metadata.name)];
  for (const name of new Set(names)) {
    const found = await allowed(() => cluster.read('v1', 'ConfigMap', namespace, name), true);
    if (found === 'forbidden') {
      notes.push(`The right to read ConfigMap ${name} is missing, so its settings were not read.`);
    } else if (isTree(found?.data)) {
      configMaps.set(name, found.data);
    }
  }
  const account = textOf(podOf(qdrant).serviceAccountName) ?? 'default';
  const serviceAccount = await allowed(() => cluster.read('v1', 'ServiceAccount', namespace, account), true);
  const found = await cluster.namespace(namespace);
  return {
    ...{ namespace, qdrant, oauth2Proxy, all, configMaps, notes },
    settings: await settingsOf(qdrant, podData(configMaps)),
    serviceAccount: serviceAccount === 'forbidden' ? undefined : serviceAccount,
    namespaceLabels: found === 'forbidden' ? undefined : (found?.metadata?.labels ?? {}),
  };
}

/** The ConfigMaps that no pod reads: of the service discovery, and of the Grafana dashboard. */
export function optionalConfigMaps(name: string): readonly string[] {
  return ['thinkube-service-config', `${name}-grafana-dashboard`];
}

/** The specification of the pods of a workload. */
export function podOf({ spec }: { readonly kind?: string; readonly spec?: unknown }): Tree {
  const pod = valueAt(spec, ['template', 'spec']);
  return isTree(pod) ? pod : {};
}

/** The labels of the pods of a workload. */
export function podLabelsOf({ spec }: LiveObject): Tree {
  const labels = valueAt(spec, ['template', 'metadata', 'labels']);
  return isTree(labels) ? labels : {};
}

/** Whether labels match the selector of an object. An object without a selector matches nothing. */
export function selects(selector: unknown, labels: Tree): boolean {
  return (
    isTree(selector) &&
    Object.keys(selector).length > 0 &&
    Object.entries(selector).every(([name, value]) => labels[name] === value)
  );
}

async function allowed<T>(request: () => Promise<T>, isOptional: boolean): Promise<T | 'forbidden'> {
  try {
    return await request();
  } catch (error) {
    if (isOptional && statusOf(error) === 403) {
      return 'forbidden';
    }
    throw error;
  }
}

/** Secrets stay unread: their names are enough. */
function podData(configMaps: ReadonlyMap<string, Tree>): PodData {
  return {
    configMap: async name => configMaps.get(name) as Readonly<Record<string, string>> | undefined,
    secret: async () => 'forbidden',
  };
}

function chosen(
  statefulSets: readonly LiveObject[],
  deployments: readonly LiveObject[],
  namespace: string,
  name: string | undefined,
): LiveObject {
  const found = statefulSets.filter(each => qdrantContainer(each as never) !== undefined);
  const names = found.map(({ metadata }) => metadata.name).join(', ');
  if (name !== undefined) {
    const named = found.find(({ metadata }) => metadata.name === name);
    if (!named) {
      throw new Failure(
        `Namespace ${namespace} has no StatefulSet ${name} with a Qdrant${names === '' ? '' : `, but ${names}`}`,
        names === '' ? otherNamespace() : `name one of them with --stateful-set`,
      );
    }
    return named;
  }
  if (found.length > 1) {
    throw new Failure(
      `Namespace ${namespace} has ${found.length} StatefulSets with a Qdrant: ${names}`,
      'choose one with --stateful-set NAME',
    );
  }
  const [only] = found;
  if (!only) {
    const deployment = deployments.find(each => qdrantContainer(each as never) !== undefined);
    throw deployment
      ? new Failure(
          `${titleOf(deployment)} runs Qdrant, and this tool takes over a StatefulSet only`,
          `back up its collections, and restore them into a new installation: ${docsPage('taking-over')}`,
        )
      : new Failure(`Namespace ${namespace} has no StatefulSet with a Qdrant`, otherNamespace());
  }
  return only;
}

function otherNamespace(): string {
  return 'name the namespace of Qdrant with --namespace; for a new installation, run init without --from-cluster';
}

function isOAuth2Proxy(deployment: LiveObject): boolean {
  return treesOf(podOf(deployment).containers).some(({ image }) => /(?:^|\/)oauth2-proxy[:@]/.test(String(image)));
}

/** The ConfigMaps that the pods of a workload mount or read. */
function configMapsOf(workload: LiveObject): string[] {
  const { volumes, containers } = podOf(workload);
  const mounted = treesOf(volumes).flatMap(volume => [volume, ...treesOf(valueAt(volume, ['projected', 'sources']))]);
  const variables = treesOf(containers).flatMap(({ env, envFrom }) => [
    ...treesOf(env).map(each => valueAt(each, ['valueFrom', 'configMapKeyRef', 'name'])),
    ...treesOf(envFrom).map(each => valueAt(each, ['configMapRef', 'name'])),
  ]);
  return [...mounted.map(each => valueAt(each, ['configMap', 'name'])), ...variables].flatMap(
    name => textOf(name) ?? [],
  );
}
