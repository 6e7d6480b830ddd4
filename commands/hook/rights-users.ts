import type {
  ClientRepresentation,
  Keycloak,
  UserProfileConfig,
  UserRepresentation,
} from '../../clients/keycloak/keycloak';
import type { StackNames } from '../../config/names';
import { placesOfUsers, type Right, RIGHTS_ROLE } from '../../config/rights';
import type { Config } from '../../config/schema';
import { differences } from '../../reconcile/changes';
import { merged } from '../../reconcile/merge';
import type { Step } from '../../reconcile/step';
import { type Holder, holderOf, isOurs } from './rights-holders';

type ProfileAttributes = NonNullable<UserProfileConfig['attributes']>;

/** Users neither see nor change their tokens, whatever the realm allows for attributes that its user profile omits. */
const ONLY_ADMINISTRATORS = { permissions: { view: ['admin'], edit: ['admin'] } };

const ROLE_DESCRIPTION = 'Users with an entry in dashboard.access.rights. The hook assigns the role.';

const OWN_USERNAMES =
  'people choose usernames in this realm (User registration or Edit username): remove the entry of a user before you delete or rename the user, or another person can take the username and get the right';

/** The steps before the tokens of users: the user profile knows the attributes, and a role admits the users. */
export function usersSteps(keycloak: Keycloak, config: Config, names: StackNames): Step[] {
  return [profileStep(keycloak, config, names), roleStep(keycloak, config, names)];
}

/** Declares the attributes with tokens in the user profile of the realm: Keycloak stores no others. */
function profileStep(keycloak: Keycloak, config: Config, names: StackNames): Step {
  const wanted = placesOfUsers(names.clientId, config.dashboard.access.rights).map(({ attribute: name }) => ({
    name,
    ...ONLY_ADMINISTRATORS,
  }));
  return {
    name: 'user-profile',
    title: `User profile of realm ${config.keycloakRealm}`,
    plan: async () => {
      const profile = await keycloak.userProfile();
      const { attributes = [] } = profile;
      const actual = (name: string) => attributes.find(each => each.name === name);
      return {
        action: 'update',
        changes: wanted.flatMap(each => differences(each, { ...actual(each.name) }, `attributes.${each.name}.`)),
        dryRun: () => keycloak.requireRealmRight(),
        apply: () =>
          keycloak.updateUserProfile({
            ...profile,
            attributes: [
              ...attributes.map(each => merged(each, wanted.find(({ name }) => name === each.name) ?? {})),
              ...wanted.filter(({ name }) => !actual(name)),
            ],
          }),
      };
    },
  };
}

/** Assigns the role to the users of the config. The role admits them, and says which users have tokens. */
function roleStep(keycloak: Keycloak, config: Config, names: StackNames): Step {
  const rights = config.dashboard.access.rights.filter(({ user }) => user !== undefined);
  return {
    name: 'users-with-tokens',
    title: `Role ${RIGHTS_ROLE} of client ${names.clientId}`,
    plan: async () => {
      const client = await keycloak.client(names.clientId);
      const users = client && (await keycloak.usersWithRole(client, RIGHTS_ROLE));
      const realm = await keycloak.realm();
      const missing: Holder[] = [];
      for (const right of rights) {
        const holder = await holderOf(keycloak, config, right);
        if (!users?.some(({ id }) => id === holder.id)) {
          missing.push(holder);
        }
      }
      return {
        action: users ? 'update' : 'create',
        changes: missing.map(({ name }) => ({ field: 'users', to: name })),
        remarks: realm?.registrationAllowed || realm?.editUsernameAllowed ? [OWN_USERNAMES] : [],
        dryRun: async () => {
          if (client && !users) {
            await keycloak.requireClientRight(client);
          }
          for (const holder of missing) {
            await holder.requireRight();
          }
        },
        apply: async () => {
          if (!users) {
            await keycloak.createRole(client!, RIGHTS_ROLE, ROLE_DESCRIPTION);
          }
          for (const { id, name } of missing) {
            await keycloak.setRole(client!, RIGHTS_ROLE, { id, username: name }, true);
          }
        },
      };
    },
  };
}

/** The steps after the tokens of users that have no right any more: without users, the realm is as before. */
export function oldUsersSteps(keycloak: Keycloak, config: Config, names: StackNames, rights: readonly Right[]): Step[] {
  const isNeeded = rights.some(({ user }) => user !== undefined);
  const needed = placesOfUsers(names.clientId, rights).map(({ attribute }) => attribute);
  return [
    oldProfileStep(keycloak, config, names, needed),
    // The role is the record of the tokens, so it goes last.
    ...(isNeeded ? [] : [oldRoleStep(keycloak, names)]),
  ];
}

function oldRoleStep(keycloak: Keycloak, names: StackNames): Step {
  return {
    name: 'old-role',
    title: `Old role ${RIGHTS_ROLE} of client ${names.clientId}`,
    plan: async () => {
      const client = await keycloak.client(names.clientId);
      return {
        action: 'remove',
        changes: (await hasRightsRole(keycloak, client)) ? [{ field: 'roles', from: RIGHTS_ROLE }] : [],
        dryRun: () => keycloak.requireClientRight(client),
        apply: () => keycloak.deleteRole(client!, RIGHTS_ROLE),
      };
    },
  };
}

/** Removes our declarations from the user profile, except those of places with tokens of users. */
function oldProfileStep(keycloak: Keycloak, config: Config, names: StackNames, needed: readonly string[]): Step {
  return {
    name: 'old-user-profile',
    title: `Old attributes in the user profile of realm ${config.keycloakRealm}`,
    plan: async () => {
      const profile = await keycloak.userProfile();
      const isOld = ({ name = '' }: ProfileAttributes[number]) => isOurs(name, names) && !needed.includes(name);
      const { attributes = [] } = profile;
      return {
        action: 'remove',
        changes: attributes.filter(isOld).map(({ name }) => ({ field: 'attributes', from: name })),
        dryRun: () => keycloak.requireRealmRight(),
        apply: () => keycloak.updateUserProfile({ ...profile, attributes: attributes.filter(each => !isOld(each)) }),
      };
    },
  };
}

/** Whether users have tokens, or a run that removes the tokens was interrupted. */
export async function hasRightsRole(keycloak: Keycloak, client: ClientRepresentation | undefined): Promise<boolean> {
  return client !== undefined && keycloak.hasRole(client, RIGHTS_ROLE);
}

/** The users with the role. */
export async function usersWithTokens(
  keycloak: Keycloak,
  client: ClientRepresentation | undefined,
): Promise<UserRepresentation[]> {
  return (client && (await keycloak.usersWithRole(client, RIGHTS_ROLE))) ?? [];
}
