import { App } from 'cdk8s';
import {
  DashboardMode,
  IssuerKind,
  type MonitoringOptions,
  type OAuth2ProxyOptions,
  QdrantStack,
  type QdrantStackProps,
  type ScheduledBackupOptions,
} from 'cdk8s-qdrant';
import { fullWorkload } from '../support/full-props';
import { manifestDiff } from '../support/manifest-diff';
import { containerOf, find, type K8sObject, synthApp, title } from '../support/objects';
import { offenders } from '../support/rules';
import { withoutProgram } from '../support/scheduled-backups';

const MINIMAL: QdrantStackProps = {
  namespace: 'ns',
  dashboardHost: 'dashboard.example.com',
  apiHost: 'api.example.com',
  oidcIssuerUrl: 'https://auth.example.com/realms/main',
  emailDomains: ['example.com'],
  qdrant: { storage: { size: '10Gi' } },
  acceptedRisks: { apiWithoutKey: 'nobody but this test reaches it' },
};

const BACKUP: ScheduledBackupOptions = { schedule: '@daily', volume: { size: '10Gi' } };

function make(props: Partial<QdrantStackProps> = {}) {
  const app = new App();
  const stack = new QdrantStack(app, 'stack', { ...MINIMAL, ...props });
  return { app, stack, objects: synthApp(app) };
}

const synthStack = (props?: Partial<QdrantStackProps>): K8sObject[] => make(props).objects;
const proxySettings = (props?: Partial<QdrantStackProps>): string =>
  find(synthStack(props), 'ConfigMap', 'oauth2-proxy').data['oauth2-proxy.cfg'];

test('minimal', () => {
  expect(manifestDiff([], synthStack())).toMatchSnapshot();
});

test('with every prop', () => {
  const props: Required<QdrantStackProps> = {
    ...MINIMAL,
    podSecurityStandard: 'restricted',
    qdrant: { storage: { size: '10Gi' }, replicas: 3, annotations: { part: 'database' } },
    valkey: { ...fullWorkload, annotations: { part: 'sessions' } },
    oauth2Proxy: { replicas: 2, annotations: { part: 'sign-in' } },
    grpcHost: 'grpc.example.com',
    gateway: { name: 'public', namespace: 'gateways' },
    dashboardMode: DashboardMode.PROXY,
    clientId: 'vectors',
    cookieDomains: ['.example.com'],
    tlsSecretName: 'own-tls',
    certificate: { issuer: 'internal', issuerKind: IssuerKind.ISSUER },
    ingressClassName: 'nginx-internal',
    ingressAnnotations: { 'example.com/owner': 'search' },
    corsOrigins: ['https://app.example.com'],
    apiLimits: { requestsPerSecond: 10 },
    componentVersion: '1.2.3',
    scheduledBackup: { schedule: '@daily', volume: { claimName: 'backups' } },
    networkPolicies: { monitoring: { namespaceLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } },
    acceptedRisks: {
      apiWithoutKey: 'nobody but this test reaches it',
      dashboardOnApiHost: 'its pages are public',
    },
    monitoring: {
      prometheusOperator: true,
      labels: { release: 'prometheus' },
      backupMaxAgeHours: 48,
      grafanaDashboard: true,
      dashboardLabels: { dashboards: 'grafana' },
    },
    labels: { 'example.com/team': 'search' },
  };
  const onGateway = withoutProgram(synthStack(props));
  const withIngresses = withoutProgram(synthStack({ ...props, gateway: undefined }));
  expect(manifestDiff(synthStack(), onGateway)).toMatchSnapshot('on a Gateway, as differences from minimal');
  expect(manifestDiff(onGateway, withIngresses)).toMatchSnapshot('with ingresses, as differences from a Gateway');
});

test('keeps every rule, with and without service discovery', () => {
  expect(offenders(synthStack(), { secrets: ['oauth2-proxy', 'qdrant-tls-secret'] })).toEqual([]);
  expect(
    offenders(synthStack({ componentVersion: '1.2.3' }), { secrets: ['oauth2-proxy', 'qdrant-tls-secret'] }),
  ).toEqual([]);
});

test('the namespace enforces a Pod Security Standard where one is named', () => {
  const labels = (props?: Partial<QdrantStackProps>) => find(synthStack(props), 'Namespace').metadata.labels!;
  expect(labels({ podSecurityStandard: 'restricted' })).toEqual({
    ...labels(),
    'pod-security.kubernetes.io/enforce': 'restricted',
    'pod-security.kubernetes.io/enforce-version': 'latest',
    'pod-security.kubernetes.io/audit': 'restricted',
    'pod-security.kubernetes.io/audit-version': 'latest',
    'pod-security.kubernetes.io/warn': 'restricted',
    'pod-security.kubernetes.io/warn-version': 'latest',
  });
});

test('fails if the Pod Security Standard is none of Kubernetes', () => {
  expect(() => synthStack({ podSecurityStandard: 'strict' })).toThrow(
    new Error(
      'QdrantStack: podSecurityStandard is "strict". Allowed: restricted, baseline, privileged. Fix: use restricted.',
    ),
  );
});

test('charts come in the order in which they need each other', () => {
  const { app } = make({ componentVersion: '1.2.3', scheduledBackup: BACKUP });
  expect(app.charts.map(({ node }) => node.id)).toEqual([
    'namespace',
    'valkey',
    'oauth2-proxy',
    'qdrant',
    'ingress',
    'discovery',
    'backup',
  ]);
});

test('is announced only with a version', () => {
  expect(synthStack().map(title)).not.toContain('ConfigMap thinkube-service-config');
  const announced = find(synthStack({ componentVersion: '1.2.3' }), 'ConfigMap', 'thinkube-service-config');
  expect(announced.metadata.labels!['thinkube.io/component-version']).toBe('1.2.3');
});

describe('monitoring', () => {
  const kinds = (monitoring: MonitoringOptions) => synthStack({ monitoring }).map(title);
  const watched = [
    'ServiceMonitor oauth2-proxy',
    'ServiceMonitor qdrant',
    'PrometheusRule qdrant',
    'ConfigMap qdrant-grafana-dashboard',
  ];
  const among = (titles: string[]) => watched.filter(each => titles.includes(each));

  test('is there only on request, each part by itself', () => {
    expect(among(kinds({}))).toEqual([]);
    expect(among(kinds({ prometheusOperator: true }))).toEqual(watched.slice(0, 3));
    expect(among(kinds({ grafanaDashboard: true }))).toEqual(watched.slice(3));
  });

  test('has metrics of the sign-in wherever somebody looks at them', () => {
    expect(make({ monitoring: {} }).stack.oauth2Proxy.metricsPort).toBeUndefined();
    expect(make({ monitoring: { grafanaDashboard: true } }).stack.oauth2Proxy.metricsPort).toBe(44180);
  });

  test('labels what a Prometheus and a Grafana select', () => {
    const objects = synthStack({
      monitoring: {
        prometheusOperator: true,
        labels: { release: 'a' },
        grafanaDashboard: true,
        dashboardLabels: { b: 'c' },
      },
    });
    const labelsOf = (kind: string, name: string) => find(objects, kind, name).metadata.labels;
    expect(labelsOf('ServiceMonitor', 'qdrant')).toMatchObject({ release: 'a' });
    expect(labelsOf('ServiceMonitor', 'oauth2-proxy')).toMatchObject({ release: 'a' });
    expect(labelsOf('PrometheusRule', 'qdrant')).toMatchObject({ release: 'a' });
    expect(labelsOf('ConfigMap', 'qdrant-grafana-dashboard')).toMatchObject({ b: 'c' });
    expect(labelsOf('ConfigMap', 'qdrant-grafana-dashboard')).not.toHaveProperty('grafana_dashboard');
  });

  test('keeps every rule', () => {
    const objects = synthStack({ monitoring: { prometheusOperator: true, grafanaDashboard: true } });
    expect(offenders(objects, { secrets: ['oauth2-proxy', 'qdrant-tls-secret'] })).toEqual([]);
  });
});

test('is backed up only on request', () => {
  expect(synthStack().map(({ kind }) => kind)).not.toContain('CronJob');
  const { stack } = make({ scheduledBackup: BACKUP });
  expect(stack.scheduledBackup?.claimName).toBe('qdrant-backup');
});

test.each<[string, ScheduledBackupOptions]>([
  ['a volume', BACKUP],
  [
    'a bucket',
    {
      schedule: '@daily',
      s3: {
        bucket: 'backups',
        accessKeyId: { name: 'bucket-key', key: 'id' },
        secretAccessKey: { name: 'bucket-key', key: 'secret' },
      },
    },
  ],
])('with backups to %s, keeps every rule', (_, scheduledBackup) => {
  const surroundings = { secrets: ['oauth2-proxy', 'qdrant-tls-secret', 'bucket-key'] };
  expect(offenders(synthStack({ scheduledBackup }), surroundings)).toEqual([]);
});

test('backups ask every node of the stack with its key', () => {
  const apiKey = { name: 'qdrant-keys', key: 'api-key' };
  const objects = synthStack({
    qdrant: { ...MINIMAL.qdrant, name: 'vectors', replicas: 3, apiKey },
    scheduledBackup: BACKUP,
  });
  expect(JSON.parse(find(objects, 'ConfigMap', 'vectors-backup').data['settings.json']).nodes).toEqual([
    'http://vectors-0.vectors-headless.ns.svc.cluster.local:6333',
    'http://vectors-1.vectors-headless.ns.svc.cluster.local:6333',
    'http://vectors-2.vectors-headless.ns.svc.cluster.local:6333',
  ]);
  expect(containerOf(objects, 'CronJob').env).toEqual([
    { name: 'QDRANT_API_KEY', valueFrom: { secretKeyRef: apiKey } },
  ]);
});

test('sessions are kept in the session store of the stack', () => {
  expect(proxySettings()).toContain('redis_connection_url = "redis://ephemeral-valkey.ns.svc.cluster.local:6379"\n');
  expect(proxySettings({ valkey: { name: 'sessions' } })).toContain('"redis://sessions.ns.svc.cluster.local:6379"\n');
});

test('people come back from the sign-in to the dashboard', () => {
  expect(proxySettings()).toContain('redirect_url = "https://dashboard.example.com/oauth2/callback"\n');
});

test('the cookie is for the dashboard alone unless domains are named', () => {
  expect(proxySettings()).not.toContain('cookie_domains');
  expect(proxySettings({ cookieDomains: ['.example.com'] })).toContain('cookie_domains = [".example.com"]\n');
});

test('labels stand on every object', () => {
  const objects = synthStack({ labels: { mine: 'yes' }, componentVersion: '1.2.3', scheduledBackup: BACKUP });
  expect(objects.filter(({ metadata }) => metadata.labels?.mine !== 'yes').map(title)).toEqual([]);
});

test('labels of one part are added to those of the stack', () => {
  const part: OAuth2ProxyOptions = { labels: { part: 'sign-in' } };
  const objects = synthStack({ labels: { mine: 'yes' }, oauth2Proxy: part, qdrant: { ...MINIMAL.qdrant, ...part } });
  expect(objects.filter(({ metadata }) => metadata.labels?.mine !== 'yes').map(title)).toEqual([]);
  expect(find(objects, 'StatefulSet').metadata.labels).toMatchObject(part.labels!);
  expect(find(objects, 'Deployment', 'oauth2-proxy').metadata.labels).toMatchObject(part.labels!);
});

test('everything is in the one namespace, whatever a part says', () => {
  const part: OAuth2ProxyOptions = { namespace: 'other' };
  const objects = synthStack({ oauth2Proxy: part, qdrant: { ...MINIMAL.qdrant, ...part } });
  expect(offenders(objects, { secrets: ['oauth2-proxy', 'qdrant-tls-secret'] })).toEqual([]);
});

test('two stacks in two namespaces of one app share nothing', () => {
  const app = new App();
  new QdrantStack(app, 'first', { ...MINIMAL, componentVersion: '1' });
  new QdrantStack(app, 'second', {
    ...MINIMAL,
    namespace: 'other',
    dashboardHost: 'dashboard.other.example.com',
    apiHost: 'api.other.example.com',
    componentVersion: '1',
  });
  const objects = synthApp(app);
  expect(objects.filter(({ kind }) => kind === 'Namespace').map(title)).toEqual(['Namespace ns', 'Namespace other']);
  expect(offenders(objects, { secrets: ['oauth2-proxy', 'qdrant-tls-secret'] })).toEqual([]);
});

test('the parts can be reached, to build on them', () => {
  const { stack } = make();
  expect(stack.qdrant.host).toBe('qdrant.ns.svc.cluster.local');
  expect(stack.oauth2Proxy.service.name).toBe('oauth2-proxy');
  expect(stack.valkey.connectionUrl).toBe('redis://ephemeral-valkey.ns.svc.cluster.local:6379');
  expect(stack.waysIn.apiUrl).toBe('https://api.example.com');
});
