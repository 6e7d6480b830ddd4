import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask, fill, pointsOf } from '../support/backups';
import { kubectl } from './support/cluster';
import { limitedKubeconfig } from './support/kubeconfigs';
import { QdrantDouble } from './support/qdrant-double';
import { REPOSITORY } from './support/repository';
import { eventually, list } from './support/objects';
import { whilePodsStart } from './support/pods';
import { RunningPods } from './support/running-pods';

/** What a big snapshot may need beyond a small one, in bytes. */
const MEMORY = 100 * 1024 * 1024;
const SNAPSHOT = 300_000_000;
/** The pod of a drill. */
const DRILL = 'qdrant-drill';

let qdrant: QdrantDouble;
let pods: RunningPods;
/** The Qdrant of a drill. */
let temporary: QdrantDouble;
let dir: string;
/** Whether nobody listens in the pods. */
let deaf = false;

beforeAll(async () => {
  pods = await RunningPods.create('nodes', 3, (pod, port) => {
    const { urls } = pod === DRILL ? temporary : qdrant;
    const url = port === 6333 && !deaf ? urls[Number(/\d+$/.exec(pod)?.[0] ?? 0)] : undefined;
    return url === undefined ? undefined : Number(new URL(url).port);
  });
  await pods.start();
});
afterAll(() => pods.stop());
beforeEach(async () => {
  qdrant = await QdrantDouble.start({ nodes: 3 });
  dir = mkdtempSync(join(tmpdir(), 'backup-'));
});
afterEach(async () => {
  await eventually(async () => expect(pods.kubelet.tunnels.open).toBe(0));
  await qdrant.stop();
  rmSync(dir, { recursive: true });
});

async function run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  const { stdout, stderr, code } = await pods.run(args, env);
  if (code !== 0) throw new Error(stderr);
  return stdout;
}

const create = (...args: string[]) => ['backup', 'create', '--in-cluster', '--dir', dir, '--name', 'one', ...args];
const restore = (...args: string[]) => ['restore', join(dir, 'one'), '--in-cluster', ...args];

test('a cluster is backed up from every pod, and comes back', async () => {
  await fill(qdrant.urls[0]!, 'docs', 300);
  const before = await pointsOf(qdrant.urls[0]!, 'docs');

  const created = await run(create());
  await ask(qdrant.urls[0]!, 'DELETE', '/collections/docs');
  await run(restore());

  expect(created).toContain('✔ Plan: Qdrant 1.15.4, 3 nodes, 1 collection, as snapshots');
  expect(await pointsOf(qdrant.urls[1]!, 'docs')).toBe(before);
  const { server } = JSON.parse(readFileSync(join(dir, 'one/manifest.json'), 'utf8'));
  const urls = [0, 1, 2].map(at => `http://qdrant-${at}:6333`);
  expect(server.nodes.map(({ url }: { url: string }) => url)).toEqual(urls);
});

test('a drill restores a backup in a pod of its own, with the least rights, and deletes the pod', async () => {
  temporary = await QdrantDouble.start();
  await fill(qdrant.urls[0]!, 'docs', 300);
  await run(create('--format', 'jsonl'));
  const rules = readFileSync(join(REPOSITORY, 'docs/examples/backup-drill-rbac.yaml'), 'utf8');
  const limited = await limitedKubeconfig(
    pods.namespace,
    'qdrant-stack-drill',
    rules.replaceAll('namespace: qdrant', `namespace: ${pods.namespace}`),
  );

  const [stdout] = await Promise.all([
    whilePodsStart(pods.namespace, () =>
      run(['backup', 'drill', join(dir, 'one'), '--timeout', '60'], { KUBECONFIG: pods.file('drill', limited) }),
    ),
    eventually(() => pods.kubelet.run(pods.namespace, DRILL)),
  ]);

  expect(stdout).toContain('is proven: 1 collection restored and compared.');
  expect(await run(['backup', 'list', dir])).toContain('last proven');
  expect(JSON.parse(await ask(temporary.urls[0]!, 'GET', '/collections')).result.collections).toEqual([]);
  const left = (await list('pods', pods.namespace)).find(({ metadata }) => metadata.name === DRILL);
  // Nobody ends the pod where there is no kubelet.
  expect(left === undefined || 'deletionTimestamp' in left.metadata).toBe(true);
  await kubectl().run([
    'delete',
    'pod',
    DRILL,
    '-n',
    pods.namespace,
    '--force',
    '--grace-period=0',
    '--ignore-not-found',
  ]);
  await temporary.stop();
});

test('many collections are copied side by side', async () => {
  const names = Array.from({ length: 12 }, (_, at) => `many-${String(at).padStart(2, '0')}`);
  for (const name of names) {
    await fill(qdrant.urls[0]!, name, 500);
  }
  const before = await Promise.all(names.map(name => pointsOf(qdrant.urls[0]!, name)));

  const created = await run(create('--format', 'jsonl', '--parallel', '12'));
  await run(restore('--replace'));

  expect(created).toContain('12 collections, as JSON lines');
  expect(await Promise.all(names.map(name => pointsOf(qdrant.urls[0]!, name)))).toEqual(before);
});

test('a download that is cut goes on where it stopped', async () => {
  qdrant.api.withSnapshotsOf('big', 5_000_000);
  qdrant.faults.push({ path: /\/snapshots\/./, method: 'GET', cutAfter: 2_000_000 });

  await run(create());

  expect(await run(['backup', 'verify', join(dir, 'one')])).toContain('is a valid backup');
  expect(qdrant.requests.filter(request => /^GET .*\/snapshots\/./.test(request))).toHaveLength(2);
});

test('a big snapshot goes through in hardly more memory than a small one', async () => {
  const wrapper = join(REPOSITORY, '__tests__/e2e/support/print-peak-memory.js');
  const peakOf = async (name: string, bytes: number) => {
    qdrant.api.withSnapshotsOf('big', bytes);
    const { stderr, code } = await pods.run(create('--name', name), { NODE_OPTIONS: `--require ${wrapper}` });
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/^\npeak memory \d+\n$/) });
    return Number(/\d+/.exec(stderr)![0]) * 1024;
  };
  // The first start makes the bundle of the sources, which takes more memory than a backup.
  await peakOf('first', 1000);
  const small = await peakOf('small', 1000);

  const big = await peakOf('big', SNAPSHOT);

  expect(statSync(join(dir, 'big/collections/000-big.0.snapshot')).size).toBe(SNAPSHOT);
  console.log(`a snapshot of 300 MB through the API server: ${(big - small) / 1e6} MB beyond ${small / 1e6} MB`);
  expect(big - small).toBeLessThan(MEMORY);
}, 300_000);

test('with the documented rights and no others', async () => {
  await fill(qdrant.urls[0]!, 'docs', 10);
  const rights = readFileSync(join(REPOSITORY, 'docs/examples/backup-rbac.yaml'), 'utf8').replaceAll(
    'namespace: qdrant',
    `namespace: ${pods.namespace}`,
  );
  const kubeconfig = await limitedKubeconfig(pods.namespace, 'qdrant-stack-backup', rights);
  const env = { KUBECONFIG: pods.file('limited', kubeconfig) };

  expect(await run(create(), env)).toContain('Backed up to');
});

test('a node that cannot be reached is named with what was said of it', async () => {
  deaf = true;
  const refused = run(create()).finally(() => (deaf = false));

  await expect(refused).rejects.toThrow(
    /Port 6333 of pod \S+\/qdrant-\d cannot be reached: error forwarding .*ECONNREFUSED/,
  );
});

test('a pod that is not ready is not left out', async () => {
  const status = { conditions: [{ type: 'Ready', status: 'False' }] };
  const pod = ['pod', 'qdrant-1', '-n', pods.namespace, '--subresource=status'];
  await kubectl().must(['patch', ...pod, '-p', JSON.stringify({ status })]);

  await expect(run(create())).rejects.toThrow('Of StatefulSet qdrant, 2 of 3 pods are ready');
  expect(qdrant.requests).toEqual([]);
});
