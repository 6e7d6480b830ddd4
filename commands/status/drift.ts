import { changesOf } from '../../reconcile/object-changes';
import { Failure } from '../../cli/failure';
import { type Cluster } from '../../clients/kubernetes/cluster';
import { titleOf } from '../../clients/kubernetes/objects';
import { statusOf } from '../../clients/http';
import type { ExpectedObject } from '../../stack/expected';
import type { Drift } from './status';

/** The status for a field that is immutable or invalid. */
const UNPROCESSABLE = 422;

/** What an apply would change, by a dry run on the server. */
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
    const refused = statusOf(error) === UNPROCESSABLE;
    return { object, state: refused ? 'differs' : 'unknown', changes: [], problem: error.problem };
  }
}
