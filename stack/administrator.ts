import { Failure } from '../cli/failure';
import { remember } from '../cli/secrets';
import type { Config } from '../config/schema';
import type { Administrator } from '../clients/keycloak/keycloak';

/** The account that signs in to Keycloak: the service account of the config, or else the administrator of realm `master`. */
export function administrator(config: Config, env: NodeJS.ProcessEnv): Administrator {
  const { serviceAccount } = config.keycloak;
  if (serviceAccount) {
    const { clientId, realm = config.keycloakRealm } = serviceAccount;
    const clientSecret = required(
      env,
      'KEYCLOAK_CLIENT_SECRET',
      `the secret of client ${clientId} in realm ${realm}, with which keycloak.serviceAccount signs in`,
    );
    return {
      realm,
      name: `client ${clientId}`,
      credentials: { grantType: 'client_credentials', clientId, clientSecret },
    };
  }
  const username = config.adminUsername;
  const password = required(
    env,
    'ADMIN_PASSWORD',
    `the password of Keycloak's administrator ${username}; or name a keycloak.serviceAccount in the config`,
  );
  return {
    realm: 'master',
    name: `user ${username}`,
    credentials: { grantType: 'password', clientId: 'admin-cli', username, password },
  };
}

function required(env: NodeJS.ProcessEnv, name: string, meaning: string): string {
  const value = env[name];
  if (!value) {
    throw new Failure(
      `The environment variable ${name} is ${value === '' ? 'empty' : 'not set'}`,
      `set it to ${meaning}`,
    );
  }
  return remember(value);
}
