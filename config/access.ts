import type { Config } from './schema';

type Access = Config['dashboard']['access'];

/** Whether only some users of the realm have access. */
export function isLimited({ groups, roles, emailDomains, rights }: Access): boolean {
  return groups.length + roles.length + emailDomains.length + rights.length > 0;
}

/** The groups whose members can open the dashboard. */
export function allowedGroups({ groups, rights }: Access): string[] {
  return [...new Set([...groups, ...rights.map(({ group }) => group)])];
}

/** Whether oauth2-proxy compares the groups and roles of a user with a list. */
export function readsGroups({ access }: Pick<Config['dashboard'], 'access'>): boolean {
  return allowedGroups(access).length + access.roles.length > 0;
}

/** Lists of groups, roles and domains take precedence over the `everyUser` of a profile. */
export function admitsEveryUser(access: Access): boolean {
  return access.everyUser && !isLimited(access);
}
