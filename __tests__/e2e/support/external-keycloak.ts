import { readFileSync } from 'node:fs';
import { connect } from 'node:tls';
import { type Keycloak } from './keycloak';

/** The Keycloak that runs already and that `E2E_KEYCLOAK_URL` names. */
export async function externalKeycloak(env: NodeJS.ProcessEnv = process.env): Promise<Keycloak> {
  const { E2E_KEYCLOAK_URL, E2E_KEYCLOAK_ADMIN, E2E_KEYCLOAK_PASSWORD, E2E_KEYCLOAK_CA_FILE } = env;
  if (!E2E_KEYCLOAK_URL || !E2E_KEYCLOAK_ADMIN || !E2E_KEYCLOAK_PASSWORD) {
    throw new Error('Set E2E_KEYCLOAK_URL, E2E_KEYCLOAK_ADMIN and E2E_KEYCLOAK_PASSWORD, or none of them.');
  }
  const ca = E2E_KEYCLOAK_CA_FILE ? readFileSync(E2E_KEYCLOAK_CA_FILE, 'utf8') : undefined;
  return {
    url: E2E_KEYCLOAK_URL.replace(/\/+$/, ''),
    adminUsername: E2E_KEYCLOAK_ADMIN,
    adminPassword: E2E_KEYCLOAK_PASSWORD,
    ca,
    certificate: await certificateOf(new URL(E2E_KEYCLOAK_URL), ca),
    disposable: false,
  };
}

function certificateOf({ protocol, hostname, port }: URL, ca: string | undefined): Promise<string> {
  if (protocol !== 'https:') throw new Error(`E2E_KEYCLOAK_URL: ${protocol}//... must be https://...`);
  return new Promise((done, failed) => {
    const socket = connect({ host: hostname, port: Number(port || 443), servername: hostname, ca }, () => {
      done(socket.getPeerX509Certificate()!.toString());
      socket.end();
    });
    socket.once('error', error => failed(new Error(`E2E_KEYCLOAK_URL: ${error.message}`, { cause: error })));
  });
}
