import { parseConfig } from '../../config/load';

const OIDC = 'provider: oidc, issuerUrl: "https://dex.example.com", clientId: qdrant';

const load =
  (...lines: string[]) =>
  () =>
    parseConfig(lines.join('\n'), 'config.yaml');

test('another provider needs its issuer and its client', () => {
  expect(load('identityProvider: { provider: oidc }')).toThrow(
    new Error(`config.yaml: 2 problems found, nothing was changed.

  config.yaml:1:1 identityProvider.issuerUrl: the key is missing, and provider oidc needs it.
    Allowed: the https URL of the issuer.
    Fix: for example, write issuerUrl: https://dex.example.com.

  config.yaml:1:1 identityProvider.clientId: the key is missing, and provider oidc needs it.
    Allowed: the id of the client at the provider.
    Fix: for example, write clientId: qdrant-dashboard.`),
  );
});

test.each([
  ['keycloakUrl', 'keycloakUrl: https://auth.example.com', 'remove the key, and write identityProvider.issuerUrl.'],
  ['keycloakRealm', 'keycloakRealm: main', 'remove the key, and write identityProvider.issuerUrl.'],
  ['adminUsername', 'adminUsername: admin', 'remove the key; the hook does not sign in to another provider.'],
  ['keycloak', 'keycloak: { createRealm: true }', 'remove the key; identityProvider has clientId and caFile'],
  [
    'networkPolicies.keycloak',
    'networkPolicies: { keycloak: { ports: [8443] } }',
    'write networkPolicies.identityProvider.',
  ],
  [
    'dashboard.access.roles',
    'dashboard: { access: { roles: [admin] } }',
    'remove the key, and write dashboard.access.groups.',
  ],
])('with another provider, %s is one error', (key, line, fix) => {
  const found = load(`identityProvider: { ${OIDC} }`, line);
  expect(found).toThrow(`config.yaml: 1 problem found, nothing was changed.\n\n  config.yaml:2:`);
  expect(found).toThrow(` ${key}`);
  expect(found).toThrow('the identity provider is not Keycloak.');
  expect(found).toThrow(`Fix: ${fix}`);
});

test.each([
  'issuerUrl: https://dex.example.com',
  'clientId: other',
  'scopes: [openid]',
  'groupsClaim: roles',
  'emailClaim: mail',
  'audienceClaims: [azp]',
  'backendLogoutUrl: https://dex.example.com/logout',
  'caFile: ca.crt',
])('with Keycloak, %s is refused', line => {
  expect(load(`identityProvider: { ${line} }`)).toThrow('the key has no effect with Keycloak.');
});

test.each([
  ['issuerUrl: "http://dex.example.com"', 'the URL is not encrypted.'],
  ['issuerUrl: "https://dex.example.com/.well-known/openid-configuration"', 'Fix: write https://dex.example.com.'],
  ['clientId: "a b"', 'the value is not a client id.'],
  ['clientId: "$CLIENT"', 'oauth2-proxy reads a variable after the $.'],
  ['scopes: [profile]', 'Fix: write [openid, profile].'],
  ['issuerUrl: "https://qdrant.example.com"', 'apiHostname has the same host.'],
  ['caFile: none.crt', "Fix: write the path of the certificate authority of the issuer's certificate."],
])('fails if %s', (line, message) => {
  const keys = [...OIDC.split(', ').filter(each => !line.startsWith(each.split(':')[0]!)), line].join(', ');
  expect(load('domainName: example.com', `identityProvider: { ${keys} }`)).toThrow(message);
});

test('an alias of the API is not the host of the issuer, and can be that of a Keycloak that is not there', () => {
  const provider = `identityProvider: { ${OIDC} }`;
  expect(load('domainName: example.com', provider, 'apiAliases: [dex.example.com]')).toThrow(
    'identityProvider.issuerUrl has the same host.',
  );
  expect(load('domainName: example.com', provider, 'apiAliases: [auth.example.com]')().apiAliases).toEqual([
    'auth.example.com',
  ]);
});

test('groups are names with another provider, and paths with Keycloak', () => {
  const groups = 'dashboard: { access: { groups: [search-admins, "org:team"] } }';
  expect(load(`identityProvider: { ${OIDC} }`, groups)().dashboard.access.groups).toEqual([
    'search-admins',
    'org:team',
  ]);
  expect(load(groups)).toThrow('dashboard.access.groups[0] is "search-admins": the value is not the path of a group.');
});

test('both destinations of the network policies contradict each other', () => {
  expect(load('networkPolicies: { keycloak: { ports: [1] }, identityProvider: { ports: [2] } }')).toThrow(
    'networkPolicies.keycloak is the same destination.',
  );
});
