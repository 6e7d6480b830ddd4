import { Failure } from '../../cli/failure';
import type { Cluster, V1Pod } from '../../clients/kubernetes/cluster';
import type { Container } from '../../clients/kubernetes/exec';

export const NAMESPACE = 'code-server';
export const LABEL = 'app=code-server';

/** With this annotation a pod says which of its containers is meant where none is named. */
const DEFAULT_CONTAINER = 'kubectl.kubernetes.io/default-container';

/** Where people work right now. */
export interface Workplaces {
  readonly containers: readonly Container[];
  readonly notes: readonly string[];
}

/** Finds the pods that run and are ready, of which a rollout has two; none where code-server is not installed. */
export async function findWorkplaces(cluster: Cluster): Promise<Workplaces> {
  const present = (await cluster.pods(NAMESPACE, LABEL)).filter(isPresent);
  const ready = present.filter(isReady);
  const unready = present.filter(pod => !ready.includes(pod)).map(({ metadata }) => `${NAMESPACE}/${metadata!.name}`);
  if (ready.length === 0 && unready.length > 0) {
    throw new Failure(
      `No pod labelled ${LABEL} in namespace ${NAMESPACE} is ready in cluster ${cluster.name}: ${unready.join(', ')}`,
      `wait, then run this again: kubectl wait pod -n ${NAMESPACE} -l ${LABEL} --for=condition=Ready`,
    );
  }
  return {
    containers: ready.map(containerOf),
    notes: unready.map(pod => `Pod ${pod} is not ready and is left out: run this again when it is`),
  };
}

/** Not one that has ended or is about to. */
function isPresent({ metadata, status }: V1Pod): boolean {
  return !metadata!.deletionTimestamp && status?.phase !== 'Succeeded' && status?.phase !== 'Failed';
}

function isReady({ status }: V1Pod): boolean {
  return status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
}

/** The container that kubectl would choose. */
function containerOf({ metadata, spec }: V1Pod): Container {
  const name = metadata!.annotations?.[DEFAULT_CONTAINER] ?? spec!.containers[0]!.name;
  return { namespace: metadata!.namespace!, pod: metadata!.name!, name };
}
