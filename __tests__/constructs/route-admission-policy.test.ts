import { App, Chart, Testing } from 'cdk8s';
import {
  DualIngress,
  EphemeralValkey,
  OAuth2ProxyChart,
  QdrantChart,
  RouteAdmissionPolicy,
  type QdrantChartProps,
  type RouteAdmissionPolicyProps,
} from 'cdk8s-qdrant';
import { type K8sObject } from '../support/objects';

function make(
  more: Partial<RouteAdmissionPolicyProps> = {},
  namespace: string | undefined = 'vectors',
  own: Partial<QdrantChartProps> = {},
) {
  const app = new App();
  const chart = new Chart(app, 'test', { namespace: 'vectors' });
  const risks = { apiWithoutKey: 'a test', dashboardOnApiHost: 'a test', everyUser: 'a test' };
  const qdrant = new QdrantChart(app, 'qdrant', {
    namespace,
    storage: { size: '1Gi' },
    acceptedRisks: risks,
    ...own,
  });
  const oauth2Proxy = new OAuth2ProxyChart(app, 'oauth2-proxy', {
    namespace,
    sessionStore: new EphemeralValkey(chart, 'valkey'),
    clientId: 'dashboard',
    oidcIssuerUrl: 'https://auth.example.com/realms/test',
    redirectUrl: 'https://dashboard.example.com/oauth2/callback',
    emailDomains: ['example.com'],
    acceptedRisks: risks,
  });
  const routes = new DualIngress(chart, 'ingress', {
    qdrant,
    oauth2Proxy,
    dashboardHost: 'dashboard.example.com',
    apiHost: 'api.example.com',
    tlsSecretName: 'tls',
    acceptedRisks: risks,
  });
  const policies = new Chart(app, 'policy');
  new RouteAdmissionPolicy(policies, 'routes', {
    qdrant,
    oauth2Proxy,
    routes,
    dashboardHost: 'dashboard.example.com',
    ...more,
  });
  return Testing.synth(policies) as K8sObject[];
}

const PREFIX = 'nginx.ingress.kubernetes.io/';

test.each(['server-snippet', 'rewrite-target', 'satisfy', 'canary', 'permanent-redirect', 'temporal-redirect'])(
  'judges the annotation %s of a route',
  name => {
    const [policy] = make();
    const { expression } = policy!.spec.variables.find((each: { name: string }) => each.name === 'bypasses');
    const { expression: rewrites } = policy!.spec.variables.find((each: { name: string }) => each.name === 'rewrites');

    expect(`${expression} ${rewrites}`).toContain(`"${PREFIX}${name}"`);
  },
);

test('knows the ports of a sidecar that is an init container by their names', () => {
  const ports = [
    { name: 'nodes', containerPort: 6335 },
    { name: 'numbers', containerPort: 9091 },
  ];
  const sidecar = { name: 'agent', image: 'agent:1.0.0', restartPolicy: 'Always', ports };
  const props = { image: 'qdrant:v1.18.2', metricsPort: 9091, replicas: 3 };
  const expressions = (sidecars: object[]) =>
    JSON.stringify(make({}, 'vectors', { ...props, initContainers: sidecars as QdrantChartProps['initContainers'] }));

  expect(expressions([{ ...sidecar, restartPolicy: undefined }])).not.toMatch(/nodes\\"|numbers\\"/);
  expect(expressions([sidecar])).toMatch(/6335\\"[^\]]*nodes\\"\]/);
  expect(expressions([sidecar])).toMatch(/9091\\"[^\]]*numbers\\"\]/);
});

test('without a port for metrics, no expression is about that port', () => {
  expect(JSON.stringify(make())).not.toContain('port of the metrics');
});

test('minimal', () => {
  expect(make()).toMatchSnapshot();
});

test('both objects have the namespace in their name, and belong to no namespace', () => {
  const name = 'qdrant-routes.vectors';
  const [policy, binding] = make();

  expect(RouteAdmissionPolicy.nameFor('qdrant', 'vectors')).toBe(name);
  expect([policy!.metadata, binding!.metadata].map(each => [each.name, each.namespace])).toEqual([
    [name, undefined],
    [name, undefined],
  ]);
  expect(binding!.spec).toEqual({ policyName: name, validationActions: ['Deny'] });
});

test.each([
  ['deploy, Argo CD and Flux', {}, ['qdrant-stack', 'argocd-controller', 'kustomize-controller']],
  ['another program alone', { fieldManager: 'terraform' }, ['terraform']],
])('%s can deploy the stack', (_, props, managers) => {
  const [policy] = make(props);

  const { expression } = policy!.spec.matchConditions.find(({ name }: { name: string }) => name === 'not-the-deploy');
  expect(expression).toContain(`fieldManager.orValue("") in ${JSON.stringify(managers)} && authorizer.`);
});

test('fails if Qdrant has no namespace', () => {
  expect(() => make({}, '')).toThrow(
    'RouteAdmissionPolicy: qdrant is "without a namespace". Allowed: a Qdrant with a namespace. Fix: set the prop namespace of QdrantChart.',
  );
});
