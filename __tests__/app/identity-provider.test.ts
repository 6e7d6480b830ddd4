import { parse } from 'yaml';
import { buildApp } from '../../app';
import { parseConfig } from '../../config/load';
import { find, type K8sObject } from '../support/objects';

const ISSUER = 'https://login.example.org/tenant/v2.0';
const OIDC = `identityProvider: { provider: oidc, issuerUrl: "${ISSUER}", clientId: "id.apps.example.org" }`;

function objectsOf(...lines: string[]): K8sObject[] {
  const config = parseConfig(['domainName: example.com', ...lines].join('\n'), 'config.yaml');
  return buildApp(config).charts.flatMap(chart => chart.toJson() as K8sObject[]);
}

const proxyFiles = (objects: K8sObject[]) => find(objects, 'ConfigMap', 'oauth2-proxy').data;

test('in mode auth-request, oauth2-proxy signs in at the issuer, with a nonce and PKCE', () => {
  const settings: string = proxyFiles(objectsOf(OIDC))['oauth2-proxy.cfg'];
  for (const line of [
    'provider = "oidc"',
    `oidc_issuer_url = "${ISSUER}"`,
    'client_id = "id.apps.example.org"',
    'code_challenge_method = "S256"',
    'scope = "openid email profile"',
    'insecure_oidc_skip_nonce = false',
  ]) {
    expect(settings).toContain(`${line}\n`);
  }
  expect(settings).not.toMatch(/keycloak|oidc_email_claim|oidc_audience_claims|backend_logout_url/);
});

const ALL =
  `identityProvider: { provider: oidc, issuerUrl: "${ISSUER}", clientId: q, scopes: [openid, groups], groupsClaim: teams,` +
  ' emailClaim: upn, audienceClaims: [azp], backendLogoutUrl: "https://login.example.org/bye?t={id_token}" }';
const ACCESS = 'access: { groups: [search-admins], emailDomains: [example.org] }';

test('with every key, in mode auth-request', () => {
  const settings: string = proxyFiles(objectsOf(ALL, `dashboard: { ${ACCESS} }`))['oauth2-proxy.cfg'];
  for (const line of [
    'scope = "openid groups"',
    'allowed_groups = ["search-admins"]',
    'email_domains = ["example.org"]',
    'oidc_groups_claim = "teams"',
    'oidc_email_claim = "upn"',
    'oidc_audience_claims = ["azp"]',
    'backend_logout_url = "https://login.example.org/bye?t={id_token}"',
  ]) {
    expect(settings).toContain(`${line}\n`);
  }
});

test('with every key, in mode proxy', () => {
  const { providers } = parse(proxyFiles(objectsOf(ALL, `dashboard: { mode: proxy, ${ACCESS} }`))['alpha.yaml']);
  expect(providers).toEqual([
    {
      id: 'oidc',
      provider: 'oidc',
      clientID: 'q',
      clientSecretFile: '/etc/oauth2-proxy-secrets/client-secret',
      code_challenge_method: 'S256',
      scope: 'openid groups',
      allowedGroups: ['search-admins'],
      backendLogoutURL: 'https://login.example.org/bye?t={id_token}',
      oidcConfig: {
        issuerURL: ISSUER,
        audienceClaims: ['azp'],
        emailClaim: 'upn',
        groupsClaim: 'teams',
        insecureSkipNonce: false,
      },
    },
  ]);
});

test('in mode proxy, the session at the provider stays unless the config has a logout URL', () => {
  const [provider] = parse(proxyFiles(objectsOf(OIDC, 'dashboard: { mode: proxy }'))['alpha.yaml']).providers;
  expect(provider).not.toHaveProperty('backendLogoutURL');
});

test('the cookie has the name of the stack, and not the client id', () => {
  expect(proxyFiles(objectsOf(OIDC))['oauth2-proxy.cfg']).toContain('cookie_name = "_oauth2_proxy"\n');
  expect(proxyFiles(objectsOf(OIDC, 'namespace: vectors'))['oauth2-proxy.cfg']).toContain(
    'cookie_name = "_oauth2_proxy-vectors-dashboard"\n',
  );
});

test.each([
  ['the port of the issuer', '', { ports: [{ protocol: 'TCP', port: 443 }] }],
  [
    'the address in the config',
    'identityProvider: { ports: [5556], cidrs: [10.1.2.3/32] }, ',
    { to: [{ ipBlock: { cidr: '10.1.2.3/32' } }], ports: [{ protocol: 'TCP', port: 5556 }] },
  ],
])('network policies let oauth2-proxy connect to %s', (_, destination, rule) => {
  const objects = objectsOf(OIDC, `networkPolicies: { ${destination}enabled: true }`);
  expect(find(objects, 'NetworkPolicy', 'oauth2-proxy').spec.egress).toContainEqual(rule);
});

test('nothing of the stack names Keycloak', () => {
  expect(JSON.stringify(objectsOf(ALL, `dashboard: { mode: proxy, ${ACCESS} }`))).not.toMatch(/keycloak/i);
});
