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
