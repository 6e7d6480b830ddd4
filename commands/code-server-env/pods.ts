import { Failure } from '../../cli/failure';
import type { Cluster, V1Pod } from '../../clients/kubernetes/cluster';
import type { Container } from '../../clients/kubernetes/objects';

export const NAMESPACE = 'code-server';
export const LABEL = 'app=code-server';

/** The annotation with the default container of a pod. */
const DEFAULT_CONTAINER = 'kubectl.kubernetes.io/default-container';

/** The containers of code-server. */
export interface Workplaces {
  readonly containers: readonly Container[];
  readonly notes: readonly string[];
}

/** Finds the ready pods. A rollout has two, and without code-server there is none. */
export async function findWorkplaces(cluster: Cluster): Promise<Workplaces> {
  const present = (await cluster.pods(NAMESPACE, LABEL)).filter(isPresent);
  const ready = present.filter(isReady);
  const unready = present.filter(pod => !ready.includes(pod)).map(({ metadata }) => `${NAMESPACE}/${metadata!.name}`);
  if (ready.length === 0 && unready.length > 0) {
    throw new Failure(
      `No pod labelled ${LABEL} in namespace ${NAMESPACE} is ready in cluster ${cluster.name}: ${unready.join(', ')}`,
      `wait, then run the command again: kubectl wait pod -n ${NAMESPACE} -l ${LABEL} --for=condition=Ready`,
    );
  }
  return {
    containers: ready.map(containerOf),
    notes: unready.map(pod => `Pod ${pod} is not ready and is skipped: run the command again when the pod is ready`),
  };
}

/** Whether a pod has not ended, and is not being deleted. */
function isPresent({ metadata, status }: V1Pod): boolean {
  return !metadata!.deletionTimestamp && status?.phase !== 'Succeeded' && status?.phase !== 'Failed';
}

function isReady({ status }: V1Pod): boolean {
  return status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
}

/** The container that kubectl chooses by default. */
function containerOf({ metadata, spec }: V1Pod): Container {
  const name = metadata!.annotations?.[DEFAULT_CONTAINER] ?? spec!.containers[0]!.name;
  return { namespace: metadata!.namespace!, pod: metadata!.name!, name };
}
