import { type Chart, Testing } from 'cdk8s';
import { k8s } from 'cdk8s-plus-30';
import { DualIngress, type DualIngressProps, type OAuth2ProxyChartProps, type QdrantChartProps } from 'cdk8s-qdrant';
import { find, type K8sObject } from '../support/objects';
import { stackParts } from '../support/stack-parts';

const NGINX = 'nginx.ingress.kubernetes.io';
const DASHBOARD = 'dashboard.example.com';
const API = 'api.example.com';
const RISKS = { apiWithoutKey: 'nobody but this test reaches it', dashboardOnApiHost: 'its pages are public' };
const NAMES = ['oauth2-proxy-ingress', 'qdrant-http-ingress', 'qdrant-root-redirect', 'qdrant-api-ingress'];

type Options = Partial<Omit<DualIngressProps, 'qdrant' | 'oauth2Proxy'>>;

function make(
  options: Options = {},
  qdrantProps?: Partial<QdrantChartProps>,
  oauth2ProxyProps?: Partial<OAuth2ProxyChartProps>,
) {
  const { chart, qdrant, oauth2Proxy } = stackParts(qdrantProps, oauth2ProxyProps);
  const ingress = new DualIngress(chart, 'ingress', {
    qdrant,
    oauth2Proxy,
    dashboardHost: DASHBOARD,
    apiHost: API,
    tlsSecretName: 'tls',
    acceptedRisks: RISKS,
    ...options,
  });
  return { ingress, objects: Testing.synth(chart) as K8sObject[] };
}

const synthIngress = (options?: Options, qdrantProps?: Partial<QdrantChartProps>) => make(options, qdrantProps).objects;
const synthProxied = (timeoutSeconds?: number, options?: Options) =>
  make(options, {}, { proxyTo: { url: 'http://qdrant.ns.svc.cluster.local:6333', timeoutSeconds } }).objects;
const annotationsOf = (name: string, options?: Options) =>
  find(synthIngress(options), 'Ingress', name).metadata.annotations;

/** Where an ingress leads: `host path -> service:port`. */
function routeOf({ spec }: K8sObject): string {
  const { host, http } = spec.rules[0];
  const { path, pathType, backend } = http.paths[0];
  return `${host} ${pathType} ${path} -> ${backend.service.name}:${backend.service.port.number}`;
}

test('minimal', () => {
  expect(synthIngress()).toMatchSnapshot();
});

test('with every prop', () => {
  const { chart, qdrant, oauth2Proxy } = stackParts();
  const props: Required<Omit<DualIngressProps, 'application'>> = {
    qdrant,
    oauth2Proxy,
    dashboardHost: DASHBOARD,
    apiHost: API,
    apiAliases: ['vectors.example.org'],
    grpcHost: 'grpc.example.com',
    tlsSecretName: 'wildcard-tls',
    ingressClassName: 'nginx-internal',
    corsOrigins: ['https://app.example.com', 'http://localhost:3000'],
    acceptedRisks: { ...RISKS, anyOrigin: 'the data are public' },
    apiLimits: { requestsPerSecond: 10, connections: 20, bodySizeMb: 64 },
    annotations: { 'example.com/owner': 'search' },
    hostAnnotations: { 'api.example.com': { [`${NGINX}/whitelist-source-range`]: '10.0.0.0/8' } },
    labels: { 'example.com/team': 'search' },
  };
  new DualIngress(chart, 'ingress', props);
  expect(Testing.synth(chart)).toMatchSnapshot();
});

test('routes lead to Qdrant and to the sign-in', () => {
  expect(synthIngress().map(routeOf)).toEqual([
    'dashboard.example.com Prefix /oauth2 -> oauth2-proxy:80',
    'dashboard.example.com Prefix / -> qdrant:6333',
    'dashboard.example.com Exact / -> oauth2-proxy:80',
    'api.example.com Prefix / -> qdrant:6333',
  ]);
});

test('where the proxy stands in front of Qdrant, the dashboard host is one route to it', () => {
  expect(synthProxied().map(routeOf)).toEqual([
    'dashboard.example.com Prefix / -> oauth2-proxy:80',
    'api.example.com Prefix / -> qdrant:6333',
  ]);
});

test('a change of mode changes the ingress that led to Qdrant, so that no second one claims its path', () => {
  expect(find(synthProxied(), 'Ingress', 'qdrant-http-ingress').spec.rules[0].http.paths[0].backend.service.name).toBe(
    'oauth2-proxy',
  );
});

test('where the proxy stands in front of Qdrant, the controller lets snapshots through and asks nobody', () => {
  const annotations = (seconds?: number) =>
    find(synthProxied(seconds), 'Ingress', 'qdrant-http-ingress').metadata.annotations;
  expect(annotations()).toEqual({
    [`${NGINX}/proxy-body-size`]: '0',
    [`${NGINX}/proxy-request-buffering`]: 'off',
    [`${NGINX}/proxy-read-timeout`]: '14400',
    [`${NGINX}/proxy-send-timeout`]: '14400',
    [`${NGINX}/proxy-buffer-size`]: '16k',
  });
  expect(annotations(60)).toMatchObject({ [`${NGINX}/proxy-read-timeout`]: '60' });
});

test('dashboard ingress sends unauthenticated users to sign in', () => {
  expect(annotationsOf('qdrant-http-ingress')).toMatchObject({
    [`${NGINX}/auth-url`]: 'https://$host/oauth2/auth',
    [`${NGINX}/auth-signin`]: 'https://$host/oauth2/start?rd=$escaped_request_uri',
  });
});

test('no annotation of the user takes the sign-in off the dashboard', () => {
  const annotations = { [`${NGINX}/auth-url`]: '', [`${NGINX}/auth-signin`]: '' };
  expect(annotationsOf('qdrant-http-ingress', { annotations })).toEqual(annotationsOf('qdrant-http-ingress'));
});

test('API ingress asks nobody to sign in', () => {
  expect(annotationsOf('qdrant-api-ingress')).toEqual({
    'cdk8s-qdrant/accepted-risk.apiWithoutKey': RISKS.apiWithoutKey,
    'cdk8s-qdrant/accepted-risk.dashboardOnApiHost': RISKS.dashboardOnApiHost,
    [`${NGINX}/proxy-body-size`]: '0',
    [`${NGINX}/backend-protocol`]: 'HTTP',
  });
});

test('the root leads to the dashboard, and to the sign-in where the redirect is not known', () => {
  expect(annotationsOf('qdrant-root-redirect')).toEqual({
    [`${NGINX}/permanent-redirect`]: 'https://dashboard.example.com/dashboard',
    [`${NGINX}/permanent-redirect-code`]: '301',
  });
  expect(routeOf(find(synthIngress(), 'Ingress', 'qdrant-root-redirect'))).toContain('-> oauth2-proxy:');
});

test('the sign-in has room for the headers of Keycloak', () => {
  expect(annotationsOf('oauth2-proxy-ingress')).toEqual({ [`${NGINX}/proxy-buffer-size`]: '16k' });
});

test('every host has TLS', () => {
  expect(synthIngress().map(({ spec }) => spec.tls)).toEqual(
    [DASHBOARD, DASHBOARD, DASHBOARD, API].map(host => [{ hosts: [host], secretName: 'tls' }]),
  );
});

test('TLS of the pods is spoken to Qdrant, and only to Qdrant', () => {
  const protocols = synthIngress({}, { tls: { secretName: 'internal-tls' } }).map(
    ({ metadata }) => metadata.annotations![`${NGINX}/backend-protocol`],
  );
  expect(protocols).toEqual([undefined, 'HTTPS', undefined, 'HTTPS']);
});

test('the named origins may call the API, without cookies, and the dashboard has none of it', () => {
  const corsOrigins = ['https://a.example.com', 'https://b.example.com'];
  expect(annotationsOf('qdrant-api-ingress', { corsOrigins })).toMatchObject({
    [`${NGINX}/enable-cors`]: 'true',
    [`${NGINX}/cors-allow-origin`]: 'https://a.example.com, https://b.example.com',
    [`${NGINX}/cors-allow-methods`]: 'GET, PUT, POST, PATCH, DELETE, OPTIONS',
    [`${NGINX}/cors-allow-headers`]: expect.stringMatching(/^Content-Type, Authorization, api-key\b/),
    [`${NGINX}/cors-allow-credentials`]: 'false',
  });
  expect(annotationsOf('qdrant-http-ingress', { corsOrigins })).toEqual(annotationsOf('qdrant-http-ingress'));
});

test('limits stand on the API ingress, and on no other', () => {
  const apiLimits = { requestsPerSecond: 100, connections: 20, bodySizeMb: 64 };
  expect(annotationsOf('qdrant-api-ingress', { apiLimits })).toMatchObject({
    [`${NGINX}/limit-rps`]: '100',
    [`${NGINX}/limit-connections`]: '20',
    [`${NGINX}/proxy-body-size`]: '64m',
  });
  for (const name of NAMES.filter(each => each !== 'qdrant-api-ingress')) {
    expect(annotationsOf(name, { apiLimits })).toEqual(annotationsOf(name));
  }
});

test('a limit of 0 is none', () => {
  const apiLimits = { requestsPerSecond: 0, connections: 0, bodySizeMb: 0 };
  expect(annotationsOf('qdrant-api-ingress', { apiLimits })).toEqual(annotationsOf('qdrant-api-ingress'));
});

test.each([-1, 1.5, NaN])('fails if a limit is %d', connections => {
  const message =
    /^DualIngress: apiLimits\.connections is .*\. Allowed: an integer of 0 or more, where 0 is no limit\. Fix: remove it/;
  expect(() => synthIngress({ apiLimits: { connections } })).toThrow(message);
});

test('annotations and labels stand on every ingress', () => {
  const objects = synthIngress({ annotations: { mine: 'yes' }, labels: { mine: 'yes' } });
  expect(objects.map(({ metadata }) => [metadata.annotations!.mine, metadata.labels!.mine])).toEqual(
    NAMES.map(() => ['yes', 'yes']),
  );
});

test('the class is the one that was chosen', () => {
  const classes = (options?: Options) => synthIngress(options).map(({ spec }) => spec.ingressClassName);
  expect(classes()).toEqual(NAMES.map(() => 'nginx'));
  expect(classes({ ingressClassName: 'nginx-internal' })).toEqual(NAMES.map(() => 'nginx-internal'));
});

test('names follow the database where it has another one', () => {
  const objects = synthIngress({}, { name: 'vectors' });
  expect(routeOf(find(objects, 'Ingress', 'qdrant-api-ingress'))).toContain('-> vectors:6333');
});

test('addresses are https', () => {
  expect(make().ingress).toMatchObject({
    dashboardUrl: 'https://dashboard.example.com',
    apiUrl: 'https://api.example.com',
  });
});

test.each(['traefik-internal', 'tailscale', 'internal', 'nginx-org', 'f5-nginx', 'nginx-plus'])(
  'fails if the controller might let everybody through, as class %s is none of ingress-nginx',
  ingressClassName => {
    expect(() => synthIngress({ ingressClassName })).toThrow(
      new Error(
        `DualIngress: ingressClassName is "${ingressClassName}". ` +
          'Allowed: a class of ingress-nginx, because other controllers do not ask oauth2-proxy and let every user in. ' +
          'Fix: set proxyTo of oauth2-proxy, which works with every controller; or state in acceptedRisks.otherIngressClass why this controller asks.',
      ),
    );
    expect(synthProxied(undefined, { ingressClassName: 'traefik-internal' })).toHaveLength(2);
  },
);

test('another class is taken with a reason, which stands on every ingress of it', () => {
  const acceptedRisks = { otherIngressClass: 'public is our ingress-nginx' };
  const annotated = (ingressClassName: string) =>
    synthIngress({ ingressClassName, acceptedRisks }, { apiKey: { name: 'keys', key: 'api-key' } })
      .filter(
        ({ metadata }) =>
          metadata.annotations?.['cdk8s-qdrant/accepted-risk.otherIngressClass'] === acceptedRisks.otherIngressClass,
      )
      .map(({ metadata }) => metadata.name);
  expect(annotated('public')).toEqual([...NAMES, 'qdrant-api-dashboard']);
  expect(annotated('nginx-public')).toEqual([]);
});

test('fails if both hosts are the same', () => {
  expect(() => synthIngress({ apiHost: DASHBOARD })).toThrow(
    new Error(
      'DualIngress: apiHost is "dashboard.example.com". Allowed: a host other than dashboardHost. ' +
        'Fix: use a host for each of them.',
    ),
  );
});

test.each([
  [[DASHBOARD], `apiAliases is "${DASHBOARD}". Allowed: hosts other than all other hosts, each once`],
  [['a.example.com', 'a.example.com'], 'apiAliases is "a.example.com". Allowed: hosts other than all other hosts'],
  [['A.example.com'], 'apiAliases[0] is "A.example.com". Allowed: a DNS name in lower case. Fix: write a.example.com.'],
])('fails if the other hosts of the API are %j', (apiAliases, message) => {
  expect(() => synthIngress({ apiAliases })).toThrow(message);
});

test('the host of the API leads to the dashboard instead of showing it, unless that risk is taken', () => {
  const objects = synthIngress({ acceptedRisks: { apiWithoutKey: RISKS.apiWithoutKey } });
  const closed = find(objects, 'Ingress', 'qdrant-api-dashboard');
  expect(routeOf(closed)).toBe('api.example.com Prefix /dashboard -> oauth2-proxy:80');
  expect(closed.metadata.annotations).toEqual({
    [`${NGINX}/permanent-redirect`]: 'https://dashboard.example.com/dashboard',
    [`${NGINX}/permanent-redirect-code`]: '301',
  });
});

describe('gRPC', () => {
  const grpcHost = 'grpc.example.com';
  const ofGrpc = (qdrantProps?: Partial<QdrantChartProps>) => make({ grpcHost }, qdrantProps);

  test('has a host of its own on request, spoken to in its own protocol', () => {
    const { ingress, objects } = ofGrpc();
    expect(ingress.grpcUrl).toBe('https://grpc.example.com');
    const found = find(objects, 'Ingress', 'qdrant-grpc-ingress');
    expect(routeOf(found)).toBe('grpc.example.com Prefix / -> qdrant:6334');
    expect(found.metadata.annotations).toMatchObject({
      [`${NGINX}/backend-protocol`]: 'GRPC',
      [`${NGINX}/proxy-read-timeout`]: '14400',
      [`${NGINX}/proxy-send-timeout`]: '14400',
    });
    expect(found.spec.tls).toEqual([{ hosts: ['grpc.example.com'], secretName: 'tls' }]);
  });

  test('is not published otherwise', () => {
    expect(make().ingress.grpcUrl).toBeUndefined();
  });

  test.each([DASHBOARD, API])('fails if it shares the host %s', host => {
    expect(() => make({ grpcHost: host })).toThrow(
      `DualIngress: grpcHost is "${host}". Allowed: a host other than dashboardHost and apiHost. Fix: use a host for each of them.`,
    );
  });

  test('fails if the controller does not know how it is told to speak gRPC', () => {
    const proxied = { proxyTo: { url: 'http://qdrant.ns.svc.cluster.local:6333' } };
    expect(() => make({ grpcHost, ingressClassName: 'traefik' }, {}, proxied)).toThrow(
      'DualIngress: grpcHost is "grpc.example.com". Allowed: absent with ingressClassName traefik, whose controller may not support gRPC to Qdrant. Fix: use GatewayRoutes, or remove grpcHost; or state in acceptedRisks.otherIngressClass why the controller supports the annotations of ingress-nginx.',
    );
  });
});

describe('where Qdrant speaks TLS', () => {
  const tls = { secretName: 'internal-tls' };
  const annotations = (name: string) =>
    find(synthIngress({ grpcHost: 'grpc.example.com' }, { tls }), 'Ingress', name).metadata.annotations;

  test('so does the controller, which checks the certificate of the API', () => {
    expect(annotations('qdrant-api-ingress')).toMatchObject({
      [`${NGINX}/backend-protocol`]: 'HTTPS',
      [`${NGINX}/proxy-ssl-secret`]: 'ns/internal-tls',
      [`${NGINX}/proxy-ssl-verify`]: 'on',
      [`${NGINX}/proxy-ssl-name`]: 'qdrant.ns.svc.cluster.local',
      [`${NGINX}/proxy-ssl-server-name`]: 'on',
    });
    expect(annotations('qdrant-grpc-ingress')).toHaveProperty([`${NGINX}/backend-protocol`], 'GRPCS');
  });

  test('the answers of oauth2-proxy are not checked by it', () => {
    expect(annotations('qdrant-http-ingress')).toHaveProperty([`${NGINX}/backend-protocol`], 'HTTPS');
    expect(annotations('qdrant-http-ingress')).not.toHaveProperty([`${NGINX}/proxy-ssl-verify`]);
  });
});

describe('with another web application', () => {
  const REPORTS = { name: 'reports', serviceName: 'reports-web', port: 8080 };
  const CHECKED = { proxyTo: { url: 'http://reports-web:8080' } };

  function other(
    options: Partial<DualIngressProps> = {},
    { proxied = true, add }: { proxied?: boolean; add?: (chart: Chart) => void } = {},
  ): K8sObject[] {
    const { chart, oauth2Proxy } = stackParts({}, proxied ? CHECKED : {});
    new DualIngress(chart, 'ingress', {
      application: REPORTS,
      oauth2Proxy,
      dashboardHost: DASHBOARD,
      tlsSecretName: 'tls',
      ...options,
    });
    add?.(chart);
    return Testing.synth(chart) as K8sObject[];
  }

  const route = (name: string, host: string, serviceName: string) => (chart: Chart) => {
    const backend = { service: { name: serviceName, port: { number: 8080 } } };
    new k8s.KubeIngress(chart, name, {
      metadata: { name },
      spec: { rules: [{ host, http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }] },
    });
  };

  test('the dashboard host leads to oauth2-proxy, and there is no API host', () => {
    expect(other().map(routeOf)).toEqual(['dashboard.example.com Prefix / -> oauth2-proxy:80']);
    expect(other()[0]!.metadata.name).toBe('reports-http-ingress');
  });

  test('the controller asks oauth2-proxy before it leads to the Service', () => {
    const application = { ...REPORTS, dashboardPath: '/ui' };
    const objects = other({ application }, { proxied: false });
    expect(objects.map(routeOf)).toEqual([
      'dashboard.example.com Prefix /oauth2 -> oauth2-proxy:80',
      'dashboard.example.com Prefix / -> reports-web:8080',
      'dashboard.example.com Exact / -> oauth2-proxy:80',
    ]);
    expect(find(objects, 'Ingress', 'reports-root-redirect').metadata.annotations).toMatchObject({
      [`${NGINX}/permanent-redirect`]: 'https://dashboard.example.com/ui',
    });
  });

  test('the API host leads to a Service of its own, or to the Service that requires a key', () => {
    const api = { serviceName: 'reports-api', port: 9000 };
    expect(other({ apiHost: API, application: { ...REPORTS, api } }).map(routeOf)).toContain(
      'api.example.com Prefix / -> reports-api:9000',
    );
    expect(
      other({ apiHost: API, application: { ...REPORTS, dashboardPath: '/ui', hasApiKey: true } }).map(routeOf),
    ).toEqual([
      'dashboard.example.com Prefix / -> oauth2-proxy:80',
      'api.example.com Prefix / -> reports-web:8080',
      'api.example.com Prefix /ui -> oauth2-proxy:80',
    ]);
  });

  test('fails if the API host leads to an application without a key, or shows the dashboard', () => {
    expect(() => other({ apiHost: API })).toThrow(
      'Ingress reports-api-ingress routes to reports, which requires no API key: anybody who reaches it can read and change everything. ' +
        'Fix: give reports an API key, or state the reason in acceptedRisks.apiWithoutKey.',
    );
    expect(() => other({ apiHost: API, application: { ...REPORTS, hasApiKey: true } })).toThrow(
      'Ingress reports-api-ingress serves the dashboard pages at api.example.com/ without the sign-in.',
    );
  });

  test.each([
    ['its Service, which is outside of the app', 'reports-web', undefined],
    ['a second Service of its pods', 'second', { name: 'second', app: 'reports' }],
  ])('fails if a route of the dashboard host leads to %s', (_, serviceName, second) => {
    const add = (chart: Chart) => {
      if (second) {
        new k8s.KubeService(chart, 'own', {
          metadata: { name: 'reports-web' },
          spec: { selector: { app: 'reports' }, ports: [{ port: 8080 }] },
        });
        new k8s.KubeService(chart, 'second', {
          metadata: { name: second.name },
          spec: { selector: { app: second.app }, ports: [{ port: 8080 }] },
        });
      }
      route('more', DASHBOARD, serviceName)(chart);
    };
    expect(() => other({}, { add })).toThrow(
      'Ingress more routes dashboard.example.com/ to reports without the sign-in. Fix: route it to oauth2-proxy, or use another host.',
    );
  });

  test.each<[Partial<DualIngressProps>, string]>([
    [{ application: { ...REPORTS, name: 'My Reports' } }, 'DualIngress: application.name is "My Reports".'],
    [{ application: { ...REPORTS, port: 0 } }, 'DualIngress: application.port is 0.'],
    [{ application: { ...REPORTS, dashboardPath: 'ui/' } }, 'DualIngress: application.dashboardPath is "ui/".'],
    [{ application: { ...REPORTS, serviceName: '' } }, 'DualIngress: application.serviceName is "".'],
    [{ application: undefined }, 'DualIngress: qdrant is undefined. Allowed: a QdrantChart, if application is absent.'],
    [
      { grpcHost: 'grpc.example.com' },
      'DualIngress: grpcHost is "grpc.example.com". Allowed: absent with application.',
    ],
    [{ qdrant: stackParts().qdrant }, 'DualIngress: application is "reports". Allowed: absent with qdrant.'],
  ])('fails if %j', (options, message) => {
    expect(() => other(options)).toThrow(message);
  });
});
