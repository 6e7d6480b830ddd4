import * as z from 'zod';
import { boolean, integer, list, mapping, tooMany, uniqueList } from '../building-blocks';
import { issueOf } from '../issue';
import { stringOf } from '../string-rule';
import { emailDomain } from '../values/hosts';
import { GROUP_PATH, groupName, realmUser, roleName } from '../values/keycloak';
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

const MOST_COLLECTIONS = 20;
const COLLECTIONS = `a mapping of 1 to ${MOST_COLLECTIONS} collections to r, prw or rw`;
/** The names of collections that Qdrant allows. Qdrant has no wildcard. */
const COLLECTION = /^[^<>:"/\\|?*\p{Cc}]{1,255}$/u;

const collections = z
  .record(
    z.string().meta({ pattern: COLLECTION.source }),
    z.enum(['r', 'prw', 'rw'], 'r (read), prw (also write points) or rw (also manage)'),
    COLLECTIONS,
  )
  .check(({ value, issues }) => {
    const names = Object.keys(value);
    if (names.length === 0) {
      issues.push(issueOf(value, COLLECTIONS, { problem: 'the mapping is empty', fix: 'for example, write docs: rw' }));
    }
    if (names.length > MOST_COLLECTIONS) {
      issues.push(issueOf(value, COLLECTIONS, tooMany(names.length, MOST_COLLECTIONS, 'collections')));
    }
    for (const name of names.filter(each => !COLLECTION.test(each))) {
      issues.push(
        issueOf(
          value[name],
          'the name of one collection, of up to 255 characters, without < > : " / \\ | ? *',
          { problem: 'the key is not the name of a collection', fix: 'name each collection, without a wildcard' },
          [name],
        ),
      );
    }
  })
  .meta({ minProperties: 1, maxProperties: MOST_COLLECTIONS });

const right = mapping({
  group: stringOf(GROUP_PATH).optional().describe('The full path of a Keycloak group.'),
  user: realmUser.optional().describe('In place of group: the username of a Keycloak user.'),
  rights: z
    .enum(['manage', 'read'], 'manage or read')
    .optional()
    .describe('The right in the whole of Qdrant: manage (read and change everything) or read.'),
  collections: collections
    .optional()
    .describe(
      'The rights in single collections, in place of rights: r (read), prw (also write points), rw (also manage).',
    ),
});

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
    rights: list(right, { of: 'entries such as { group: /search/admins, rights: manage }', max: 100 })
      .prefault([])
      .describe(
        'Rights in Qdrant by group or user, instead of the API key for everybody. These users and the members of the groups can open the dashboard. The first entry of a person counts. Needs mode proxy, Keycloak, and apiKeys with jwtRbac.',
      ),
    tokenDays: integer({ min: 1, max: 366 }, { problem: 'tokens would have no time', fix: 'write 1 or more' })
      .prefault(90)
      .describe(
        'The lifetime of the tokens of rights in days. The hook command renews tokens in the last third of their lifetime.',
      ),
    everyUser: boolean()
      .prefault(false)
      .describe('Whether every user of the realm can open the dashboard. Default: true only in profile seed.'),
  })
    .prefault({})
    .describe('The users with access to the dashboard. Without rights, they can read and change everything in Qdrant.'),
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
