import { claimsOfRight, lengthOfToken, MOST_CHARACTERS, nameOf } from '../rights';
import { type CrossFieldRule, exactlyOne } from '../rule';

const RIGHTS = ['dashboard', 'access', 'rights'] as const;
const HOLDERS = ['group', 'user'] as const;
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
          problem: 'Qdrant would not get the tokens of the groups and users, or would not read them',
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

const oneHolder: CrossFieldRule = {
  keys: [RIGHTS],
  check: ({ dashboard: { access } }) =>
    access.rights.flatMap(
      (entry, index) =>
        exactlyOne([...RIGHTS, index], HOLDERS, entry, 'for example, write group: /search/readers or user: ada') ?? [],
    ),
};

const eachHolderOnce: CrossFieldRule = {
  keys: [RIGHTS],
  check: ({ dashboard: { access } }) =>
    access.rights.flatMap((right, index) =>
      HOLDERS.filter(
        key => right[key] !== undefined && access.rights.findIndex(each => each[key] === right[key]) < index,
      ).map(key => ({
        path: [...RIGHTS, index, key],
        value: right[key]!,
        problem: `an earlier entry has the same ${key}`,
        allowed: `one entry for each ${key}`,
        fix: 'remove one of the two entries',
      })),
    ),
};

const tokensFit: CrossFieldRule = {
  keys: [RIGHTS],
  check: ({ dashboard: { access } }) =>
    access.rights.flatMap((entry, index) => {
      if (nameOf(entry) === undefined) {
        return [];
      }
      const holder = entry.user === undefined ? 'group' : 'user';
      const length = lengthOfToken(claimsOfRight(entry, ANY_END));
      const most = MOST_CHARACTERS[holder];
      return length <= most
        ? []
        : [
            {
              path: [...RIGHTS, index],
              problem: `the token of the ${holder} has ${length} characters, and Keycloak stores ${most} characters of an attribute of a ${holder}`,
              allowed: `rights whose token has at most ${most} characters: ${holder === 'group' ? 'about two collections with short names' : 'about 20 collections with names of 35 characters'}`,
              fix: `name fewer collections, shorten the names of the ${holder} and the collections, or use rights: read`,
            },
          ];
    }),
};

export const RIGHTS_RULES: readonly CrossFieldRule[] = [tokensAreRead, oneHolder, oneForm, eachHolderOnce, tokensFit];
