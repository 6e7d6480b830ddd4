import { generateKeySync } from 'node:crypto';
import { signedRight } from '../../commands/hook/rights-token';
import { parseConfig } from '../../config/load';
import { allowedGroups, allowedRoles } from '../../config/access';
import { claimsOfRight, lengthOfToken, placeOfEach, placesOf, placesOfUsers } from '../../config/rights';

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
    `[${ADMINS}, { user: ada, rights: read }, { group: /docs, collections: { docs: rw, notes: r } }]`,
  ).dashboard.access;
  expect(rights.map(right => claimsOfRight(right, 7))).toEqual([
    { exp: 7, access: 'm', subject: '/search/admins' },
    { exp: 7, access: 'r', subject: 'ada' },
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
  const groups = Array<object>(6).fill({});
  const places = placeOfEach('dash', groups);
  expect(places.map(({ attribute, keycloakClaim, claim }) => [attribute, keycloakClaim, claim])).toEqual([
    ['dash-token-1', 'dash-token\\.1', 'dash-token.1'],
    ['dash-token-2', 'dash-token.1', 'dash-token.1'],
    ['dash-token-3', 'dash-token\\.2', 'dash-token.2'],
    ...Array<string[]>(3).fill(['dash-token-4', 'dash-token.2', 'dash-token.2']),
  ]);
  expect(placesOf('dash', groups)).toHaveLength(4);
  expect(placesOfUsers('dash', groups)).toEqual([]);
});

test('users that follow each other share a place, because no person has two of their entries', () => {
  const [group, user] = [{}, { user: 'ada' }];
  const numbers = (...rights: { user?: string }[]) =>
    placeOfEach('dash', rights).map(({ attribute }) => Number(attribute.slice(-1)));
  expect(numbers(user, user, user, group, group)).toEqual([1, 1, 1, 2, 3]);
  expect(numbers(group, user, user, group, user, group, group)).toEqual([1, 2, 2, 3, 4, 4, 4]);
  expect(placesOfUsers('dash', [group, user, user, group, user]).map(({ attribute }) => attribute)).toEqual([
    'dash-token-2',
    'dash-token-4',
  ]);
});

test('a role of the client admits the users, and the groups are admitted by their paths', () => {
  const { access } = load(`[${ADMINS}, { user: ada, rights: read }]`).dashboard;
  expect([allowedGroups(access), allowedRoles(access, 'dash')]).toEqual([
    ['/search/admins'],
    ['dash:dashboard-rights'],
  ]);
  expect(allowedRoles(load(`[${ADMINS}]`).dashboard.access, 'dash')).toEqual([]);
});

test('a token of a user can be longer than that of a group', () => {
  const collections = '{ documents: rw, photographs: r, recordings: rw }';
  expect(problem(`[{ user: ada, collections: ${collections} }]`)).toBe('');
});

test('the groups with rights can open the dashboard, so no other list is needed', () => {
  expect(problem(`[${ADMINS}]`)).toBe('');
});

test.each([
  [
    'requests do not pass through oauth2-proxy, or Qdrant reads no tokens',
    problem(`[${ADMINS}]`, 'apiKeys: { jwtRbac: false }'),
    `
  config.yaml:2:24 dashboard.access.rights: Qdrant would not get the tokens of the groups and users, or would not read them.
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
  config.yaml:2:33 dashboard.access.rights[0]: the token of the group has 291 characters, and Keycloak stores 255 characters of an attribute of a group.
    Allowed: rights whose token has at most 255 characters: about two collections with short names.
    Fix: name fewer collections, shorten the names of the group and the collections, or use rights: read.`,
  ],
  [
    'the token does not fit into an attribute of a user',
    problem(
      `[{ user: ada, collections: { ${Array.from({ length: 20 }, (_, index) => `${'a'.repeat(80)}${index}: r`).join(', ')} } }]`,
    ),
    `
  config.yaml:2:33 dashboard.access.rights[0]: the token of the user has 3125 characters, and Keycloak stores 2048 characters of an attribute of a user.
    Allowed: rights whose token has at most 2048 characters: about 20 collections with names of 35 characters.
    Fix: name fewer collections, shorten the names of the user and the collections, or use rights: read.`,
  ],
  [
    'an entry has neither a group nor a user',
    problem('[{ rights: read }]'),
    `
  config.yaml:2:33 dashboard.access.rights[0]: the mapping has neither group nor user.
    Allowed: exactly one of group and user.
    Fix: for example, write group: /search/readers or user: ada.`,
  ],
  [
    'an entry has a group and a user',
    problem('[{ group: /a, user: ada, rights: read }]'),
    `
  config.yaml:2:33 dashboard.access.rights[0]: the mapping has both group and user.
    Allowed: exactly one of group and user.
    Fix: remove one of the two.`,
  ],
  [
    'a user has two entries',
    problem('[{ user: ada, rights: read }, { group: /a, rights: read }, { user: ada, rights: manage }]'),
    `
  config.yaml:2:93 dashboard.access.rights[2].user is "ada": an earlier entry has the same user.
    Allowed: one entry for each user.
    Fix: remove one of the two entries.`,
  ],
  [
    'a username has an upper-case letter, so that two entries could be of one user',
    problem('[{ user: Ada, rights: read }]'),
    `
  config.yaml:2:35 dashboard.access.rights[0].user is "Ada": the value has upper-case letters.
    Allowed: lower-case letters, digits and characters such as . _ - + @, in the normal form NFC of Unicode, without spaces, invisible characters and < > & " ' $ % ! # ? § ; * ~ / \\ | ^ = [ ] { } ( ); at most 255 characters.
    Fix: write ada.`,
  ],
  [
    'a user is named by a path, so that the audit log could take the user for a group',
    problem('[{ user: /ada, rights: read }]'),
    `
  config.yaml:2:35 dashboard.access.rights[0].user is "/ada": the value is the path of a group.
    Allowed: lower-case letters, digits and characters such as . _ - + @, in the normal form NFC of Unicode, without spaces, invisible characters and < > & " ' $ % ! # ? § ; * ~ / \\ | ^ = [ ] { } ( ); at most 255 characters.
    Fix: write group in place of user.`,
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

test.each([
  ['a zero-width space', 'a\u200bda', 'the value has invisible characters', 'ada'],
  ['an override of the direction', 'ada\u202e', 'the value has invisible characters', 'ada'],
  ['a control character', 'a\u0085da', 'the value has invisible characters', 'ada'],
  ['a filler that is a letter', 'ada\u3164', 'the value has invisible characters', 'ada'],
  [
    'an accent as a character of its own',
    'ade\u0301',
    'a letter of the value is not in the normal form NFC of Unicode',
    'ad\u00e9',
  ],
])('fails if a username has %s', (_title, user, mistake, better) => {
  const message = problem(`[{ user: ${JSON.stringify(user)}, rights: read }]`);
  expect(message).toContain(`dashboard.access.rights[0].user is ${JSON.stringify(user)}: ${mistake}.`);
  expect(message).toContain(`Fix: write ${better}.`);
});

test.each(['jos\u00e9', '\u00fcnal', 'ada.l+x@example.com', '\u6797'])('a username can be %s', user => {
  expect(load(`[{ user: ${user}, rights: read }]`).dashboard.access.rights[0]!.user).toBe(user);
});

test.each(['username', 'users', 'userName'])('%s in an entry gets the hint to write user', key => {
  expect(problem(`[{ ${key}: ada, rights: read }]`)).toContain(
    `dashboard.access.rights[0].${key}: the key does not exist.\n    Allowed: group, user, rights, collections.\n    Fix: write user.`,
  );
});

test('fails if a collection has a name that would be dropped', () => {
  expect(problem('[{ group: /a, collections: { __proto__: rw, a: r } }]')).toBe(
    `  config.yaml:2:61 dashboard.access.rights[0].collections.__proto__: JavaScript reserves this name.
    Allowed: any other name.
    Fix: remove the key, or rename what it names.`,
  );
});
