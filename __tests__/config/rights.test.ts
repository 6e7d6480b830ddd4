import { generateKeySync } from 'node:crypto';
import { signedRight } from '../../commands/hook/rights-token';
import { parseConfig } from '../../config/load';
import { claimsOfRight, lengthOfToken, placeOf, placesOf } from '../../config/rights';

const START = 'profile: production\ndashboard: { access: { rights: ';
const load = (rights: string, more = '') => parseConfig(`${START}${rights} } }\n${more}`, 'config.yaml');
const problem = (rights: string, more?: string): string => {
  try {
    load(rights, more);
    return '';
  } catch (error) {
    return (error as Error).message.split('\n').slice(2).join('\n');
  }
};
const ADMINS = '{ group: /search/admins, rights: manage }';

test('the claims of a token are those of Qdrant', () => {
  const { rights } = load(
    `[${ADMINS}, { group: /search/readers, rights: read }, { group: /docs, collections: { docs: rw, notes: r } }]`,
  ).dashboard.access;
  expect(rights.map(right => claimsOfRight(right, 7))).toEqual([
    { exp: 7, access: 'm', subject: '/search/admins' },
    { exp: 7, access: 'r', subject: '/search/readers' },
    {
      exp: 7,
      access: [
        { collection: 'docs', access: 'rw' },
        { collection: 'notes', access: 'r' },
      ],
      subject: '/docs',
    },
  ]);
});

test('the computed length is that of the signed token', async () => {
  const key = generateKeySync('hmac', { length: 256 }).export().toString('base64url');
  for (const group of ['/a', '/ab', '/abc', '/größe']) {
    const claims = claimsOfRight({ group, collections: { docs: 'rw' } }, 1_800_000_000);
    expect((await signedRight(claims, key)).length).toBe(lengthOfToken(claims));
  }
});

test('each of the first entries has its own place, and the rest share one', () => {
  const places = [0, 1, 2, 3, 4, 99].map(index => placeOf('dash', index));
  expect(places.map(({ attribute, keycloakClaim, claim }) => [attribute, keycloakClaim, claim])).toEqual([
    ['dash-token-1', 'dash-token\\.1', 'dash-token.1'],
    ['dash-token-2', 'dash-token.1', 'dash-token.1'],
    ['dash-token-3', 'dash-token\\.2', 'dash-token.2'],
    ...Array<string[]>(3).fill(['dash-token-4', 'dash-token.2', 'dash-token.2']),
  ]);
  expect(placesOf('dash', [1, 2, 3, 4, 5, 6])).toHaveLength(4);
});

test('the groups with rights can open the dashboard, so no other list is needed', () => {
  expect(problem(`[${ADMINS}]`)).toBe('');
});

test.each([
  [
    'requests do not pass through oauth2-proxy, or Qdrant reads no tokens',
    problem(`[${ADMINS}]`, 'apiKeys: { jwtRbac: false }'),
    `
  config.yaml:2:24 dashboard.access.rights: Qdrant would not get the tokens of the groups, or would not read them.
    Allowed: absent, or together with dashboard.mode proxy, apiKeys.enabled and apiKeys.jwtRbac.
    Fix: write apiKeys.jwtRbac: true.`,
  ],
  [
    'an entry has no right',
    problem('[{ group: /a }]'),
    `
  config.yaml:2:33 dashboard.access.rights[0]: the mapping has neither rights nor collections.
    Allowed: exactly one of rights and collections.
    Fix: for example, write rights: read.`,
  ],
  [
    'an entry has two rights',
    problem('[{ group: /a, rights: read, collections: { docs: r } }]'),
    `
  config.yaml:2:33 dashboard.access.rights[0]: the mapping has both rights and collections.
    Allowed: exactly one of rights and collections.
    Fix: remove one of the two.`,
  ],
  [
    'a group has two entries',
    problem(`[${ADMINS}, { group: /search/admins, rights: read }]`),
    `
  config.yaml:2:78 dashboard.access.rights[1].group is "/search/admins": an earlier entry has the same group.
    Allowed: one entry for each group.
    Fix: remove one of the two entries.`,
  ],
  [
    'the token does not fit into an attribute of Keycloak',
    problem('[{ group: /a, collections: { documents: rw, photographs: r, recordings: rw } }]'),
    `
  config.yaml:2:33 dashboard.access.rights[0]: the token of the group has 291 characters, and Keycloak stores 255 characters of an attribute.
    Allowed: rights whose token has at most 255 characters: about two collections with short names.
    Fix: name fewer collections, shorten the names of the group and the collections, or use rights: read.`,
  ],
  [
    'a collection has a wildcard',
    problem('[{ group: /a, collections: { "*": r } }]'),
    `
  config.yaml:2:61 dashboard.access.rights[0].collections."*" is "r": the key is not the name of a collection.
    Allowed: the name of one collection, of up to 255 characters, without < > : " / \\ | ? *.
    Fix: name each collection, without a wildcard.`,
  ],
])('fails if %s', (_title, message, expected) => {
  expect(message).toBe(expected.slice(1));
});
