import { MASK } from '../../cli/secrets';
import type { ClientRepresentation, Keycloak, UserRepresentation } from '../../clients/keycloak/keycloak';
import { type StackNames, TOOL } from '../../config/names';
import { isTokenMapper, RIGHTS_ROLE } from '../../config/rights';
import type { Config } from '../../config/schema';
import type { Change } from '../../reconcile/changes';
import { merged } from '../../reconcile/merge';
import type { Plan, Step } from '../../reconcile/step';
import { findHolder, groupHolder, type Holder, holderOf, isOurs, userHolder } from './rights-holders';
import { hasRightsRole, oldUsersSteps, usersWithTokens } from './rights-users';

/** The attribute of the client with the ids of the groups that have tokens. */
export const GROUPS_WITH_TOKENS = `${TOOL}.groups-with-tokens`;

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

/** Removes the tokens of groups and users that have no right any more. */
export function oldTokensStep(keycloak: Keycloak, config: Config, names: StackNames): Step {
  const { rights } = config.dashboard.access;
  return {
    name: 'old-tokens',
    title: `Old tokens of groups and users in realm ${config.keycloakRealm}`,
    plan: async () => {
      const client = await keycloak.client(names.clientId);
      const groups = await groupIds(keycloak, config);
      const users = rights.flatMap(({ user }) => user ?? []);
      const oldGroups = recorded(client).filter(id => !groups.includes(id));
      const oldUsers = (await usersWithTokens(keycloak, client)).filter(({ username }) => !users.includes(username!));
      const holders = [
        ...(await groupsById(keycloak, config, oldGroups)),
        ...(await usersById(keycloak, config, oldUsers)),
      ];
      const plan = tokenRemoval(names, holders);
      return {
        ...plan,
        changes: [
          ...plan.changes,
          ...oldGroups.map(id => ({ field: `client.attributes.${GROUPS_WITH_TOKENS}`, from: id })),
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
          ...(isRecorded ? [{ field: `client.attributes.${GROUPS_WITH_TOKENS}`, from: recorded(client).join() }] : []),
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

/** The ids of the groups of the config. */
export async function groupIds(keycloak: Keycloak, config: Config): Promise<string[]> {
  const ids: string[] = [];
  for (const right of config.dashboard.access.rights.filter(({ group }) => group !== undefined)) {
    ids.push((await holderOf(keycloak, config, right)).id);
  }
  return ids;
}

export function recorded(client: ClientRepresentation | undefined): string[] {
  const value = (client?.attributes as Record<string, string> | undefined)?.[GROUPS_WITH_TOKENS] ?? '';
  return value.split(',').filter(id => id !== '');
}

/** Keycloak removes an attribute with an empty value. */
export function record(keycloak: Keycloak, client: ClientRepresentation, ids: readonly string[]): Promise<void> {
  return keycloak.updateClient(merged(client, { attributes: { [GROUPS_WITH_TOKENS]: ids.join(',') } }));
}
