import { Failure } from '../../cli/failure';
import { remember } from '../../cli/secrets';
import type { StackNames } from '../../config/names';
import type { Config } from '../../config/schema';

/** The environment variable with the client secret of an identity provider other than Keycloak: that of oauth2-proxy itself. */
export const CLIENT_SECRET_VARIABLE = 'OAUTH2_PROXY_CLIENT_SECRET';

/**
 * The client secret of an identity provider other than Keycloak: of the environment, or else of the Secret in the cluster.
 *
 * @param existing The value in the cluster.
 */
export function providedClientSecret(
  { namespace }: Config,
  { clientId, credentials }: StackNames,
  env: NodeJS.ProcessEnv,
  existing: Buffer | undefined,
): Buffer {
  const given = env[CLIENT_SECRET_VARIABLE];
  if (given) {
    remember(given);
    if (/^\s|\s$|\p{Cc}/u.test(given)) {
      throw new Failure(
        `The environment variable ${CLIENT_SECRET_VARIABLE} has a space or a line break at its ends, or a control character`,
        'set it to the client secret alone: oauth2-proxy sends every character',
      );
    }
    return Buffer.from(given);
  }
  if (existing && existing.length > 0) {
    return existing;
  }
  throw new Failure(
    `The secret of client ${clientId} is not known: the environment variable ${CLIENT_SECRET_VARIABLE} is ${given === '' ? 'empty' : 'not set'}, and Secret ${namespace}/${credentials.secretName} has no key ${credentials.clientSecretKey}`,
    `set ${CLIENT_SECRET_VARIABLE} to the client secret of the identity provider, once; or create the Secret with this key`,
  );
}
