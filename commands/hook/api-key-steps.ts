import { Failure } from '../../cli/failure';
import type { Config } from '../../config/schema';
import type { StackNames } from '../../config/names';
import type { Cluster } from '../../clients/kubernetes/cluster';
import { apiKeysStep, existingApiKeysStep, type KeyNames } from './api-keys-step';
import type { HookOptions } from './options';
import { type ReadAtStart, restartStep } from './restart-step';
import { rolledOut, runningQdrant } from './running-qdrant';
import { removeSecretStep, type SecretStep } from './secret-step';
import { inSync, type Step } from '../../reconcile/step';

const PAGE = 'docs/api-keys.md';

/** What keeps Qdrant's keys. */
export interface ApiKeySteps {
  readonly steps: readonly Step[];
  /** The Secret, where it is the hook's to make. */
  readonly secret?: SecretStep;
  /** What pods read at their start that send the key to Qdrant. */
  readonly readByClients?: ReadAtStart;
}

/** The steps on Qdrant's keys, with what a rotation adds. @param say Told what is waited for. */
export function apiKeySteps(
  cluster: Cluster,
  { namespace, apiKeys }: Config,
  names: StackNames,
  { rotate, finish = false }: Pick<HookOptions, 'rotate' | 'finish'>,
  say: (text: string) => void,
): ApiKeySteps {
  const of = rotate === 'api-key' || rotate === 'read-only-api-key' ? rotate : undefined;
  if (!names.apiKeys) {
    if (of) {
      throw new Failure(`There is no ${of} to rotate: apiKeys.enabled is false`, `turn the keys on: ${PAGE}`);
    }
    return { steps: [] };
  }
  if (apiKeys.existing) {
    if (of) {
      throw new Failure(
        `${of} stands in a Secret of yours (apiKeys.existing), which the hook does not write`,
        `rotate it where it comes from: ${PAGE}`,
      );
    }
    return { steps: [existingApiKeysStep(cluster, namespace, names.apiKeys)] };
  }
  const secret = apiKeysStep(
    cluster,
    namespace,
    names.apiKeys,
    { of, finish },
    () => runningQdrant(cluster, namespace, names),
    () => rolledOut(cluster, namespace, names, say),
  );
  const { switching, readByQdrant, readByClients } = secret;
  const restart = (stepName: string) =>
    restartStep(cluster, stepName, namespace, 'StatefulSet', names.qdrant, [readByQdrant]);
  const isSwitched = of === 'api-key' && !finish;
  return {
    steps: [secret, restart('qdrant-pods'), ...(isSwitched ? [switching, restart('qdrant-pods-switched')] : [])],
    secret,
    readByClients,
  };
}

/** Takes the Secret of the keys back, unless a Qdrant would then not start again. */
export function removeApiKeysStep(
  cluster: Cluster,
  namespace: string,
  names: StackNames & { readonly apiKeys: KeyNames },
  force: boolean,
): Step {
  const removal = removeSecretStep(cluster, namespace, names.apiKeys.secretName, force);
  return {
    ...removal,
    plan: async () =>
      !force && (await runningQdrant(cluster, namespace, names))
        ? inSync(`${removal.title} stays: Qdrant would not start again without it; --force removes it all the same`)
        : removal.plan(),
  };
}
