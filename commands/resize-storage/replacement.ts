import { setTimeout as sleep } from 'node:timers/promises';
import { Conflict, Failure } from '../../cli/failure';
import { TOOL } from '../../config/names';
import { type Patience, waitUntilGone } from '../../reconcile/deletion';
import { type Cluster } from '../../clients/kubernetes/cluster';
import { type Declared, type LiveObject, titleOf } from '../../clients/kubernetes/objects';

/** Between two attempts, in milliseconds. */
const INTERVAL = 1000;

/**
 * Deletes an object without its pods and makes it again. What it was is known to this process alone meanwhile, so that
 * nothing but a conflict makes it give up before the time is over.
 *
 * @throws Conflict where somebody else has made one of the same name
 */
export async function replaceAround(
  cluster: Cluster,
  old: LiveObject,
  replacement: Declared,
  patience: Patience,
): Promise<void> {
  let deleted = false;
  const make = async (again: boolean): Promise<LiveObject> => {
    const made = again ? await madeBefore(cluster, old) : undefined;
    if (made) {
      return made;
    }
    await cluster.delete(old, 'Orphan');
    deleted = true;
    await waitUntilGone(cluster, old, patience);
    return cluster.create(replacement);
  };
  const made = await insist(make, patience).catch(error => {
    throw isUnanswered(error) ? awayFailure(old, error, deleted, patience) : error;
  });
  // Whoever declared a field goes on doing so: later applies remove what they no longer declare, as before.
  const { managedFields } = old.metadata;
  await insist(() => cluster.patch(made, { metadata: { managedFields } }), patience);
}

/** What an earlier attempt has made, the answer to which was lost. */
async function madeBefore(cluster: Cluster, old: LiveObject): Promise<LiveObject | undefined> {
  const { apiVersion, kind, metadata } = old;
  const found = await cluster.read(apiVersion, kind, metadata.namespace, metadata.name);
  if (!found || found.metadata.uid === metadata.uid) {
    return undefined;
  }
  const created = ({ manager, operation }: any) => manager === TOOL && operation === 'Update';
  if (!found.metadata.managedFields?.some(created)) {
    throw new Conflict(`${titleOf(old)} in cluster ${cluster.name} was made by somebody else meanwhile`);
  }
  return found;
}

/** Tries until it works, somebody else was faster, or the time is over. */
async function insist<T>(attempt: (again: boolean) => Promise<T>, { timeout, say }: Patience): Promise<T> {
  const deadline = Date.now() + timeout * 1000;
  for (let told = ''; ;) {
    try {
      return await attempt(told !== '');
    } catch (error) {
      if (!(error instanceof Failure) || Date.now() > deadline) {
        throw error;
      }
      if (error.problem !== told) {
        say(`tries again: ${error.problem}`);
        told = error.problem;
      }
    }
    await sleep(INTERVAL);
  }
}

/** Whether the server failed, and not an object that it still holds. */
function isUnanswered(error: unknown): error is Failure {
  return error instanceof Failure && error.cause !== undefined;
}

function awayFailure(old: LiveObject, error: Failure, deleted: boolean, { timeout }: Patience): Failure {
  return new Failure(
    `${titleOf(old)} ${deleted ? 'is' : 'may be'} away, and was not made again within ${timeout} s; its pods run on: ${error.problem}`,
    `${error.fix}; then run the command again, which makes it again from the manifests of this config`,
    { cause: error },
  );
}
