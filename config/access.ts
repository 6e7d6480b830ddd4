import { RIGHTS_ROLE } from './rights';
import type { Config } from './schema';

type Access = Config['dashboard']['access'];
type Rights = Pick<Access, 'rights'>;

/** Whether only some users of the realm have access. */
export function isLimited({ groups, roles, emailDomains, rights }: Access): boolean {
  return groups.length + roles.length + emailDomains.length + rights.length > 0;
}

/** The groups whose members can open the dashboard. */
export function allowedGroups({ groups, rights }: Access): string[] {
  return [...new Set([...groups, ...rights.flatMap(({ group }) => group ?? [])])];
}

/** Whether single users have rights. */
export function hasUsers({ rights }: Rights): boolean {
  return rights.some(({ user }) => user !== undefined);
}

/** The roles whose users can open the dashboard. */
export function allowedRoles({ roles, rights }: Pick<Access, 'roles' | 'rights'>, clientId: string): string[] {
  return hasUsers({ rights }) ? [...roles, `${clientId}:${RIGHTS_ROLE}`] : roles;
}

/** Whether oauth2-proxy compares the groups and roles of a user with a list. */
export function readsGroups({ access }: Pick<Config['dashboard'], 'access'>): boolean {
  return allowedGroups(access).length + access.roles.length + access.rights.length > 0;
}

/** Lists of groups, roles and domains take precedence over the `everyUser` of a profile. */
export function admitsEveryUser(access: Access): boolean {
  return access.everyUser && !isLimited(access);
}
