import { type CrossFieldRule } from '../rule';
import { problemOf } from '../string-rule';
import { GROUP_PATH } from '../values/keycloak';

const PART = 'identityProvider';
const PROVIDER = [PART, 'provider'];
const ONLY_OIDC = [
  'issuerUrl',
  'clientId',
  'scopes',
  'groupsClaim',
  'emailClaim',
  'audienceClaims',
  'backendLogoutUrl',
  'caFile',
] as const;
const EXAMPLES = { issuerUrl: 'https://dex.example.com', clientId: 'qdrant-dashboard' };
const FOR_KEYCLOAK = 'absent with identityProvider.provider oidc, because the key is for Keycloak';

/** Keys for Keycloak, each with its fix for another provider. */
const ONLY_KEYCLOAK: readonly (readonly [path: readonly string[], fix: string])[] = [
  [['keycloakUrl'], 'remove the key, and write identityProvider.issuerUrl'],
  [['keycloakRealm'], 'remove the key, and write identityProvider.issuerUrl'],
  [['adminUsername'], 'remove the key; the hook does not sign in to another provider'],
  [['keycloak'], 'remove the key; identityProvider has clientId and caFile, and you create the client at the provider'],
  [['networkPolicies', 'keycloak'], 'write networkPolicies.identityProvider'],
  [['dashboard', 'access', 'roles'], 'remove the key, and write dashboard.access.groups'],
  [['dashboard', 'access', 'rights'], 'remove the key; the hook writes the tokens of groups to Keycloak only'],
];

const oidcIsComplete: CrossFieldRule = {
  keys: [PROVIDER, [PART, 'issuerUrl'], [PART, 'clientId']],
  check: ({ identityProvider }) =>
    identityProvider.provider === 'oidc'
      ? (['issuerUrl', 'clientId'] as const)
          .filter(key => identityProvider[key] === undefined)
          .map(key => ({
            path: [PART, key],
            problem: 'the key is missing, and provider oidc needs it',
            allowed: key === 'issuerUrl' ? 'the https URL of the issuer' : 'the id of the client at the provider',
            fix: `for example, write ${key}: ${EXAMPLES[key]}`,
          }))
      : undefined,
};

const keysFitProvider: CrossFieldRule = {
  keys: [PROVIDER, ...ONLY_OIDC.map(key => [PART, key])],
  check: ({ identityProvider }, isSet) =>
    identityProvider.provider === 'keycloak'
      ? ONLY_OIDC.filter(key => isSet([PART, key])).map(key => ({
          path: [PART, key],
          value: plain(identityProvider[key]),
          problem: 'the key has no effect with Keycloak',
          allowed: 'absent with identityProvider.provider keycloak',
          fix: 'write provider: oidc beside it, or remove the key',
        }))
      : undefined,
};

const noKeycloakKeys: CrossFieldRule = {
  keys: [PROVIDER],
  check: (config, isSet) =>
    config.identityProvider.provider === 'oidc'
      ? ONLY_KEYCLOAK.filter(([path]) => isSet(path)).map(([path, fix]) => ({
          path,
          value: plain(path.reduce<unknown>((holder, key) => (holder as Record<string, unknown>)?.[key], config)),
          problem: 'the identity provider is not Keycloak',
          allowed: FOR_KEYCLOAK,
          fix,
        }))
      : undefined,
};

const openidIsRequested: CrossFieldRule = {
  keys: [[PART, 'scopes']],
  check: ({ identityProvider: { scopes } }) =>
    scopes === undefined || scopes.includes('openid')
      ? undefined
      : {
          path: [PART, 'scopes'],
          problem: 'without the scope openid, the provider sends no ID token',
          allowed: 'a list with openid',
          fix: `write [${['openid', ...scopes].join(', ')}]`,
        },
};

/** A name alone can belong to several groups of Keycloak. Other providers have no paths. */
const groupsArePaths: CrossFieldRule = {
  keys: [PROVIDER, ['dashboard', 'access', 'groups']],
  check: ({ identityProvider: { provider }, dashboard: { access } }) =>
    provider === 'keycloak'
      ? access.groups.flatMap((group, index) => {
          const mistake = problemOf(GROUP_PATH, group);
          return mistake ? [{ path: ['dashboard', 'access', 'groups', index], value: group, ...mistake }] : [];
        })
      : undefined,
};

const oneDestination: CrossFieldRule = {
  keys: [
    ['networkPolicies', 'identityProvider'],
    ['networkPolicies', 'keycloak'],
  ],
  check: (config, isSet) =>
    config.identityProvider.provider === 'keycloak' &&
    isSet(['networkPolicies', 'identityProvider']) &&
    isSet(['networkPolicies', 'keycloak'])
      ? {
          path: ['networkPolicies', 'identityProvider'],
          problem: 'networkPolicies.keycloak is the same destination',
          allowed: 'one of the two keys',
          fix: 'remove one of them',
        }
      : undefined,
};

function plain(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export const IDENTITY_PROVIDER_RULES: readonly CrossFieldRule[] = [
  oidcIsComplete,
  keysFitProvider,
  noKeycloakKeys,
  openidIsRequested,
  groupsArePaths,
  oneDestination,
];
