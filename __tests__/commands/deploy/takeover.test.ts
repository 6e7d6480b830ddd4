import { lossesOf, type Pair, refuseLosses, type Takeover } from '../../../commands/deploy/losses';
import { takeoverNotes } from '../../../commands/deploy/takeover-notes';
import { parseConfig } from '../../../config/load';
import { Expected } from '../../../stack/expected';
import { type PodData, settingsOf } from '../../../stack/qdrant-settings';
import { type ChartValues, chartObjects } from '../../support/chart-objects';

const byHelm = ({ apiVersion, metadata, ...rest }: any) => ({
  ...rest,
  apiVersion,
  metadata: { ...metadata, managedFields: [{ manager: 'helm', operation: 'Update', apiVersion, fieldsV1: {} }] },
});
const expectedOf = new Map<string, Expected>();
const API_KEY = 'Vhg3Yl5sVhg3Yl5sVhg3Yl5sVhg3Yl5s';
/** The limits of profile seed. */
const BOUND = { resources: { limits: { cpu: '4', memory: '8Gi' } } };
const READ_KEY = 'Xl8dYq2mXl8dYq2mXl8dYq2mXl8dYq2m';

interface Running {
  readonly objects: readonly any[];
  readonly ingresses?: readonly any[];
  readonly policies?: readonly any[];
  readonly forbidden?: readonly string[];
}

/** The comparison of running objects with a config, without a server: objects are replaced as a whole. */
async function takeover(running: Running, text = ''): Promise<Takeover> {
  const config = parseConfig(`domainName: example.com\n${text}`, 'config.yaml');
  const expected = expectedOf.get(text) ?? new Expected(config);
  expectedOf.set(text, expected);
  const { objects, ingresses = [], policies = [], forbidden = [] } = running;
  const found = (kind: string, name: string) =>
    [...objects, ...ingresses].find(each => each.kind === kind && each.metadata.name === name);
  const pairs: Pair[] = expected.objects.map(after => {
    const before = found(after.kind, after.metadata.name);
    return {
      after: after as Pair['after'],
      ...(before && { before: byHelm(before) }),
    };
  });
  const data: PodData = {
    configMap: async name => found('ConfigMap', name)?.data,
    secret: async name => (forbidden.includes(name) ? 'forbidden' : found('Secret', name)?.stringData),
  };
  const planned: PodData = {
    ...data,
    configMap: async name => expected.one('ConfigMap', ({ metadata }) => metadata.name === name)['data' as never],
  };
  const pair = pairs.find(({ after }) => after.kind === 'StatefulSet')!;
  return {
    ...{ config, pairs, ingresses, policies, pruned: [] },
    qdrant: pair.before && {
      before: { workload: pair.before, settings: await settingsOf(pair.before, data) },
      after: { workload: pair.after, settings: await settingsOf(pair.after, planned) },
    },
  };
}

const chart = (values: ChartValues): Running => ({ objects: chartObjects({ namespace: 'qdrant', ...values }) });
const losses = async (running: Running, text?: string) =>
  lossesOf(await takeover(running, text)).map(({ loss, fix }) => [loss, fix]);
const notes = async (running: Running, text?: string) => takeoverNotes(await takeover(running, text));
const container = (fields: object) => chart({ container: fields });
const variable = (name: string, value: string) => container({ env: [{ name, value }] });

describe('keys of the running Qdrant', () => {
  const KEEP =
    'to keep the keys, write apiKeys: { enabled: true, secretName: qdrant-apikey, apiKey: api-key, readOnlyApiKey: read-only-api-key }';
  const ONE_SECRET = 'put the keys into one Secret';

  test.each<[string, Running, string]>([
    ['both keys of the chart', chart({ apiKey: API_KEY, readOnlyApiKey: READ_KEY }), KEEP],
    [
      'the API key of the chart alone',
      chart({ apiKey: API_KEY }),
      'to keep the keys, write apiKeys: { enabled: true, secretName: qdrant-apikey, apiKey: api-key }',
    ],
    [
      'the read-only key of the chart alone',
      chart({ readOnlyApiKey: READ_KEY }),
      'to keep the keys, write apiKeys: { enabled: true, secretName: qdrant-apikey, readOnlyApiKey: read-only-api-key }',
    ],
    [
      'a Secret that cannot be read',
      { ...chart({ apiKey: API_KEY }), forbidden: ['qdrant-apikey'] },
      'secretName: qdrant-apikey',
    ],
    ['a variable', variable('QDRANT__SERVICE__API_KEY', API_KEY), ONE_SECRET],
    ['a variable in lower case', variable('qdrant__service__read_only_api_key', READ_KEY), ONE_SECRET],
    ['a ConfigMap', chart({ config: { service: { api_key: API_KEY } } }), ONE_SECRET],
    [
      'a variable from a Secret',
      container({
        env: [{ name: 'QDRANT__SERVICE__API_KEY', valueFrom: { secretKeyRef: { name: 'vectors', key: 'token' } } }],
      }),
      'secretName: vectors, apiKey: token',
    ],
  ])('%s: their loss is refused', async (_, running, fix) => {
    expect(await losses(running)).toEqual([['apiKeys', expect.stringContaining(fix)]]);
  });

  test('the config of the fix keeps them, and never names their values', async () => {
    const running = chart({ apiKey: API_KEY, readOnlyApiKey: READ_KEY });
    const found = await takeover(running);

    expect(await losses(running, KEEP.replace('to keep the keys, write ', ''))).toEqual([]);
    expect(JSON.stringify([...found.qdrant!.before.settings.settings])).not.toMatch(/Vhg3|Xl8d/);
    expect(() => refuseLosses(found)).toThrow(/^(?!.*(?:Vhg3|Xl8d)).*every client that reaches Qdrant/);
  });

  test('an empty key protects nothing', async () => {
    expect(await losses(variable('QDRANT__SERVICE__API_KEY', ''))).toEqual([]);
  });

  test('another Secret is told', async () => {
    expect(await notes(chart({ apiKey: API_KEY, container: BOUND }), 'apiKeys: { enabled: true }')).toEqual([
      expect.stringContaining(
        'the API key comes from Secret qdrant-api-keys in place of local.yaml of Secret qdrant-apikey',
      ),
    ]);
  });

  test('allowedLosses turns the refusal into a note', async () => {
    const found = await takeover(chart({ apiKey: API_KEY }), 'allowedLosses: [apiKeys]');

    expect(refuseLosses(found)).toEqual([expect.stringMatching(/^the API key, .*allowedLosses: apiKeys/)]);
  });
});

test('TLS of the pods: the loss is refused, and the fix names the Secret', async () => {
  const tls = container({
    env: [
      { name: 'QDRANT__SERVICE__ENABLE_TLS', value: 'true' },
      { name: 'QDRANT__TLS__CERT', value: './tls/tls.crt' },
    ],
    volumeMounts: [{ name: 'certificate', mountPath: '/qdrant/tls' }],
  });
  tls.objects.at(-1).spec.template.spec.volumes.push({ name: 'certificate', secret: { secretName: 'pods-tls' } });

  expect(await losses(tls)).toEqual([
    ['tls', 'to keep TLS, write qdrant: { tls: { secretName: pods-tls, p2p: false } }'],
  ]);
});

describe('where the running Qdrant keeps its data', () => {
  test.each<[string, ChartValues, string | undefined]>([
    ['the chart’s folder of the volume', { subPath: 'data' }, 'data'],
    ['another storage path', { config: { storage: { storage_path: '/qdrant/storage/v1' } } }, 'v1'],
    ['both', { subPath: 'data', config: { storage: { storage_path: './storage/v1/' } } }, 'data/v1'],
    ['the default', { config: { storage: { storage_path: './storage' } } }, undefined],
  ])('%s', async (_, values, subPath) => {
    const fix = `to keep the data, write qdrant: { storage: { subPath: ${subPath} } }`;

    expect(await losses(chart(values))).toEqual(subPath === undefined ? [] : [['data', fix]]);
    expect(await losses(chart(values), subPath && `qdrant: { storage: { subPath: ${subPath} } }`)).toEqual([]);
  });

  test('a volume that is not the one of the claims', async () => {
    const elsewhere = chart({ config: { storage: { storage_path: '/qdrant/snapshots/data' } } });

    expect(await losses(elsewhere)).toEqual([['data', expect.stringContaining('back up first')]]);
  });

  test('no volume at all is a note, as the data ends with the pod', async () => {
    const running = container({ volumeMounts: [] });

    expect(await losses(running)).toEqual([]);
    expect(await notes(running)).toContainEqual(expect.stringContaining('in its container and on no volume'));
  });
});

describe('limits of ingresses', () => {
  const ingress = (annotations: object, more: { name?: string; host?: string; spec?: object } = {}) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: more.name ?? 'qdrant-api-ingress', namespace: 'qdrant', annotations },
    spec: { ingressClassName: 'nginx', rules: [{ host: more.host ?? 'qdrant.example.com' }], ...more.spec },
  });
  const behind = (...ingresses: object[]): Running => ({ objects: [], ingresses });
  const ranges = 'nginx.ingress.kubernetes.io/whitelist-source-range';
  const keep = `hostAnnotations: { qdrant.example.com: { ${ranges}: "10.0.0.0/8" } }`;

  test('a list of addresses: its loss is refused, and the fix keeps it', async () => {
    const running = behind(ingress({ [ranges]: '10.0.0.0/8' }));

    expect(await losses(running)).toEqual([['ingressAnnotations', `to keep it, write ${keep}`]]);
    expect(await losses(running, keep)).toEqual([]);
  });

  test.each([
    'nginx.ingress.kubernetes.io/allowlist-source-range',
    'nginx.ingress.kubernetes.io/auth-tls-secret',
    'nginx.ingress.kubernetes.io/auth-secret',
    'haproxy.org/allow-list',
    'traefik.ingress.kubernetes.io/router.middlewares',
    'alb.ingress.kubernetes.io/inbound-cidrs',
    'alb.ingress.kubernetes.io/scheme',
  ])('%s of an ingress of any name', async annotation => {
    expect(await losses(behind(ingress({ [annotation]: 'x' }, { name: 'vectors' })))).toEqual([
      ['ingressAnnotations', expect.stringContaining(annotation)],
    ]);
  });

  test.each([
    ['of another host', ingress({ [ranges]: '10.0.0.0/8' }, { host: 'other.example.com' })],
    ['that limits nobody', ingress({ 'nginx.ingress.kubernetes.io/proxy-body-size': '0' })],
    [
      'of the sign-in on the dashboard’s host',
      ingress({ 'nginx.ingress.kubernetes.io/auth-url': 'x' }, { host: 'qdrant-dashboard.example.com' }),
    ],
    ['of the tools', ingress({ 'meta.helm.sh/auth': 'x', 'kubectl.kubernetes.io/last-applied-configuration': 'auth' })],
  ])('an annotation %s is no loss', async (_, running) => {
    expect(await losses(behind(running))).toEqual([]);
  });

  test('a class for internal clients', async () => {
    const running = behind(ingress({}, { spec: { ingressClassName: 'nginx-internal' } }));

    expect(await losses(running)).toEqual([['ingressClass', 'to keep it, write ingressClassName: nginx-internal']]);
    expect(await losses(running, 'ingressClassName: nginx-internal')).toEqual([]);
  });

  test('other annotations that go are told', async () => {
    expect(await notes(behind(ingress({ 'nginx.ingress.kubernetes.io/limit-rps': '5' })))).toEqual([
      expect.stringContaining(
        'annotations that go: nginx.ingress.kubernetes.io/limit-rps; keep them with ingressAnnotations',
      ),
    ]);
  });
});

describe('network policies', () => {
  const policy = (podSelector: object) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'vectors', namespace: 'qdrant' },
    spec: { podSelector, policyTypes: ['Ingress'] },
  });
  const labelled = chart({});
  labelled.objects.at(-1).spec.template.metadata.labels = { app: 'qdrant', team: 'search' };

  test('a policy whose label the pods lose', async () => {
    const running = { ...labelled, policies: [policy({ matchLabels: { team: 'search' } })] };

    expect(await losses(running)).toEqual([
      ['networkPolicies', expect.stringContaining('networkPolicies: { enabled: true }')],
    ]);
    expect(await losses(running, 'networkPolicies: { enabled: true }')).toEqual([]);
  });

  test('a policy that still selects the pods is no loss', async () => {
    expect(await losses({ ...labelled, policies: [policy({ matchLabels: { app: 'qdrant' } })] })).toEqual([]);
    expect(await losses({ ...labelled, policies: [policy({})] })).toEqual([]);
  });
});

test.each([
  ['arguments', { kind: 'Deployment', args: ['--allowed-group=/search'] }],
  ['variables', { kind: 'Deployment', env: [{ name: 'OAUTH2_PROXY_ALLOWED_GROUPS', value: '/search' }] }],
  ['files', { kind: 'ConfigMap', data: { 'oauth2_proxy.cfg': 'email_domains = ["example.com"]\n' } }],
])('users of the dashboard that %s of oauth2-proxy limit', async (_, { kind, data, ...fields }: any) => {
  const template = { spec: { containers: [{ name: 'oauth2-proxy', ...fields }] } };
  const objects = [{ kind, metadata: { name: 'oauth2-proxy', namespace: 'qdrant' }, spec: { template }, data }];

  expect(await losses({ objects })).toEqual([['access', expect.stringContaining('dashboard.access')]]);
  expect(await losses({ objects }, 'dashboard: { access: { groups: [/search] } }')).toEqual([]);
});

describe('notes', () => {
  test('the chart with default values and the limits of the config needs none', async () => {
    expect(await notes(chart({ container: BOUND }))).toEqual([]);
  });

  test('what decides where pods run, with the key that keeps it', async () => {
    const pod = {
      nodeSelector: { pool: 'vectors' },
      tolerations: [{ key: 'pool', operator: 'Equal', value: 'vectors', effect: 'NoSchedule' }],
      priorityClassName: 'thinkube-workload',
      affinity: { nodeAffinity: { x: 1 } },
    };
    const told = (await notes(chart({ pod }))).join('\n');

    expect(told).toContain('nodeSelector {"pool":"vectors"} goes');
    expect(told).toMatch(/tolerations .* goes.*scheduling\.tolerations/);
    expect(told).toContain('priorityClassName "thinkube-workload" goes');
    expect(told).toMatch(/affinity .* goes/);
    const kept = `scheduling: ${JSON.stringify({ ...pod, affinity: undefined })}`;
    expect((await notes(chart({ pod }), kept)).join('\n')).not.toMatch(/nodeSelector|tolerations|priorityClassName/);
  });

  test('containers, variables, settings and annotations that go', async () => {
    const told = await notes(
      chart({
        sidecars: [{ name: 'exporter', image: 'valkey:9' }],
        container: { env: [{ name: 'TZ', value: 'Europe/Berlin' }] },
        config: { storage: { on_disk_payload: true }, service: { enable_cors: true } },
        podAnnotations: { 'backup.velero.io/backup-volumes': 'qdrant-storage' },
      }),
    );

    expect(told).toEqual(
      expect.arrayContaining([
        expect.stringContaining('containers that go: exporter'),
        expect.stringContaining('variables that go: TZ'),
        expect.stringContaining('settings of Qdrant that go: storage.on_disk_payload'),
        'settings of Qdrant that change: service.enable_cors from true to false',
        expect.stringContaining('annotations that go: backup.velero.io/backup-volumes'),
      ]),
    );
  });

  test('limits that come', async () => {
    const told = (await notes(chart({ container: { resources: { limits: { memory: '32Gi' } } } }))).join('\n');

    expect(told).toContain('the limit of cpu goes from none to 4');
    expect(told).toContain('the limit of memory goes from 32Gi to 8Gi');
  });

  test('a change of the cluster mode, with the key that keeps it', async () => {
    const running = chart({ config: { cluster: { enabled: false } } });

    expect((await notes(running))[0]).toContain('cluster mode of Qdrant goes from off to on');
    expect((await notes(running, 'qdrant: { cluster: { enabled: false } }')).join('\n')).not.toContain('cluster mode');
  });

  test('variables of the service discovery, with the key that keeps them', async () => {
    const discovery = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'thinkube-service-config', namespace: 'qdrant', labels: { 'thinkube.io/managed': 'true' } },
      data: {
        'service.yaml': 'service: { environment_variables: [{ name: QDRANT_URL, value: https://qdrant.example.com }] }',
      },
    };
    const keep = 'discoveryVariables: { QDRANT_URL: https://qdrant.example.com }';

    expect(await notes({ objects: [discovery] })).toEqual([
      expect.stringContaining(`QDRANT_URL; keep them with ${keep}`),
    ]);
    expect(await notes({ objects: [discovery] }, keep)).toEqual([]);
  });

  test('a Service that is reached from outside of the cluster', async () => {
    const running = chart({});
    running.objects.find(({ kind }) => kind === 'Service').spec.type = 'LoadBalancer';

    expect((await notes(running)).join('\n')).toContain('type LoadBalancer becomes ClusterIP');
  });
});
