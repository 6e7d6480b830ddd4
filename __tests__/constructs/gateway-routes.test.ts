import { App, Chart, Testing } from 'cdk8s';
import {
  GatewayRoutes,
  type GatewayRoutesProps,
  type OAuth2ProxyChartProps,
  type QdrantChartProps,
  type WebApplication,
} from 'cdk8s-qdrant';
import { find, type K8sObject } from '../support/objects';
import { stackParts } from '../support/stack-parts';

type Options = Partial<Omit<GatewayRoutesProps, 'qdrant' | 'oauth2Proxy'>>;

const PROXY: Partial<OAuth2ProxyChartProps> = { proxyTo: { url: 'http://qdrant.ns.svc.cluster.local:6333' } };
const BECAUSE = { apiWithoutKey: 'nobody but this test reaches it' };

function props(options: Options = {}, proxy = PROXY, qdrantProps?: Partial<QdrantChartProps>) {
  const { chart, qdrant, oauth2Proxy } = stackParts(qdrantProps, proxy);
  return {
    chart,
    all: {
      gateway: { name: 'public' },
      qdrant,
      oauth2Proxy,
      dashboardHost: 'dashboard.example.com',
      apiHost: 'api.example.com',
      acceptedRisks: BECAUSE,
      ...options,
    },
  };
}

function make(options?: Options, proxy?: Partial<OAuth2ProxyChartProps>, qdrantProps?: Partial<QdrantChartProps>) {
  const { chart, all } = props(options, proxy, qdrantProps);
  const routes = new GatewayRoutes(new Chart(chart, 'endpoints', { namespace: 'ns' }), 'gateway', all);
  return { routes, objects: Testing.synth(Chart.of(routes)) as K8sObject[] };
}

/** Where each rule of a route leads: `Type path -> service:port`, or `-> redirect URL`. */
function waysOf({ spec }: K8sObject): string[] {
  return spec.rules.map(({ matches, backendRefs, filters = [] }: any) => {
    const { type, value } = matches[0].path;
    const { requestRedirect } = filters.find((filter: any) => filter.requestRedirect) ?? {};
    const to = requestRedirect
      ? `${requestRedirect.statusCode} ${requestRedirect.scheme}://${requestRedirect.hostname}${requestRedirect.path?.replaceFullPath ?? value}`
      : `${backendRefs[0].name}:${backendRefs[0].port}`;
    return `${type} ${value} -> ${to}`;
  });
}

test('minimal', () => {
  expect(make().objects).toMatchSnapshot();
});

test('with every prop', () => {
  const { chart, all } = props();
  const every: Required<Omit<GatewayRoutesProps, 'application'>> = {
    ...all,
    gateway: { name: 'public', namespace: 'gateways', sectionName: 'https' },
    apiAliases: ['vectors.example.org'],
    grpcHost: 'grpc.example.com',
    corsOrigins: ['https://app.example.com', 'http://localhost:3000'],
    acceptedRisks: { ...BECAUSE, dashboardOnApiHost: 'it is the same people' },
    annotations: { 'example.com/owner': 'search' },
    labels: { 'example.com/team': 'search' },
  };
  const endpoints = new Chart(chart, 'endpoints', { namespace: 'ns' });
  new GatewayRoutes(endpoints, 'gateway', every);
  expect(Testing.synth(endpoints)).toMatchSnapshot();
});

test('the whole dashboard host leads to oauth2-proxy, and its root to the dashboard', () => {
  expect(waysOf(find(make().objects, 'HTTPRoute', 'qdrant-dashboard'))).toEqual([
    'Exact / -> 301 https://dashboard.example.com/dashboard',
    'PathPrefix / -> oauth2-proxy:80',
  ]);
});

test('the API host leads to Qdrant, but for the dashboard’s pages', () => {
  expect(waysOf(find(make().objects, 'HTTPRoute', 'qdrant-api'))).toEqual([
    'PathPrefix /dashboard -> 301 https://dashboard.example.com/dashboard',
    'PathPrefix / -> qdrant:6333',
  ]);
});

test('a Gateway waits as long as a snapshot may take', () => {
  const { objects } = make({}, { proxyTo: { url: 'http://qdrant.ns.svc.cluster.local:6333', timeoutSeconds: 7200 } });
  const timeouts = ['qdrant-dashboard', 'qdrant-api'].map(
    name => find(objects, 'HTTPRoute', name).spec.rules.at(-1).timeouts,
  );
  expect(timeouts).toEqual([{ request: '7200s' }, { request: '7200s' }]);
});

test('only the origins that are named may call the API', () => {
  const filtersOf = (options?: Options) =>
    find(make(options).objects, 'HTTPRoute', 'qdrant-api').spec.rules.at(-1).filters;
  expect(filtersOf()).toBeUndefined();
  expect(filtersOf({ corsOrigins: ['https://app.example.com'] })).toMatchObject([
    { type: 'CORS', cors: { allowOrigins: ['https://app.example.com'], allowCredentials: false } },
  ]);
});

test('gRPC has a host of its own on request', () => {
  const { routes, objects } = make({ grpcHost: 'grpc.example.com' });
  expect(routes.grpcUrl).toBe('https://grpc.example.com');
  expect(find(objects, 'GRPCRoute', 'qdrant-grpc').spec).toMatchObject({
    hostnames: ['grpc.example.com'],
    rules: [{ backendRefs: [{ name: 'qdrant', port: 6334 }] }],
  });
  expect(make().objects.map(({ kind }) => kind)).not.toContain('GRPCRoute');
});

test('Qdrant without a key needs a reason, which stands on the routes to it', () => {
  const annotated = make({ grpcHost: 'grpc.example.com' }).objects.filter(({ metadata }) =>
    Object.keys(metadata.annotations ?? {}).some(key => key.endsWith('/accepted-risk.apiWithoutKey')),
  );
  expect(annotated.map(({ metadata }) => metadata.name)).toEqual(['qdrant-api', 'qdrant-grpc']);
});

describe('fails if', () => {
  test('oauth2-proxy only answers whether somebody is signed in', () => {
    expect(() => make({}, {})).toThrow(
      'GatewayRoutes: oauth2Proxy is "without proxyTo". Allowed: an oauth2-proxy with proxyTo, because a Gateway cannot ask whether a user is signed in. Fix: set proxyTo.',
    );
  });

  test('API and dashboard share a host', () => {
    expect(() => make({ apiHost: 'dashboard.example.com' })).toThrow(
      'GatewayRoutes: apiHost is "dashboard.example.com". Allowed: a host other than dashboardHost. Fix: use a host for each of them.',
    );
  });

  test.each(['api.example.com', 'dashboard.example.com'])('gRPC shares the host %s', grpcHost => {
    expect(() => make({ grpcHost })).toThrow(
      `GatewayRoutes: grpcHost is "${grpcHost}". Allowed: a host other than dashboardHost and apiHost. Fix: use a host for each of them.`,
    );
  });

  test('Qdrant serves TLS, which a Gateway does not speak to it', () => {
    expect(() => make({}, PROXY, { tls: { secretName: 'own-tls' } })).toThrow(/^GatewayRoutes: qdrant is "with https"/);
  });

  test('another route leads the dashboard host to Qdrant', () => {
    const { chart, all } = props();
    const routes = new GatewayRoutes(new Chart(chart, 'endpoints', { namespace: 'ns' }), 'gateway', all);
    const { apiUrl } = new GatewayRoutes(new Chart(chart, 'others', { namespace: 'ns' }), 'gateway', {
      ...all,
      dashboardHost: 'other.example.com',
      apiHost: 'dashboard.example.com',
    });
    expect(apiUrl).toBe('https://dashboard.example.com');
    expect(() => App.of(routes).synth()).toThrow(
      /HTTPRoute qdrant-api routes dashboard\.example\.com\/ to Qdrant without the sign-in/,
    );
  });
});

test('another web application gets the same routes, under its own name', () => {
  const routes = (application: Partial<WebApplication>, apiHost?: string) => {
    const { chart, oauth2Proxy } = stackParts({}, { proxyTo: { url: 'http://reports:8080' } });
    new GatewayRoutes(chart, 'gateway', {
      gateway: { name: 'public' },
      application: { name: 'reports', serviceName: 'reports', port: 8080, ...application },
      oauth2Proxy,
      dashboardHost: 'dashboard.example.com',
      apiHost,
    });
    return (Testing.synth(chart) as K8sObject[]).map(each => [each.metadata.name, ...waysOf(each)]);
  };

  expect(routes({})).toEqual([['reports-dashboard', 'PathPrefix / -> oauth2-proxy:80']]);
  expect(routes({ dashboardPath: '/ui', hasApiKey: true }, 'api.example.com')).toEqual([
    ['reports-dashboard', 'Exact / -> 301 https://dashboard.example.com/ui', 'PathPrefix / -> oauth2-proxy:80'],
    ['reports-api', 'PathPrefix /ui -> 301 https://dashboard.example.com/ui', 'PathPrefix / -> reports:8080'],
  ]);
});
