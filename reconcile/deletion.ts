import { Failure } from '../cli/failure';
import { type Cluster } from '../clients/kubernetes/cluster';
import { type LiveObject, titleOf } from '../clients/kubernetes/objects';
import { podsOf, reasonOf } from '../stack/pods';
import { type Timeout, until } from './until';

const INTERVAL_MS = 200;
/** The finalizer of the server while it detaches the objects that belong to the deleted object. */
const ORPHAN = 'orphan';
/** Finalizers of the server itself. They do not explain a wait. */
const SERVER_FINALIZERS = ['foregroundDeletion', ORPHAN];

/** A condition in the status of a namespace. */
interface Condition {
  readonly type: string;
  readonly status: string;
  readonly message: string;
}

/** Waits until a deleted object no longer exists, or another object has its name. */
export async function waitUntilDeleted(cluster: Cluster, object: LiveObject, timeout: Timeout): Promise<void> {
  const { apiVersion, kind, metadata } = object;
  const poll = async () => {
    const left = await cluster.read(apiVersion, kind, metadata.namespace, metadata.name);
    return !left || left.metadata.uid !== metadata.uid
      ? { value: undefined }
      : { reason: (await blockersOf(cluster, left)).join('; ') };
  };
  await until(poll, {
    ...timeout,
    interval: INTERVAL_MS,
    say: reason => reason !== '' && timeout.say(`waits for ${reason}`),
    onTimeout: reason =>
      new Failure(
        `${titleOf(object)} in cluster ${cluster.name} still exists ${timeout.timeout} s after its deletion: ${reason ? `it waits for ${reason}` : 'the server gives no reason'}`,
        'find out what blocks the deletion (kubectl describe, kubectl get -o yaml), and let the controller of a finalizer remove it; then run the command again, or wait longer with --timeout',
      ),
  });
}

/** Finalizers, pods, and the conditions of a namespace. */
async function blockersOf(cluster: Cluster, object: LiveObject): Promise<string[]> {
  const { metadata, spec, status } = object;
  const finalizers: string[] = metadata.finalizers ?? [];
  const hasPods = !finalizers.includes(ORPHAN) && spec?.selector?.matchLabels !== undefined;
  const pods = hasPods ? await podsOf(cluster, object) : [];
  const conditions: readonly Condition[] = status?.conditions ?? [];
  return [
    ...finalizers.filter(name => !SERVER_FINALIZERS.includes(name)).map(name => `finalizer ${name}`),
    ...pods.map(pod => [reasonOf(pod), ...(pod.metadata.finalizers ?? [])].join(' with finalizer ')),
    ...conditions
      .filter(condition => condition.type.startsWith('Namespace') && condition.status === 'True')
      .map(({ message }) => message),
  ];
}
