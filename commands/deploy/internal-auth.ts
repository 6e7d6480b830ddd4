import { gte } from 'semver';
import { parse } from 'yaml';
import { Failure } from '../../cli/failure';
import type { Manifest } from '../../stack/manifests';
import { unfinished } from '../../stack/pods';
import { type QdrantContainer, qdrantContainer, versionOf } from '../../stack/qdrant-image';

const SETTING = 'service.enforce_internal_auth';
const KEY = 'QDRANT__SERVICE__API_KEY';
/** The first version whose nodes send their API key to each other. */
const SENDS_KEY = '1.18.0';

/** The database, and the ConfigMap with its settings. */
export interface Database {
  readonly statefulSet: Manifest & { readonly status?: unknown };
  readonly configMap?: Manifest & { readonly data?: Readonly<Record<string, string>> };
}

/**
 * Checks whether nodes may begin to require the API key from each other. A rollout replaces one node after the other. New
 * nodes refuse the old nodes that send no key, never become ready, and the rollout never ends.
 *
 * @param live The running database, if there is one.
 * @throws Failure where a running node sends no key
 */
export function refuseEarlyInternalAuth(live: Database | undefined, wanted: Database): void {
  const { metadata, spec } = wanted.statefulSet;
  const begins =
    live && live.statefulSet.spec.replicas > 0 && spec.replicas > 1 && requiresKey(wanted) && !requiresKey(live);
  const problem = begins ? sendsNoKey(live) : undefined;
  if (problem !== undefined) {
    throw new Failure(
      `The nodes of StatefulSet ${metadata.namespace}/${metadata.name} would require the API key from each other (${SETTING}), but ${problem}: the rollout would never end`,
      `set qdrant.config.${SETTING} to false in the config and deploy; when every node runs, remove the setting and deploy again`,
    );
  }
}

/** Why a running node sends no key to the others. */
function sendsNoKey({ statefulSet }: Database): string | undefined {
  const container = qdrantContainer(statefulSet);
  const version = container && versionOf(container.image);
  if (!version || !gte(version, SENDS_KEY)) {
    return `the running nodes have image ${container?.image ?? 'unknown'}, and only Qdrant 1.18 and later sends the key`;
  }
  if (!hasKey(container)) {
    return 'the running nodes have no key';
  }
  const problem = statefulSet.status === undefined ? undefined : unfinished(statefulSet);
  return problem && `the last change is not rolled out yet (${problem})`;
}

/** A node without a key of its own requires none. */
function requiresKey({ statefulSet, configMap }: Database): boolean {
  const settings = parse(configMap?.data?.['production.yaml'] ?? '');
  return settings?.service?.enforce_internal_auth === true && hasKey(qdrantContainer(statefulSet));
}

function hasKey(container: QdrantContainer | undefined): boolean {
  return container?.env?.some(({ name }) => name === KEY) === true;
}
