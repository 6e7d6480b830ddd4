import { Conflict, Failure } from '../../cli/failure';
import { TOOL } from '../../config/names';
import { waitUntilDeleted } from '../../reconcile/deletion';
import { type Timeout, until } from '../../reconcile/until';
import { type Cluster } from '../../clients/kubernetes/cluster';
import { type Declared, type LiveObject, titleOf } from '../../clients/kubernetes/objects';

const INTERVAL_MS = 1000;

/**
 * Deletes an object without its pods and creates it again. In between, only this process knows the object, so it gives up
 * early only at a conflict.
 *
 * @throws Conflict where another client has created an object of the same name
 */
export async function replaceAround(
  cluster: Cluster,
  old: LiveObject,
  replacement: Declared,
  timeout: Timeout,
): Promise<void> {
  let deleted = false;
  const replace = async (isRepeated: boolean): Promise<LiveObject> => {
    const created = isRepeated ? await createdBefore(cluster, old) : undefined;
    if (created) {
      return created;
    }
    await cluster.delete(old, 'Orphan');
    deleted = true;
    await waitUntilDeleted(cluster, old, timeout);
    return cluster.create(replacement);
  };
  const created = await insist(replace, timeout, error =>
    error.cause === undefined ? error : missingObject(old, error, deleted, timeout),
  );
  // The field managers stay the same: later applies remove the fields that they no longer declare, as before.
  const { managedFields } = old.metadata;
  await insist(() => cluster.patch(created, { metadata: { managedFields } }), timeout);
}

/** The object of an earlier attempt whose answer was lost. */
async function createdBefore(cluster: Cluster, old: LiveObject): Promise<LiveObject | undefined> {
  const { apiVersion, kind, metadata } = old;
  const found = await cluster.read(apiVersion, kind, metadata.namespace, metadata.name);
  if (!found || found.metadata.uid === metadata.uid) {
    return undefined;
  }
  const isOwn = ({ manager, operation }: any) => manager === TOOL && operation === 'Update';
  if (!found.metadata.managedFields?.some(isOwn)) {
    throw new Conflict(`Another client created ${titleOf(old)} in cluster ${cluster.name} at the same time`);
  }
  return found;
}

/** Repeats a sequence of requests until it succeeds or the time is over. A conflict ends it at once. */
async function insist<T>(
  attempt: (isRepeated: boolean) => Promise<T>,
  timeout: Timeout,
  atTimeout: (error: Failure) => Error = error => error,
): Promise<T> {
  let last: Failure | undefined;
  const poll = async () => {
    try {
      return { value: await attempt(last !== undefined) };
    } catch (error) {
      if (!(error instanceof Failure)) {
        throw error;
      }
      last = error;
      return { reason: error.problem };
    }
  };
  return until<T>(poll, {
    timeout: timeout.timeout,
    interval: INTERVAL_MS,
    say: reason => timeout.say(`tries again: ${reason}`),
    onTimeout: () => atTimeout(last!),
  });
}

function missingObject(old: LiveObject, error: Failure, deleted: boolean, { timeout }: Timeout): Failure {
  return new Failure(
    `${titleOf(old)} ${deleted ? 'is' : 'may be'} deleted, and was not created again within ${timeout} s; its pods keep running: ${error.problem}`,
    `${error.fix}; then run the command again, which creates it from the manifests of this config`,
    { cause: error },
  );
}
