import { App, Testing } from 'cdk8s';
import { k8s } from 'cdk8s-plus-30';
import {
  type ConfigMapKey,
  CookieSameSite,
  LogFormat,
  OAuth2ProxyChart,
  OAuth2ProxyProvider,
  type OAuth2ProxyChartProps,
  type OAuth2ProxyCredentials,
} from 'cdk8s-qdrant';
import { fullWorkload } from '../support/full-props';
import { containerOf, find, type K8sObject, podOf } from '../support/objects';
import { workloadPromises } from '../support/workload-promises';

const MINIMAL: OAuth2ProxyChartProps = {
  namespace: 'ns',
  sessionStore: { connectionUrl: 'redis://sessions.ns.svc.cluster.local:6379' },
  clientId: 'dashboard',
  oidcIssuerUrl: 'https://auth.example.com/realms/main',
  redirectUrl: 'https://dashboard.example.com/oauth2/callback',
  emailDomains: ['example.com'],
};

const synthProxy = (props: Partial<OAuth2ProxyChartProps> = {}): K8sObject[] =>
  Testing.synth(new OAuth2ProxyChart(new App(), 'oauth2-proxy', { ...MINIMAL, ...props }));

/** The settings in the configuration file. Each value of it is written as in JSON. */
function settingsOf(objects: readonly K8sObject[]): Record<string, unknown> {
  const lines: string[] = find(objects, 'ConfigMap').data['oauth2-proxy.cfg'].trimEnd().split('\n');
  return Object.fromEntries(
    lines.map(line => {
      const [, key, value] = /^(\w+) = (.+)$/.exec(line)!;
      return [key, JSON.parse(value!)];
    }),
  );
}

test('minimal', () => {
  expect(synthProxy()).toMatchSnapshot();
});

test('with every prop', () => {
  const credentials: Required<OAuth2ProxyCredentials> = {
    secretName: 'credentials',
    clientSecretKey: 'oidc',
    cookieSecretKey: 'cookie',
  };
  const providerCa: Required<ConfigMapKey> = { name: 'private-ca', key: 'ca.crt' };
  const props: Required<Omit<OAuth2ProxyChartProps, 'proxyTo' | 'backendLogoutUrl'>> = {
    acceptedRisks: { outdatedOAuth2Proxy: 'the registry has no other' },
    ...fullWorkload,
    ...MINIMAL,
    ipFamilies: ['IPv6'],
    namespace: 'ns',
    labels: { 'example.com/team': 'search' },
    disableResourceNameHashes: true,
    name: 'proxy',
    replicas: 3,
    spread: true,
    podDisruptionBudget: {
      maxUnavailable: k8s.IntOrString.fromNumber(1),
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
    },
    credentials,
    cookieName: 'session',
    cookieSameSite: CookieSameSite.STRICT,
    cookieRefresh: '30m',
    cookieExpire: '8h',
    provider: OAuth2ProxyProvider.KEYCLOAK_OIDC,
    scopes: ['openid', 'email', 'profile'],
    emailClaim: 'email',
    audienceClaims: ['aud'],
    allowedGroups: ['/search/admins'],
    allowedRoles: ['qdrant-admin', 'search:admin'],
    groupsClaim: 'dashboard-groups',
    trustedProxyIps: ['10.42.0.0/16'],
    cookieDomains: ['.example.com', 'example.org'],
    sessionCookieMinimal: true,
    setXauthrequest: false,
    providerCa,
    providerCaCertificates: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
    upstreams: ['http://qdrant:6333/'],
    logFormat: LogFormat.JSON,
    metricsPort: 9100,
    serviceMonitor: { labels: { release: 'prometheus' } },
    settings: {
      request_logging: false,
      session_store_type: 'cookie',
      cookie_path: '/x',
      redis_connection_idle_timeout: 1,
    },
  };
  expect(synthProxy(props)).toMatchSnapshot();
});

test.each(workloadPromises(synthProxy))('%s', (_, expectPromise) => expectPromise());

test('settings stand in the configuration file', () => {
  expect(settingsOf(synthProxy())).toEqual({
    http_address: '0.0.0.0:4180',
    reverse_proxy: true,
    upstreams: ['static://202'],
    provider: 'keycloak-oidc',
    oidc_issuer_url: 'https://auth.example.com/realms/main',
    client_id: 'dashboard',
    client_secret_file: '/etc/oauth2-proxy-secrets/client-secret',
    code_challenge_method: 'S256',
    redirect_url: 'https://dashboard.example.com/oauth2/callback',
    email_domains: ['example.com'],
    skip_provider_button: true,
    cookie_csrf_per_request: true,
    cookie_csrf_per_request_limit: 5,
    cookie_name: '__Host-oauth2_proxy',
    cookie_secret_file: '/etc/oauth2-proxy-secrets/cookie-secret',
    cookie_secure: true,
    cookie_samesite: 'lax',
    cookie_refresh: '1h',
    session_store_type: 'redis',
    redis_connection_url: 'redis://sessions.ns.svc.cluster.local:6379',
    session_cookie_minimal: false,
    set_xauthrequest: true,
  });
});

describe('metrics', () => {
  const portsOf = (objects: K8sObject[]) => ({
    container: containerOf(objects, 'Deployment').ports,
    service: find(objects, 'Service').spec.ports,
  });

  test('are offered only on request', () => {
    expect(settingsOf(synthProxy())).not.toHaveProperty('metrics_address');
    expect(portsOf(synthProxy()).container).toHaveLength(1);
    expect(portsOf(synthProxy()).service).toHaveLength(1);
  });

  test('have a port of their own, without the sign-in', () => {
    const objects = synthProxy({ metricsPort: 9100 });
    expect(settingsOf(objects)).toMatchObject({ http_address: '0.0.0.0:4180', metrics_address: '0.0.0.0:9100' });
    expect(portsOf(objects)).toEqual({
      container: [
        { name: 'http', containerPort: 4180, protocol: 'TCP' },
        { name: 'metrics', containerPort: 9100, protocol: 'TCP' },
      ],
      service: [
        { name: 'http', port: 80, targetPort: 'http', protocol: 'TCP' },
        { name: 'metrics', port: 9100, targetPort: 'metrics', protocol: 'TCP' },
      ],
    });
    expect(objects.map(({ kind }) => kind)).not.toContain('ServiceMonitor');
  });

  test('have it in the other file where oauth2-proxy stands in front of Qdrant', () => {
    const objects = synthProxy({ metricsPort: 9100, proxyTo: { url: 'http://qdrant:6333' } });
    expect(settingsOf(objects)).not.toHaveProperty('metrics_address');
    expect(find(objects, 'ConfigMap').data['alpha.yaml']).toContain('metricsServer:\n  bindAddress: 0.0.0.0:9100\n');
  });

  test('are offered where a ServiceMonitor asks for them', () => {
    const objects = synthProxy({ serviceMonitor: {} });
    expect(settingsOf(objects).metrics_address).toBe('0.0.0.0:44180');
    const { selector, endpoints } = find(objects, 'ServiceMonitor').spec;
    expect(selector.matchLabels).toEqual(find(objects, 'Service').spec.selector);
    expect(endpoints).toEqual([expect.objectContaining({ port: 'metrics', path: '/metrics', scheme: 'http' })]);
  });

  test.each<[string, Partial<OAuth2ProxyChartProps>]>([
    ['settings.skip_auth_routes', { settings: { skip_auth_routes: ['.*'] } }],
    ['settings.email_domains', { settings: { email_domains: ['*'] } }],
    ['settings.skip_jwt_bearer_tokens', { settings: { skip_jwt_bearer_tokens: true } }],
    ['settings.allowed_groups', { settings: { allowed_groups: ['/everybody'] } }],
    ['settings.Skip_Auth_Routes', { settings: { Skip_Auth_Routes: ['.*'] } }],
    [
      'settings.cookie_httponly = true\\nskip_auth_routes',
      { settings: { 'cookie_httponly = true\nskip_auth_routes': ['.*'] } },
    ],
    ...[
      'authenticated_emails_file',
      'provider',
      'oidc_issuer_url',
      'oidc_jwks_url',
      'login_url',
      'oidc_email_claim',
      'insecure_oidc_allow_unverified_email',
      'ssl_insecure_skip_verify',
      'trusted_proxy_ips',
      'cookie_secret_file',
      'client_id',
      'proxy_prefix',
    ].map((key): [string, Partial<OAuth2ProxyChartProps>] => [`settings.${key}`, { settings: { [key]: 'x' } }]),
    ...['OIDC_ISSUER_URL', 'ALPHA_CONFIG', 'COOKIE_SECRET', 'CLIENT_SECRET', 'REDIS_PASSWORD'].map(
      (key): [string, Partial<OAuth2ProxyChartProps>] => [
        `env OAUTH2_PROXY_${key}`,
        { env: [{ name: `OAUTH2_PROXY_${key}`, value: 'hunter2' }] },
      ],
    ),
    ['settings.ping_user_agent', { settings: { ping_user_agent: 'curl' } }],
    ['env OAUTH2_PROXY_PING_PATH', { env: [{ name: 'OAUTH2_PROXY_PING_PATH', value: '/oauth2/auth' }] }],
    ['env OAUTH2_PROXY_TRUSTED_IPS', { env: [{ name: 'OAUTH2_PROXY_TRUSTED_IPS', value: '0.0.0.0/0' }] }],
  ])('fails if %s would let requests past the sign-in', (place, props) => {
    expect(() => synthProxy(props)).toThrow(
      new Error(
        `OAuth2ProxyChart: ${place} is "(set)". Allowed: settings that do not decide about access: cookies, logs, pages, the session store and a few more. ` +
          'Fix: remove it, and use the props to decide about access.',
      ),
    );
  });

  test('takes the rest as variables, and passwords of the session store out of a Secret', () => {
    const env = [
      { name: 'OAUTH2_PROXY_BANNER', value: 'Search' },
      { name: 'OAUTH2_PROXY_REDIS_PASSWORD', valueFrom: { secretKeyRef: { name: 'sessions', key: 'password' } } },
    ];
    expect(containerOf(synthProxy({ env }), 'Deployment').env).toEqual(env);
  });

  test('every user of the realm is let in only where somebody says why, and the reason stands on the Deployment', () => {
    expect(() => synthProxy({ emailDomains: ['*'] })).toThrow(
      new Error(
        `OAuth2ProxyChart: emailDomains is ["*"]. Allowed: domains, or '*' with groups or roles that not every user has. ` +
          'Fix: name domains, groups or roles, or state in acceptedRisks.everyUser why every user has access.',
      ),
    );
    expect(synthProxy({ emailDomains: ['*'], allowedGroups: ['/a'] })).toBeDefined();
    expect(synthProxy({ emailDomains: ['example.com'], allowedRoles: ['offline_access'] })).toBeDefined();
    expect(() => synthProxy({ emailDomains: ['*'], allowedRoles: ['admin', 'offline_access'] })).toThrow(
      'why every user has access',
    );
    expect(() => synthProxy({ emailDomains: ['*'], allowedGroups: ['role:default-roles-main'] })).toThrow(
      'why every user has access',
    );
    const why = 'the realm has three users';
    const open = synthProxy({ emailDomains: ['*'], acceptedRisks: { everyUser: why } });
    expect(find(open, 'Deployment').metadata.annotations).toMatchObject({
      'cdk8s-qdrant/accepted-risk.everyUser': why,
    });
  });

  test('fails if they are to have the port of the sign-in', () => {
    expect(() => synthProxy({ metricsPort: 4180 })).toThrow(
      new Error('OAuth2ProxyChart: metricsPort is 4180. Allowed: a port other than 4180. Fix: use 44180.'),
    );
  });
});

test('nothing but the place of the configuration file is an argument, nothing is in the environment', () => {
  expect(containerOf(synthProxy(), 'Deployment').args).toEqual(['--config=/etc/oauth2-proxy/oauth2-proxy.cfg']);
  expect(containerOf(synthProxy(), 'Deployment').env).toBeUndefined();
});

test('secrets are files, which others on the node cannot read', () => {
  const objects = synthProxy();
  expect(podOf(objects, 'Deployment').volumes).toContainEqual({
    name: 'secrets',
    secret: {
      secretName: 'oauth2-proxy',
      defaultMode: 0o440,
      items: [
        { key: 'client-secret', path: 'client-secret' },
        { key: 'cookie-secret', path: 'cookie-secret' },
      ],
    },
  });
  expect(containerOf(objects, 'Deployment').volumeMounts).toContainEqual({
    name: 'secrets',
    mountPath: '/etc/oauth2-proxy-secrets',
    readOnly: true,
  });
  expect(podOf(objects, 'Deployment').securityContext.fsGroup).toBe(65532);
});

test('other keys of another Secret are read from their own files', () => {
  const objects = synthProxy({ credentials: { secretName: 'mine', clientSecretKey: 'a', cookieSecretKey: 'b' } });
  expect(settingsOf(objects)).toMatchObject({
    client_secret_file: '/etc/oauth2-proxy-secrets/a',
    cookie_secret_file: '/etc/oauth2-proxy-secrets/b',
  });
  expect(podOf(objects, 'Deployment').volumes).toContainEqual({
    name: 'secrets',
    secret: expect.objectContaining({
      secretName: 'mine',
      items: [
        { key: 'a', path: 'a' },
        { key: 'b', path: 'b' },
      ],
    }),
  });
});

test('a change of the configuration rolls the pods, any other change does not', () => {
  const checksum = (props: Partial<OAuth2ProxyChartProps>) =>
    find(synthProxy(props), 'Deployment').spec.template.metadata.annotations['checksum/config'];
  expect(checksum({ cookieRefresh: '2h' })).not.toBe(checksum({}));
  expect(checksum({ replicas: 2, labels: { mine: 'yes' } })).toBe(checksum({}));
});

test('the password and the certificate authority of the session store come from Secrets', () => {
  const sessionStore = {
    connectionUrl: 'rediss://sessions:6379',
    password: { name: 'sessions', key: 'password' },
    ca: { name: 'sessions-tls', key: 'ca.crt' },
  };
  const objects = synthProxy({ sessionStore });
  expect(containerOf(objects, 'Deployment').env).toEqual([
    { name: 'OAUTH2_PROXY_REDIS_PASSWORD', valueFrom: { secretKeyRef: { name: 'sessions', key: 'password' } } },
  ]);
  expect(settingsOf(objects).redis_ca_path).toBe('/etc/oauth2-proxy-session-store/ca.crt');
  expect(podOf(objects, 'Deployment').volumes).toContainEqual({
    name: 'session-store-ca',
    secret: { secretName: 'sessions-tls', items: [{ key: 'ca.crt', path: 'ca.crt' }] },
  });
  expect(containerOf(objects, 'Deployment').volumeMounts).toContainEqual({
    name: 'session-store-ca',
    mountPath: '/etc/oauth2-proxy-session-store',
    readOnly: true,
  });
});

test('a private certificate authority of the provider is trusted', () => {
  const objects = synthProxy({ providerCa: { name: 'private-ca', key: 'root.pem' } });
  expect(settingsOf(objects).provider_ca_files).toEqual(['/etc/oauth2-proxy-ca/root.pem']);
  expect(podOf(objects, 'Deployment').volumes).toContainEqual({
    name: 'provider-ca',
    configMap: { name: 'private-ca' },
  });
  expect(containerOf(objects, 'Deployment').volumeMounts).toContainEqual({
    name: 'provider-ca',
    mountPath: '/etc/oauth2-proxy-ca',
    readOnly: true,
  });
});

test('settings are merged over the own ones', () => {
  const settings = { cookie_refresh: '5m', api_routes: ['^/collections'], request_logging: false, cookie_expire: 7 };
  expect(settingsOf(synthProxy({ settings }))).toEqual({ ...settingsOf(synthProxy()), ...settings });
});

test('quotes and backslashes of a value stay inside it', () => {
  const clientId = 'a"\nskip_auth_routes = ["."]\n\\';
  expect(settingsOf(synthProxy({ clientId }))).toEqual({ ...settingsOf(synthProxy()), client_id: clientId });
});

test('readiness asks the session store too, liveness does not', () => {
  expect(containerOf(synthProxy(), 'Deployment')).toMatchObject({
    readinessProbe: { httpGet: { path: '/ready', port: 'http' } },
    livenessProbe: { httpGet: { path: '/ping', port: 'http' } },
  });
});

test('the Service leads from port 80 to the proxy', () => {
  const objects = synthProxy();
  expect(find(objects, 'Service').spec).toMatchObject({
    type: 'ClusterIP',
    ports: [{ name: 'http', port: 80, targetPort: 'http' }],
  });
  expect(containerOf(objects, 'Deployment').ports).toEqual([{ name: 'http', containerPort: 4180, protocol: 'TCP' }]);
});

test('two proxies of one namespace do not share pods', () => {
  const selectorOf = (name: string) => find(synthProxy({ name }), 'Service', name).spec.selector;
  expect(selectorOf('first')).not.toEqual(selectorOf('second'));
});

test('several pods are replaced one after the other, each before the old one goes', () => {
  expect(find(synthProxy({ replicas: 2 }), 'Deployment').spec.strategy).toEqual({
    type: 'RollingUpdate',
    rollingUpdate: { maxSurge: 1, maxUnavailable: 0 },
  });
  expect(find(synthProxy(), 'Deployment').spec.strategy).toBeUndefined();
});

test('the pods of one version spread over zones and hosts where they can', () => {
  const objects = synthProxy({ spread: true });
  const spread = {
    maxSkew: 1,
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: find(objects, 'Deployment').spec.selector,
    matchLabelKeys: ['pod-template-hash'],
  };
  expect(podOf(objects, 'Deployment').topologySpreadConstraints).toEqual([
    { ...spread, topologyKey: 'topology.kubernetes.io/zone' },
    { ...spread, topologyKey: 'kubernetes.io/hostname' },
  ]);
});

test('a budget is for the pods of the Deployment', () => {
  const objects = synthProxy({ podDisruptionBudget: { minAvailable: k8s.IntOrString.fromNumber(1) } });
  expect(find(objects, 'PodDisruptionBudget', 'oauth2-proxy').spec).toEqual({
    minAvailable: 1,
    selector: find(objects, 'Deployment').spec.selector,
  });
});

test('fails if a budget says nothing', () => {
  expect(() => synthProxy({ podDisruptionBudget: {} })).toThrow(
    new Error(
      'OAuth2ProxyChart: podDisruptionBudget is []. Allowed: exactly one of maxUnavailable and minAvailable. ' +
        'Fix: set maxUnavailable to 1.',
    ),
  );
});

test('fails if there are no replicas', () => {
  expect(() => synthProxy({ replicas: 0 })).toThrow(
    new Error('OAuth2ProxyChart: replicas is 0. Allowed: an integer from 1 to 1000. Fix: use 1.'),
  );
});

test('fails if replicas is not a whole number', () => {
  expect(() => synthProxy({ replicas: 1.5 })).toThrow(
    new Error('OAuth2ProxyChart: replicas is 1.5. Allowed: an integer from 1 to 1000. Fix: use 1.'),
  );
});

test('fails if nobody is let in', () => {
  expect(() => synthProxy({ emailDomains: [] })).toThrow(
    new Error(
      'OAuth2ProxyChart: emailDomains is []. Allowed: at least one domain. ' +
        "Fix: name your domains, or use '*' for every user.",
    ),
  );
});

test.each([
  'client_secret',
  'cookie_secret',
  'redis_password',
  'redis_sentinel_password',
  'basic_auth_password',
  'signature_key',
])('fails if %s is among the settings, and does not repeat it', setting => {
  expect(() => synthProxy({ settings: { [setting]: 'hunter2' } })).toThrow(
    new Error(`OAuth2ProxyChart: settings.${setting} is "(set)". Allowed: absent. Fix: put the value into the Secret.`),
  );
});

test.each([
  ['null', null, 'null'],
  ['undefined', undefined, 'null'],
  ['an object', { a: 1 }, '{"a":1}'],
  ['a list of numbers', [1], '[1]'],
  ['not a number', Number.NaN, 'null'],
])('fails if a setting is %s, which the file cannot hold', (_, value, shown) => {
  expect(() => synthProxy({ settings: { banner: value } })).toThrow(
    new Error(
      `OAuth2ProxyChart: settings.banner is ${shown}. Allowed: a string, a boolean, a number or a list of strings. ` +
        'Fix: change the type, or remove the setting.',
    ),
  );
});

test('fails if the address of the session store has a password in it, and does not repeat it', () => {
  expect(() => synthProxy({ sessionStore: { connectionUrl: 'redis://user:hunter2@valkey:6379' } })).toThrow(
    new Error(
      'OAuth2ProxyChart: sessionStore.connectionUrl is "(set)". Allowed: a URL without credentials. ' +
        'Fix: remove the credentials, and name the Secret with the password in sessionStore.password.',
    ),
  );
});

test.each([
  [
    'settings.redis_cluster_connection_urls',
    { settings: { redis_cluster_connection_urls: ['redis://a:6379', 'redis://user:hunter2@b:6379'] } },
    'remove the credentials, and name the Secret with the password in sessionStore.password',
  ],
  [
    'env HTTPS_PROXY',
    { env: [{ name: 'HTTPS_PROXY', value: 'http://user:hunter2@proxy:3128' }] },
    'use valueFrom.secretKeyRef',
  ],
])('fails if %s has a password in it, and does not repeat it', (place, props, fix) => {
  expect(() => synthProxy(props)).toThrow(
    new Error(`OAuth2ProxyChart: ${place} is "(set)". Allowed: a URL without credentials. Fix: ${fix}.`),
  );
});

test.each([[['email']], [['openid email']], [[]]])('the scopes %j are rejected', scopes => {
  expect(() => synthProxy({ scopes })).toThrow(
    `OAuth2ProxyChart: scopes is ${JSON.stringify(scopes)}. Allowed: scopes without spaces, with openid among them.`,
  );
});
