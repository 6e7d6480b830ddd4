import type { ClientScopeRepresentation, ProtocolMapperRepresentation } from '../../clients/keycloak/keycloak';
import type { StackNames } from '../../config/names';
import type { Config } from '../../config/schema';
import { allowedRoles, readsGroups } from '../../config/access';
import { isTokenMapper, placesOf } from '../../config/rights';
import { GROUPS_MAPPER } from './client-settings';
import type { Finding, SignIn } from './finding';

/** A mapper, and the object that has the mapper. */
interface Placed {
  readonly mapper: ProtocolMapperRepresentation;
  readonly isOfClient: boolean;
  readonly place: string;
}

/** Types of mappers that write the roles which a user has. */
const REALM_ROLES = 'oidc-usermodel-realm-role-mapper';
const CLIENT_ROLES = 'oidc-usermodel-client-role-mapper';
/** Types of mappers that write a role which a user may not have, with the setting that names this role. */
const OTHER_ROLES: Readonly<Record<string, string>> = {
  'oidc-hardcoded-role-mapper': 'role',
  'oidc-role-name-mapper': 'new.role.name',
};

/**
 * Mappers that can give access to a user whom the config does not admit. A user can request every optional client scope, so
 * the mappers of these scopes count too.
 */
export function accessFindings(
  { client, defaults, optionals }: SignIn,
  { dashboard }: Config,
  { clientId, groupsClaim }: StackNames,
): Finding[] {
  const { emailDomains, rights } = dashboard.access;
  const roles = allowedRoles(dashboard.access, clientId);
  const places = placesOf(clientId, rights);
  const isOwnMapper = ({ mapper, isOfClient }: Placed) => isOfClient && isTokenMapper(mapper.name);
  const mappers: Placed[] = [
    ...(client.protocolMappers ?? []).map(mapper => ({ mapper, isOfClient: true, place: `client ${clientId}` })),
    ...[...defaults, ...optionals].flatMap(({ name, protocolMappers = [] }: ClientScopeRepresentation) =>
      protocolMappers.map(mapper => ({ mapper, isOfClient: false, place: `client scope ${name}` })),
    ),
  ];
  const found = (isFound: (placed: Placed) => boolean, what: string): Finding[] =>
    mappers.filter(isFound).map(({ mapper: { name }, place }) => ({
      problem: `mapper ${name} of ${place} writes ${what}, so other users can get access`,
      fix: `delete mapper ${name} of ${place}, give it another claim, or remove the client scope from the client`,
    }));
  return [
    ...(readsGroups(dashboard)
      ? found(
          ({ mapper, isOfClient }) => claimOf(mapper) === groupsClaim && !(isOfClient && mapper.name === GROUPS_MAPPER),
          `claim ${groupsClaim}, which only mapper ${GROUPS_MAPPER} of the hook may write`,
        )
      : []),
    ...found(
      placed =>
        places.some(
          ({ claim, attribute }) =>
            claimOf(placed.mapper) === claim || placed.mapper.config?.['user.attribute'] === attribute,
        ) && !isOwnMapper(placed),
      'tokens for Qdrant, which only the mappers of the hook may write',
    ),
    ...(roles.length > 0 ? found(({ mapper }) => forgesRoles(mapper, roles), 'roles that a user may not have') : []),
    ...(emailDomains.length > 0
      ? found(
          ({ mapper }) => claimOf(mapper) === 'email' && mapper.config?.['user.attribute'] !== 'email',
          'claim email from something other than the e-mail address of the user',
        ).concat(
          found(
            ({ mapper }) =>
              claimOf(mapper) === 'email_verified' && mapper.config?.['user.attribute'] !== 'emailVerified',
            'claim email_verified from something other than the state of the e-mail address',
          ),
        )
      : []),
  ];
}

/** Whether a mapper can write one of the roles for a user without this role. */
function forgesRoles(mapper: ProtocolMapperRepresentation, roles: readonly string[]): boolean {
  const { protocolMapper = '', config = {} } = mapper as { protocolMapper?: string; config?: Record<string, string> };
  const setting = OTHER_ROLES[protocolMapper];
  if (setting) {
    return roles.some(role => [role, role.replace(':', '.')].includes(config[setting]!));
  }
  const claim = claimOf(mapper);
  if (!/^(?:realm|resource)_access(?:\.|$)/.test(claim)) {
    return false;
  }
  const client = config['usermodel.clientRoleMapping.clientId'];
  const isHonest =
    (protocolMapper === REALM_ROLES &&
      claim === 'realm_access.roles' &&
      !config['usermodel.realmRoleMapping.rolePrefix']) ||
    (protocolMapper === CLIENT_ROLES &&
      ['resource_access.${client_id}.roles', `resource_access.${client}.roles`].includes(claim) &&
      !config['usermodel.clientRoleMapping.rolePrefix']);
  return !isHonest;
}

/** The claim of a mapper. Keycloak puts a backslash before each dot in the name of a claim. */
function claimOf({ config = {} }: ProtocolMapperRepresentation): string {
  return String(config['claim.name'] ?? '').replaceAll('\\.', '.');
}
