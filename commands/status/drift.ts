import { changesOf } from '../../reconcile/object-changes';
import { Failure } from '../../cli/failure';
import { type Cluster } from '../../clients/kubernetes/cluster';
import { titleOf } from '../../clients/kubernetes/objects';
import { statusOf } from '../../clients/kubernetes/errors';
import type { ExpectedObject } from '../../stack/expected';
import type { Drift } from './status';

/** The server's answer to a field that cannot be changed, or is wrong. */
const UNPROCESSABLE = 422;

/** What applying an object would do to it. Nothing is stored. */
export async function driftOf(cluster: Cluster, declared: ExpectedObject): Promise<Drift> {
  const { apiVersion, kind, metadata } = declared;
  const object = titleOf(declared);
  try {
    const before = await cluster.read(apiVersion, kind, metadata.namespace, metadata.name);
    if (!before) {
      return { object, state: 'missing', changes: [] };
    }
    const changes = changesOf(before, await cluster.apply(declared, true));
    return { object, state: changes.length > 0 ? 'differs' : 'in sync', changes };
  } catch (error) {
    if (!(error instanceof Failure)) {
      throw error;
    }
    const refused = statusOf(error.cause) === UNPROCESSABLE;
    return { object, state: refused ? 'differs' : 'unknown', changes: [], problem: error.problem };
  }
}
