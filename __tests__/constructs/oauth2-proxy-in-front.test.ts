import { App, Testing } from 'cdk8s';
import { OAuth2ProxyChart, type OAuth2ProxyChartProps, type OAuth2ProxyUpstream } from 'cdk8s-qdrant';
import { parse } from 'yaml';
import { containerOf, find, type K8sObject, podOf } from '../support/objects';
import { workloadPromises } from '../support/workload-promises';

const UPSTREAM: OAuth2ProxyUpstream = {
  url: 'http://qdrant.ns.svc.cluster.local:6333',
  apiKey: { name: 'keys', key: 'admin' },
  ca: { name: 'internal-tls', key: 'ca.crt' },
  timeoutSeconds: 600,
};
const MINIMAL: OAuth2ProxyChartProps = {
  namespace: 'ns',
  sessionStore: { connectionUrl: 'redis://sessions.ns.svc.cluster.local:6379' },
  clientId: 'dashboard',
  oidcIssuerUrl: 'https://auth.example.com/realms/main',
  redirectUrl: 'https://dashboard.example.com/oauth2/callback',
  emailDomains: ['*'],
  acceptedRisks: { everyUser: 'nobody but this test signs in' },
  proxyTo: { url: UPSTREAM.url },
};

const synthProxy = (props: Partial<OAuth2ProxyChartProps> = {}): K8sObject[] =>
  Testing.synth(new OAuth2ProxyChart(new App(), 'oauth2-proxy', { ...MINIMAL, ...props }));
const mainFile = (props?: Partial<OAuth2ProxyChartProps>): string =>
  find(synthProxy(props), 'ConfigMap').data['oauth2-proxy.cfg'];
const alphaFile = (props?: Partial<OAuth2ProxyChartProps>) =>
  parse(find(synthProxy(props), 'ConfigMap').data['alpha.yaml']);

test('minimal', () => {
  expect(synthProxy()).toMatchSnapshot();
});

test('with all settings of the proxy to Qdrant', () => {
  expect(
    synthProxy({
      proxyTo: UPSTREAM,
      allowedGroups: ['/search/admins'],
      allowedRoles: ['qdrant-admin'],
      groupsClaim: 'dashboard-groups',
      trustedProxyIps: ['10.42.0.0/16'],
      providerCaCertificates: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
    }),
  ).toMatchSnapshot();
});

test.each(workloadPromises(synthProxy))('%s', (_, expectPromise) => expectPromise());

test('both files are named, and nothing else is an argument', () => {
  expect(containerOf(synthProxy(), 'Deployment').args).toEqual([
    '--config=/etc/oauth2-proxy/oauth2-proxy.cfg',
    '--alpha-config=/etc/oauth2-proxy/alpha.yaml',
  ]);
});

test('the API key is added from a file of its Secret, which others on the node cannot read', () => {
  const objects = synthProxy({ proxyTo: UPSTREAM });
  expect(alphaFile({ proxyTo: UPSTREAM }).injectRequestHeaders).toContainEqual({
    name: 'api-key',
    values: [{ secretSource: { fromFile: '/etc/oauth2-proxy-api-key/admin' } }],
  });
  expect(podOf(objects, 'Deployment').volumes).toContainEqual({
    name: 'api-key',
    secret: { secretName: 'keys', defaultMode: 0o440, items: [{ key: 'admin', path: 'admin' }] },
  });
  expect(containerOf(objects, 'Deployment').volumeMounts).toContainEqual({
    name: 'api-key',
    mountPath: '/etc/oauth2-proxy-api-key',
    readOnly: true,
  });
});

test('the authority of a Qdrant that speaks TLS is trusted beside the public ones, and nothing else of its Secret is mounted', () => {
  const objects = synthProxy({ proxyTo: UPSTREAM });
  expect(containerOf(objects, 'Deployment').env).toEqual([
    { name: 'SSL_CERT_DIR', value: '/etc/ssl/certs:/etc/oauth2-proxy-upstream-ca' },
  ]);
  expect(podOf(objects, 'Deployment').volumes).toContainEqual({
    name: 'upstream-ca',
    secret: { secretName: 'internal-tls', items: [{ key: 'ca.crt', path: 'ca.crt' }] },
  });
  expect(containerOf(objects, 'Deployment').volumeMounts).toContainEqual({
    name: 'upstream-ca',
    mountPath: '/etc/oauth2-proxy-upstream-ca',
    readOnly: true,
  });
});

test('so is it where the provider has an authority of its own: it would be the only one for Qdrant too', () => {
  const files = (props: Partial<OAuth2ProxyChartProps>) => alphaFile(props).providers[0].caFiles;
  const providerCa = { name: 'authorities', key: 'keycloak.crt' };
  expect(files({ providerCa, proxyTo: UPSTREAM })).toEqual([
    '/etc/oauth2-proxy-ca/keycloak.crt',
    '/etc/oauth2-proxy-upstream-ca/ca.crt',
  ]);
  expect(files({ providerCa })).toEqual(['/etc/oauth2-proxy-ca/keycloak.crt']);
  expect(files({ proxyTo: UPSTREAM })).toBeUndefined();
});

test('an Authorization header never reaches Qdrant, which would read it as a key', () => {
  expect(alphaFile().injectRequestHeaders).toEqual([{ name: 'Authorization', values: [] }]);
});

test('the root shows the dashboard, and everything goes on to Qdrant as it was asked', () => {
  expect(alphaFile({ proxyTo: UPSTREAM }).upstreamConfig).toEqual({
    proxyRawPath: true,
    upstreams: [
      { id: 'root', path: '^/$', rewriteTarget: '/dashboard', uri: UPSTREAM.url, timeout: '600s' },
      { id: 'qdrant', path: '/', uri: UPSTREAM.url, timeout: '600s' },
    ],
  });
  expect(alphaFile().upstreamConfig.upstreams[1].timeout).toBe('14400s');
});

test.each(['/collections', '/collections/a%2Fb?wait=true', '/metrics', '/telemetry?x', '/aliases', '/cluster/peer/1'])(
  '%s is told that there is no session',
  path => {
    expect(apiRoutes().some(route => route.test(path))).toBe(true);
  },
);

test.each(['/', '/dashboard', '/dashboard/collections', '/collectionsx', '/?x=/collections'])(
  '%s leads to sign in',
  path => {
    expect(apiRoutes().some(route => route.test(path))).toBe(false);
  },
);

function apiRoutes(): RegExp[] {
  const line = /^api_routes = (.*)$/m.exec(mainFile())!;
  return (JSON.parse(line[1]!) as string[]).map(route => new RegExp(route));
}

test('the cookie belongs to the dashboard host alone, unless a domain is named, with which browsers refuse the prefix', () => {
  expect(mainFile()).toContain('cookie_name = "__Host-oauth2_proxy"\n');
  expect(mainFile()).not.toContain('cookie_domains');
  expect(mainFile()).toContain('cookie_samesite = "lax"\n');
  expect(mainFile({ cookieDomains: ['.example.com'] })).toContain('cookie_name = "_oauth2_proxy"\n');
});

test('X-Forwarded-* are believed from named addresses only', () => {
  expect(mainFile()).toContain('reverse_proxy = false\n');
  expect(mainFile({ trustedProxyIps: ['10.42.0.0/16'] })).toContain(
    'reverse_proxy = true\ntrusted_proxy_ips = ["10.42.0.0/16"]\nreal_client_ip_header = "X-Forwarded-For"\n',
  );
});

test('signing out ends the session at the provider', () => {
  expect(alphaFile().providers[0].backendLogoutURL).toBe(
    'https://auth.example.com/realms/main/protocol/openid-connect/logout?id_token_hint={id_token}',
  );
});

test('a change of either file rolls the pods', () => {
  const checksum = (props: Partial<OAuth2ProxyChartProps> = {}) =>
    find(synthProxy(props), 'Deployment').spec.template.metadata.annotations['checksum/config'];
  expect(checksum({ cookieRefresh: '2m' })).not.toBe(checksum());
  expect(checksum({ proxyTo: UPSTREAM })).not.toBe(checksum());
});

test('fails if it is told twice where requests go', () => {
  expect(() => synthProxy({ upstreams: ['static://202'] })).toThrow(
    new Error(
      'OAuth2ProxyChart: upstreams is ["static://202"]. Allowed: absent, because proxyTo names the upstream. ' +
        'Fix: remove one of them.',
    ),
  );
});

test.each<[string, Partial<OAuth2ProxyChartProps>, string]>([
  ['allowedGroups', { allowedGroups: ['/team$a'] }, '["/team$a"]'],
  ['allowedRoles', { allowedRoles: ['a', '${HOME}'] }, '["a","${HOME}"]'],
  ['clientId', { clientId: '$x' }, '"$x"'],
  ['groupsClaim', { groupsClaim: '$x' }, '"$x"'],
])('fails if oauth2-proxy would put its environment into %s', (prop, props, shown) => {
  expect(() => synthProxy(props)).toThrow(
    new Error(
      `OAuth2ProxyChart: ${prop} is ${shown}. Allowed: no $, because oauth2-proxy replaces it with environment ` +
        'variables. Fix: use a name without $.',
    ),
  );
});

test('fails if Qdrant has no time to answer', () => {
  expect(() => synthProxy({ proxyTo: { url: UPSTREAM.url, timeoutSeconds: 0 } })).toThrow(
    new Error(
      'OAuth2ProxyChart: proxyTo.timeoutSeconds is 0. Allowed: an integer of 1 or more seconds. Fix: remove it for four hours.',
    ),
  );
});

test.each(['__Host-session', '__host-session'])('fails if cookie %s is to be sent to a domain', cookieName => {
  expect(() => synthProxy({ cookieName, cookieDomains: ['.example.com'] })).toThrow(
    new Error(
      `OAuth2ProxyChart: cookieDomains is [".example.com"]. Allowed: absent, because browsers reject the cookie ${cookieName} ` +
        'with a domain. Fix: remove it, or rename the cookie.',
    ),
  );
});

describe('another application', () => {
  const OTHER: Required<OAuth2ProxyUpstream> = {
    url: 'http://reports:8080',
    apiKey: { name: 'keys', key: 'reports' },
    apiKeyClaims: [],
    apiKeyHeader: 'X-Api-Key',
    rootPath: '/ui',
    apiRoutes: ['^/api/'],
    keepAuthorization: true,
    passUserHeaders: true,
    ca: { name: 'internal-tls', key: 'ca.crt' },
    timeoutSeconds: 60,
  };

  test('with every prop', () => {
    const { data } = find(synthProxy({ proxyTo: OTHER }), 'ConfigMap');
    expect(data['oauth2-proxy.cfg']).toContain('api_routes = ["^/api/"]\n');
    expect(parse(data['alpha.yaml'])).toMatchObject({
      upstreamConfig: {
        upstreams: [
          { path: '^/$', rewriteTarget: '/ui', uri: OTHER.url },
          { path: '/', uri: OTHER.url },
        ],
      },
      injectRequestHeaders: [
        { name: 'X-Api-Key', values: [{ secretSource: { fromFile: '/etc/oauth2-proxy-api-key/reports' } }] },
        { name: 'X-Forwarded-User', values: [{ claimSource: { claim: 'user' } }] },
        { name: 'X-Forwarded-Email', values: [{ claimSource: { claim: 'email' } }] },
        { name: 'X-Forwarded-Groups', values: [{ claimSource: { claim: 'groups' } }] },
        { name: 'X-Forwarded-Preferred-Username', values: [{ claimSource: { claim: 'preferred_username' } }] },
      ],
    });
  });

  test('its root path and its API paths can be absent', () => {
    const proxyTo = { url: OTHER.url, rootPath: '/', apiRoutes: [] };
    expect(alphaFile({ proxyTo }).upstreamConfig.upstreams.map(({ path }: any) => path)).toEqual(['/']);
    expect(mainFile({ proxyTo })).not.toContain('api_routes');
  });

  test('a key in the Authorization header replaces the header of the browser', () => {
    const proxyTo = { ...OTHER, apiKeyHeader: 'Authorization', keepAuthorization: false, passUserHeaders: false };
    expect(alphaFile({ proxyTo }).injectRequestHeaders).toEqual([
      { name: 'Authorization', values: [{ secretSource: { fromFile: '/etc/oauth2-proxy-api-key/reports' } }] },
    ]);
  });

  test.each<[Partial<OAuth2ProxyUpstream>, string]>([
    [{ rootPath: 'ui' }, 'proxyTo.rootPath is "ui". Allowed: an absolute path'],
    [{ rootPath: '/$HOME' }, 'proxyTo.rootPath is "/$HOME". Allowed: no $'],
    [{ apiKeyHeader: 'api key' }, 'proxyTo.apiKeyHeader is "api key".'],
    [{ apiKeyHeader: 'Authorization' }, 'proxyTo.keepAuthorization is true.'],
    [
      { apiRoutes: ['GET=^/api'] },
      'proxyTo.apiRoutes is "GET=^/api". Allowed: regular expressions that begin with ^/.',
    ],
  ])('fails if %j', (props, message) => {
    expect(() => synthProxy({ proxyTo: { ...OTHER, ...props } })).toThrow(`OAuth2ProxyChart: ${message}`);
  });
});

describe('with keys in claims', () => {
  const claims = (apiKeyClaims: string[], more: Partial<OAuth2ProxyUpstream> = {}) => ({
    proxyTo: { url: UPSTREAM.url, apiKeyClaims, ...more },
  });

  test('the first claim is the key, and the second the bearer token', () => {
    const { injectRequestHeaders, providers } = alphaFile(claims(['key.1', 'key.2']));
    expect(injectRequestHeaders).toEqual([
      { name: 'api-key', values: [{ claimSource: { claim: 'key.1' } }] },
      { name: 'Authorization', values: [{ claimSource: { claim: 'key.2', prefix: 'Bearer ' } }] },
    ]);
    expect(providers[0].additionalClaims).toEqual(['key.1', 'key.2']);
    expect(alphaFile(claims(['key'])).injectRequestHeaders).toEqual([
      { name: 'api-key', values: [{ claimSource: { claim: 'key' } }] },
      { name: 'Authorization', values: [] },
    ]);
  });

  test('the endpoint that shows claims to users answers as the health check', () => {
    expect(mainFile(claims(['key']))).toContain('ping_path = "/oauth2/userinfo"\n');
    expect(containerOf(synthProxy(claims(['key'])), 'Deployment').livenessProbe.httpGet.path).toBe('/oauth2/userinfo');
    expect(containerOf(synthProxy(), 'Deployment').livenessProbe.httpGet.path).toBe('/ping');
  });

  test.each(['1s', '4m59s', '5m'])('a renewal after %s is soon enough', cookieRefresh => {
    expect(mainFile({ ...claims(['key']), cookieRefresh })).toContain(`cookie_refresh = "${cookieRefresh}"`);
  });

  const AFTER_RENEWAL =
    'Allowed: a Go duration of 1s to 5m with proxyTo.apiKeyClaims: until the renewal, a user keeps the key. Fix: remove it for 5m.';
  test.each<[string, Partial<OAuth2ProxyChartProps>, string]>([
    ['a renewal is late', { cookieRefresh: '5m1s' }, `cookieRefresh is "5m1s". ${AFTER_RENEWAL}`],
    ['there is no renewal', { cookieRefresh: '0s' }, `cookieRefresh is "0s". ${AFTER_RENEWAL}`],
    [
      'a setting makes the renewal late',
      { settings: { cookie_refresh: '1h' } },
      `settings.cookie_refresh is "1h". ${AFTER_RENEWAL}`,
    ],
    [
      'a variable makes the renewal late',
      { env: [{ name: 'OAUTH2_PROXY_COOKIE_REFRESH', value: '1h' }] },
      `env OAUTH2_PROXY_COOKIE_REFRESH is "1h". ${AFTER_RENEWAL}`,
    ],
    [
      'the release keeps claims, whatever the accepted risks are',
      { image: 'oauth2-proxy:v7.15.4', acceptedRisks: { everyUser: 'a test', outdatedOAuth2Proxy: 'a test' } },
      'image is "oauth2-proxy:v7.15.4". Allowed: v7.15.5 and later with proxyTo.apiKeyClaims: earlier releases keep the claims until the session ends. Fix: use v7.15.5 or later.',
    ],
    [
      'there are three claims',
      claims(['a', 'b', 'c']),
      'proxyTo.apiKeyClaims is ["a","b","c"]. Allowed: one or two different claims. Fix: remove the others.',
    ],
    [
      'there is one key for all users too',
      claims(['a'], { apiKey: { name: 'keys', key: 'admin' } }),
      'proxyTo.apiKey is "keys". Allowed: absent with proxyTo.apiKeyClaims, because each user has an own key. Fix: remove one of them.',
    ],
    [
      'the browser keeps the header of the second claim',
      claims(['a', 'b'], { keepAuthorization: true }),
      'proxyTo.apiKeyClaims is ["a","b"]. Allowed: one claim, because the second claim needs the header Authorization. Fix: remove the second claim.',
    ],
  ])('fails if %s', (_title, props, message) => {
    expect(() => synthProxy({ ...claims(['key']), ...props })).toThrow(new Error(`OAuth2ProxyChart: ${message}`));
  });
});
