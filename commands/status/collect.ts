import { Failure } from '../../cli/failure';
import type { Config } from '../../config/schema';
import { daysLeft } from '../../stack/certificate';
import { endsTlsElsewhere } from '../hook/tls-steps';
import { stackNames } from '../../config/names';
import type { Cluster } from '../../clients/kubernetes/cluster';
import type { LiveObject } from '../../clients/kubernetes/objects';
import type { QdrantOptions } from '../../clients/qdrant/qdrant-client';
import { openQdrant } from '../../stack/qdrant';
import { Expected, type ExpectedObject } from '../../stack/expected';
import { apiKeyOf } from '../../stack/known-keys';
import { formCluster } from '../../stack/membership';
import { isPodOf, isReady, reasonOf } from '../../stack/pods';
import { driftOf } from './drift';
import { nodesStatus } from './nodes';
import { problemOf } from './problem';
import { helmReleases } from '../../stack/helm-releases';
import { liveRoutes } from '../../stack/live-routes';
import type { CertificateStatus, QdrantStatus, RouteStatus, Status, VolumeStatus, WorkloadStatus } from './status';

/** Reads the complete state. A part that cannot be read is reported, and the other parts are read all the same. */
export async function collectStatus(cluster: Cluster, config: Config, at: QdrantOptions): Promise<Status> {
  const { namespace } = config;
  const expected = new Expected(config);
  // Without an answer to this first request, there is nothing to show.
  const found = await cluster.namespace(namespace);
  const pods = await cluster.list('v1', 'Pod', namespace);
  const workloads = [...expected.all('StatefulSet'), ...expected.all('Deployment')];
  return {
    cluster: cluster.name,
    namespace: { name: namespace, state: stateOf(found) },
    qdrant: await qdrantStatus(at, () => apiKeyOf(cluster, config)),
    ...(formCluster(config) ? { nodes: await nodesStatus(cluster, config, expected, at.timeout) } : {}),
    workloads: await each(workloads, workload => workloadStatus(cluster, workload, pods)),
    volumes: await volumesOf(cluster, expected, namespace, pods),
    ...(endsTlsElsewhere(config) ? {} : { certificate: await certificateStatus(cluster, config) }),
    routes: await routesOf(cluster, config, expected),
    helm: await helmNotes(cluster, namespace, expected),
    drift: await each(expected.objects, object => driftOf(cluster, object)),
  };
}

function stateOf(found: Awaited<ReturnType<Cluster['namespace']>>): string {
  if (found === 'forbidden') {
    return 'forbidden';
  }
  return found ? (found.status?.phase ?? 'without a status') : 'does not exist';
}

async function qdrantStatus(at: QdrantOptions, keyOf: () => Promise<string | undefined>): Promise<QdrantStatus> {
  const status: { -readonly [Key in keyof QdrantStatus]: QdrantStatus[Key] } = { url: at.url.replace(/\/+$/, '') };
  try {
    const qdrant = await openQdrant({ ...at, apiKey: await keyOf() });
    try {
      status.version = await qdrant.version();
      status.collections = await each(await qdrant.collections(), async name => {
        const info = await qdrant.collection(name);
        return { name, points: info.points_count, status: info.status };
      });
    } finally {
      await qdrant.close();
    }
  } catch (error) {
    status.problem = problemOf(error);
  }
  return status;
}

async function workloadStatus(
  cluster: Cluster,
  { apiVersion, kind, metadata, spec }: ExpectedObject,
  pods: readonly LiveObject[],
): Promise<WorkloadStatus> {
  const name = `${kind} ${metadata.name}`;
  const found = await cluster.read(apiVersion, kind, metadata.namespace, metadata.name);
  if (!found) {
    return { name, images: [], ready: 0, waiting: [] };
  }
  const labels = Object.entries(spec.selector.matchLabels);
  const own = pods.filter(
    pod => isPodOf(pod, found) && labels.every(([key, value]) => pod.metadata.labels?.[key] === value),
  );
  return {
    name,
    images: found.spec.template.spec.containers.map(({ image }: any) => image),
    ready: found.status?.readyReplicas ?? 0,
    wanted: found.spec.replicas,
    waiting: own.filter(pod => !isReady(pod)).map(reasonOf),
  };
}

async function volumesOf(
  cluster: Cluster,
  expected: Expected,
  namespace: string,
  pods: readonly LiveObject[],
): Promise<VolumeStatus[]> {
  const nodes = new Set<string>(pods.flatMap(({ spec }) => spec.nodeName ?? []));
  const used = new Map<string, number>();
  for (const node of nodes) {
    (await measured(cluster, namespace, node)).forEach((bytes, claim) => used.set(claim, bytes));
  }
  return each(expected.claims(), async claim => {
    const found = await cluster.read('v1', 'PersistentVolumeClaim', namespace, claim);
    const capacity: string | undefined = found?.status?.capacity?.storage;
    return { claim, capacity, usedBytes: used.get(claim) };
  });
}

/** Few users have the right to read the statistics of a node. For others, the used bytes are unknown. */
async function measured(cluster: Cluster, namespace: string, node: string): Promise<Map<string, number>> {
  try {
    return await cluster.usedBytes(namespace, node);
  } catch (error) {
    problemOf(error);
    return new Map();
  }
}

async function certificateStatus(cluster: Cluster, config: Config): Promise<CertificateStatus> {
  const secret = stackNames(config).tlsSecret;
  try {
    const found = await cluster.secret(config.namespace, secret);
    const certificate = found?.data?.['tls.crt'];
    if (!certificate) {
      return { secret, problem: found ? 'holds no certificate' : 'does not exist' };
    }
    return { secret, daysLeft: daysLeft(Buffer.from(certificate, 'base64'), new Date()) };
  } catch (error) {
    return { secret, problem: error instanceof Failure ? error.problem : 'holds no certificate in PEM' };
  }
}

async function routesOf(cluster: Cluster, config: Config, expected: Expected): Promise<RouteStatus> {
  try {
    return await liveRoutes(cluster, config, expected);
  } catch (error) {
    return { violations: [], notes: [], problem: problemOf(error) };
  }
}

async function helmNotes(cluster: Cluster, namespace: string, expected: Expected): Promise<readonly string[]> {
  try {
    return (await helmReleases(cluster, namespace, expected)).notes;
  } catch (error) {
    return [`the Helm releases are unknown: ${problemOf(error)}`];
  }
}

/** Reads one after the other, so that a server gets one request at a time. */
export async function each<T, R>(all: readonly T[], read: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const one of all) {
    results.push(await read(one));
  }
  return results;
}
