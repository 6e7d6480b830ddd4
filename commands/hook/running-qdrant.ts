import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../cli/failure';
import type { StackNames } from '../../config/names';
import type { Cluster } from '../../clients/kubernetes/cluster';
import { versionOf } from '../../stack/image-version';
import { unfinished } from '../../stack/pods';
import { refersTo } from './restart-step';

const POLL_MS = 1500;
/** How long the pods of Qdrant may take to be replaced, one after the other, each with its collections to load. */
const PATIENCE_MS = 60 * 60_000;
/** The first minor version of Qdrant that takes two keys at once. */
const TWO_KEYS = 17;

/** The Qdrant that runs with keys of the Secret. */
export interface RunningQdrant {
  readonly image: string;
  /** Whether it takes a second key beside the first; nothing where its image does not tell its version. */
  readonly takesTwo?: boolean;
}

/** What runs with the keys; nothing where nothing does, so that nobody can have one of them. */
export async function runningQdrant(
  cluster: Cluster,
  namespace: string,
  { qdrant, apiKeys }: StackNames,
): Promise<RunningQdrant | undefined> {
  const found = await cluster.read('apps/v1', 'StatefulSet', namespace, qdrant);
  if (!found || !refersTo(found, apiKeys!.secretName)) {
    return undefined;
  }
  const { image } = found.spec.template.spec.containers[0];
  const version = versionOf(image);
  return { image, takesTwo: version && (version.major > 1 || version.minor >= TWO_KEYS) };
}

/** Waits until all pods of Qdrant are those that its StatefulSet describes. @param say Told what is waited for. */
export async function rolledOut(
  cluster: Cluster,
  namespace: string,
  { qdrant }: StackNames,
  say: (text: string) => void,
): Promise<void> {
  for (const deadline = Date.now() + PATIENCE_MS; ; await sleep(POLL_MS)) {
    const found = await cluster.read('apps/v1', 'StatefulSet', namespace, qdrant);
    const problem = found && found.spec.replicas > 0 ? unfinished(found) : undefined;
    if (problem === undefined) {
      return;
    }
    if (Date.now() > deadline) {
      throw new Failure(
        `StatefulSet ${namespace}/${qdrant} is not rolled out: ${problem}`,
        'mend what holds it (kubectl describe pods), then run the same command again: it goes on from here',
      );
    }
    say(`waiting for StatefulSet ${qdrant}: ${problem}`);
  }
}
