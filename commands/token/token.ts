import { io } from '../../cli/io';
import { Failure } from '../../cli/failure';
import { commandLine } from '../../cli/invocation';
import { remember } from '../../cli/secrets';
import type { Config } from '../../config/schema';
import { faultOfKey } from '../../stack/api-keys';
import { connectCluster } from '../../stack/kubernetes';
import { knownKeys } from '../../stack/known-keys';
import type { Claims } from './claims';

/** Signs a token with the API key in the environment, or with the key in the Secret of the cluster. */
export async function signedToken(config: Config, context: string | undefined, claims: Claims): Promise<string> {
  const { enabled, jwtRbac } = config.apiKeys;
  if (!enabled || !jwtRbac) {
    throw new Failure(
      `Qdrant accepts no tokens, because ${enabled ? 'apiKeys.jwtRbac' : 'apiKeys.enabled'} is false`,
      `set the key to true, and run ${commandLine('deploy')}`,
    );
  }
  const given = io().env.QDRANT_API_KEY;
  const cluster = given
    ? undefined
    : () => connectCluster(context, { page: 'tokens', otherwise: 'set QDRANT_API_KEY' });
  const { apiKey, source } = await knownKeys(cluster, config);
  const fault = faultOfKey(apiKey === undefined ? undefined : Buffer.from(apiKey));
  if (fault) {
    throw new Failure(
      `Could not sign a token with ${source}: ${fault}`,
      given ? 'set QDRANT_API_KEY to the API key of Qdrant' : `create the keys with ${commandLine('hook')}`,
    );
  }
  const { SignJWT } = await import('jose');
  const key = new TextEncoder().encode(remember(apiKey!));
  return new SignJWT({ ...claims }).setProtectedHeader({ alg: 'HS256', typ: 'JWT' }).sign(key);
}
