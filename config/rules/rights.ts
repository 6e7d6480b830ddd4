import { claimsOfRight, lengthOfToken, MOST_CHARACTERS } from '../rights';
import { type CrossFieldRule, exactlyOne } from '../rule';

const RIGHTS = ['dashboard', 'access', 'rights'] as const;
const FORMS = ['rights', 'collections'] as const;
/** The end of every token has as many digits. */
const ANY_END = 9_999_999_999;

const tokensAreRead: CrossFieldRule = {
  keys: [RIGHTS, ['dashboard', 'mode'], ['apiKeys', 'enabled'], ['apiKeys', 'jwtRbac']],
  check: ({ dashboard: { mode, access }, apiKeys }) => {
    if (access.rights.length === 0) {
      return undefined;
    }
    const missing = [
      ...(mode === 'proxy' ? [] : ['dashboard.mode: proxy']),
      ...(apiKeys.enabled ? [] : ['apiKeys.enabled: true']),
      ...(apiKeys.jwtRbac ? [] : ['apiKeys.jwtRbac: true']),
    ];
    return missing.length === 0
      ? undefined
      : {
          path: RIGHTS,
          problem: 'Qdrant would not get the tokens of the groups, or would not read them',
          allowed: 'absent, or together with dashboard.mode proxy, apiKeys.enabled and apiKeys.jwtRbac',
          fix: `write ${missing.join(' and ')}`,
        };
  },
};

const oneForm: CrossFieldRule = {
  keys: [RIGHTS],
  check: ({ dashboard: { access } }) =>
    access.rights.flatMap(
      (entry, index) => exactlyOne([...RIGHTS, index], FORMS, entry, 'for example, write rights: read') ?? [],
    ),
};

const eachGroupOnce: CrossFieldRule = {
  keys: [RIGHTS],
  check: ({ dashboard: { access } }) =>
    access.rights.flatMap(({ group }, index) =>
      access.rights.findIndex(each => each.group === group) === index
        ? []
        : [
            {
              path: [...RIGHTS, index, 'group'],
              value: group,
              problem: 'an earlier entry has the same group',
              allowed: 'one entry for each group',
              fix: 'remove one of the two entries',
            },
          ],
    ),
};

const tokensFit: CrossFieldRule = {
  keys: [RIGHTS],
  check: ({ dashboard: { access } }) =>
    access.rights.flatMap((entry, index) => {
      const length = lengthOfToken(claimsOfRight(entry, ANY_END));
      return length <= MOST_CHARACTERS
        ? []
        : [
            {
              path: [...RIGHTS, index],
              problem: `the token of the group has ${length} characters, and Keycloak stores ${MOST_CHARACTERS} characters of an attribute`,
              allowed: `rights whose token has at most ${MOST_CHARACTERS} characters: about two collections with short names`,
              fix: 'name fewer collections, shorten the names of the group and the collections, or use rights: read',
            },
          ];
    }),
};

export const RIGHTS_RULES: readonly CrossFieldRule[] = [tokensAreRead, oneForm, eachGroupOnce, tokensFit];
