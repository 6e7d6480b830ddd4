import { remember } from '../../cli/secrets';
import { type StackNames, TOOL } from '../../config/names';
import type { Cluster } from '../../clients/kubernetes/cluster';
import { faultOfKey, newApiKey } from '../../stack/api-keys';
import type { ReadAtStart } from './restart-step';
import { type SecretStep, secretStep, valuesOf } from './secret-step';

/** When the password was changed; on the pods too, so that they are those that know the new one. */
const PASSWORD_CHANGED = `${TOOL}/valkey-password-changed`;

export interface ValkeyPasswordStep extends SecretStep {
  /** What the pods of Valkey and of the login read at their start. */
  readonly readAtStart: ReadAtStart;
}

/** The Secret with the password of the session store: a random one, unless there is one that can be used. */
export function valkeyPasswordStep(
  cluster: Cluster,
  namespace: string,
  { secretName, key }: NonNullable<StackNames['valkeyPassword']>,
): ValkeyPasswordStep {
  let replacement: string | undefined;
  const step = secretStep(cluster, 'valkey-secret', namespace, secretName, async existing => {
    const found = valuesOf(existing)[key];
    remember(found?.toString('latin1') ?? '');
    const fault = faultOfPassword(found);
    replacement = fault ? new Date().toISOString() : undefined;
    return {
      type: 'Opaque',
      values: { [key]: fault ? Buffer.from(newApiKey()) : found! },
      ...(replacement && { annotations: { [PASSWORD_CHANGED]: replacement } }),
      notes: existing && fault ? [`the password is replaced, because ${fault}; everyone signs in again`] : [],
    };
  });
  return { ...step, readAtStart: { secretName, changed: PASSWORD_CHANGED, changedNow: () => replacement } };
}

/** Why a password must not be used; nothing where it may. */
function faultOfPassword(value: Buffer | undefined): string | undefined {
  const quoting = value && /['"\\]/.test(value.toString('latin1'));
  return (
    faultOfKey(value) ??
    (quoting ? 'it has quotes or backslashes, which mean something in the settings of Valkey' : undefined)
  );
}
