import { Failure } from '../../cli/failure';
import { commandLine } from '../../cli/invocation';
import { MASK, remember } from '../../cli/secrets';
import type { Keycloak, ProtocolMapperRepresentation } from '../../clients/keycloak/keycloak';
import { hasUsers } from '../../config/access';
import type { StackNames } from '../../config/names';
import {
  claimsOfRight,
  isTokenMapper,
  nameOf,
  placeOfEach,
  placesOf,
  type Right,
  type TokenPlace,
} from '../../config/rights';
import type { Config } from '../../config/schema';
import { inSync, type Step } from '../../reconcile/step';
import { mapperStep } from './client-steps';
import { holderOf, isOurs } from './rights-holders';
import { GROUPS_WITH_TOKENS, groupIds, oldTokensStep, record, recorded } from './rights-removal';
import { claimsIn, endOf, faultOfRight, RENEWAL, signedRight, startOf } from './rights-token';
import { oldUsersSteps, usersSteps } from './rights-users';

/** The API key that signs the tokens. */
export interface SigningKey {
  /** Absent if the hook does not know the key. */
  readonly key?: string;
  /** Whether an earlier step of this run creates or replaces the key. */
  readonly isPending?: boolean;
  /** Why the hook does not know the key. */
  readonly reason?: string;
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
    ...(rights.some(({ group }) => group !== undefined) ? [recordStep(keycloak, config, names)] : []),
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
      const wanted = await groupIds(keycloak, config);
      const missing = wanted.filter(id => !recorded(client).includes(id));
      return {
        action: 'update',
        changes: missing.map(id => ({ field: `attributes.${GROUPS_WITH_TOKENS}`, to: id })),
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
