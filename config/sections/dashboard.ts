import { z } from 'zod';
import { keys, unique } from '../building-blocks';
import { emailDomain, groupPath, roleName, someNetwork } from '../values';

const list = (item: z.ZodType<string>, example: string) => unique(item, `a list of different ${example}`).prefault([]);

export const dashboard = keys({
  mode: z
    .enum(['auth-request', 'proxy'], 'auth-request or proxy')
    .prefault('auth-request')
    .describe(
      'How people are signed in: the ingress controller asks about each request (auth-request; ingress-nginx and its like), or every request goes through oauth2-proxy (proxy; any controller).',
    ),
  access: keys({
    groups: list(groupPath, 'groups such as /search/admins').describe(
      'Groups of the realm whose members may open the dashboard, each with its full path.',
    ),
    roles: list(roleName, 'roles such as qdrant-admin or client:role').describe(
      "Roles whose bearers may open the dashboard: the realm's, or client:role.",
    ),
    emailDomains: list(emailDomain, 'e-mail domains such as example.com').describe(
      'Domains in one of which the e-mail address of everybody who opens the dashboard must be.',
    ),
    everyUser: z
      .boolean('true or false')
      .prefault(false)
      .describe('Whether every user of the realm may open the dashboard. Default: only in profile seed.'),
  })
    .prefault({})
    .describe('Who may open the dashboard, and so read and change everything in Qdrant.'),
  cookie: z
    .enum(['domain', 'host'], 'domain or host')
    .optional()
    .describe(
      "Where browsers send the session cookie: to every host of domainName, as earlier installations have it (domain; only in mode auth-request), or to the dashboard's alone (host). Default: host in mode proxy and in profile production, otherwise domain.",
    ),
  trustedProxyIps: list(
    someNetwork('whoever reaches oauth2-proxy could forge X-Forwarded-* headers'),
    'networks such as 10.42.0.0/16',
  ).describe(
    "Addresses of the ingress controller, whose X-Forwarded-* headers oauth2-proxy believes. Default: nobody's in mode proxy, everybody's in mode auth-request.",
  ),
})
  .prefault({})
  .describe('The dashboard: how people are signed in, and who may.');

type Access = z.output<typeof dashboard>['access'];

/** Whether something is asked of whoever opens the dashboard, but to be a user of the realm. */
export function isLimited({ groups, roles, emailDomains }: Access): boolean {
  return groups.length + roles.length + emailDomains.length > 0;
}

/** Groups, roles and domains that somebody names count more than the `everyUser` of a profile. */
export function admitsEveryUser(access: Access): boolean {
  return access.everyUser && !isLimited(access);
}
