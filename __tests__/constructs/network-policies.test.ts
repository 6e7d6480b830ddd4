import { type Chart, Testing } from 'cdk8s';
import {
  EphemeralValkey,
  NetworkPolicies,
  type NetworkPoliciesProps,
  type QdrantChartProps,
  Reconciler,
  ScheduledBackup,
} from 'cdk8s-qdrant';
import { find, type K8sObject } from '../support/objects';
import { stackParts } from '../support/stack-parts';

type Options = Partial<Omit<NetworkPoliciesProps, 'qdrant' | 'oauth2Proxy' | 'valkey'>>;

function parts(qdrantProps?: Partial<QdrantChartProps>) {
  const { chart, qdrant, oauth2Proxy } = stackParts(qdrantProps);
  return { chart, made: { qdrant, oauth2Proxy, valkey: new EphemeralValkey(chart, 'valkey') } };
}

function make(options: Options = {}): K8sObject[] {
  const { chart, made } = parts();
  new NetworkPolicies(chart, 'network-policies', { ...made, ...options });
  return policiesOf(chart);
}

function policiesOf(chart: Chart): K8sObject[] {
  return Testing.synth(chart).filter(({ kind }) => kind === 'NetworkPolicy');
}

const named = (name: string) => ({ namespaceLabels: { 'kubernetes.io/metadata.name': name } });
const selected = (name: string) => ({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } });
const egressOf = (options: Options, name: string) => find(make(options), 'NetworkPolicy', name).spec.egress;

test('minimal', () => {
  expect(make()).toMatchSnapshot();
});

test('with every prop', () => {
  const { chart, made } = parts({ cluster: { p2pPort: 7000 } });
  const props: Required<NetworkPoliciesProps> = {
    ...made,
    endpoints: {
      dashboardUrl: 'https://a.example.com',
      apiUrl: 'https://b.example.com',
      grpcUrl: 'https://c.example.com',
    },
    scheduledBackup: new ScheduledBackup(chart, 'backup', {
      qdrant: made.qdrant,
      schedule: '@daily',
      s3: {
        bucket: 'backups',
        endpoint: 'http://minio.minio:9000',
        accessKeyId: { name: 'bucket', key: 'id' },
        secretAccessKey: { name: 'bucket', key: 'secret' },
      },
    }),
    ingressController: { ...named('traefik'), cidrs: ['10.0.0.0/24'] },
    clients: [{ podLabels: { app: 'beside' } }, { ...named('search'), podLabels: { app: 'ranker' } }],
    monitoring: named('monitoring'),
    identityProvider: { ...named('keycloak'), ports: [8443] },
    bucket: { ...named('minio'), podLabels: { app: 'minio' } },
    apiServer: { cidrs: ['10.96.0.1/32'], ports: [443] },
    reconciler: new Reconciler(chart, 'reconciler', {
      ...made,
      settings: '{}',
      writtenSecrets: ['oauth2-proxy'],
      tlsSchedule: '@hourly',
      certificateSource: { name: 'wildcard', namespace: 'default' },
    }),
    dns: { ...named('openshift-dns'), ports: [5353] },
    acmeSolver: true,
    scannerAnnotations: true,
    waysIn: { dashboardUrl: 'https://a.example.com', apiUrl: 'https://b.example.com' },
    qdrantEgress: [{ ports: [443] }, { ports: [9000, 9001], cidrs: ['10.1.2.3/32'] }],
  };
  new NetworkPolicies(chart, 'network-policies', props);
  expect(policiesOf(chart)).toMatchSnapshot();
});

test('the policy that denies comes last, so that nothing is cut off where pods run already', () => {
  const { metadata, spec } = make().at(-1)!;
  expect(metadata.name).toBe('deny-all');
  expect(spec).toEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
});

test('the identity provider is any address at the port of its URL, unless it is named', () => {
  expect(egressOf({}, 'oauth2-proxy')).toContainEqual({ ports: [{ protocol: 'TCP', port: 443 }] });
  expect(egressOf({ identityProvider: { ...named('keycloak'), ports: [8443] } }, 'oauth2-proxy')).toContainEqual({
    to: [selected('keycloak')],
    ports: [{ protocol: 'TCP', port: 8443 }],
  });
});

test('the monitoring reaches the metrics without key, and no longer the API', () => {
  const { chart, made } = parts({ image: 'qdrant:v1.18.0', metricsPort: 9091 });
  new NetworkPolicies(chart, 'network-policies', { ...made, monitoring: named('monitoring') });
  const allowed = find(policiesOf(chart), 'NetworkPolicy', 'qdrant').spec.ingress;
  expect(allowed.filter(({ from }: any) => JSON.stringify(from).includes('monitoring'))).toEqual([
    { from: [selected('monitoring')], ports: [{ protocol: 'TCP', port: 9091 }] },
  ]);
  expect(allowed.filter(({ ports }: any) => JSON.stringify(ports).includes('9091'))).toHaveLength(1);
});

test('without cluster mode no port between nodes is open', () => {
  const { chart, made } = parts({ cluster: { enabled: false } });
  new NetworkPolicies(chart, 'network-policies', made);
  expect(JSON.stringify(policiesOf(chart))).not.toContain('6335');
});

test.each<[name: string, options: Options, message: string]>([
  [
    'a client is nobody in particular',
    { clients: [named('search'), {}] },
    'NetworkPolicies: clients[1] is {}. Allowed: labels or networks that are not empty. Fix: name at least one.',
  ],
  [
    'labels are empty',
    { monitoring: { namespaceLabels: {} } },
    'NetworkPolicies: monitoring is {"namespaceLabels":{}}. Allowed: labels or networks that are not empty. Fix: name at least one.',
  ],
  [
    'networks are empty',
    { identityProvider: { cidrs: [] } },
    'NetworkPolicies: identityProvider is {"cidrs":[]}. Allowed: labels or networks that are not empty. Fix: name at least one.',
  ],
  [
    'Qdrant reaches out at no port',
    { qdrantEgress: [{ cidrs: ['10.1.2.3/32'] }] },
    'NetworkPolicies: qdrantEgress[0].ports is []. Allowed: at least one port. Fix: name the ports.',
  ],
])('fails if %s', (_, options, message) => {
  expect(() => make(options)).toThrow(new Error(message));
});

test('the controller reaches gRPC where that is published, and only there', () => {
  const portsOf = (options?: Options) =>
    find(make({ ingressController: named('traefik'), ...options }), 'NetworkPolicy', 'qdrant')
      .spec.ingress.find(({ from }: any) => JSON.stringify(from).includes('traefik'))
      .ports.map(({ port }: any) => port);
  const addresses = { dashboardUrl: 'https://a.example.com', apiUrl: 'https://b.example.com' };
  expect(portsOf({ endpoints: { ...addresses, grpcUrl: 'https://c.example.com' } })).toEqual([6333, 6334]);
  expect(portsOf({ endpoints: addresses })).toEqual([6333]);
});
