import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildApp } from '../../app';
import { loadConfig, parseConfig } from '../../config/load';
import { render } from '../../stack/manifests';
import { temporaryFolder } from '../support/folders';

interface JsonSchema {
  readonly [key: string]: unknown;
  readonly type?: string;
}

/** Every schema inside of a schema, with its path. */
function schemasIn(value: unknown, path = ''): [path: string, schema: JsonSchema][] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  const below = Object.entries(value).flatMap(([key, each]) => schemasIn(each, `${path}/${key}`));
  const isSchema = 'type' in value && typeof value.type === 'string';
  return isSchema ? [[path, value as JsonSchema], ...below] : below;
}

/** The keywords that bound a type. A schema of that type needs all keywords of one group. */
const BOUNDS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  number: [['minimum', 'maximum']],
  integer: [['minimum', 'maximum']],
  string: [['maxLength'], ['pattern'], ['enum'], ['const']],
  array: [['maxItems']],
};

const isBounded = ({ type, ...schema }: JsonSchema) =>
  (BOUNDS[type!] ?? [[]]).some(keywords => keywords.every(keyword => keyword in schema));

const SCHEMAS = schemasIn(JSON.parse(readFileSync(join(__dirname, '../../config.schema.json'), 'utf8')));

test('every number, string and list of the schema has bounds', () => {
  expect(SCHEMAS.filter(([, schema]) => !isBounded(schema))).toEqual([]);
});

test.each([{ type: 'integer', minimum: 1 }, { type: 'number', maximum: 1 }, { type: 'string' }, { type: 'array' }])(
  'the check finds a schema without bounds: %j',
  schema => {
    expect(isBounded(schema)).toBe(false);
    expect(schemasIn({ properties: { a: { anyOf: [schema] } } })).toEqual([['/properties/a/anyOf/0', schema]]);
  },
);

test('every mapping with free keys has a bound, except the settings of Qdrant, which have a size limit', () => {
  const free = SCHEMAS.filter(([, schema]) => 'propertyNames' in schema && !('maxProperties' in schema));
  expect(free.map(([path]) => path)).toEqual(['/properties/qdrant/properties/config']);
});

const networks = (count: number) =>
  Array.from({ length: count }, (_, index) => `10.${Math.floor(index / 256)}.${index % 256}.0/24`);
const labels = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`l${index}`, 'a']));
const times = (count: number, item: unknown) => Array.from({ length: count }, () => item);

/** A config, and the start of its error. */
const CASES: [name: string, config: object, message: string][] = [
  [
    'the number of nodes is huge',
    { qdrant: { replicas: 1e12 } },
    `qdrant.replicas is 1000000000000: the value is more than 100.
    Allowed: an integer from 1 to 100; 2 only with acceptedRisks.twoNodes.
    Fix: write 100 or less.`,
  ],
  [
    'a limit exceeds the maximum of nginx',
    { apiLimits: { connections: 65_536 } },
    `apiLimits.connections is 65536: the value is more than 65535.
    Allowed: an integer from 0 to 65535.
    Fix: write 65535 or less.`,
  ],
  [
    'an oversampling is too small',
    { qdrant: { strictMode: { searchMaxOversampling: 0 } } },
    `qdrant.strictMode.searchMaxOversampling is 0: the value is less than 0.1.
    Allowed: a number from 0.1 to 1000.
    Fix: write 0.1 or more.`,
  ],
  [
    'a volume is too large',
    { qdrant: { storage: { size: '2Pi' } } },
    'qdrant.storage.size is "2Pi": the value is more than 1Pi.',
  ],
  [
    'memory has the digits of a larger number',
    { valkey: { resources: { limits: { memory: '9'.repeat(400) } } } },
    `valkey.resources.limits.memory is "${'9'.repeat(99)}…: the value is not an amount of bytes.`,
  ],
  [
    'a container has too many cores',
    { valkey: { resources: { limits: { cpu: 2000 } } } },
    'valkey.resources.limits.cpu is 2000: the value is more than 1024.',
  ],
  [
    'a list is too long',
    { dashboard: { trustedProxyIps: networks(101) } },
    `dashboard.trustedProxyIps: there are 101 items.
    Allowed: a list of 0 to 100 networks such as 10.42.0.0/16.
    Fix: reduce them to 100 or fewer.`,
  ],
  [
    'a selector has too many labels',
    { monitoring: { labels: labels(21) } },
    `monitoring.labels: there are 21 labels.
    Allowed: a mapping of 1 to 20 labels to their values.
    Fix: reduce them to 20 or fewer.`,
  ],
  [
    'the settings of Qdrant do not fit in a ConfigMap',
    { qdrant: { config: { storage: { note: 'a'.repeat(300_000) } } } },
    `qdrant.config: the settings have 300023 characters.
    Allowed: settings of at most 262144 characters as JSON.
    Fix: remove settings.`,
  ],
  [
    'a path is too long',
    { keycloak: { caFile: 'a'.repeat(1001) } },
    'keycloak.caFile is "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…: the value has 1001 characters, which is too long.',
  ],
];

test.each(CASES)('fails if %s', (_, config, message) => {
  expect(() => parseConfig(JSON.stringify(config), 'config.yaml')).toThrow(message);
});

test('fails if the file is too large', () => {
  const file = join(temporaryFolder(), 'config.yaml');
  writeFileSync(file, `#${' '.repeat(1024 * 1024)}`);
  expect(() => loadConfig(file)).toThrow('The file is not readable: the file has more than 1 MiB.');
});

test('fails if the file has no end', () => {
  expect(() => loadConfig('/dev/zero')).toThrow('The file is not readable: the file has more than 1 MiB.');
});

test('the file can be a pipe', async () => {
  const pipe = join(temporaryFolder(), 'pipe');
  execFileSync('mkfifo', [pipe]);
  const writer = spawn('sh', ['-c', 'echo "domainName: example.net" > "$0"', pipe]);

  expect(loadConfig(pipe).domainName).toBe('example.net');
  await once(writer, 'exit');
});

const SETTINGS = { storage: Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`s${index}`, index])) };

test('of thousands of unknown settings, the error names twenty', () => {
  const parse = () => parseConfig(JSON.stringify({ qdrant: { config: SETTINGS } }), 'config.yaml');
  expect(parse).toThrow('20 problems found');
});

test('the largest config makes manifests within seconds', () => {
  const peer = { namespaceLabels: labels(20), podLabels: labels(20), cidrs: networks(50) };
  const ports = Array.from({ length: 20 }, (_, index) => 9000 + index);
  const destination = { ...peer, ports };
  const amounts = { cpu: 1024, memory: '64Ti' };
  const resources = { requests: amounts, limits: amounts };
  const storage = { size: '1Pi', storageClassName: 'a'.repeat(63) };
  const config = {
    profile: 'production',
    dashboard: {
      trustedProxyIps: networks(100),
      access: {
        groups: networks(100).map(each => `/${each.replace('/', '-')}`),
        roles: networks(100).map(each => each.replace('/', '-')),
        emailDomains: Array.from({ length: 100 }, (_, index) => `d${index}.example.com`),
      },
    },
    corsOrigins: Array.from({ length: 100 }, (_, index) => `https://h${index}.example.com`),
    imagePullSecrets: Array.from({ length: 20 }, (_, index) => `secret-${index}`),
    apiLimits: { requestsPerSecond: 100_000, connections: 65_535, bodySizeMb: 1_048_576 },
    qdrant: {
      replicas: 100,
      replicationFactor: 100,
      writeConsistencyFactor: 100,
      resources,
      storage,
      snapshotStorage: storage,
      tls: { secretName: 'qdrant-internal-tls' },
      allowUnknownSettings: true,
      config: SETTINGS,
    },
    oauth2Proxy: { replicas: 100, resources },
    scheduledBackup: { keep: 1000, volume: { size: '1Pi' } },
    networkPolicies: {
      ingressController: peer,
      clients: times(50, peer),
      monitoring: peer,
      keycloak: destination,
      bucket: destination,
      dns: destination,
      qdrantEgress: times(50, destination),
    },
    monitoring: { prometheusOperator: true, labels: labels(20), grafanaDashboard: true, dashboardLabels: labels(20) },
  };
  const before = process.cpuUsage();

  const files = render(buildApp(parseConfig(JSON.stringify(config), 'config.yaml')));

  const { user, system } = process.cpuUsage(before);
  expect(files.length).toBeGreaterThan(5);
  expect((user + system) / 1e6).toBeLessThan(30);
});
