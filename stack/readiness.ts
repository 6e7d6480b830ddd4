import type { Cluster } from '../clients/kubernetes/cluster';
import type { LiveObject } from '../clients/kubernetes/objects';
import { eventsOf, isWarning, messageOf, newestEvent } from './events';
import { isReady, reasonOf, podsOf, unfinished } from './pods';
import { SETTLING_KINDS, unsettled } from './controller-status';

/** Why an object is not rolled out, issued or accepted yet, in the words of its controller. Empty where it is. */
export async function waitingFor(cluster: Cluster, object: LiveObject): Promise<string[]> {
  return SETTLING_KINDS.includes(object.kind) ? unsettled(object) : waitingForPods(cluster, object);
}

async function waitingForPods(cluster: Cluster, workload: LiveObject): Promise<string[]> {
  const problem = unfinished(workload);
  if (!problem) {
    return [];
  }
  const { namespace } = workload.metadata;
  const pods = await podsOf(cluster, workload);
  const unready = pods.filter(pod => !isReady(pod));
  const events = await eventsOf(cluster, namespace!);
  const claims = await pendingClaims(cluster, unready);
  return [
    problem,
    ...[creationProblem(workload, events)].filter(text => text !== undefined),
    ...unready.map(pod => withWarning(reasonOf(pod), pod, events)),
    ...claims.map(claim => withWarning(`claim ${claim.metadata.name} is ${phaseOf(claim)}`, claim, events)),
  ];
}

/** Why the controller cannot create pods: Pod Security or a quota, for example. */
function creationProblem(workload: LiveObject, events: readonly LiveObject[]): string | undefined {
  const { conditions = [] } = workload.status ?? {};
  const failure = conditions.find(({ type, status }: any) => type === 'ReplicaFailure' && status === 'True');
  return failure?.message ?? messageOf(newestEvent(workload, events, ({ reason }) => reason === 'FailedCreate'));
}

/** The claims of the pods without a volume. */
async function pendingClaims(cluster: Cluster, pods: readonly LiveObject[]): Promise<LiveObject[]> {
  const names = pods.flatMap(({ metadata, spec }) =>
    (spec.volumes ?? [])
      .map((volume: any) => volume.persistentVolumeClaim?.claimName)
      .filter(Boolean)
      .map((name: string) => ({ namespace: metadata.namespace, name })),
  );
  const claims: LiveObject[] = [];
  for (const { namespace, name } of names) {
    const claim = await cluster.read('v1', 'PersistentVolumeClaim', namespace, name);
    if (claim && phaseOf(claim) !== 'Bound') {
      claims.push(claim);
    }
  }
  return claims;
}

/** A reason, and the newest event about the object, unless the event says the same. */
function withWarning(reason: string, object: LiveObject, events: readonly LiveObject[]): string {
  const event = newestEvent(object, events, each => isWarning(each) || TELLING.includes(each.reason));
  return event === undefined || reason.includes(event.message) ? reason : `${reason} (${messageOf(event)})`;
}

/** Reasons of normal events that explain a wait. */
const TELLING = ['WaitForFirstConsumer', 'WaitForPodScheduled', 'ExternalProvisioning', 'FailedBinding', 'Pulling'];

function phaseOf({ status }: LiveObject): string {
  return status?.phase ?? 'without a status';
}
