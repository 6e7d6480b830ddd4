import { Failure } from '../cli/failure';
import type { Cluster } from '../clients/kubernetes/cluster';
import type { LiveObject } from '../clients/kubernetes/objects';
import { isReady, reasonOf, selectorOf, unfinished } from './pods';
import { SETTLING_KINDS, unsettled } from './controller-status';

/** What keeps an object from being rolled out, issued or accepted, in the words of whoever says no; empty where nothing does. */
export async function waitingFor(cluster: Cluster, object: LiveObject): Promise<string[]> {
  return SETTLING_KINDS.includes(object.kind) ? unsettled(object) : waitingForPods(cluster, object);
}

async function waitingForPods(cluster: Cluster, workload: LiveObject): Promise<string[]> {
  const problem = unfinished(workload);
  if (!problem) {
    return [];
  }
  const { namespace } = workload.metadata;
  const pods = await cluster.list('v1', 'Pod', namespace!, selectorOf(workload.spec));
  const unready = pods.filter(pod => !isReady(pod));
  const events = await eventsOf(cluster, namespace!);
  const claims = await pendingClaims(cluster, unready);
  return [
    problem,
    ...[refusalOfPods(workload, events)].filter(text => text !== undefined),
    ...unready.map(pod => withWarning(reasonOf(pod), pod, events)),
    ...claims.map(claim => withWarning(`claim ${claim.metadata.name} is ${phaseOf(claim)}`, claim, events)),
  ];
}

/** Why the controller can make no pods: Pod Security or a quota, for example. */
function refusalOfPods(workload: LiveObject, events: readonly LiveObject[]): string | undefined {
  const { conditions = [] } = workload.status ?? {};
  const failure = conditions.find(({ type, status }: any) => type === 'ReplicaFailure' && status === 'True');
  return failure?.message ?? messageOf(lastOf(workload, events, ({ reason }) => reason === 'FailedCreate'));
}

/** The claims of pods that have no volume yet. */
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

/** Events explain, and no more: whoever may not read them still sees what is not ready. */
async function eventsOf(cluster: Cluster, namespace: string): Promise<LiveObject[]> {
  try {
    return await cluster.list('v1', 'Event', namespace);
  } catch (error) {
    if (error instanceof Failure) {
      return [];
    }
    throw error;
  }
}

/** What is said of an object, and the last event about it, unless that says the same. */
function withWarning(said: string, object: LiveObject, events: readonly LiveObject[]): string {
  const isTelling = ({ type, reason }: LiveObject) => type === 'Warning' || TELLING.includes(reason);
  const event = lastOf(object, events, isTelling);
  const message = messageOf(event);
  return message === undefined || said.includes(event!.message) ? said : `${said} (${message})`;
}

/** Reasons of events that are no warnings and still say why somebody waits. */
const TELLING = ['WaitForFirstConsumer', 'WaitForPodScheduled', 'ExternalProvisioning', 'FailedBinding', 'Pulling'];

function lastOf(
  { metadata }: LiveObject,
  events: readonly LiveObject[],
  isTelling: (event: LiveObject) => boolean,
): LiveObject | undefined {
  return events
    .filter(event => event.involvedObject.uid === metadata.uid && isTelling(event))
    .sort((one, other) => timeOf(one) - timeOf(other))
    .at(-1);
}

function timeOf({ lastTimestamp, eventTime, metadata }: LiveObject): number {
  return new Date(lastTimestamp ?? eventTime ?? metadata.creationTimestamp).getTime();
}

function messageOf(event: LiveObject | undefined): string | undefined {
  return event && `${event.reason}: ${event.message}`;
}

function phaseOf({ status }: LiveObject): string {
  return status?.phase ?? 'without a status';
}
