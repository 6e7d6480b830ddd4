import { isDeepStrictEqual } from 'node:util';
import { buildApp } from '../../../../app';
import { fromCluster } from '../../../../commands/init/cluster/from-cluster';
import { readRunning } from '../../../../commands/init/cluster/running';
import type { Answers } from '../../../../commands/init/questions';
import { parseConfig } from '../../../../config/load';
import { render } from '../../../../stack/manifests';
import { type HelmFacts, helmFacts } from '../../../support/helm-facts';
import { RecordedCluster } from '../../../support/recorded-cluster';
import { runCommand } from '../../../support/run-command';
import chartObjects from './chart-objects.json';

/** The objects of chart qdrant 1.19.0 for the values files of `helm/values`, without start scripts and the data of Secrets. */
const OF_CHART: Readonly<Record<string, readonly any[]>> = chartObjects;

async function configOf(objects: readonly any[], answers: Answers = {}, statefulSet?: string) {
  const namespace = objects.find(({ kind }) => kind === 'StatefulSet')?.metadata.namespace ?? 'qdrant';
  const running = await readRunning(new RecordedCluster(objects), { namespace, statefulSet });
  const { text, told, toFillIn } = fromCluster(running, answers, undefined);
  return { text, toFillIn, told: told.notCarriedOver.map(({ key }) => key), toCheck: told.toCheck };
}

/** The objects of a config, as plain data. */
function objectsOf(text: string): any[] {
  const files = render(buildApp(parseConfig(text, 'config.yaml')));
  return JSON.parse(JSON.stringify(files.flatMap(({ objects }) => objects)));
}

/** The config of the objects, as data. */
async function keysOf(objects: readonly any[], answers?: Answers) {
  return parseConfig((await configOf(objects, answers)).text, 'config.yaml');
}

/** The facts of the chart that the stack does not have. */
function differences(chart: HelmFacts, stack: HelmFacts): string[] {
  return Object.entries(chart).flatMap(([key, value]) => {
    const own: any = stack[key];
    if (key === 'settings') {
      const settings = Object.entries(value as HelmFacts);
      return settings.flatMap(([name, each]) => (isDeepStrictEqual(each, own[name]) ? [] : `settings.${name}`));
    }
    return key === 'hosts'
      ? (value as string[]).filter(host => !own?.includes(host))
      : isDeepStrictEqual(value, own)
        ? []
        : key;
  });
}

describe('an installation of the chart', () => {
  const OF_VECTORS = 'StatefulSet search/vectors-qdrant';
  const IN_FILE = 'production.yaml of ConfigMap vectors-qdrant';

  /** The facts that the config changes, and what is told. For every other file: none. */
  const EXPECTED: Readonly<Record<string, { readonly differ: readonly string[]; readonly told: readonly string[] }>> = {
    'ingress-traefik': {
      differ: ['vectors-grpc.acme.example.org'],
      told: ['paths of Ingress search/vectors-qdrant', 'host of Ingress search/vectors-qdrant'],
    },
    'keys-in-plain-text': {
      differ: ['settings.service.api_key'],
      told: [`apiKey in ${IN_FILE}`, 'readOnlyApiKey in variable QDRANT__SERVICE__READ_ONLY_API_KEY'],
    },
    'other-names': {
      differ: ['selector', 'disruptionBudget'],
      told: ['spec.selector of StatefulSet search/vectors', 'spec of PodDisruptionBudget search/vectors'],
    },
    settings: {
      differ: [
        'settings.cluster.consensus.tick_period_ms',
        'settings.cluster.p2p.enable_tls',
        'settings.cluster.p2p.port',
        'settings.log_level',
        'settings.service.enable_cors',
        'settings.storage.storage_path',
        'settings.webhook_url',
      ],
      told: [
        `service.enable_cors in ${IN_FILE}`,
        `webhook_url in ${IN_FILE}`,
        `QDRANT_ALLOW_RECOVERY_MODE in spec.template.spec.containers[].env of ${OF_VECTORS}`,
      ],
    },
  };

  test.each(Object.keys(OF_CHART))('%s: the config keeps the objects, and every difference is told', async name => {
    const { text, told, toFillIn } = await configOf(OF_CHART[name]!, { domainName: 'acme.example.org' });

    expect(toFillIn).toEqual([]);
    expect({ differ: differences(helmFacts(OF_CHART[name]!), helmFacts(objectsOf(text))), told }).toEqual(
      EXPECTED[name] ?? { differ: [], told: [] },
    );
    expect(text).not.toContain('hunter');
  });

  test('fields of the pods are keys of the config', async () => {
    expect((await keysOf(OF_CHART['hardened-pods']!, { domainName: 'acme.example.org' })).qdrant).toMatchObject({
      podManagementPolicy: 'OrderedReady',
      shareProcessNamespace: true,
      terminationGracePeriodSeconds: 120,
      resources: { limits: { cpu: null, memory: null } },
      podSecurityContext: { fsGroup: 1001 },
      containerSecurityContext: { runAsUser: 1001 },
    });
  });

  test('the options of the ServiceMonitor are keys of the config', async () => {
    expect((await keysOf(OF_CHART['metrics']!, { domainName: 'acme.example.org' })).qdrant).toMatchObject({
      serviceMonitor: { labels: expect.anything(), interval: expect.any(String), relabelings: expect.any(Array) },
    });
  });

  test('the Secret of the chart keeps its keys', async () => {
    const { text, toCheck } = await configOf(OF_CHART['keys-of-the-chart']!, { domainName: 'acme.example.org' });

    expect(parseConfig(text, 'config.yaml').apiKeys).toMatchObject({
      enabled: true,
      secretName: 'vectors-qdrant-apikey',
      apiKey: 'api-key',
    });
    expect(toCheck).toContainEqual(expect.stringContaining('kubectl describe secret vectors-qdrant-apikey -n search'));
  });
});

const PRODUCTION = `
domainName: acme.io
profile: production
namespace: vectors
clusterDomain: cluster.local
grpcHostname: grpc.acme.io
apiAliases: [old.acme.io]
ingressClassName: traefik
gateway: { name: public, namespace: gateways, sectionName: https }
dashboard: { access: { groups: [/search], emailDomains: [acme.io] } }
keycloakUrl: https://login.acme.io/auth
keycloakRealm: people
corsOrigins: []
apiLimits: { requestsPerSecond: 0, connections: 0 }
qdrant:
  replicas: 5
  nodeSelector: { pool: vectors }
  snapshotStorage: { size: 20Gi }
  resources: { limits: { cpu: null } }
  startupProbe: { failureThreshold: 100 }
  livenessProbe: null
  env: [{ name: TOKEN, valueFrom: { secretKeyRef: { name: own, key: token } } }]
networkPolicies:
  ingressController: { namespaceLabels: { kubernetes.io/metadata.name: gateways } }
  clients: [{ namespaceLabels: { team: search } }]
monitoring: { prometheusOperator: true, labels: { release: prometheus } }
`;

describe('a stack of this tool', () => {
  test.each([
    ['profile seed', 'domainName: example.com\n'],
    ['profile production', 'domainName: example.com\nprofile: production\ndashboard: { access: { groups: [/a] } }\n'],
    ['many keys', PRODUCTION],
    [
      'another identity provider',
      'domainName: example.com\nidentityProvider: { provider: oidc, issuerUrl: https://dex.example.com, clientId: qdrant }\n',
    ],
    [
      'a port for metrics',
      'domainName: example.com\nprofile: production\ndashboard: { access: { groups: [/a] } }\nqdrant: { metricsPort: 9091 }\nmonitoring: { prometheusOperator: true }\n',
    ],
    ['an existing claim', 'domainName: example.com\nqdrant: { storage: { claimName: vector-data } }\n'],
    [
      'ingress-nginx with its keys',
      'domainName: example.com\ntlsSecretName: wildcard\nqdrant: { service: { type: NodePort, httpNodePort: 30333 } }\n' +
        'apiKeys: { enabled: true, readOnlyApiKey: null }\ncertificate: { issuer: letsencrypt }\n' +
        'hostAnnotations: { qdrant.example.com: { example.org/owner: search } }\n',
    ],
  ])('%s: the config of the running objects makes the same objects', async (_, config) => {
    const before = objectsOf(config);
    const { text, told, toFillIn } = await configOf(before);

    expect({ told, toFillIn }).toEqual({ told: [], toFillIn: [] });
    expect(objectsOf(text)).toEqual(before);
  });
});

test('rights of groups and users are told, and the role that only the hook assigns is no role of the config', async () => {
  const rights = '{ groups: [/a], rights: [{ group: /a, rights: read }, { user: ada, rights: read }] }';
  const objects = objectsOf(`domainName: example.com\nprofile: production\ndashboard: { access: ${rights} }\n`);
  const { text, told } = await configOf(objects, { profile: 'production' });

  expect(told).toContain('api_key_claims of oauth2-proxy');
  expect(text).toMatch(/groups:\n +- \/a\n/);
  expect(text).not.toContain('dashboard-rights');
});

describe('what else runs', () => {
  const qdrant = (name = 'qdrant', kind = 'StatefulSet', spec: object = {}) => ({
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, namespace: 'qdrant' },
    spec: {
      replicas: 1,
      serviceName: `${name}-headless`,
      selector: {
        matchLabels: { app: 'qdrant', 'app.kubernetes.io/name': 'qdrant', 'app.kubernetes.io/instance': name },
      },
      template: {
        metadata: { labels: { app: 'qdrant', 'app.kubernetes.io/name': 'qdrant', 'app.kubernetes.io/instance': name } },
        spec: { containers: [{ name: 'qdrant', image: 'qdrant/qdrant:v1.18.0', ...spec }] },
      },
    },
  });
  const domainName = 'acme.io';

  test.each<[string, object[], string]>([
    [
      'no Qdrant',
      [],
      'Namespace qdrant has no StatefulSet with a Qdrant. Fix: name the namespace of Qdrant with --namespace',
    ],
    [
      'several Qdrant',
      [qdrant('blue'), qdrant('green')],
      'Namespace qdrant has 2 StatefulSets with a Qdrant: blue, green. Fix: choose one with --stateful-set NAME.',
    ],
    [
      'a Deployment of Qdrant',
      [qdrant('qdrant', 'Deployment')],
      'Deployment qdrant/qdrant runs Qdrant, and this tool takes over',
    ],
  ])('fails if the namespace has %s', async (_, objects, message) => {
    await expect(configOf(objects, { domainName })).rejects.toThrow(message);
  });

  test('--stateful-set chooses one', async () => {
    const objects = [qdrant('blue'), qdrant('green')];

    expect(parseConfig((await configOf(objects, { domainName }, 'green')).text, 'config.yaml').qdrant.name).toBe(
      'green',
    );
    await expect(configOf(objects, { domainName }, 'red')).rejects.toThrow(
      'no StatefulSet red with a Qdrant, but blue, green',
    );
  });

  test('fails if no host says the domain', async () => {
    await expect(configOf([qdrant()])).rejects.toThrow('no host name from which the domain follows');
  });

  test('values of variables stay in the cluster', async () => {
    const env = [
      { name: 'PASSWORD', value: 'hunter2-hunter2' },
      { name: 'QDRANT__SERVICE__API_KEY', value: 'hunter3-hunter3' },
      { name: 'QDRANT__INFERENCE__TOKEN', value: 'hunter4-hunter4' },
      { name: 'QDRANT__SERVICE__MAX_WORKERS', value: '4' },
      { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'own', key: 'token' } } },
    ];
    const sidecars = { name: 'agent', image: 'agent:1', args: ['--password=hunter5-hunter5'] };
    const workload = qdrant('qdrant', 'StatefulSet', { env });
    workload.spec.template.spec.containers.push(sidecars);
    const { text, told, toCheck } = await configOf([workload], { domainName });

    expect([text, ...told, ...toCheck].join('\n')).not.toContain('hunter');
    expect(parseConfig(text, 'config.yaml').qdrant).toMatchObject({
      config: { service: { max_workers: 4 } },
      env: [{ name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'own', key: 'token' } } }],
    });
    expect(told.join('\n')).toMatch(/containers\[agent\] .*\nPASSWORD in /);
  });

  test('reads no Secret, and tells the kinds that it must not list', async () => {
    const cluster = new RecordedCluster([qdrant()], ['Ingress', 'Namespace', 'ServiceAccount']);
    const { notes } = await readRunning(cluster, { namespace: 'qdrant' });

    expect(notes).toEqual(['The right to list Ingress objects in namespace qdrant is missing, so they were not read.']);
    expect(cluster.log.join()).not.toContain('Secret');
  });

  test('oauth2-proxy with flags: the issuer, the users and the session cookie', async () => {
    const args = [
      ...['--provider=oidc', '--oidc-issuer-url=https://dex.acme.io', '--client-id=vectors', '--client-secret=hunter2'],
      ...['--email-domain=acme.io', '--email-domain=acme.org', '--allowed-group=search', '--cookie-domain=.acme.io'],
      ...['--redirect-url=https://vectors.acme.io/oauth2/callback', '--upstream=http://qdrant:6333', '--banner=Hello'],
    ];
    const proxy = {
      ...qdrant('gate', 'Deployment'),
      spec: {
        replicas: 2,
        template: { spec: { containers: [{ name: 'p', image: 'quay.io/oauth2-proxy/oauth2-proxy:v7.15.6', args }] } },
      },
    };
    const { text, told } = await configOf([qdrant(), proxy]);

    expect(text).not.toContain('hunter2');
    expect(told).toContain('banner of oauth2-proxy');
    expect(parseConfig(text, 'config.yaml')).toMatchObject({
      domainName: 'acme.io',
      dashboardHostname: 'vectors.acme.io',
      identityProvider: { provider: 'oidc', issuerUrl: 'https://dex.acme.io', clientId: 'vectors' },
      dashboard: { mode: 'proxy', access: { groups: ['search'], emailDomains: ['acme.io', 'acme.org'] } },
      oauth2Proxy: { name: 'gate', replicas: 2 },
    });
  });

  test('routes, budgets and policies of other names: the list says what to do', async () => {
    const selector = { 'app.kubernetes.io/instance': 'qdrant' };
    const object = (apiVersion: string, kind: string, name: string, spec: object) => ({
      ...{ apiVersion, kind },
      metadata: { name, namespace: 'qdrant' },
      spec,
    });
    const backend = { service: { name: 'vectors', port: { number: 80 } } };
    const { text, toCheck, told } = await configOf([
      qdrant(),
      object('v1', 'Service', 'vectors', { selector, ports: [{ name: 'http', port: 80, targetPort: 6333 }] }),
      object('networking.k8s.io/v1', 'Ingress', 'public', {
        ingressClassName: 'nginx',
        rules: [{ host: 'vectors.acme.io', http: { paths: [{ path: '/', backend }] } }],
        tls: [{ hosts: ['vectors.acme.io'], secretName: 'wildcard' }],
      }),
      object('policy/v1', 'PodDisruptionBudget', 'budget', { maxUnavailable: 1, selector: { matchLabels: selector } }),
      object('networking.k8s.io/v1', 'NetworkPolicy', 'allow', { podSelector: { matchLabels: selector } }),
    ]);

    expect(parseConfig(text, 'config.yaml')).toMatchObject({
      apiHostname: 'vectors.acme.io',
      tlsSecretName: 'wildcard',
    });
    expect(toCheck.join('\n')).toMatch(/kubectl delete ingress public -n qdrant/);
    expect(toCheck.join('\n')).toMatch(/Delete PodDisruptionBudget budget after deploy/);
    expect(toCheck.join('\n')).toMatch(/Its clients can use Service qdrant/);
    expect(told).toContain('NetworkPolicy qdrant/allow');
  });
});

test.each([
  [['--stateful-set', 'a'], '--stateful-set needs --from-cluster'],
  [['--context', 'a'], '--context needs --from-cluster'],
  [['--namespace', 'a'], '--namespace needs --from-values or --from-cluster'],
  [['--from-cluster', '--release', 'a'], '--release needs --from-values'],
  [['--from-cluster', '--from-values', 'a'], '--from-values excludes --from-cluster'],
])('%s is wrong use', async (options, message) => {
  const { code, stderr } = await runCommand(['init', '--domain-name', 'acme.io', ...options]);

  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) });
});
