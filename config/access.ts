import type { Config } from './schema';

type Access = Config['dashboard']['access'];

/** Whether only some users of the realm have access. */
export function isLimited({ groups, roles, emailDomains }: Access): boolean {
  return groups.length + roles.length + emailDomains.length > 0;
}

/** Whether oauth2-proxy compares the groups and roles of a user with a list. */
export function readsGroups({ access }: Pick<Config['dashboard'], 'access'>): boolean {
  return access.groups.length + access.roles.length > 0;
}

/** Lists of groups, roles and domains take precedence over the `everyUser` of a profile. */
export function admitsEveryUser(access: Access): boolean {
  return access.everyUser && !isLimited(access);
}
