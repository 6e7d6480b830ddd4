import { api } from './api';
import { idOf, list, type LiveObject } from './objects';

/** The workload that a pod belongs to, e.g. `Deployment/oauth2-proxy`. */
export async function workloadsOfPods(namespace: string): Promise<Record<string, string[]>> {
  const [pods, replicaSets] = [await list('pods', namespace), await list('replicasets', namespace)];
  const owners = new Map(replicaSets.map(replicaSet => [replicaSet.metadata.uid, ownerOf(replicaSet)]));
  const found: Record<string, string[]> = {};
  for (const pod of pods) {
    const owner = pod.metadata.ownerReferences?.[0];
    const workload = (owner && owners.get(owner.uid)) ?? ownerOf(pod);
    (found[workload] ??= []).push(pod.metadata.name);
  }
  return found;
}

/** The pods that each Service and each disruption budget selects, as the workloads that they belong to. */
export async function selections(namespace: string): Promise<Record<string, string[]>> {
  const workloads = Object.entries(await workloadsOfPods(namespace));
  const found: Record<string, string[]> = {};
  for (const object of await list('services,poddisruptionbudgets', namespace)) {
    const labels: Record<string, string> = object.spec.selector.matchLabels ?? object.spec.selector;
    const selector = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
    const pods = await list('pods', namespace, { labels: selector.join(',') });
    found[idOf(object)] = pods
      .map(({ metadata }) => workloads.find(([, names]) => names.includes(metadata.name))?.[0] ?? metadata.name)
      .sort();
  }
  return found;
}

/** Stands in for the kubelet, which a control plane without nodes does not have: says that every pod runs. */
export async function markPodsReady(namespace: string): Promise<void> {
  const conditions = [{ type: 'Ready', status: 'True', lastTransitionTime: '2024-01-01T00:00:00Z' }];
  const change = { status: { phase: 'Running', conditions } };
  const pods = (await list('pods', namespace)).filter(({ status }) => !isReady(status));
  await Promise.all(
    pods.map(({ metadata: { name } }) =>
      api.patch('pod', name, namespace, change, { type: 'strategic', subresource: 'status' }).catch(error => {
        // A deleted pod needs no status.
        if (error.status !== 404) throw error;
      }),
    ),
  );
}

function isReady({ phase, conditions = [] }: any): boolean {
  return phase === 'Running' && conditions.some(({ type, status }: any) => type === 'Ready' && status === 'True');
}

function ownerOf({ kind, metadata }: LiveObject): string {
  const owner = metadata.ownerReferences?.[0];
  return owner ? `${owner.kind}/${owner.name}` : `${kind}/${metadata.name} (nobody's)`;
}
