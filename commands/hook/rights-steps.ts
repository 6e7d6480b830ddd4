import { Failure } from '../../cli/failure';
import { commandLine } from '../../cli/invocation';
import { MASK, remember } from '../../cli/secrets';
import { TOOL, type StackNames } from '../../config/names';
import {
  claimsOfRight,
  isTokenMapper,
  nameOf,
  placeOfEach,
  placesOf,
  type Right,
  RIGHTS_ROLE,
  type TokenPlace,
} from '../../config/rights';
import { hasUsers } from '../../config/access';
import type { Config } from '../../config/schema';
import type {
  ClientRepresentation,
  Keycloak,
  ProtocolMapperRepresentation,
  UserRepresentation,
} from '../../clients/keycloak/keycloak';
import type { Change } from '../../reconcile/changes';
import { merged } from '../../reconcile/merge';
import { inSync, type Plan, type Step } from '../../reconcile/step';
import { mapperStep } from './client-steps';
import { findHolder, groupHolder, type Holder, holderOf, isOurs, userHolder } from './rights-holders';
import { claimsIn, endOf, faultOfRight, RENEWAL, signedRight, startOf } from './rights-token';
import { hasRightsRole, oldUsersSteps, usersSteps, usersWithTokens } from './rights-users';

/** The API key that signs the tokens. */
export interface SigningKey {
  /** Absent if the hook does not know the key. */
  readonly key?: string;
  /** Whether an earlier step of this run creates or replaces the key. */
  readonly isPending?: boolean;
  /** Why the hook does not know the key. */
  readonly reason?: string;
}

/** The attribute of the client with the ids of the groups that have tokens. */
const GROUPS = `${TOOL}.groups-with-tokens`;

/** Whether groups or users have tokens, or have to get them. */
export async function hasTokens(keycloak: Keycloak, config: Config, { clientId }: StackNames): Promise<boolean> {
  if (config.dashboard.access.rights.length > 0) {
    return true;
  }
  const client = await keycloak.client(clientId);
  return (
    recorded(client).length > 0 ||
    (client?.protocolMappers?.some(({ name }) => isTokenMapper(name)) ?? false) ||
    hasRightsRole(keycloak, client)
  );
}

/** The mappers that write the tokens of groups and users into the ID token, and nothing else. */
export function rightsMapperSteps(keycloak: Keycloak, config: Config, names: StackNames): Step[] {
  const places = placesOf(names.clientId, config.dashboard.access.rights);
  return [
    ...places.map(place => mapperStep(keycloak, names, tokenMapper(place))),
    oldMappersStep(keycloak, names, places),
  ];
}

/** The mapper of a place. With a second token at the same place, the claim is no valid token. */
function tokenMapper({ attribute, mapper, keycloakClaim }: TokenPlace): ProtocolMapperRepresentation {
  return {
    name: mapper,
    protocol: 'openid-connect',
    protocolMapper: 'oidc-usermodel-attribute-mapper',
    config: {
      'user.attribute': attribute,
      'claim.name': keycloakClaim,
      'jsonType.label': 'String',
      'aggregate.attrs': 'true',
      multivalued: 'true',
      // Only oauth2-proxy reads the ID token.
      'id.token.claim': 'true',
      'access.token.claim': 'false',
      'userinfo.token.claim': 'false',
      'introspection.token.claim': 'false',
    },
  };
}

/** Removes the mappers of places that no right has any more. */
function oldMappersStep(keycloak: Keycloak, names: StackNames, places: readonly TokenPlace[]): Step {
  return {
    name: 'old-token-mappers',
    title: `Old token mappers of client ${names.clientId}`,
    plan: async () => {
      const client = await keycloak.client(names.clientId);
      const wanted = places.map(({ mapper }) => mapper);
      const old = client?.protocolMappers?.filter(({ name }) => isTokenMapper(name) && !wanted.includes(name!)) ?? [];
      return {
        action: 'remove',
        changes: old.map(({ name }) => ({ field: 'protocolMappers', from: name })),
        dryRun: () => keycloak.requireClientRight(client),
        apply: async () => {
          for (const mapper of old) {
            await keycloak.deleteMapper(client!, mapper);
          }
        },
      };
    },
  };
}

/**
 * The steps that write a token to each group and user of the config, and remove the tokens of others.
 *
 * @param signingKey The key, as the earlier steps of the run leave it.
 */
export function rightsTokenSteps(
  keycloak: Keycloak,
  config: Config,
  names: StackNames,
  signingKey: () => Promise<SigningKey>,
): Step[] {
  const { rights } = config.dashboard.access;
  const places = placeOfEach(names.clientId, rights);
  return [
    ...(groupsIn(rights).length > 0 ? [recordStep(keycloak, config, names)] : []),
    ...(hasUsers({ rights }) ? usersSteps(keycloak, config, names) : []),
    ...rights.map((right, index) => tokenStep(keycloak, config, names, right, places[index]!, signingKey)),
    oldTokensStep(keycloak, config, names),
    ...oldUsersSteps(keycloak, config, names, rights),
  ];
}

/** Writes down which groups get tokens, so that a later run can remove the tokens. */
function recordStep(keycloak: Keycloak, config: Config, names: StackNames): Step {
  return {
    name: 'groups-with-tokens',
    title: `Groups with tokens of client ${names.clientId}`,
    plan: async () => {
      const client = await keycloak.client(names.clientId);
      const wanted = await idsOf(keycloak, config, groupsIn(config.dashboard.access.rights));
      const missing = wanted.filter(id => !recorded(client).includes(id));
      return {
        action: 'update',
        changes: missing.map(id => ({ field: `attributes.${GROUPS}`, to: id })),
        apply: () => record(keycloak, client!, [...recorded(client), ...missing]),
      };
    },
  };
}

function tokenStep(
  keycloak: Keycloak,
  config: Config,
  names: StackNames,
  right: Right,
  { attribute }: TokenPlace,
  signingKey: () => Promise<SigningKey>,
): Step {
  const { tokenDays } = config.dashboard.access;
  const kind = right.group === undefined ? 'user' : 'group';
  return {
    name: `${kind}-token`,
    title: `Token of ${kind} ${nameOf(right)}`,
    plan: async () => {
      const holder = await holderOf(keycloak, config, right);
      const { key, isPending = false, reason } = await signingKey();
      if (key === undefined && !isPending) {
        return inSync(`the token stays as it is: ${reason}`, ...holder.notes);
      }
      const now = Date.now();
      const claims = claimsOfRight(right, endOf(tokenDays, now));
      const [current, ...more] = holder.attributes[attribute] ?? [];
      remember(current ?? '');
      const fault = isPending
        ? 'the API key is new'
        : more.length > 0
          ? 'the attribute has several values'
          : await faultOfRight(current, claims, key!, tokenDays, now);
      const old = Object.keys(holder.attributes).filter(name => name !== attribute && isOurs(name, names));
      return {
        action: current === undefined ? 'create' : 'update',
        changes: [
          ...(fault ? [{ field: `attributes.${attribute}`, from: current && MASK, to: MASK }] : []),
          ...old.map(name => ({ field: `attributes.${name}`, from: MASK })),
        ],
        notes: [
          ...(fault && current !== undefined ? [`the token is replaced, because ${fault}`] : []),
          ...holder.notes,
        ],
        dryRun: holder.requireRight,
        apply: async () => {
          const token = fault ? await signedRight(claims, key!) : current!;
          await holder.write({ [attribute]: [token] }, old);
        },
      };
    },
  };
}

/** Removes the tokens of groups and users that have no right any more. */
function oldTokensStep(keycloak: Keycloak, config: Config, names: StackNames): Step {
  const { rights } = config.dashboard.access;
  return {
    name: 'old-tokens',
    title: `Old tokens of groups and users in realm ${config.keycloakRealm}`,
    plan: async () => {
      const client = await keycloak.client(names.clientId);
      const groups = await idsOf(keycloak, config, groupsIn(rights));
      const users = await idsOf(keycloak, config, usersIn(rights));
      const oldGroups = recorded(client).filter(id => !groups.includes(id));
      const oldUsers = (await usersWithTokens(keycloak, client)).filter(({ id }) => !users.includes(id!));
      const holders = [
        ...(await groupsById(keycloak, config, oldGroups)),
        ...(await usersById(keycloak, config, oldUsers)),
      ];
      const plan = tokenRemoval(names, holders);
      return {
        ...plan,
        changes: [
          ...plan.changes,
          ...oldGroups.map(id => ({ field: `client.attributes.${GROUPS}`, from: id })),
          ...oldUsers.map(({ username }) => ({ field: `client.roles.${RIGHTS_ROLE}`, from: username })),
        ],
        apply: async () => {
          await plan.apply();
          for (const user of oldUsers) {
            await keycloak.setRole(client!, RIGHTS_ROLE, user, false);
          }
          if (oldGroups.length > 0) {
            await record(keycloak, client!, groups);
          }
        },
      };
    },
  };
}

/** The steps that remove the tokens of all groups and users, and what they need of a client and a realm that stay. */
export function removeTokensSteps(keycloak: Keycloak, config: Config, names: StackNames): Step[] {
  return [removeTokensStep(keycloak, config, names), ...oldUsersSteps(keycloak, config, names, [])];
}

function removeTokensStep(keycloak: Keycloak, config: Config, names: StackNames): Step {
  const { rights } = config.dashboard.access;
  return {
    name: 'tokens',
    title: `Tokens of groups and users in realm ${config.keycloakRealm}`,
    plan: async () => {
      const client = await keycloak.client(names.clientId);
      const ofConfig = await Promise.all(rights.map(right => findHolder(keycloak, config, right)));
      const holders = [
        ...ofConfig.filter(holder => holder !== undefined && holder !== 'forbidden'),
        ...(await groupsById(keycloak, config, recorded(client))),
        ...(await usersById(keycloak, config, await usersWithTokens(keycloak, client))),
      ];
      const plan = tokenRemoval(names, [...new Map(holders.map(holder => [holder.id, holder])).values()]);
      const mappers = client?.protocolMappers?.filter(({ name }) => isTokenMapper(name)) ?? [];
      const isRecorded = recorded(client).length > 0;
      return {
        ...plan,
        changes: [
          ...plan.changes,
          ...mappers.map(({ name }) => ({ field: 'client.protocolMappers', from: name })),
          ...(isRecorded ? [{ field: `client.attributes.${GROUPS}`, from: recorded(client).join() }] : []),
        ],
        apply: async () => {
          await plan.apply();
          for (const mapper of mappers) {
            await keycloak.deleteMapper(client!, mapper);
          }
          if (isRecorded) {
            await record(keycloak, client!, []);
          }
        },
      };
    },
  };
}

/** The removal of our attributes from groups and users. */
function tokenRemoval(names: StackNames, holders: readonly Holder[]): Plan & { readonly changes: Change[] } {
  const withTokens = holders.flatMap(holder => {
    const ours = Object.keys(holder.attributes).filter(name => isOurs(name, names));
    return ours.length > 0 ? [{ holder, ours }] : [];
  });
  return {
    action: 'remove',
    changes: withTokens.flatMap(({ holder, ours }) =>
      ours.map(name => ({ field: `${holder.name}.attributes.${name}`, from: MASK })),
    ),
    dryRun: async () => {
      for (const { holder } of withTokens) {
        await holder.requireRight();
      }
    },
    apply: async () => {
      for (const { holder, ours } of withTokens) {
        await holder.write({}, ours);
      }
    },
  };
}

/** Groups that still exist. */
async function groupsById(keycloak: Keycloak, config: Config, ids: readonly string[]): Promise<Holder[]> {
  const found = await Promise.all(ids.map(id => keycloak.group(id)));
  return found.flatMap(group => (group ? [groupHolder(keycloak, config, group)] : []));
}

/** Users that still exist, with the attributes that a list of users may lack. */
async function usersById(keycloak: Keycloak, config: Config, users: readonly UserRepresentation[]): Promise<Holder[]> {
  const found = await Promise.all(users.map(({ id }) => keycloak.user(id!)));
  return found.flatMap(user => (user ? [userHolder(keycloak, config, user)] : []));
}

/**
 * Refuses to remove the previous API key while sessions can have tokens of this key. oauth2-proxy reads a new token when it
 * renews a session.
 */
export function tokensAreNewStep(
  keycloak: Keycloak,
  config: Config,
  names: StackNames,
  signingKey: () => Promise<SigningKey>,
): Step {
  const { rights, tokenDays } = config.dashboard.access;
  const places = placeOfEach(names.clientId, rights);
  return {
    name: 'tokens-of-new-key',
    title: 'Tokens of the new API key',
    plan: async () => {
      const { key } = await signingKey();
      for (const [index, right] of rights.entries()) {
        const { kind, name, attributes } = await holderOf(keycloak, config, right);
        const [token] = attributes[places[index]!.attribute] ?? [];
        const claims = key === undefined || token === undefined ? undefined : await claimsIn(remember(token), key);
        if (!claims) {
          throw new Failure(
            `The token of ${kind} ${name} is not signed with the new API key, so people would lose their rights`,
            `first run ${commandLine('hook')}, wait 5 minutes, and run this command again`,
          );
        }
        const until = startOf(claims, tokenDays) + RENEWAL;
        if (until > Date.now() / 1000) {
          throw new Failure(
            `The token of ${kind} ${name} is new, and sessions can have the previous token until ${new Date(until * 1000).toISOString()}`,
            'run this command again after that time',
          );
        }
      }
      return inSync();
    },
  };
}

async function idsOf(keycloak: Keycloak, config: Config, rights: readonly Right[]): Promise<string[]> {
  const ids: string[] = [];
  for (const right of rights) {
    ids.push((await holderOf(keycloak, config, right)).id);
  }
  return ids;
}

function groupsIn(rights: readonly Right[]): Right[] {
  return rights.filter(({ group }) => group !== undefined);
}

function usersIn(rights: readonly Right[]): Right[] {
  return rights.filter(({ user }) => user !== undefined);
}

function recorded(client: ClientRepresentation | undefined): string[] {
  const value = (client?.attributes as Record<string, string> | undefined)?.[GROUPS] ?? '';
  return value.split(',').filter(id => id !== '');
}

/** Keycloak removes an attribute with an empty value. */
function record(keycloak: Keycloak, client: ClientRepresentation, ids: readonly string[]): Promise<void> {
  return keycloak.updateClient(merged(client, { attributes: { [GROUPS]: ids.join(',') } }));
}
