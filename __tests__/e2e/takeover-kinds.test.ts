import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ChartValues, chartObjects, helmRecord } from '../support/chart-objects';
import { api } from './support/api';
import { cleanUp, cluster, kubectl } from './support/cluster';
import { createNamespace, list } from './support/objects';
import { whilePodsStart } from './support/pods';
import { REPOSITORY } from './support/repository';
import { Stack } from './support/stack';

const PAGE = readFileSync(join(REPOSITORY, 'docs/taking-over.md'), 'utf8');
const API_KEY = 'Vhg3Yl5sVhg3Yl5sVhg3Yl5sVhg3Yl5s';
const stack = new Stack('kinds');
const namespaces: string[] = [];

/** Installs the objects as Helm, or as Thinkube's playbooks. */
async function install(objects: readonly object[], manager = 'helm'): Promise<void> {
  const file = join(cluster().folder, `${stack.namespace}-${manager}.json`);
  writeFileSync(file, JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }));
  await kubectl().must(['create', '-n', stack.namespace, `--field-manager=${manager}`, '-f', file]);
}

const flags = ['deploy', '--no-hook', '--no-verify', '--no-code-server-env', '--output', 'json'];
const dryRun = async (config: object = {}, ...more: string[]) =>
  JSON.parse((await stack.run([...flags, '--dry-run', ...more], { config })).stdout);
const deploy = async (config: object = {}, ...more: string[]) =>
  JSON.parse((await whilePodsStart(stack.namespace, () => stack.run([...flags, ...more], { config }))).stdout);

/** What must survive: the objects themselves, and the claims. */
async function identities(): Promise<string[]> {
  const kept = await list('statefulsets,services,persistentvolumeclaims', stack.namespace);
  return kept.map(({ kind, metadata }) => `${kind}/${metadata.name} ${metadata.uid}`);
}

beforeEach(async () => {
  await stack.useNewNamespace();
  namespaces.push(stack.namespace);
  await createNamespace(stack.namespace);
});
afterAll(() => Promise.all(namespaces.map(cleanUp)));

/** The API server of the tests has no storage. */
const NOTE_ON_THIS_CLUSTER = /has no default StorageClass/;

/** What the page says about the notes of a kind, in the namespace of the page. */
function expectDocumented(notes: readonly string[]): void {
  const ofStack = notes.filter(note => !NOTE_ON_THIS_CLUSTER.test(note));
  const shown = ofStack.map(note => note.replaceAll(stack.namespace, 'qdrant').replaceAll(stack.domain, 'example.com'));
  expect(shown.filter(note => !PAGE.includes(`note: ${note}\n`))).toEqual([]);
}

const SIDECAR = { name: 'exporter', image: 'harbor.example.com/library/exporter:1.29' };
const PLACED = {
  nodeSelector: { pool: 'vectors' },
  tolerations: [{ key: 'pool', operator: 'Equal', value: 'vectors', effect: 'NoSchedule' }],
};

test.each<[kind: string, values: ChartValues, config: object, name?: string]>([
  ['keys', { apiKey: API_KEY }, { apiKeys: { enabled: true, secretName: 'qdrant-apikey', apiKey: 'api-key' } }],
  ['three nodes', { replicas: 3 }, { qdrant: { replicas: 3 } }],
  [
    'snapshot volume, and a folder of the data volume',
    { snapshotVolume: true, subPath: 'data' },
    { qdrant: { snapshotStorage: { size: '150Gi' }, storage: { subPath: 'data' } } },
  ],
  ['sidecar', { sidecars: [SIDECAR], pod: { ...PLACED } }, {}],
  [
    'other release name',
    { name: 'vectors-qdrant', release: 'vectors' },
    { qdrant: { name: 'vectors-qdrant', instance: 'vectors' } },
    'vectors-qdrant',
  ],
])('%s: taken over in place, with the notes of the page', async (_, values, config, name = 'qdrant') => {
  const objects = chartObjects({ ...values, namespace: stack.namespace });
  await install(objects);
  await install([helmRecord(values.release ?? name, stack.namespace, objects)]);
  const before = await identities();

  const { notes } = await dryRun(config);
  const outcome = await deploy(config);

  expectDocumented(notes);
  const isOnCollections = (note: string) => note.includes('the collections are not compared');
  expect(outcome.notes.filter((note: string) => !isOnCollections(note))).toEqual(notes);
  expect(outcome.notes.filter(isOnCollections)).toHaveLength(1);
  expect(outcome).toMatchObject({ result: 'deployed' });
  expect(await identities()).toEqual(expect.arrayContaining(before));
  expect(await api.list('statefulsets', stack.namespace)).toMatchObject([{ metadata: { name } }]);
  expect((await dryRun(config)).result).toBe('in sync');
});

test.each<[what: string, values: ChartValues, problem: string, keep: object]>([
  [
    'keys',
    { apiKey: API_KEY },
    'the API key, from local.yaml of Secret qdrant-apikey',
    { apiKeys: { enabled: true, secretName: 'qdrant-apikey', apiKey: 'api-key' } },
  ],
  [
    'data',
    { config: { storage: { storage_path: '/qdrant/storage/v1' } } },
    'folder v1 of volume qdrant-storage',
    { qdrant: { storage: { subPath: 'v1' } } },
  ],
])('%s that would be lost stop the deploy before the first write, until the config of the fix', async (...row) => {
  const [, values, problem, keep] = row;
  await install(chartObjects({ ...values, namespace: stack.namespace }));
  // The controllers write the status meanwhile.
  const declared = async () =>
    (await list('statefulsets,configmaps,services', stack.namespace)).map(({ metadata, spec, data }) => ({
      uid: metadata.uid,
      generation: metadata.generation,
      spec,
      data,
    }));
  const before = await declared();

  const refused = await deploy();

  expect(refused).toMatchObject({ result: 'error', error: { problem: expect.stringContaining(problem) } });
  expect(JSON.stringify(refused)).not.toContain(API_KEY);
  expect(await declared()).toEqual(before);
  expect(await dryRun(keep)).toMatchObject({ result: 'differences' });
});

test('the playbooks’ ingresses that mode proxy does not need stop the deploy, and an option deletes them', async () => {
  const ingress = (name: string, path: string, service: string, annotations: object = {}) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name, namespace: stack.namespace, annotations },
    spec: {
      ingressClassName: 'nginx',
      rules: [
        {
          host: stack.dashboardHost,
          http: {
            paths: [{ path, pathType: 'Prefix', backend: { service: { name: service, port: { number: 80 } } } }],
          },
        },
      ],
    },
  });
  const config = { dashboard: { mode: 'proxy' } };
  await install(
    [ingress('qdrant-root-redirect', '/', 'qdrant'), ingress('oauth2-proxy-ingress', '/oauth2', 'oauth2-proxy')],
    'OpenAPI-Generator',
  );

  const named = ['oauth2-proxy-ingress', 'qdrant-root-redirect'].map(name => `Ingress ${stack.namespace}/${name} `);
  const refused = await deploy(config);
  expect(refused).toMatchObject({ result: 'error', error: { fix: expect.stringContaining('--remove-old-routes') } });
  expect(named.filter(name => !refused.error.problem.includes(name))).toEqual([]);
  expect(await list('statefulsets', stack.namespace)).toEqual([]);

  const { notes } = await dryRun(config, '--remove-old-routes');
  expect(notes.filter((note: string) => !NOTE_ON_THIS_CLUSTER.test(note))).toEqual([
    expect.stringMatching(/qdrant-root-redirect routes .* to Qdrant without the sign-in; .*; deploy deletes it after/),
  ]);
  expect((await deploy(config, '--remove-old-routes')).pruned.map(({ state }: any) => state)).toEqual([
    'remove',
    'remove',
  ]);
  expect(await api.get('ingress', 'oauth2-proxy-ingress', stack.namespace)).toBeUndefined();
});

test('status and verify warn while Helm has a record of the stack', async () => {
  await deploy();
  const objects = chartObjects({ namespace: stack.namespace });
  const helm = /helm uninstall qdrant would delete .* kubectl delete secret -n \S+ -l owner=helm,name=qdrant/;
  const verify = async () => {
    const { stdout } = await stack.run(['verify', '--only', 'cluster', '--output', 'json']);
    return JSON.parse(stdout).checks[0].notes;
  };
  const status = async () => (await stack.run(['status'])).stdout;
  expect(await verify()).toEqual([]);

  await install([helmRecord('qdrant', stack.namespace, objects), helmRecord('other', stack.namespace, [SIDECAR])]);

  expect(await verify()).toEqual([expect.stringMatching(helm)]);
  expect(await status()).toMatch(helm);
  await kubectl().must(['delete', 'secret', '-n', stack.namespace, '-l', 'owner=helm,name=qdrant']);
  expect(await status()).not.toContain('helm uninstall');
});
