import { randomBytes } from 'node:crypto';
import { type Keycloak, type KeycloakLaunch, KeycloakServer } from './keycloak';

const VARIABLE = 'QDRANT_STACK_E2E_KEYCLOAK';

type HandedOver = { readonly launch: KeycloakLaunch } | { readonly external: Keycloak };

/** Tells the tests, which may run in another process, which Keycloak to use. */
export function handOverKeycloak(keycloak: Keycloak): void {
  const value: HandedOver = keycloak instanceof KeycloakServer ? { launch: keycloak.launch } : { external: keycloak };
  process.env[VARIABLE] = JSON.stringify(value);
}

/** The Keycloak of this run. */
export function keycloak(): Keycloak {
  const handedOver = read();
  return 'launch' in handedOver ? new KeycloakServer(handedOver.launch) : handedOver.external;
}

/** The Keycloak of this run, to be stopped and started; only where it is `disposable`. */
export function keycloakServer(): KeycloakServer {
  const handedOver = read();
  if ('launch' in handedOver) return new KeycloakServer(handedOver.launch);
  throw new Error(`${handedOver.external.url} is not ours to stop: skip this test unless keycloak().disposable.`);
}

/** A realm for one test file: the name itself on our own Keycloak, else with a suffix that nobody has. */
export function realmFor(name: string): string {
  return keycloak().disposable ? name : `${name}-e2e-${randomBytes(4).toString('hex')}`;
}

function read(): HandedOver {
  const value = process.env[VARIABLE];
  if (!value) throw new Error('No Keycloak: run these tests with npm run test:e2e.');
  return JSON.parse(value) as HandedOver;
}
