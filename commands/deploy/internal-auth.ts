import { parse } from 'yaml';
import { Failure } from '../../cli/failure';
import type { Manifest } from '../../stack/manifests';
import { unfinished } from '../../stack/pods';
import { versionOf } from '../../stack/image-version';

const SETTING = 'service.enforce_internal_auth';
const KEY = 'QDRANT__SERVICE__API_KEY';

/** The database, and the ConfigMap with its settings. */
export interface Database {
  readonly statefulSet: Manifest & { readonly status?: unknown };
  readonly configMap?: Manifest & { readonly data?: Readonly<Record<string, string>> };
}

/**
 * Whether nodes may begin to ask each other for their API key. While one after the other is replaced, those that still show
 * none are refused by those that ask for it already: the new ones never become ready, and the rollout stands still.
 *
 * @param live The database as it runs; nothing where there is none.
 * @throws Failure where a node that runs shows no key
 */
export function refuseEarlyInternalAuth(live: Database | undefined, wanted: Database): void {
  const { metadata, spec } = wanted.statefulSet;
  const begins = live && live.statefulSet.spec.replicas > 0 && spec.replicas > 1 && asks(wanted) && !asks(live);
  const problem = begins ? showsNone(live) : undefined;
  if (problem !== undefined) {
    throw new Failure(
      `The nodes of StatefulSet ${metadata.namespace}/${metadata.name} would ask each other for their API key (${SETTING}), but ${problem}: the rollout would stand still`,
      `set qdrant.config.${SETTING} to false in the config, deploy, wait until every node runs, and only then remove it and deploy again`,
    );
  }
}

/** Why a node that runs shows the others no key; nothing where all do. */
function showsNone({ statefulSet }: Database): string | undefined {
  const [container] = statefulSet.spec.template.spec.containers;
  const version = versionOf(container.image);
  if (!version || version.major < 1 || (version.major === 1 && version.minor < 18)) {
    return `those that run are of image ${container.image}, and only Qdrant 1.18 and later shows one`;
  }
  if (!container.env?.some(({ name }: { name: string }) => name === KEY)) {
    return 'those that run have none';
  }
  const problem = statefulSet.status === undefined ? undefined : unfinished(statefulSet);
  return problem && `the last change is not rolled out yet (${problem})`;
}

/** Without a key of its own a node asks for none. */
function asks({ statefulSet, configMap }: Database): boolean {
  const [container] = statefulSet.spec.template.spec.containers;
  const settings = parse(configMap?.data?.['production.yaml'] ?? '');
  return (
    settings?.service?.enforce_internal_auth === true &&
    container.env?.some(({ name }: { name: string }) => name === KEY) === true
  );
}
