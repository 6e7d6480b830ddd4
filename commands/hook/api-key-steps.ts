import { Failure } from '../../cli/failure';
import { docsPage } from '../../cli/pages';
import type { Config } from '../../config/schema';
import type { StackNames } from '../../config/names';
import type { Cluster } from '../../clients/kubernetes/cluster';
import { apiKeysSecret, existingApiKeysStep, KEY_CHANGED, type KeyNames, KEYS_CHANGED } from './api-keys-step';
import type { HookOptions } from './options';
import { restartStep } from './restart-step';
import { rolledOut, runningQdrant } from './running-qdrant';
import { type ReadAtStart, removeSecretStep, type SecretStep } from './secret-step';
import { inSync, type Step } from '../../reconcile/step';

/** The steps of Qdrant's keys. */
export interface ApiKeySteps {
  readonly steps: readonly Step[];
  /** The Secret, if the hook creates it. */
  readonly secret?: SecretStep;
  /** The keys that the pods of clients read at their start. */
  readonly readByClients: readonly ReadAtStart[];
}

/** The steps of Qdrant's keys, with those of a rotation. @param say Gets the reason for a wait. */
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
      throw new Failure(
        `There is no ${of} to rotate: apiKeys.enabled is false`,
        `turn the keys on: ${docsPage('api-keys')}`,
      );
    }
    return { steps: [], readByClients: [] };
  }
  if (apiKeys.existing) {
    if (of) {
      throw new Failure(
        `The Secret with ${of} is yours (apiKeys.existing), and the hook does not write it`,
        `rotate the key at its source: ${docsPage('api-keys')}`,
      );
    }
    return { steps: [existingApiKeysStep(cluster, namespace, names.apiKeys)], readByClients: [] };
  }
  const { keeping, switching } = apiKeysSecret(
    cluster,
    namespace,
    names.apiKeys,
    { of, finish },
    () => runningQdrant(cluster, namespace, names),
    () => rolledOut(cluster, namespace, names, say),
  );
  const restart = (stepName: string, secret: SecretStep) =>
    restartStep(cluster, stepName, namespace, 'StatefulSet', names.qdrant, [secret.readAtStart(KEYS_CHANGED)]);
  const isSwitched = of === 'api-key' && !finish;
  return {
    steps: [
      keeping,
      restart('qdrant-pods', keeping),
      ...(isSwitched ? [switching, restart('qdrant-pods-switched', switching)] : []),
    ],
    secret: keeping,
    readByClients: [keeping, ...(isSwitched ? [switching] : [])].map(secret => secret.readAtStart(KEY_CHANGED)),
  };
}

/** Deletes the Secret of the keys, unless a running Qdrant needs it for its next start. */
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
        ? inSync(`${removal.title} stays: Qdrant would not start again without it; to remove it anyway, add --force`)
        : removal.plan(),
  };
}
