import { Failure } from '../../cli/failure';
import type { Config } from '../../config/schema';
import type { StackNames } from '../../config/names';
import { TOOL } from '../../config/names';
import type { ClientRepresentation, Keycloak, ProtocolMapperRepresentation } from '../../clients/keycloak/keycloak';
import { differences, merge } from '../../reconcile/changes';
import { type ClientSettings, UNUSED_FLOWS } from './client-settings';
import { inSync, type Plan, type Step } from '../../reconcile/step';

/** Attribute of a client that this tool has made, as opposed to adopted. */
const MADE_BY = 'made-by';

export function clientStep(
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

export function corsStep(keycloak: Keycloak, names: StackNames, { cors, corsRemarks }: ClientSettings): Step {
  return {
    name: 'cors',
    title: `CORS and token lifespan of client ${names.clientId}`,
    plan: async () => {
      const actual = await keycloak.client(names.clientId);
      return updateOf(keycloak, actual ?? {}, cors, corsRemarks);
    },
  };
}

export function mapperStep(keycloak: Keycloak, names: StackNames, declared: ProtocolMapperRepresentation): Step {
  return {
    name: declared.name!,
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
