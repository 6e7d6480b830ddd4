import { Failure } from '../cli/failure';
import { MASK } from '../config/errors';
import type { Config } from '../config/schema';
import type { StackNames } from '../names';
import { TOOL } from '../names';
import type { ClientRepresentation, Keycloak } from '../servers/keycloak';
import { differences, merge } from './changes';
import { audienceMapper, ClientSettings, clientSettings, UNUSED_FLOWS } from './client-settings';
import { missingFrom, securityHeaders } from './security-headers';
import { inSync, Plan, Step } from './step';

/** Attribute of a client that this tool has made, as opposed to adopted. */
const MADE_BY = 'made-by';

/** What makes Keycloak as the config says, in this order. */
export function keycloakSteps(keycloak: Keycloak, config: Config, names: StackNames): Step[] {
  const settings = clientSettings(config, names);
  return [
    ...(config.keycloak.createRealm ? [realmStep(keycloak, config)] : []),
    clientStep(keycloak, config, names, settings),
    mapperStep(keycloak, names),
    corsStep(keycloak, names, settings),
    ...(config.keycloak.securityHeaders === 'keep' ? [] : [headersStep(keycloak, config, names)]),
  ];
}

/** Takes the client back, if it was made here or if `force` says so whoever made it. */
export function removeClientStep(keycloak: Keycloak, names: StackNames, force: boolean): Step {
  const title = `Client ${names.clientId}`;
  return {
    name: 'client',
    title,
    plan: async () => {
      const client = await keycloak.client(names.clientId);
      if (!client) {
        return inSync();
      }
      if (client.attributes?.[MADE_BY] !== TOOL && !force) {
        return inSync(`${title} was not made by this tool, so it stays; --force removes it all the same`);
      }
      return {
        action: 'remove',
        changes: [{ field: 'clientId', from: names.clientId }],
        notes: ['the security headers of the realm stay as they are: other clients use them too'],
        apply: () => keycloak.deleteClient(client),
      };
    },
  };
}

/** A rotation, which is done once and not each time it is looked at. */
export interface RotationStep extends Step {
  /** Whether a new secret is planned and not made yet. */
  readonly isPending: () => boolean;
}

/**
 * Has Keycloak make a new client secret, once.
 *
 * @param inUse The client secret that the cluster has, to tell a rotation that was begun from one that was not.
 */
export function rotateClientSecretStep(
  keycloak: Keycloak,
  names: StackNames,
  inUse: () => Promise<string | undefined>,
): RotationStep {
  let state: 'unknown' | 'pending' | 'finishing' | 'done' = 'unknown';
  return {
    name: 'client-secret',
    title: `Secret of client ${names.clientId}`,
    isPending: () => state === 'pending',
    plan: async () => {
      const client = await keycloak.client(names.clientId);
      if (!client) {
        return inSync('the client does not exist yet, so its secret is new anyway');
      }
      const current = await keycloak.clientSecret(client);
      if (state === 'unknown') {
        const used = await inUse();
        state = used !== undefined && used !== current ? 'finishing' : 'pending';
      }
      if (state === 'finishing') {
        return inSync(
          'Keycloak has a newer secret than the cluster, from a rotation that was not finished: it is finished now',
        );
      }
      return state === 'done'
        ? inSync()
        : {
            action: 'update',
            changes: [{ field: 'secret', from: MASK, to: MASK }],
            apply: async () => {
              await keycloak.regenerateClientSecret(client);
              state = 'done';
            },
          };
    },
  };
}

/** Asks for the login page as a browser would, and holds its headers against the promise. */
export async function checkLoginPage(keycloak: Keycloak, config: Config, names: StackNames): Promise<void> {
  const realm = await keycloak.realm();
  const { settings } = securityHeaders(config, names, realm?.browserSecurityHeaders ?? {});
  const page = await keycloak.loginPage(names.clientId, names.redirectUrl);
  const wrong = missingFrom(page, settings);
  if (wrong.length > 0) {
    throw new Failure(
      `The login page of realm ${config.keycloakRealm} is not sent as the realm says: ${wrong.join('; ')}`,
      'look for a proxy in front of Keycloak that sets these headers, and let it pass them on',
    );
  }
}

/** The realm must be there; where the config allows it, it is made. */
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

function clientStep(
  keycloak: Keycloak,
  config: Config,
  names: StackNames,
  { client: declared, clientRemarks }: ClientSettings,
): Step {
  return {
    name: 'client',
    title: `Client ${names.clientId}`,
    plan: async () => {
      const actual = await keycloak.client(names.clientId);
      if (!actual) {
        const created = merge(
          { publicClient: false, ...UNUSED_FLOWS, attributes: { [MADE_BY]: TOOL } } as Record<string, unknown>,
          declared,
        );
        return {
          action: 'create',
          changes: differences({ ...created }, undefined),
          remarks: clientRemarks,
          apply: () => keycloak.createClient(created),
        };
      }
      refuseOtherKind(actual, config, names);
      refuseAuthorizationServices(actual, declared, config);
      const on = Object.keys(UNUSED_FLOWS).filter(
        flow => !(flow in declared) && actual[flow as keyof ClientRepresentation],
      );
      return updateOf(keycloak, actual, declared, [
        ...clientRemarks,
        ...on.map(flow => `${flow} is on, which the dashboard does not use; clientSettings: secure turns it off`),
      ]);
    },
  };
}

function corsStep(keycloak: Keycloak, names: StackNames, { cors, corsRemarks }: ClientSettings): Step {
  return {
    name: 'cors',
    title: `CORS and token lifespan of client ${names.clientId}`,
    plan: async () => {
      const actual = await keycloak.client(names.clientId);
      return updateOf(keycloak, actual ?? {}, cors, corsRemarks);
    },
  };
}

function mapperStep(keycloak: Keycloak, names: StackNames): Step {
  const declared = audienceMapper(names);
  return {
    name: 'audience-mapper',
    title: `Mapper ${declared.name} of client ${names.clientId}`,
    plan: async () => {
      const client = (await keycloak.client(names.clientId)) ?? {};
      const actual = client.protocolMappers?.find(({ name }) => name === declared.name);
      return {
        action: actual ? 'update' : 'create',
        changes: differences({ ...declared }, actual as Record<string, unknown> | undefined),
        apply: () =>
          actual
            ? keycloak.updateMapper(client, merge({ ...declared }, actual))
            : keycloak.createMapper(client, declared),
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
          `The settings of realm ${config.keycloakRealm} are not shown to whoever signed in to ${config.keycloakUrl}`,
          'give it the role manage-realm, or leave the headers alone with keycloak.securityHeaders: keep',
        );
      }
      const { settings, notes } = securityHeaders(config, names, actual ?? {});
      const changes = differences(settings, actual);
      return {
        action: 'update',
        changes,
        remarks: notes,
        // Only these: the server leaves the headers, attributes and settings that are not named as they are.
        apply: () =>
          keycloak.updateRealm({
            browserSecurityHeaders: Object.fromEntries(changes.map(({ field, to }) => [field, to])),
          }),
      };
    },
  };
}

/** The merged client is written as a whole: Keycloak turns off what a shorter one leaves out, such as authorization. */
function updateOf(
  keycloak: Keycloak,
  actual: ClientRepresentation,
  declared: ClientRepresentation,
  remarks: readonly string[],
): Plan {
  return {
    action: 'update',
    changes: differences({ ...declared }, { ...actual }),
    remarks,
    apply: () => keycloak.updateClient(merge({ ...declared }, actual)),
  };
}

/** A client of our id that cannot be made into ours belongs to somebody else. */
function refuseOtherKind(
  { protocol, publicClient, bearerOnly }: ClientRepresentation,
  { keycloakRealm, keycloakUrl }: Config,
  { clientId }: StackNames,
): void {
  const kind =
    protocol !== 'openid-connect'
      ? `of protocol ${protocol}`
      : publicClient
        ? 'a public client'
        : bearerOnly
          ? 'bearer-only'
          : undefined;
  if (kind) {
    throw new Failure(
      `Client ${clientId} in realm ${keycloakRealm} at ${keycloakUrl} is ${kind}, so it is not the confidential openid-connect client of the dashboard`,
      'if nothing uses it, delete it in the admin console and run the hook again; otherwise give it another client id',
    );
  }
}

/** Authorization services live on the service account; turning that off would need to throw their policies away. */
function refuseAuthorizationServices(
  { clientId, authorizationServicesEnabled }: ClientRepresentation,
  { serviceAccountsEnabled }: ClientRepresentation,
  { keycloakRealm, keycloakUrl }: Config,
): void {
  if (authorizationServicesEnabled && serviceAccountsEnabled === false) {
    throw new Failure(
      `Client ${clientId} in realm ${keycloakRealm} at ${keycloakUrl} has authorization services on, which need the service account that clientSettings: secure turns off`,
      'turn Authorization off for the client in the admin console, which deletes its policies, or set keycloak.clientSettings to seed',
    );
  }
}
