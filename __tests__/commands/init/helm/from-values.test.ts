import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../../../config/load';
import { runCommand } from '../../../support/run-command';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'init-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** Runs the command with these values, in a folder of its own. */
function init(values: string | Buffer, ...args: string[]) {
  writeFileSync(join(folder, 'values.yaml'), values);
  return runCommand(['init', '--from-values', 'values.yaml', ...args], { cwd: folder, env: { QDRANT_CONFIG: '' } });
}

function written(): string {
  return readFileSync(join(folder, 'config.yaml'), 'utf8');
}

const LABELS = 'additionalLabels: { team: search }\nimage: { tag: v1.18.0 }\n';

test('writes the config with comments, and lists what the config does not say', async () => {
  const options = ['--domain-name', 'acme.io', '--release', 'vectors', '--namespace', 'search'];
  const { code, stdout, stderr } = await init(`replicaCount: 3\n${LABELS}`, ...options);

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^The command wrote config\.yaml\. Next: .*npm run synth\n\nNot carried over:\n/);
  expect(stdout).toContain(
    '- additionalLabels: the config has no such key; qdrant.podLabels and qdrant.service.labels\n',
  );
  expect(written()).toContain('  replicas: 3 # replicaCount\n');
  expect(written()).toContain('# - additionalLabels: the config has no such key;');
  expect(loadConfig(join(folder, 'config.yaml'))).toMatchObject({
    domainName: 'acme.io',
    namespace: 'search',
    images: { qdrant: 'docker.io/qdrant/qdrant:v1.18.0' },
    qdrant: { name: 'vectors-qdrant', instance: 'vectors', replicas: 3, storage: { size: '10Gi' } },
  });
});

test('carries over the ports of the Service', async () => {
  const http = '{ name: http, port: 80, targetPort: 6333, nodePort: 30333 }';
  const grpc = '{ name: grpc, port: 6334, targetPort: 7000, appProtocol: kubernetes.io/h2c }';
  const { stdout } = await init(`service: { ports: [${http}, ${grpc}] }\n`, '--domain-name', 'acme.io');

  expect(loadConfig(join(folder, 'config.yaml')).qdrant).toMatchObject({
    service: { httpPort: 80, httpNodePort: 30333, grpcAppProtocol: 'kubernetes.io/h2c' },
  });
  expect(stdout).toContain('- service.ports.grpc.targetPort: Qdrant listens on fixed ports; remove: the pods have the');
});

test('tells programs what the config does not say', async () => {
  const { stdout } = await init(LABELS, '--domain-name', 'acme.io', '--output', 'json');

  expect(JSON.parse(stdout)).toMatchObject({
    result: 'done',
    file: 'config.yaml',
    toFillIn: [],
    notCarriedOver: expect.arrayContaining([
      {
        key: 'additionalLabels',
        problem: 'the config has no such key',
        sayAt: 'qdrant.podLabels and qdrant.service.labels',
      },
    ]),
    toCheck: expect.arrayContaining([
      'The release is qdrant in namespace qdrant. For another release, use --release and --namespace.',
    ]),
  });
});

test('the domain follows from the host of the ingress', async () => {
  const hosts = '[{ host: vectors.acme.io, paths: [{ path: /, servicePort: 6333 }] }]';
  const { code } = await init(`ingress: { enabled: true, hosts: ${hosts} }`);

  expect(code).toBe(0);
  expect(loadConfig(join(folder, 'config.yaml'))).toMatchObject({
    domainName: 'acme.io',
    apiHostname: 'vectors.acme.io',
  });
});

test('the file of helm get values has a title', async () => {
  const { code } = await init('USER-SUPPLIED VALUES:\nreplicaCount: 3\n', '--domain-name', 'acme.io');

  expect(code).toBe(0);
  expect(loadConfig(join(folder, 'config.yaml')).qdrant.replicas).toBe(3);
});

test('a parent chart has the values below the name of the chart', async () => {
  const { code } = await init('global: {}\nqdrant: { replicaCount: 3 }\n', '--domain-name', 'acme.io');

  expect(code).toBe(0);
  expect(loadConfig(join(folder, 'config.yaml')).qdrant.replicas).toBe(3);
});

test('unknown keys and wrong values are told, and the config is valid', async () => {
  const values = 'replicaCnt: 3\nreplicaCount: many\nimage: qdrant\npersistence: { size: big, sise: 1Gi }\n';
  const { stdout } = await init(values, '--domain-name', 'acme.io', '--output', 'json');
  const { notCarriedOver } = JSON.parse(stdout) as { notCarriedOver: { key: string; problem: string }[] };

  expect(Object.fromEntries(notCarriedOver.map(({ key, problem }) => [key, problem]))).toMatchObject({
    replicaCnt: 'the chart has no such key; did you mean replicaCount?',
    replicaCount: 'the value is a string',
    image: 'the chart has a mapping at this key',
    'persistence.size': expect.stringContaining('the value is not an amount'),
    'persistence.sise': 'the chart has no such key; did you mean persistence.size?',
  });
  expect(() => loadConfig(join(folder, 'config.yaml'))).not.toThrow();
});

test('no secret of the values is in the config or the output', async () => {
  const values = readFileSync(join(__dirname, 'values', 'keys-in-plain-text.yaml'), 'utf8');
  const { stdout, stderr } = await init(values, '--domain-name', 'acme.io');

  expect(values).toContain('hunter');
  expect(stdout + stderr + written()).not.toContain('hunter');
  expect(loadConfig(join(folder, 'config.yaml')).apiKeys).toMatchObject({ enabled: true, secretName: 'qdrant-apikey' });
});

test('a key of the values cannot add lines to the config', async () => {
  await init('"evil\\nnamespace: other": 1\nreplicaCount: 1\n', '--domain-name', 'acme.io');

  expect(loadConfig(join(folder, 'config.yaml')).namespace).toBe('qdrant');
  expect(written()).toContain('# - evil namespace: other: the chart has no such key');
});

test('in profile production, the command says what to fill in', async () => {
  const { stdout } = await init('replicaCount: 3', '--domain-name', 'acme.io', '--profile', 'production');

  expect(stdout).toContain('Fill in dashboard.access.');
  expect(written()).toContain('# Fill in:\n# - dashboard.access\n');
});

test('keeps the Gateway of a platform', async () => {
  const { code } = await init(
    'image: { tag: v1.18.0 }\nreplicaCount: 1\n',
    '--domain-name',
    'acme.io',
    '--platform',
    'thinkube',
  );

  expect(code).toBe(0);
  expect(loadConfig(join(folder, 'config.yaml'))).toMatchObject({ gateway: { name: 'thinkube-gateway' } });
});

const APPLICATION = 'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: a }\n';
const HELM_RELEASE = 'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: a }\n';
const ONLY = 'use the values of the Helm chart qdrant, an Argo CD Application or a Flux HelmRelease of this chart';

test.each<[string, string | Buffer, string]>([
  ['is not YAML', 'a: [', 'values.yaml is not YAML: Flow sequence in block collection must be'],
  ['is a template', 'replicaCount: {{ .Values.n }}', 'values.yaml is not YAML: '],
  ['is a list', '- a\n- b\n', `values.yaml has a list in place of a mapping.\n  Fix: ${ONLY}.`],
  ['is a word', 'hello', `values.yaml has a single value in place of a mapping.\n  Fix: ${ONLY}.`],
  ['has values of another chart', 'postgresql: {}\nauth: {}', 'has no key of the Helm chart qdrant: postgresql, auth.'],
  [
    'has other objects',
    'apiVersion: v1\nkind: Service\n',
    'values.yaml has no values: it has objects of kind Service.',
  ],
  [
    'has an Application of another chart',
    `${APPLICATION}spec: { source: { chart: redis } }`,
    'values.yaml installs another chart than qdrant: redis.',
  ],
  [
    'has a HelmRelease of another chart',
    `${HELM_RELEASE}spec: { chart: { spec: { chart: redis } } }`,
    'values.yaml installs another chart than qdrant: redis.',
  ],
  [
    'has an Application with values that are not YAML',
    `${APPLICATION}spec: { source: { chart: qdrant, helm: { values: 'a: [' } } }`,
    'helm.values of values.yaml is not YAML: ',
  ],
  [
    'has two installations',
    [1, 2].map(() => `${APPLICATION}spec: { source: { chart: qdrant } }`).join('\n---\n'),
    'values.yaml has 2 installations of chart qdrant.',
  ],
  ['is in UTF-16', Buffer.from('replicaCount: 3', 'utf16le').subarray(0, 31), 'Could not read values.yaml: '],
  ['has no host for the domain', 'replicaCount: 3', 'values.yaml has no host name from which the domain follows.'],
])('fails if the file %s: one clear error, nothing written', async (name, values, message) => {
  const { code, stdout, stderr } = await init(values, ...(name.includes('domain') ? [] : ['--domain-name', 'acme.io']));

  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain(`Error: ${message.startsWith('has') ? 'values.yaml ' : ''}${message}`);
  expect(readdirSync(folder)).toEqual(['values.yaml']);
});

test('fails if the file does not exist', async () => {
  const { code, stderr } = await runCommand(['init', '--from-values', 'none.yaml', '--domain-name', 'acme.io'], {
    cwd: folder,
    env: { QDRANT_CONFIG: '' },
  });

  expect(code).toBe(1);
  expect(stderr).toContain('Error: Could not read none.yaml: ENOENT');
});

test.each(['--release', '--chart-version'])('%s without --from-values is wrong use', async option => {
  const { code, stderr } = await runCommand(['init', '--domain-name', 'acme.io', option, '1.19.0'], {
    cwd: folder,
    env: { QDRANT_CONFIG: '' },
  });

  expect(code).toBe(2);
  expect(stderr).toContain(`${option} needs --from-values`);
});
