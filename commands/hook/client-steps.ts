import { Failure } from '../../cli/failure';
import type { Config } from '../../config/schema';
import type { StackNames } from '../../config/names';
import { TOOL } from '../../config/names';
import { allowedGroups } from '../../config/sections/dashboard';
import type { ClientRepresentation, Keycloak, ProtocolMapperRepresentation } from '../../clients/keycloak/keycloak';
import { merged } from '../../reconcile/merge';
import { differences } from '../../reconcile/changes';
import { type ClientSettings, EARLIER_GROUPS_MAPPER, groupsMapper, UNUSED_FLOWS } from './client-settings';
import { notesOnEarlierClient, refuseClientOfOtherStack } from './client-owner';
import { refuseUnusable } from './sign-in';
import { inSync, type Plan, type Step } from '../../reconcile/step';

/** Attribute of a client that this tool has created, and not adopted. */
const MADE_BY = 'made-by';

type Attributes = Record<string, string>;
/** How Keycloak tells a client that a user signed in on another device (CIBA). Default: the realm's. */
const DELIVERY = 'ciba.backchannel.token.delivery.mode';
const DELIVERY_ENDPOINT = 'ciba.backchannel.client.notification.endpoint';

const NO_GROUPS =
  'the account may not read the groups, so the hook does not check their names for slashes; assign role query-groups of client realm-management to the account';
const EARLIER_MAPPER = `mapper ${EARLIER_GROUPS_MAPPER} is from an earlier release; delete the mapper after you have deployed the new manifests`;

/** @param deployed The redirect URI of the running oauth2-proxy of this stack. */
export function clientStep(
  keycloak: Keycloak,
  config: Config,
  names: StackNames,
  { client: wanted, clientRemarks }: ClientSettings,
  deployed: () => Promise<string | undefined>,
): Step {
  return {
    name: 'client',
    title: `Client ${names.clientId}`,
    plan: async () => {
      const actual = await keycloak.client(names.clientId);
      const declared = merged(wanted, { attributes: await delivery(keycloak, actual) });
      if (actual) {
        refuseOtherKind(actual, config, names);
        refuseAuthorizationServices(actual, declared, config);
        await refuseClientOfOtherStack(actual, config, names, deployed);
      }
      const notes = await notesOnEarlierClient(keycloak, config, names);
      await refuseUnusable(keycloak, config, names, actual, declared);
      if (!actual) {
        const own = { publicClient: false, ...UNUSED_FLOWS, attributes: { [MADE_BY]: TOOL } };
        const created = merged(declared, own);
        return {
          action: 'create',
          changes: differences({ ...created }, undefined),
          notes,
          remarks: clientRemarks,
          dryRun: () => keycloak.requireClientRight(undefined),
          apply: () => keycloak.createClient(created),
        };
      }
      const on = Object.keys(UNUSED_FLOWS).filter(
        flow => !(flow in declared) && actual[flow as keyof ClientRepresentation],
      );
      const remarks = [
        ...clientRemarks,
        ...on.map(flow => `${flow} is on, and the dashboard does not need it; clientSettings: secure turns it off`),
      ];
      return { ...updateOf(keycloak, actual, declared, remarks), notes };
    },
  };
}

/** In a realm that delivers by ping, Keycloak refuses every client without an endpoint, with and without CIBA. */
async function delivery(keycloak: Keycloak, { attributes = {} }: ClientRepresentation = {}): Promise<Attributes> {
  const mode = attributes[DELIVERY] ?? (await keycloak.realm())?.attributes?.cibaBackchannelTokenDeliveryMode;
  return mode === 'ping' && !attributes[DELIVERY_ENDPOINT] ? { [DELIVERY]: 'poll' } : {};
}

export function corsStep(keycloak: Keycloak, names: StackNames, { cors, corsRemarks }: ClientSettings): Step {
  return {
    name: 'cors',
    title: `CORS and token lifespan of client ${names.clientId}`,
    plan: async () => {
      const actual = await keycloak.client(names.clientId);
      return updateOf(keycloak, actual, cors, corsRemarks);
    },
  };
}

export function mapperStep(keycloak: Keycloak, names: StackNames, declared: ProtocolMapperRepresentation): Step {
  return {
    name: declared.name!,
    title: `Mapper ${declared.name} of client ${names.clientId}`,
    plan: async () => {
      const client = await keycloak.client(names.clientId);
      const actual = client?.protocolMappers?.find(({ name }) => name === declared.name);
      return {
        action: actual ? 'update' : 'create',
        changes: differences({ ...declared }, actual as Record<string, unknown> | undefined),
        dryRun: () => requireRight(keycloak, client),
        apply: () =>
          actual ? keycloak.updateMapper(client!, merged(actual, declared)) : keycloak.createMapper(client!, declared),
      };
    },
  };
}

/** The mapper of the groups. Refuses a group with a slash in its name if its path is also the path of an allowed group. */
export function groupsStep(keycloak: Keycloak, config: Config, names: StackNames): Step {
  const mapper = mapperStep(keycloak, names, groupsMapper(names));
  return {
    ...mapper,
    plan: async () => {
      const allowed = allowedGroups(config.dashboard.access);
      const groups = await keycloak.groupsWith('/');
      const conflicting = groups !== 'forbidden' && groups.find(({ path }) => allowed.includes(path!));
      if (conflicting) {
        throw new Failure(
          `Group ${JSON.stringify(conflicting.name)} of realm ${config.keycloakRealm} has a slash in its name, so tokens give its members the allowed path ${conflicting.path}`,
          'rename the group in the admin console, or remove the path from dashboard.access.groups',
        );
      }
      const plan = await mapper.plan();
      const client = await keycloak.client(names.clientId);
      const isEarlier = client?.protocolMappers?.some(({ name }) => name === EARLIER_GROUPS_MAPPER);
      return {
        ...plan,
        notes: groups === 'forbidden' ? [NO_GROUPS] : [],
        remarks: isEarlier ? [EARLIER_MAPPER] : [],
      };
    },
  };
}

/** Deletes a client that this tool created, or any client with `force`. */
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
        return inSync(`${title} was not created by this tool, so it stays; to remove it anyway, add --force`);
      }
      return {
        action: 'remove',
        changes: [{ field: 'clientId', from: names.clientId }],
        notes: ['the security headers of the realm stay as they are: other clients use them too'],
        dryRun: () => keycloak.requireClientRight(client),
        apply: () => keycloak.deleteClient(client),
      };
    },
  };
}

/** Writes every field of the merged client: Keycloak turns off settings that a request omits, such as authorization. */
function updateOf(
  keycloak: Keycloak,
  actual: ClientRepresentation | undefined,
  declared: ClientRepresentation,
  remarks: readonly string[],
): Plan {
  return {
    action: 'update',
    changes: differences({ ...declared }, { ...actual }),
    remarks,
    dryRun: () => requireRight(keycloak, actual),
    apply: () => keycloak.updateClient(merged(actual ?? {}, declared)),
  };
}

/** Checks nothing for a client that an earlier step creates: that step checks the right. */
async function requireRight(keycloak: Keycloak, client: ClientRepresentation | undefined): Promise<void> {
  if (client) {
    await keycloak.requireClientRight(client);
  }
}

/** A client with this id and of another kind belongs to another application. */
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
      'if nothing uses it, delete it in the admin console and run the command again; otherwise give it another client id',
    );
  }
}

/** Authorization services need the service account. Turning off the services deletes their policies. */
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
