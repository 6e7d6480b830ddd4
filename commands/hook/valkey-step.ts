import { remember } from '../../cli/secrets';
import { type StackNames, TOOL } from '../../config/names';
import type { Cluster } from '../../clients/kubernetes/cluster';
import { faultOfKey, newApiKey } from '../../stack/api-keys';
import { type SecretStep, secretStep, valuesOf } from './secret-step';

/** When the password was changed. */
export const PASSWORD_CHANGED = `${TOOL}/valkey-password-changed`;

/** The Secret with the password of the session store. Creates a random password, unless the existing one is usable. */
export function valkeyPasswordStep(
  cluster: Cluster,
  namespace: string,
  { secretName, key }: NonNullable<StackNames['valkeyPassword']>,
): SecretStep {
  return secretStep(cluster, 'valkey-secret', namespace, secretName, async existing => {
    const found = valuesOf(existing)[key];
    remember(found?.toString('latin1') ?? '');
    const fault = faultOfPassword(found);
    return {
      type: 'Opaque',
      values: { [key]: fault ? Buffer.from(newApiKey()) : found! },
      ...(fault && { annotations: { [PASSWORD_CHANGED]: new Date().toISOString() } }),
      notes: existing && fault ? [`the password is replaced, because ${fault}; everyone signs in again`] : [],
    };
  });
}

/** Why a password is not usable. */
function faultOfPassword(value: Buffer | undefined): string | undefined {
  const quoting = value && /['"\\]/.test(value.toString('latin1'));
  return (
    faultOfKey(value) ??
    (quoting ? 'it has quotes or backslashes, which have a meaning in the settings of Valkey' : undefined)
  );
}
