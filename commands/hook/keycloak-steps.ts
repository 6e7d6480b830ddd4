import { Failure } from '../../cli/failure';
import type { Config } from '../../config/schema';
import type { StackNames } from '../../config/names';
import type { Keycloak } from '../../clients/keycloak/keycloak';
import { differences } from '../../reconcile/changes';
import { merged } from '../../reconcile/merge';
import { audienceMapper, clientSettings } from './client-settings';
import { allowedGroups } from '../../config/sections/dashboard';
import { clientStep, corsStep, groupsStep, mapperStep } from './client-steps';
import { missingFrom, securityHeaders } from './security-headers';
import { openLoginPage } from './sign-in-request';
import { inSync, type Step } from '../../reconcile/step';

/** The realm of Keycloak's own administrators. */
const ADMIN_REALM = 'master';
const OF_ADMINISTRATORS =
  "realm master is the realm of Keycloak's administrators, and its login page gets these headers too; set keycloakRealm to a realm of its own, or keycloak.securityHeaders to keep";

/**
 * The steps that make Keycloak match the config, in this order.
 *
 * @param deployed The redirect URI of the running oauth2-proxy of this stack.
 */
export function keycloakSteps(
  keycloak: Keycloak,
  config: Config,
  names: StackNames,
  deployed: () => Promise<string | undefined> = async () => undefined,
): Step[] {
  const settings = clientSettings(config, names);
  return [
    ...(config.keycloak.createRealm ? [realmStep(keycloak, config)] : []),
    clientStep(keycloak, config, names, settings, deployed),
    mapperStep(keycloak, names, audienceMapper(names)),
    ...(allowedGroups(config.dashboard.access).length > 0 ? [groupsStep(keycloak, config, names)] : []),
    corsStep(keycloak, names, settings),
    ...(config.keycloak.securityHeaders === 'keep' ? [] : [headersStep(keycloak, config, names)]),
  ];
}

/** Requests the login page like a browser, and checks its headers. */
export async function checkLoginPage(keycloak: Keycloak, config: Config, names: StackNames): Promise<void> {
  const realm = await keycloak.realm();
  const { settings } = securityHeaders(config, names, realm?.browserSecurityHeaders ?? {});
  const { headers, status } = await openLoginPage(keycloak, config, names);
  // A redirect to another identity provider is no page, and lacks most headers.
  if (status >= 300 && status < 400) {
    return;
  }
  const wrong = missingFrom(headers, settings);
  if (wrong.length > 0) {
    throw new Failure(
      `The headers of the login page differ from the settings of realm ${config.keycloakRealm}: ${wrong.join('; ')}`,
      `request the login page at Keycloak itself and at ${config.keycloakUrl}, and compare the headers: a proxy may change them`,
    );
  }
}

/** The realm must exist, unless the config lets the hook create it. Nobody can sign in to a disabled realm. */
export async function requireRealm(keycloak: Keycloak, config: Config): Promise<void> {
  const { keycloakRealm, keycloakUrl } = config;
  const realm = await keycloak.realm();
  if (!config.keycloak.createRealm && !realm) {
    throw new Failure(
      `Realm ${keycloakRealm} does not exist at ${keycloakUrl}`,
      'correct keycloakRealm in the config, create the realm in the admin console, or set keycloak.createRealm to true',
    );
  }
  if (realm?.enabled === false) {
    throw new Failure(
      `Realm ${keycloakRealm} at ${keycloakUrl} is disabled, so nobody can sign in`,
      'enable the realm in the admin console, or correct keycloakRealm in the config',
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
        remarks: [...notes, ...(config.keycloakRealm === ADMIN_REALM ? [OF_ADMINISTRATORS] : [])],
        dryRun: async () => {
          if (realm) {
            await keycloak.requireRealmRight();
          }
        },
        apply: () => keycloak.updateRealm(merged(realm ?? {}, { browserSecurityHeaders: settings })),
      };
    },
  };
}
