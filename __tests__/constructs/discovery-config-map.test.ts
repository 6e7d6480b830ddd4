import { App, Chart, Testing } from 'cdk8s';
import {
  type DiscoveredService,
  DiscoveryConfigMap,
  type DiscoveryConfigMapProps,
  DualIngress,
  type QdrantChartProps,
} from 'cdk8s-qdrant';
import { parse } from 'yaml';
import { find, type K8sObject } from '../support/objects';
import { stackParts } from '../support/stack-parts';

type Options = Partial<Omit<DiscoveryConfigMapProps, 'qdrant' | 'endpoints'>>;

function parts(qdrantProps?: Partial<QdrantChartProps>) {
  const { chart, qdrant, oauth2Proxy } = stackParts(qdrantProps);
  const endpoints = new DualIngress(new Chart(chart, 'endpoints', { namespace: 'ns' }), 'ingress', {
    qdrant,
    oauth2Proxy,
    dashboardHost: 'dashboard.example.com',
    apiHost: 'api.example.com',
    tlsSecretName: 'tls',
    acceptedRisks: { apiWithoutKey: 'nobody but this test reaches it' },
  });
  return { chart, qdrant, endpoints };
}

function synthDiscovery(options: Options = {}, qdrantProps?: Partial<QdrantChartProps>): K8sObject[] {
  const { chart, qdrant, endpoints } = parts(qdrantProps);
  new DiscoveryConfigMap(chart, 'discovery', { qdrant, endpoints, componentVersion: '1.2.3', ...options });
  return Testing.synth(chart);
}

/** What the reader of the ConfigMap finds in it. */
function serviceOf(options?: Options, qdrantProps?: Partial<QdrantChartProps>): any {
  return parse(find(synthDiscovery(options, qdrantProps), 'ConfigMap').data['service.yaml']).service;
}

test('minimal', () => {
  expect(synthDiscovery()).toMatchSnapshot();
});

test('with every prop', () => {
  const { chart, qdrant, endpoints } = parts();
  const props: Required<Omit<DiscoveryConfigMapProps, 'service'>> = {
    qdrant,
    endpoints,
    waysIn: endpoints,
    componentVersion: '1.2.3',
    name: 'announcement',
    environmentVariables: { QDRANT_COLLECTION: 'documents' },
    labels: { 'example.com/team': 'search' },
  };
  new DiscoveryConfigMap(chart, 'discovery', props);
  expect(Testing.synth(chart)).toMatchSnapshot();
});

test('is found by the labels that the reader asks for, whatever labels the user adds', () => {
  const labels = { 'thinkube.io/managed': 'false', 'thinkube.io/service-name': 'x', mine: 'yes' };
  expect(find(synthDiscovery({ labels }), 'ConfigMap').metadata.labels).toMatchObject({
    mine: 'yes',
    'thinkube.io/managed': 'true',
    'thinkube.io/service-type': 'optional',
    'thinkube.io/service-name': 'qdrant',
    'thinkube.io/component-version': '1.2.3',
  });
});

test('the one key holds the one mapping that the reader knows', () => {
  const { data } = find(synthDiscovery(), 'ConfigMap');
  expect(Object.keys(data)).toEqual(['service.yaml']);
  expect(Object.keys(parse(data['service.yaml']))).toEqual(['service']);
});

test('the scaled object is the StatefulSet under its real name', () => {
  expect(serviceOf({}, { name: 'vectors' }).scaling).toEqual({
    resource_type: 'statefulset',
    resource_name: 'vectors',
    namespace: 'ns',
    min_replicas: 1,
    can_disable: true,
  });
});

test('the dashboard is the primary endpoint, and the internal ones have no health address', () => {
  const endpoints: any[] = serviceOf().endpoints;
  expect(endpoints.map(({ name, primary, internal, health_url }) => [name, primary, internal, health_url])).toEqual([
    ['dashboard', true, undefined, 'https://dashboard.example.com/'],
    ['api', false, undefined, 'https://api.example.com/collections'],
    ['internal-api', false, true, undefined],
    ['internal-grpc', false, true, undefined],
  ]);
});

test('the health address of the API needs no key', () => {
  const api = serviceOf({}, { apiKey: { name: 'keys', key: 'write' } }).endpoints[1];
  expect([api.name, api.health_url]).toEqual(['api', 'https://api.example.com/readyz']);
});

test('internal addresses are those of the database', () => {
  const urls = (qdrantProps?: Partial<QdrantChartProps>) =>
    serviceOf({}, qdrantProps)
      .endpoints.slice(2)
      .map(({ url }: { url: string }) => url);
  expect(urls()).toEqual(['http://qdrant.ns.svc.cluster.local:6333', 'qdrant.ns.svc.cluster.local:6334']);
  expect(urls({ name: 'vectors', tls: { secretName: 'tls' } })).toEqual([
    'https://vectors.ns.svc.cluster.local:6333',
    'vectors.ns.svc.cluster.local:6334',
  ]);
});

test('says whether the API needs a key', () => {
  expect(serviceOf().metadata.authentication).toEqual({ dashboard: 'oauth2', api: 'none' });
  expect(serviceOf({}, { apiKey: { name: 'keys', key: 'write' } }).metadata.authentication.api).toBe('api-key');
});

test('environment variables are strings, in a list, the user’s last', () => {
  expect(
    serviceOf({ environmentVariables: { MINE: '1', QDRANT_API_URL: 'https://other' } }).environment_variables,
  ).toEqual([
    { name: 'QDRANT_API_URL', value: 'https://other' },
    { name: 'QDRANT_DASHBOARD_URL', value: 'https://dashboard.example.com' },
    { name: 'QDRANT_GRPC_HOST', value: 'qdrant.ns.svc.cluster.local' },
    { name: 'QDRANT_GRPC_PORT', value: '6334' },
    { name: 'MINE', value: '1' },
  ]);
});

test('fails if the chart has no namespace', () => {
  const { qdrant, endpoints } = parts();
  const chart = new Chart(qdrant.node.root, 'nowhere');
  expect(() => new DiscoveryConfigMap(chart, 'discovery', { qdrant, endpoints, componentVersion: '1.2.3' })).toThrow(
    new Error(
      'DiscoveryConfigMap: namespace is undefined. Allowed: a chart with a namespace. Fix: set the namespace of the chart.',
    ),
  );
});

test('gRPC is announced where it is published', () => {
  const { chart, qdrant, endpoints } = parts();
  const published = {
    dashboardUrl: endpoints.dashboardUrl,
    apiUrl: endpoints.apiUrl,
    grpcUrl: 'https://grpc.example.com',
  };
  new DiscoveryConfigMap(chart, 'discovery', { qdrant, endpoints: published, componentVersion: '1.2.3' });
  const { service } = parse(find(Testing.synth(chart), 'ConfigMap').data['service.yaml']);
  expect(service.endpoints).toContainEqual(
    expect.objectContaining({ name: 'grpc', type: 'grpc', url: 'https://grpc.example.com', primary: false }),
  );
  expect(serviceOf().endpoints.map(({ name }: any) => name)).not.toContain('grpc');
});

test('the deprecated name of the endpoints still works, and one of the two is required', () => {
  const announce = (urls: Pick<DiscoveryConfigMapProps, 'endpoints' | 'waysIn'>) => {
    const { chart, qdrant } = parts();
    new DiscoveryConfigMap(chart, 'discovery', { qdrant, componentVersion: '1.2.3', ...urls });
    return find(Testing.synth(chart), 'ConfigMap').data;
  };
  const urls = { dashboardUrl: 'https://dashboard.example.com', apiUrl: 'https://api.example.com' };
  expect(announce({ waysIn: urls })).toEqual(announce({ endpoints: urls }));
  expect(() => announce({})).toThrow(
    new Error(
      'DiscoveryConfigMap: endpoints is undefined. Allowed: the endpoints of a stack. Fix: pass a DualIngress or GatewayRoutes.',
    ),
  );
});

describe('another service', () => {
  const REPORTS: Required<DiscoveredService> = {
    name: 'reports',
    displayName: 'Reports',
    description: 'Reports for the sales team',
    category: 'application',
    icon: '/icons/reports.svg',
    workloadKind: 'deployment',
    workloadName: 'reports-web',
    authentication: { dashboard: 'oauth2', api: 'bearer-token' },
    persistence: true,
    license: 'MIT',
    dependencies: ['postgresql'],
    endpoints: [
      { name: 'internal', type: 'grpc', url: 'reports:9000', description: 'gRPC', internal: true },
      {
        name: 'status',
        url: 'https://status.example.com',
        description: 'Status',
        healthUrl: 'https://status.example.com/up',
      },
    ],
  };
  const URLS = { dashboardUrl: 'https://reports.example.com', apiUrl: 'https://reports.example.com' };

  function announce(service: Partial<DiscoveredService>, options: Partial<DiscoveryConfigMapProps> = {}) {
    const chart = new Chart(new App(), 'test', { namespace: 'ns' });
    const all = { ...REPORTS, ...service };
    new DiscoveryConfigMap(chart, 'discovery', {
      service: all,
      endpoints: URLS,
      componentVersion: '2.1.0',
      ...options,
    });
    return find(Testing.synth(chart) as K8sObject[], 'ConfigMap');
  }

  test('with every prop', () => {
    expect(announce({})).toMatchSnapshot();
  });

  test('has an API endpoint only with an API host, and only its own variables', () => {
    const apiUrl = 'https://api.example.com';
    const { service } = parse(
      announce({ endpoints: [] }, { endpoints: { ...URLS, apiUrl }, environmentVariables: { REPORTS_URL: apiUrl } })
        .data['service.yaml'],
    );
    expect(service.endpoints.map(({ name, url }: any) => [name, url])).toEqual([
      ['dashboard', 'https://reports.example.com'],
      ['api', apiUrl],
    ]);
    expect(service.environment_variables).toEqual([{ name: 'REPORTS_URL', value: apiUrl }]);
  });

  test.each<[Partial<DiscoveredService>, Partial<DiscoveryConfigMapProps>, string]>([
    [{ workloadKind: 'Pod' }, {}, 'service.workloadKind is "Pod". Allowed: deployment, statefulset.'],
    [{ endpoints: [{ ...REPORTS.endpoints[0]!, type: 'tcp' }] }, {}, 'service.endpoints.type is "tcp".'],
    [{}, { service: undefined }, 'qdrant is undefined. Allowed: a QdrantChart, if service is absent.'],
    [{}, { qdrant: parts().qdrant }, 'service is "reports". Allowed: absent with qdrant.'],
  ])('fails if %j', (service, options, message) => {
    expect(() => announce(service, options)).toThrow(`DiscoveryConfigMap: ${message}`);
  });
});
