import { gte } from 'semver';
import { Failure } from '../../cli/failure';
import type { StackNames } from '../../config/names';
import type { Cluster } from '../../clients/kubernetes/cluster';
import { until } from '../../reconcile/until';
import { unfinished } from '../../stack/pods';
import { qdrantContainer, versionOf } from '../../stack/qdrant-image';
import { refersTo } from './restart-step';

const INTERVAL_MS = 1500;
/** How long a rollout of Qdrant may take, in seconds: pods are replaced one by one, and each loads its collections. */
const TIMEOUT = 60 * 60;
/** The first version of Qdrant that accepts two keys at the same time. */
const TWO_KEYS = '1.17.0';

/** The Qdrant that runs with keys of the Secret. */
export interface RunningQdrant {
  readonly image: string;
  /** Whether Qdrant accepts a second key. Absent if the image has no version. */
  readonly takesTwo?: boolean;
}

/** The Qdrant that runs with the keys. Without one, no client has a key yet. */
export async function runningQdrant(
  cluster: Cluster,
  namespace: string,
  { qdrant, apiKeys }: StackNames,
): Promise<RunningQdrant | undefined> {
  const found = await cluster.read('apps/v1', 'StatefulSet', namespace, qdrant);
  if (!found || !refersTo(found, apiKeys!.secretName)) {
    return undefined;
  }
  const image = qdrantContainer(found)?.image ?? 'unknown';
  const version = versionOf(image);
  return { image, takesTwo: version && gte(version, TWO_KEYS) };
}

/** Waits until every pod of Qdrant is ready and has the newest template of the StatefulSet. @param say Gets the reason for the wait. */
export async function rolledOut(
  cluster: Cluster,
  namespace: string,
  { qdrant }: StackNames,
  say: (text: string) => void,
): Promise<void> {
  const poll = async () => {
    const found = await cluster.read('apps/v1', 'StatefulSet', namespace, qdrant);
    const reason = found && found.spec.replicas > 0 ? unfinished(found) : undefined;
    return reason === undefined ? { value: undefined } : { reason };
  };
  await until(poll, {
    timeout: TIMEOUT,
    interval: INTERVAL_MS,
    say: reason => say(`waiting for StatefulSet ${qdrant}: ${reason}`),
    onTimeout: reason =>
      new Failure(
        `StatefulSet ${namespace}/${qdrant} is not rolled out: ${reason}`,
        'fix the cause (kubectl describe pods), then run the same command again: it continues from here',
      ),
  });
}
