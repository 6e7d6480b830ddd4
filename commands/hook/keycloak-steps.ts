import { Failure } from '../../cli/failure';
import type { Config } from '../../config/schema';
import type { StackNames } from '../../config/names';
import type { Keycloak } from '../../clients/keycloak/keycloak';
import { differences } from '../../reconcile/changes';
import { audienceMapper, clientSettings } from './client-settings';
import { clientStep, corsStep, groupsStep, mapperStep } from './client-steps';
import { missingFrom, securityHeaders } from './security-headers';
import { openLoginPage } from './sign-in-request';
import { inSync, type Step } from '../../reconcile/step';

/** The steps that make Keycloak match the config, in this order. */
export function keycloakSteps(keycloak: Keycloak, config: Config, names: StackNames): Step[] {
  const settings = clientSettings(config, names);
  return [
    ...(config.keycloak.createRealm ? [realmStep(keycloak, config)] : []),
    clientStep(keycloak, config, names, settings),
    mapperStep(keycloak, names, audienceMapper(names)),
    ...(config.dashboard.access.groups.length > 0 ? [groupsStep(keycloak, config, names)] : []),
    corsStep(keycloak, names, settings),
    ...(config.keycloak.securityHeaders === 'keep' ? [] : [headersStep(keycloak, config, names)]),
  ];
}

/** Requests the login page like a browser, and checks its headers. */
export async function checkLoginPage(keycloak: Keycloak, config: Config, names: StackNames): Promise<void> {
  const realm = await keycloak.realm();
  const { settings } = securityHeaders(config, names, realm?.browserSecurityHeaders ?? {});
  const { headers } = await openLoginPage(keycloak, config, names);
  const wrong = missingFrom(headers, settings);
  if (wrong.length > 0) {
    throw new Failure(
      `The headers of the login page differ from the settings of realm ${config.keycloakRealm}: ${wrong.join('; ')}`,
      'search for a proxy in front of Keycloak that sets these headers, and let it forward the headers of Keycloak',
    );
  }
}

/** The realm must exist, unless the config lets the hook create it. */
export async function requireRealm(keycloak: Keycloak, config: Config): Promise<void> {
  if (!config.keycloak.createRealm && !(await keycloak.realm())) {
    throw new Failure(
      `Realm ${config.keycloakRealm} does not exist at ${config.keycloakUrl}`,
      'correct keycloakRealm in the config, create the realm in the admin console, or set keycloak.createRealm to true',
    );
  }
}

function realmStep(keycloak: Keycloak, { keycloakRealm }: Config): Step {
  return {
    name: 'realm',
    title: `Realm ${keycloakRealm}`,
    plan: async () => {
      if (await keycloak.realm()) {
        return inSync();
      }
      const realm = { realm: keycloakRealm, enabled: true };
      return {
        action: 'create',
        changes: differences(realm, undefined),
        notes: ['it has no users yet'],
        apply: () => keycloak.createRealm(realm),
      };
    },
  };
}

function headersStep(keycloak: Keycloak, config: Config, names: StackNames): Step {
  return {
    name: 'security-headers',
    title: `Security headers of realm ${config.keycloakRealm}`,
    plan: async () => {
      const realm = await keycloak.realm();
      const actual = realm?.browserSecurityHeaders;
      if (realm && !actual) {
        throw new Failure(
          `The account that signed in to ${config.keycloakUrl} has no right to read the settings of realm ${config.keycloakRealm}`,
          'give the account the role manage-realm, or leave the headers alone with keycloak.securityHeaders: keep',
        );
      }
      const { settings, notes } = securityHeaders(config, names, actual ?? {});
      const changes = differences(settings, actual);
      return {
        action: 'update',
        changes,
        remarks: notes,
        // The server keeps the headers, attributes and settings that the request omits.
        apply: () =>
          keycloak.updateRealm({
            browserSecurityHeaders: Object.fromEntries(changes.map(({ field, to }) => [field, to])),
          }),
      };
    },
  };
}
