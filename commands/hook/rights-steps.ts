import { Failure } from '../../cli/failure';
import { commandLine } from '../../cli/invocation';
import { MASK, remember } from '../../cli/secrets';
import { TOOL, type StackNames } from '../../config/names';
import { claimsOfRight, isTokenMapper, placeOf, placesOf, type Right, type TokenPlace } from '../../config/rights';
import type { Config } from '../../config/schema';
import type {
  ClientRepresentation,
  GroupRepresentation,
  Keycloak,
  ProtocolMapperRepresentation,
} from '../../clients/keycloak/keycloak';
import type { Change } from '../../reconcile/changes';
import { merged } from '../../reconcile/merge';
import { inSync, type Plan, type Step } from '../../reconcile/step';
import { mapperStep } from './client-steps';
import { claimsIn, endOf, faultOfRight, RENEWAL, signedRight, startOf } from './rights-token';

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

/** Whether groups have tokens, or have to get them. */
export async function hasTokens(keycloak: Keycloak, config: Config, { clientId }: StackNames): Promise<boolean> {
  if (config.dashboard.access.rights.length > 0) {
    return true;
  }
  const client = await keycloak.client(clientId);
  return recorded(client).length > 0 || (client?.protocolMappers?.some(({ name }) => isTokenMapper(name)) ?? false);
}

/** The mappers that write the tokens of the groups into the ID token, and nothing else. */
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
 * The steps that write a token to each group of the config, and remove the tokens of other groups.
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
  return [
    ...(rights.length > 0 ? [recordStep(keycloak, config, names)] : []),
    ...rights.map((right, index) => tokenStep(keycloak, config, names, right, index, signingKey)),
    oldTokensStep(keycloak, config, names),
  ];
}

/** Writes down which groups get tokens, so that a later run can remove the tokens. */
function recordStep(keycloak: Keycloak, config: Config, names: StackNames): Step {
  return {
    name: 'groups-with-tokens',
    title: `Groups with tokens of client ${names.clientId}`,
    plan: async () => {
      const client = await keycloak.client(names.clientId);
      const wanted = await idsOf(keycloak, config);
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
  index: number,
  signingKey: () => Promise<SigningKey>,
): Step {
  const { tokenDays } = config.dashboard.access;
  const { attribute } = placeOf(names.clientId, index);
  return {
    name: 'group-token',
    title: `Token of group ${right.group}`,
    plan: async () => {
      const group = await groupOf(keycloak, config, right.group);
      const { key, isPending = false, reason } = await signingKey();
      if (key === undefined && !isPending) {
        return inSync(`the token stays as it is: ${reason}`);
      }
      const now = Date.now();
      const claims = claimsOfRight(right, endOf(tokenDays, now));
      const [current, ...more] = group.attributes?.[attribute] ?? [];
      remember(current ?? '');
      const fault = isPending
        ? 'the API key is new'
        : more.length > 0
          ? 'the attribute has several values'
          : await faultOfRight(current, claims, key!, tokenDays, now);
      const old = Object.keys(group.attributes ?? {}).filter(name => name !== attribute && isOurs(name, names));
      return {
        action: current === undefined ? 'create' : 'update',
        changes: [
          ...(fault ? [{ field: `attributes.${attribute}`, from: current && MASK, to: MASK }] : []),
          ...old.map(name => ({ field: `attributes.${name}`, from: MASK })),
        ],
        notes: fault && current !== undefined ? [`the token is replaced, because ${fault}`] : [],
        dryRun: () => requireGroupRight(keycloak, config, group),
        apply: async () => {
          const token = fault ? await signedRight(claims, key!) : current!;
          await keycloak.updateGroup(withAttributes(group, { [attribute]: [token] }, old));
        },
      };
    },
  };
}

/** Removes the tokens of groups that have no right any more. */
function oldTokensStep(keycloak: Keycloak, config: Config, names: StackNames): Step {
  return {
    name: 'old-group-tokens',
    title: `Old tokens of groups in realm ${config.keycloakRealm}`,
    plan: async () => {
      const client = await keycloak.client(names.clientId);
      const wanted = await idsOf(keycloak, config);
      const old = recorded(client).filter(id => !wanted.includes(id));
      const plan = await tokenRemoval(keycloak, config, names, old);
      const forgotten = old.map(id => ({ field: `client.attributes.${GROUPS}`, from: id }));
      return {
        ...plan,
        changes: [...plan.changes, ...forgotten],
        apply: async () => {
          await plan.apply();
          await record(keycloak, client!, wanted);
        },
      };
    },
  };
}

/** Removes the tokens of all groups, and the mappers of a client that stays. */
export function removeTokensStep(keycloak: Keycloak, config: Config, names: StackNames): Step {
  const { rights } = config.dashboard.access;
  return {
    name: 'group-tokens',
    title: `Tokens of groups in realm ${config.keycloakRealm}`,
    plan: async () => {
      const client = await keycloak.client(names.clientId);
      const groups = await Promise.all(rights.map(({ group }) => keycloak.groupAt(group)));
      const ids = groups.flatMap(group => (group && group !== 'forbidden' ? [group.id!] : []));
      const plan = await tokenRemoval(keycloak, config, names, [...new Set([...recorded(client), ...ids])]);
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

/** The removal of our attributes from groups. Groups that do not exist any more have none. */
async function tokenRemoval(
  keycloak: Keycloak,
  config: Config,
  names: StackNames,
  ids: readonly string[],
): Promise<Plan & { readonly changes: Change[] }> {
  const found = await Promise.all(ids.map(id => keycloak.group(id)));
  const withTokens = found.flatMap(group => {
    const ours = Object.keys(group?.attributes ?? {}).filter(name => isOurs(name, names));
    return group && ours.length > 0 ? [{ group, ours }] : [];
  });
  return {
    action: 'remove',
    changes: withTokens.flatMap(({ group, ours }) =>
      ours.map(name => ({ field: `${group.path}.attributes.${name}`, from: MASK })),
    ),
    dryRun: async () => {
      for (const { group } of withTokens) {
        await requireGroupRight(keycloak, config, group);
      }
    },
    apply: async () => {
      for (const { group, ours } of withTokens) {
        await keycloak.updateGroup(withAttributes(group, {}, ours));
      }
    },
  };
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
  return {
    name: 'tokens-of-new-key',
    title: 'Tokens of the new API key',
    plan: async () => {
      const { key } = await signingKey();
      for (const [index, { group: path }] of rights.entries()) {
        const group = await groupOf(keycloak, config, path);
        const [token] = group.attributes?.[placeOf(names.clientId, index).attribute] ?? [];
        const claims = key === undefined || token === undefined ? undefined : await claimsIn(remember(token), key);
        if (!claims) {
          throw new Failure(
            `The token of group ${path} is not signed with the new API key, so its members would lose their rights`,
            `first run ${commandLine('hook')}, wait 5 minutes, and run this command again`,
          );
        }
        const until = startOf(claims, tokenDays) + RENEWAL;
        if (until > Date.now() / 1000) {
          throw new Failure(
            `The token of group ${path} is new, and sessions can have the previous token until ${new Date(until * 1000).toISOString()}`,
            'run this command again after that time',
          );
        }
      }
      return inSync();
    },
  };
}

async function groupOf(keycloak: Keycloak, config: Config, path: string): Promise<GroupRepresentation> {
  const group = await keycloak.groupAt(path);
  const realm = `realm ${config.keycloakRealm} at ${config.keycloakUrl}`;
  if (group === 'forbidden') {
    throw new Failure(`The account has no right to read group ${path} of ${realm}`, MANAGE_USERS);
  }
  if (!group) {
    throw new Failure(
      `Group ${path} of dashboard.access.rights does not exist in ${realm}`,
      'create the group in the admin console, or correct the path in the config',
    );
  }
  return group;
}

const MANAGE_USERS =
  'assign role manage-users of client realm-management to the account: the hook writes the tokens of dashboard.access.rights to groups';

async function requireGroupRight(keycloak: Keycloak, config: Config, { id, path }: GroupRepresentation): Promise<void> {
  const group = await keycloak.group(id!);
  if (group && group.access?.manage !== true) {
    throw new Failure(
      `The account has no right to change group ${path} of realm ${config.keycloakRealm} at ${config.keycloakUrl}`,
      MANAGE_USERS,
    );
  }
}

async function idsOf(keycloak: Keycloak, config: Config): Promise<string[]> {
  const ids: string[] = [];
  for (const { group } of config.dashboard.access.rights) {
    ids.push((await groupOf(keycloak, config, group)).id!);
  }
  return ids;
}

function recorded(client: ClientRepresentation | undefined): string[] {
  const value = (client?.attributes as Record<string, string> | undefined)?.[GROUPS] ?? '';
  return value.split(',').filter(id => id !== '');
}

/** Keycloak removes an attribute with an empty value. */
function record(keycloak: Keycloak, client: ClientRepresentation, ids: readonly string[]): Promise<void> {
  return keycloak.updateClient(merged(client, { attributes: { [GROUPS]: ids.join(',') } }));
}

function isOurs(attribute: string, { clientId }: StackNames): boolean {
  return attribute.startsWith(`${clientId}-token-`) && /^\d+$/.test(attribute.slice(`${clientId}-token-`.length));
}

/** The group with other attributes. Keycloak replaces all attributes. */
function withAttributes(
  group: GroupRepresentation,
  wanted: Readonly<Record<string, string[]>>,
  removed: readonly string[],
): GroupRepresentation {
  const kept = Object.entries(group.attributes ?? {}).filter(([name]) => !removed.includes(name));
  return { ...group, attributes: { ...Object.fromEntries(kept), ...wanted } };
}
