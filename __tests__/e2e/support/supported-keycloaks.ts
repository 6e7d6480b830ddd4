import { join } from 'node:path';
import { cluster } from './cluster';
import { keycloak } from './identity-provider';
import { type Keycloak, KeycloakServer } from './keycloak';
import { findKeycloak, keycloakVersion, VERSIONS } from './keycloak-distribution';

/** Versions of Keycloak to test with. A Keycloak that `E2E_KEYCLOAK_URL` names is the only one. */
export const versionsUnderTest = (): readonly string[] => (keycloak().disposable ? VERSIONS : ['external']);

/** A Keycloak of a version: the one of this run, or another one that this file starts. */
export async function startKeycloak(version: string): Promise<{ server: Keycloak; stop: () => Promise<void> }> {
  if (version === 'external' || version === keycloakVersion()) {
    return { server: keycloak(), stop: async () => undefined };
  }
  const server = await KeycloakServer.create(findKeycloak(version), join(cluster().folder, `keycloak-${version}`));
  await server.start();
  return { server, stop: () => server.stop() };
}
