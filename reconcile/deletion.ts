import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../cli/failure';
import { type Cluster } from '../clients/kubernetes/cluster';
import { type LiveObject, titleOf } from '../clients/kubernetes/objects';
import { reasonOf, selectorOf } from '../stack/pods';

/** Between two looks, in milliseconds. */
const INTERVAL = 200;
/** The server's own finalizer while what belongs to an object is let go. */
const ORPHAN = 'orphan';
/** Finalizers of the server itself, which say nothing of what is waited for. */
const OF_THE_SERVER = ['foregroundDeletion', ORPHAN];

/** How long something may take, and who is told what it waits for. */
export interface Patience {
  /** Seconds. */
  readonly timeout: number;
  readonly say: (text: string) => void;
}

/** Waits until an object that was deleted is gone, or another has taken its place. */
export async function waitUntilGone(cluster: Cluster, object: LiveObject, { timeout, say }: Patience): Promise<void> {
  const { apiVersion, kind, metadata } = object;
  const deadline = Date.now() + timeout * 1000;
  for (let told = ''; ;) {
    const left = await cluster.read(apiVersion, kind, metadata.namespace, metadata.name);
    if (!left || left.metadata.uid !== metadata.uid) {
      return;
    }
    const waiting = (await whatHolds(cluster, left)).join('; ');
    if (Date.now() > deadline) {
      throw new Failure(
        `${titleOf(object)} in cluster ${cluster.name} was deleted and is still there after ${timeout} s: it waits for ${waiting || 'the server, which does not say why'}`,
        'look at what holds it (kubectl describe, kubectl get -o yaml); a finalizer is for its own controller to take away; then run the command again, or wait longer with --timeout',
      );
    }
    if (waiting !== '' && waiting !== told) {
      say(`waits for ${waiting}`);
      told = waiting;
    }
    await sleep(INTERVAL);
  }
}

/** Finalizers, pods, and what the server says that a namespace waits for. */
async function whatHolds(cluster: Cluster, { metadata, spec, status }: LiveObject): Promise<string[]> {
  const finalizers: string[] = metadata.finalizers ?? [];
  const labels = finalizers.includes(ORPHAN) || !spec?.selector?.matchLabels ? undefined : selectorOf(spec);
  const pods = labels ? await cluster.list('v1', 'Pod', metadata.namespace!, labels) : [];
  const conditions = (status?.conditions ?? []).filter(
    ({ type, status: is }: any) => type.startsWith('Namespace') && is === 'True',
  );
  return [
    ...finalizers.filter(name => !OF_THE_SERVER.includes(name)).map(name => `finalizer ${name}`),
    ...pods.map(pod => [reasonOf(pod), ...(pod.metadata.finalizers ?? [])].join(' with finalizer ')),
    ...conditions.map(({ message }: any) => message),
  ];
}
