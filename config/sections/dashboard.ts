import * as z from 'zod';
import { boolean, mapping, uniqueList } from '../building-blocks';
import { stringOf } from '../string-rule';
import { emailDomain } from '../values/hosts';
import { groupName, roleName } from '../values/keycloak';
import { limitedNetwork } from '../values/networks';

/** Go's HTTP server and browsers allow more characters, and oauth2-proxy adds suffixes. */
const cookieName = stringOf({
  noun: 'the name of a cookie',
  allowed: 'letters, digits, hyphens and underscores',
  maxLength: 200,
  pattern: /^[A-Za-z0-9_-]+$/,
  example: '__Host-oauth2_proxy-search',
  correct: value => value.trim().replace(/[.\s]+/g, '-'),
});

const listOf = (item: z.ZodType<string>, of: string) => uniqueList(item, { of, max: 100 }).prefault([]);

export const dashboard = mapping({
  mode: z
    .enum(['auth-request', 'proxy'], 'auth-request or proxy')
    .prefault('auth-request')
    .describe(
      'How users sign in. In auth-request, ingress-nginx or a compatible controller asks oauth2-proxy about each request. In proxy, every request passes through oauth2-proxy, with any controller.',
    ),
  access: mapping({
    groups: listOf(groupName, 'groups such as /search/admins').describe(
      'Groups whose members can open the dashboard: with Keycloak, each with the full path; with another provider, each as in groupsClaim.',
    ),
    roles: listOf(roleName, 'roles such as qdrant-admin or client:role').describe(
      'Roles that can open the dashboard: a realm role, or client:role.',
    ),
    emailDomains: listOf(emailDomain, 'e-mail domains such as example.com').describe(
      'Every user of the dashboard must have an e-mail address in one of these domains.',
    ),
    everyUser: boolean()
      .prefault(false)
      .describe('Whether every user of the realm can open the dashboard. Default: true only in profile seed.'),
  })
    .prefault({})
    .describe('The users with access to the dashboard. They can read and change everything in Qdrant.'),
  cookie: z
    .enum(['domain', 'host'], 'domain or host')
    .optional()
    .describe(
      'The hosts that receive the session cookie: every host of domainName (domain, only in mode auth-request), or the dashboard host alone (host). Default: host in mode proxy and in profile production, otherwise domain.',
    ),
  cookieName: cookieName
    .optional()
    .describe(
      'The name of the session cookie. Default: __Host-oauth2_proxy, or _oauth2_proxy with cookie domain; with another keycloak.clientId than qdrant-dashboard, a hyphen and the id follow.',
    ),
  trustedProxyIps: listOf(
    limitedNetwork('a client in it could forge X-Forwarded-* headers for oauth2-proxy'),
    'networks such as 10.42.0.0/16',
  ).describe(
    'Addresses of the ingress controller. oauth2-proxy trusts the X-Forwarded-* headers from these addresses. Default: none in mode proxy, all in mode auth-request.',
  ),
})
  .prefault({})
  .describe('The dashboard: how users sign in, and who has access.');
