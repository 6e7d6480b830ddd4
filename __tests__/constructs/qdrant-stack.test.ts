import { App } from 'cdk8s';
import {
  DashboardMode,
  type EphemeralValkeyProps,
  IssuerKind,
  type MonitoringOptions,
  type NetworkPoliciesOptions,
  type OAuth2ProxyOptions,
  type QdrantChartProps,
  QdrantStack,
  type QdrantStackProps,
  type ReconcilerOptions,
  type ScheduledBackupOptions,
  type WorkloadProps,
} from 'cdk8s-qdrant';
import { fullWorkload } from '../support/full-props';
import { manifestDiff } from '../support/manifest-diff';
import { containerOf, find, type K8sObject, synthApp, title } from '../support/objects';
import { offenders } from '../support/rules';
import { rulesOf } from '../support/metrics';
import { withoutLongFiles } from '../support/scheduled-backups';

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
const RECONCILE: ReconcilerOptions = { settings: '{}', writtenSecrets: ['oauth2-proxy'] };

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
    apiAliases: ['vectors.example.org'],
    clusterDomain: 'k8s.example.net',
    ipFamilies: ['IPv6', 'IPv4'],
    podSecurityStandard: 'restricted',
    qdrant: { storage: { size: '10Gi' }, replicas: 3, annotations: { part: 'database' } },
    valkey: { ...fullWorkload, annotations: { part: 'sessions' } },
    oauth2Proxy: { replicas: 2, annotations: { part: 'sign-in' } },
    grpcHost: 'grpc.example.com',
    gateway: { name: 'public', namespace: 'gateways' },
    dashboardMode: DashboardMode.PROXY,
    dashboardTokenClaims: [],
    clientId: 'vectors',
    cookieDomains: ['.example.com'],
    tlsSecretName: 'own-tls',
    certificate: { issuer: 'internal', issuerKind: IssuerKind.ISSUER },
    ingressClassName: 'nginx-internal',
    ingressAnnotations: { 'example.com/owner': 'search' },
    hostAnnotations: {},
    discoveryVariables: { QDRANT_URL: 'https://api.example.com' },
    corsOrigins: ['https://app.example.com'],
    apiLimits: { requestsPerSecond: 10 },
    componentVersion: '1.2.3',
    scheduledBackup: { schedule: '@daily', volume: { claimName: 'backups' } },
    reconcile: { settings: '{}', writtenSecrets: ['oauth2-proxy'], keycloakSecretName: 'account' },
    networkPolicies: { monitoring: { namespaceLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } },
    acceptedRisks: {
      apiWithoutKey: 'nobody but this test reaches it',
      dashboardOnApiHost: 'its pages are public',
    },
    admissionPolicy: true,
    monitoring: {
      prometheusOperator: true,
      labels: { release: 'prometheus' },
      backupMaxAgeHours: 48,
      grafanaDashboard: true,
      dashboardLabels: { dashboards: 'grafana' },
    },
    labels: { 'example.com/team': 'search' },
    scannerAnnotations: true,
    floatingTagReason: 'a test',
  };
  const onGateway = withoutLongFiles(synthStack(props));
  const withIngresses = withoutLongFiles(synthStack({ ...props, gateway: undefined }));
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

test.each<[string, string, Partial<QdrantStackProps>, string]>([
  ['a backup', 'scheduledBackup.name', { scheduledBackup: { ...BACKUP, name: 'oauth2-proxy' } }, 'oauth2-proxy'],
  [
    'a drill',
    'scheduledBackup.name with -drill',
    {
      scheduledBackup: { ...BACKUP, name: 'a', drill: { schedule: '@weekly', size: '1Gi' } },
      valkey: { name: 'a-drill' },
    },
    'a-drill',
  ],
  [
    'the reconciler',
    'reconcile.name',
    { scheduledBackup: { ...BACKUP, name: 'qdrant-reconcile' }, reconcile: RECONCILE },
    'qdrant-reconcile',
  ],
  ['the session store', 'valkey.name', { valkey: { name: 'oauth2-proxy' } }, 'oauth2-proxy'],
])('fails if %s has the name of another part', (_, prop, props, name) => {
  const message = new RegExp(
    `^QdrantStack: ${prop} is "${name}"\\. Allowed: a name other than qdrant, .*${name}.*\\. Fix: use a name of its own\\.$`,
  );
  expect(() => synthStack(props)).toThrow(message);
  expect(() => synthStack({ ...props, networkPolicies: {} })).toThrow(message);
});

test('fails if a part has the name of the policy of all pods', () => {
  expect(() => synthStack({ reconcile: { ...RECONCILE, name: 'deny-all' }, networkPolicies: {} })).toThrow(
    new Error(
      'NetworkPolicies: name of reconciler is "deny-all". Allowed: a name other than deny-all, qdrant, oauth2-proxy, ephemeral-valkey. Fix: use a name of its own.',
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
  expect(stack.endpoints.apiUrl).toBe('https://api.example.com');
});

test('the deprecated name of the endpoints still works', () => {
  const { stack } = make();
  expect(stack.waysIn).toBe(stack.endpoints);
});

describe('an optional prop that is undefined is absent', () => {
  const monitoring: MonitoringOptions = { prometheusOperator: true, grafanaDashboard: true };
  const full: Required<QdrantStackProps> = {
    ...MINIMAL,
    apiAliases: ['vectors.example.org'],
    clusterDomain: 'k8s.example.net',
    ipFamilies: ['IPv6', 'IPv4'],
    podSecurityStandard: 'restricted',
    grpcHost: 'grpc.example.com',
    gateway: { name: 'public' },
    dashboardMode: DashboardMode.PROXY,
    dashboardTokenClaims: [],
    clientId: 'vectors',
    cookieDomains: ['.example.com'],
    tlsSecretName: 'own-tls',
    certificate: { issuer: 'internal' },
    ingressClassName: 'nginx-internal',
    ingressAnnotations: { mine: 'yes' },
    hostAnnotations: {},
    discoveryVariables: { MINE: 'yes' },
    corsOrigins: ['https://app.example.com'],
    apiLimits: { requestsPerSecond: 10 },
    componentVersion: '1.2.3',
    scheduledBackup: BACKUP,
    reconcile: RECONCILE,
    networkPolicies: {},
    monitoring,
    labels: { mine: 'yes' },
    valkey: {},
    oauth2Proxy: {},
    admissionPolicy: true,
    acceptedRisks: MINIMAL.acceptedRisks!,
    scannerAnnotations: true,
    floatingTagReason: 'a test',
  };
  const optional = Object.keys(full).filter(prop => !(prop in MINIMAL)) as (keyof QdrantStackProps)[];
  // A stack in which every part exists, so that each part has defaults to lose.
  const base: Partial<QdrantStackProps> = {
    certificate: full.certificate,
    componentVersion: full.componentVersion,
    scheduledBackup: BACKUP,
    reconcile: RECONCILE,
    networkPolicies: {},
    monitoring,
    valkey: {},
    oauth2Proxy: {},
  };

  let expected: K8sObject[];
  beforeAll(() => {
    expected = synthStack(base);
  });

  test.each(optional)('%s', prop => {
    const rest = Object.fromEntries(Object.entries(base).filter(([key]) => key !== prop));
    expect(synthStack({ ...rest, [prop]: undefined })).toEqual(prop in base ? synthStack(rest) : expected);
  });

  /** Every key as `undefined`. The type makes a new option fail to compile until it is here. */
  const unset = <Options extends object>(options: { readonly [key in keyof Required<Options>]: undefined }) => options;
  const workload = Object.fromEntries(Object.keys(fullWorkload).map(prop => [prop, undefined]));

  const chart = { namespace: undefined, disableResourceNameHashes: undefined };
  const oauth2Proxy = unset<Omit<OAuth2ProxyOptions, keyof WorkloadProps | keyof typeof chart>>({
    ipFamilies: undefined,
    labels: undefined,
    name: undefined,
    replicas: undefined,
    spread: undefined,
    podDisruptionBudget: undefined,
    credentials: undefined,
    provider: undefined,
    scopes: undefined,
    emailClaim: undefined,
    audienceClaims: undefined,
    backendLogoutUrl: undefined,
    allowedGroups: undefined,
    allowedRoles: undefined,
    groupsClaim: undefined,
    trustedProxyIps: undefined,
    cookieName: undefined,
    cookieSameSite: undefined,
    cookieExpire: undefined,
    cookieRefresh: undefined,
    sessionCookieMinimal: undefined,
    setXauthrequest: undefined,
    providerCa: undefined,
    providerCaCertificates: undefined,
    acceptedRisks: undefined,
    logFormat: undefined,
    metricsPort: undefined,
    serviceMonitor: undefined,
    settings: undefined,
  });
  const qdrant = unset<Omit<QdrantChartProps, keyof WorkloadProps | keyof typeof chart | 'storage'>>({
    metricsPort: undefined,
    clusterDomain: undefined,
    ipFamilies: undefined,
    labels: undefined,
    instance: undefined,
    version: undefined,
    name: undefined,
    snapshotStorage: undefined,
    snapshotsOnDataVolume: undefined,
    replicas: undefined,
    replicationFactor: undefined,
    writeConsistencyFactor: undefined,
    cluster: undefined,
    config: undefined,
    allowUnknownSettings: undefined,
    apiKey: undefined,
    altApiKey: undefined,
    readOnlyApiKey: undefined,
    jwtRbac: undefined,
    tls: undefined,
    enableCors: undefined,
    logFormat: undefined,
    service: undefined,
    serviceAccountAnnotations: undefined,
    readinessProbe: undefined,
    livenessProbe: undefined,
    startupProbe: undefined,
    podManagementPolicy: undefined,
    updateStrategy: undefined,
    minReadySeconds: undefined,
    persistentVolumeClaimRetentionPolicy: undefined,
    shareProcessNamespace: undefined,
    args: undefined,
    snapshotRestoration: undefined,
    acceptedRisks: undefined,
    spread: undefined,
    podDisruptionBudget: undefined,
    serviceMonitor: undefined,
  });
  const valkey = unset<Omit<EphemeralValkeyProps, keyof WorkloadProps>>({
    clusterDomain: undefined,
    ipFamilies: undefined,
    name: undefined,
    labels: undefined,
    password: undefined,
    tls: undefined,
    maxMemoryBytes: undefined,
  });
  const networkPolicies = unset<NetworkPoliciesOptions>({
    ingressController: undefined,
    clients: undefined,
    monitoring: undefined,
    identityProvider: undefined,
    bucket: undefined,
    apiServer: undefined,
    dns: undefined,
    qdrantEgress: undefined,
    acmeSolver: undefined,
  });
  const scheduledBackup = unset<Omit<ScheduledBackupOptions, keyof WorkloadProps | 'schedule' | 'volume'>>({
    timeZone: undefined,
    keep: undefined,
    encryptTo: undefined,
    s3: undefined,
    drill: undefined,
    ca: undefined,
    name: undefined,
    labels: undefined,
    suspend: undefined,
    startingDeadlineSeconds: undefined,
    activeDeadlineSeconds: undefined,
    backoffLimit: undefined,
    successfulJobsHistoryLimit: undefined,
    failedJobsHistoryLimit: undefined,
  });

  const reconcile = unset<Omit<ReconcilerOptions, keyof WorkloadProps | 'settings' | 'writtenSecrets'>>({
    schedule: undefined,
    tlsSchedule: undefined,
    timeZone: undefined,
    keycloakSecretName: undefined,
    caCertificates: undefined,
    readSecrets: undefined,
    certificateSource: undefined,
    restartsQdrant: undefined,
    restartsSessionStore: undefined,
    maxAgeMinutes: undefined,
    verify: undefined,
    name: undefined,
    labels: undefined,
    suspend: undefined,
    startingDeadlineSeconds: undefined,
    activeDeadlineSeconds: undefined,
    backoffLimit: undefined,
    successfulJobsHistoryLimit: undefined,
    failedJobsHistoryLimit: undefined,
  });

  test.each<[string, Partial<QdrantStackProps>]>([
    ['qdrant', { qdrant: { ...workload, ...chart, ...qdrant, ...MINIMAL.qdrant } }],
    ['oauth2Proxy', { oauth2Proxy: { ...workload, ...chart, ...oauth2Proxy } }],
    ['valkey', { valkey: { ...workload, ...valkey } }],
    ['networkPolicies', { networkPolicies }],
    ['reconcile', { reconcile: { ...workload, ...reconcile, ...RECONCILE } }],
    ['scheduledBackup', { scheduledBackup: { ...workload, ...scheduledBackup, ...BACKUP } }],
    [
      'qdrant.cluster, the probes and the security contexts',
      {
        qdrant: {
          ...MINIMAL.qdrant,
          cluster: { enabled: undefined, p2pPort: undefined, consensusTickPeriodMs: undefined },
          readinessProbe: { periodSeconds: undefined, failureThreshold: undefined },
          containerSecurityContext: { runAsNonRoot: undefined, readOnlyRootFilesystem: undefined },
          podSecurityContext: { seccompProfile: undefined, fsGroup: undefined },
          config: { cluster: undefined, service: { enable_tls: undefined } },
          storage: { size: '10Gi', name: undefined, accessModes: undefined },
        },
      },
    ],
    [
      'oauth2Proxy.credentials',
      {
        oauth2Proxy: { credentials: { secretName: undefined, clientSecretKey: undefined, cookieSecretKey: undefined } },
      },
    ],
  ])('each option of %s', (_, options) => {
    expect(synthStack({ ...base, ...options })).toEqual(expected);
  });

  test('of a part, where the stack has a value', () => {
    const ipFamilies = ['IPv6'];
    const unsetFamilies = { ipFamilies: undefined };
    const parts = {
      qdrant: { ...MINIMAL.qdrant, ...unsetFamilies },
      valkey: unsetFamilies,
      oauth2Proxy: unsetFamilies,
    };

    expect(synthStack({ ...MINIMAL, ipFamilies, ...parts })).toEqual(synthStack({ ...MINIMAL, ipFamilies }));
  });
});

test('the certificate alert watches all hosts', () => {
  const monitoring = { prometheusOperator: true };
  const expr = (props: Partial<QdrantStackProps>) =>
    rulesOf(synthStack({ monitoring, ...props })).find(({ alert }) => alert === 'QdrantCertificateExpiring')!.expr;
  expect(expr({ grpcHost: 'grpc.example.com' })).toContain(
    'host=~"dashboard[.]example[.]com|api[.]example[.]com|grpc[.]example[.]com"',
  );
  expect(expr({})).toContain('host=~"dashboard[.]example[.]com|api[.]example[.]com"');
});

describe('annotations for scanners', () => {
  const SCANNED = ['kube-score/ignore', 'cdk8s-qdrant/reason.'];
  const scanned = (props: Partial<QdrantStackProps>) =>
    synthStack({ scheduledBackup: BACKUP, networkPolicies: { acmeSolver: true }, ...props })
      .filter(({ metadata }) =>
        Object.keys(metadata.annotations ?? {}).some(key => SCANNED.some(each => key.startsWith(each))),
      )
      .map(title);

  test('can be turned off', () => {
    expect(scanned({})).toEqual([
      'NetworkPolicy acme-solver',
      'Deployment ephemeral-valkey',
      'Deployment oauth2-proxy',
      'StatefulSet qdrant',
      'CronJob qdrant-backup',
    ]);
    expect(scanned({ scannerAnnotations: false })).toEqual([]);
  });

  const REASON = 'cdk8s-qdrant/reason.container-image-tag';
  const reasonOf = (image: string, floatingTagReason?: string) =>
    find(synthStack({ valkey: { image }, floatingTagReason }), 'Deployment', 'ephemeral-valkey').metadata.annotations![
      REASON
    ];

  test.each(['registry.test:5000/valkey:latest', 'registry.test:5000/valkey'])('explain the image %s', image => {
    expect(reasonOf(image)).toBe('the app uses an image whose tag can move to another version');
    expect(reasonOf(image, 'our mirror has no other tag')).toBe('our mirror has no other tag');
  });

  test.each(['valkey:9.1.1', `valkey@sha256:${'0'.repeat(64)}`])('do not explain the image %s', image => {
    expect(reasonOf(image)).toBeUndefined();
  });
});
