import type { Cluster } from '../clients/kubernetes/cluster';
import type { LiveObject } from '../clients/kubernetes/objects';

/** The labels by which a workload finds its pods, as a selector. */
export function selectorOf({ selector }: any): string {
  const labels = Object.entries(selector.matchLabels).map(([key, value]) => `${key}=${String(value)}`);
  return labels.join(',');
}

/** The identity of a workload, and its selector. */
type Workload = Pick<LiveObject, 'kind' | 'metadata'> & { readonly spec?: any };

/** The pods of a workload. Other pods can have the same labels: the test pod of a Helm chart, for example. */
export async function podsOf(cluster: Cluster, workload: Workload): Promise<LiveObject[]> {
  const pods = await cluster.list('v1', 'Pod', workload.metadata.namespace!, selectorOf(workload.spec));
  return pods.filter(pod => isPodOf(pod, workload));
}

/** Whether a pod with the labels of a workload belongs to it. A StatefulSet adopts pods without an owner by their names. */
export function isPodOf({ metadata }: PodIdentity, { kind, metadata: { name } }: Workload): boolean {
  const owner = metadata?.ownerReferences?.find(({ controller }) => controller);
  if (kind === 'StatefulSet') {
    return owner ? owner.kind === kind && owner.name === name : new RegExp(`^${name}-\\d+$`).test(metadata?.name ?? '');
  }
  return owner?.kind === 'ReplicaSet' && owner.name.startsWith(`${name}-`);
}

interface PodIdentity {
  readonly metadata?: {
    readonly name?: string;
    readonly ownerReferences?: readonly {
      readonly kind: string;
      readonly name: string;
      readonly controller?: boolean;
    }[];
  };
}

/** Why a pod is not ready, in the words of the scheduler, the kubelet or the container. */
export function reasonOf({ metadata, status }: any): string {
  const containers: any[] = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  const stopped = containers.map(stateOf).find(state => state?.reason);
  const unscheduled = status?.conditions?.find(
    ({ type, status: is }: any) => type === 'PodScheduled' && is === 'False',
  );
  const said = stopped ?? unscheduled;
  const why = said ? [said.reason, said.message].filter(Boolean).join(': ') : (status?.phase ?? 'no status');
  return `pod ${metadata.name} ${why}`;
}

/** Why a container does not run, and how its last run ended. */
function stateOf({ state, lastState }: any): { reason?: string; message?: string } | undefined {
  const { exitCode, reason } = lastState?.terminated ?? {};
  if (!state?.waiting || exitCode === undefined) {
    return state?.waiting ?? state?.terminated;
  }
  const ended = `after it ended with exit code ${exitCode}${reason ? ` (${reason})` : ''}`;
  return { ...state.waiting, message: [state.waiting.message, ended].filter(Boolean).join(', ') };
}

export function isReady({ status }: any): boolean {
  return status?.conditions?.some(({ type, status: is }: any) => type === 'Ready' && is === 'True') ?? false;
}

/** Why a StatefulSet or Deployment is not rolled out. */
export function unfinished({ metadata, spec, status = {} }: any): string | undefined {
  const { replicas: wanted } = spec;
  const { observedGeneration = 0, readyReplicas: ready = 0, updatedReplicas: updated = 0, replicas = 0 } = status;
  if (wanted === 0) {
    return 'scaled to 0';
  }
  if (observedGeneration < metadata.generation) {
    return 'its controller has not seen the last change yet';
  }
  if (ready < wanted || updated < wanted) {
    return `${ready} of ${wanted} ready, ${updated} of ${wanted} updated`;
  }
  const more = replicas - wanted;
  return more > 0
    ? `${more} ${more === 1 ? 'pod remains' : 'pods remain'} from an earlier version or scale`
    : undefined;
}
