import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cluster, kubectl } from './support/cluster';
import { ClusterDouble } from './support/cluster-double';
import { limitedKubeconfig } from './support/kubeconfigs';
import { list } from './support/objects';
import { whilePodsStart } from './support/pods';
import { REPOSITORY } from './support/repository';
import { RunningPods } from './support/running-pods';
import { markPodsReady } from './support/workloads';

let qdrant: ClusterDouble;
let pods: RunningPods;

beforeAll(async () => {
  qdrant = await ClusterDouble.start(5, 2);
  pods = await RunningPods.create('scale', 5, (pod, port) => (port === 6333 ? qdrant.portOf(pod) : undefined));
  await pods.start();
  qdrant.fill('docs', 5);
});
afterAll(async () => {
  await pods.stop();
  await qdrant.stop();
});

/** Runs the command with another number of nodes in the config. */
function scale(replicas: number, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}, more: object = {}) {
  const config = { ...pods.config, qdrant: { replicas, ...more } };
  const QDRANT_CONFIG = pods.file('scaled.yaml', JSON.stringify(config));
  return pods.run(['scale', '--timeout', '60', ...args], { QDRANT_CONFIG, ...env });
}

const replicas = async () => (await list('statefulset', pods.namespace))[0]!.spec.replicas;
const claims = async () => (await list('pvc', pods.namespace)).map(({ metadata }) => metadata.name).sort();

/** There is no kubelet that would end them. */
const forgetPods = (...names: string[]) =>
  kubectl().must([
    'delete',
    'pod',
    ...names,
    '-n',
    pods.namespace,
    '--force',
    '--grace-period=0',
    '--ignore-not-found',
  ]);

test('deploy takes no nodes away, and names this command', async () => {
  const QDRANT_CONFIG = pods.file('fewer.yaml', JSON.stringify({ ...pods.config, qdrant: { replicas: 3 } }));

  const { code, stderr } = await pods.run(['deploy', '--no-hook', '--dry-run'], { QDRANT_CONFIG });

  expect(code).toBe(1);
  expect(stderr).toContain('Qdrant would go from 5 to 3 nodes');
  expect(stderr).toContain('npm run scale, which moves the shards and removes the nodes');
});

test('--dry-run says what would move and leave, and changes nothing', async () => {
  const { stdout } = await scale(3, ['--dry-run']);

  expect(stdout).toContain('Qdrant has 5 nodes, config 3');
  expect(stdout).toMatch(/collection docs: shard 3 from node \d+ to \d+/);
  expect(stdout).toContain('node qdrant-4 would be removed; its claims stay');
  expect(stdout).toMatch(/Nothing was changed\.\n$/);
  expect(qdrant.changes).toEqual([]);
  expect(await replicas()).toBe(5);
});

test.each([
  ['a copy of a shard is dead', () => (qdrant.collections.get('docs')!.copies[1]!.state = 'Dead'), 'is not complete'],
  ['there is no leader', () => (qdrant.leader = null), 'Qdrant has no leader'],
])('fails if %s, and moves nothing', async (_, breakIt, message) => {
  breakIt();
  const { code, stderr } = await scale(3, ['--timeout', '1']);
  qdrant.collections.get('docs')!.copies[1]!.state = 'Active';
  qdrant.leader = qdrant.nodes.get(0)!;

  expect(code).toBe(1);
  expect(stderr).toContain(message);
  expect(qdrant.changes).toEqual([]);
});

test('nodes leave one after the other, each without shards and forgotten before its pod goes; claims stay', async () => {
  // As a run was interrupted after the cluster had forgotten the last node, and before its pod went.
  qdrant.collections.get('docs')!.copies[4] = { shard: 4, peer: qdrant.nodes.get(1)!, state: 'Active' };
  qdrant.nodes.delete(4);

  const limited = await limitedKubeconfig(
    pods.namespace,
    'qdrant-stack-scale',
    readFileSync(join(REPOSITORY, 'docs/examples/scale-rbac.yaml'), 'utf8').replaceAll(
      'namespace: qdrant',
      `namespace: ${pods.namespace}`,
    ),
  );
  const { stdout, stderr } = await scale(3, [], { KUBECONFIG: pods.file('limited', limited) });

  expect(stderr).toBe('');
  expect(stdout).toMatch(/Scaled\.\n$/);
  expect(qdrant.changes).toEqual(['replicate_shard 3', 'drop_replica 3', 'remove 3']);
  expect(qdrant.places('docs')).toEqual({ 0: [0], 1: [1], 2: [2], 3: [0], 4: [1] });
  expect(await replicas()).toBe(3);
  expect(await claims()).toContain('qdrant-storage-qdrant-4');
});

test('a second run finds nothing to do', async () => {
  await forgetPods('qdrant-3', 'qdrant-4');

  expect((await scale(3)).stdout).toMatch(/In sync\.\n$/);
});

test('no node starts with what a forgotten one has left', async () => {
  const { code, stderr } = await scale(4);

  expect(code).toBe(1);
  expect(stderr).toContain(`kubectl delete pvc qdrant-storage-qdrant-3 -n ${pods.namespace}`);
  expect(await replicas()).toBe(3);
});

// Where a provisioner makes the volumes, a claim cannot be taken away like this.
const ifOurs = cluster().disposable ? test : test.skip;

ifOurs('nodes join, and --replicate copies shards to where they are missing', async () => {
  // No kubelet, so nobody lets go of them.
  await kubectl().must(['delete', 'pvc', 'qdrant-storage-qdrant-3', '-n', pods.namespace, '--wait=false']);
  await kubectl().run([
    ...['patch', 'pvc', 'qdrant-storage-qdrant-3', '-n', pods.namespace],
    ...['--type=merge', '-p', '{"metadata":{"finalizers":null}}'],
  ]);
  setTimeout(() => qdrant.join(3), 3000);

  const { stdout, stderr } = await whilePodsStart(pods.namespace, () =>
    scale(4, ['--replicate'], {}, { replicationFactor: 2 }),
  );

  expect(stderr).toBe('');
  expect(stdout).toContain('4 nodes: all in the cluster');
  expect(stdout).toContain('collection docs: replication_factor 1 -> 2');
  expect(Object.values(qdrant.places('docs')).map(nodes => nodes.length)).toEqual([2, 2, 2, 2, 2]);
  expect(await replicas()).toBe(4);
});

describe('--heal', () => {
  beforeAll(() => {
    qdrant.lost.add(0);
    qdrant.leader = qdrant.nodes.get(1)!;
    qdrant.changes.length = 0;
    qdrant.onRemoved = node => setTimeout(() => qdrant.join(node, 1), 500);
  });

  const heal = (...args: string[]) => scale(4, ['--heal', 'qdrant-0', ...args], {}, { replicationFactor: 2 });

  ifOurs('--dry-run says which node joins again, and changes nothing', async () => {
    const { stdout } = await heal('--dry-run');

    expect(stdout).toContain('1 node to replace');
    expect(stdout).toContain('node qdrant-0 would join with a new id, in place of 9007199254740993');
    expect(stdout).toMatch(/Nothing was changed\.\n$/);
    expect(qdrant.changes).toEqual([]);
  });

  ifOurs('keeps a node whose shards have no other copy, and names them', async () => {
    qdrant.collections.set('logs', { factor: 1, copies: [{ shard: 0, peer: qdrant.nodes.get(0)!, state: 'Active' }] });

    const { code, stderr } = await heal();

    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/collection logs: shard 0\.\n {2}Fix: .*--delete-lost/),
    });
    expect(qdrant.changes).toEqual([]);
  });

  ifOurs('removes the old id, waits for the node, and copies its shards to it', async () => {
    const { code, stdout, stderr } = await heal('--delete-lost');

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('Collection logs: deleted; restore it from a backup');
    expect(stdout).toMatch(/Healed\.\n$/);
    expect(qdrant.changes.slice(0, 2)).toEqual(['delete logs', 'remove 0']);
    expect(Object.values(qdrant.places('docs')).map(nodes => nodes.length)).toEqual([2, 2, 2, 2, 2]);
    expect(Object.values(qdrant.places('docs')).flat()).toContain(0);
  });

  ifOurs('a second run finds nothing to do', async () => {
    const { code, stdout } = await heal();

    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/In sync\.\n$/) });
  });

  test.each([
    [['--heal', 'qdrant-9'], 'allowed: qdrant-0 to qdrant-'],
    [['--delete-lost'], '--delete-lost needs --heal'],
  ])('%j is refused', async (args, message) => {
    const { code, stderr } = await scale(4, args);

    expect(code).not.toBe(0);
    expect(stderr).toContain(message);
  });
});

describe('resize-storage --storage-class', () => {
  const storageClassName = () => `${pods.namespace}-fast`;
  const classes = async () =>
    (await list('pvc', pods.namespace)).map(({ metadata, spec }) => [metadata.name, spec.storageClassName]);

  beforeAll(async () => {
    const storageClass = { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', provisioner: 'example.com/none' };
    const metadata = { name: storageClassName() };
    await kubectl().must(['create', '-f', '-'], JSON.stringify({ ...storageClass, metadata }));
    qdrant.collections.clear();
    qdrant.fill('docs', 1);
    qdrant.onRemoved = () => undefined;
  });
  afterAll(() => kubectl().must(['delete', 'storageclass', storageClassName()]));

  /** Ends pods and claims as a kubelet does, and lets each new pod join the cluster. */
  async function whileNodesMove<T>(work: Promise<T>): Promise<T> {
    let isRunning = true;
    const ended = work.finally(() => (isRunning = false));
    let times = 1;
    while (isRunning) {
      for (const { metadata } of await list('pvc', pods.namespace)) {
        if ('deletionTimestamp' in metadata) {
          const patch = ['--type=merge', '-p', '{"metadata":{"finalizers":null}}'];
          await kubectl().run(['patch', 'pvc', metadata.name, '-n', pods.namespace, ...patch]);
        }
      }
      for (const { metadata, spec } of await list('pods', pods.namespace)) {
        const node = Number(/^qdrant-(\d+)$/.exec(metadata.name)?.[1] ?? -1);
        if ('deletionTimestamp' in metadata) {
          await forgetPods(metadata.name);
        } else if (node >= 0 && !spec.nodeName) {
          await pods.kubelet.run(pods.namespace, metadata.name);
          if (!qdrant.nodes.has(node)) qdrant.join(node, ++times);
        }
      }
      await markPodsReady(pods.namespace);
      await sleep(100);
    }
    return ended;
  }

  ifOurs('moves each node to a volume of the class with the documented rights', async () => {
    const config = {
      ...pods.config,
      qdrant: { replicas: 4, storage: { size: '150Gi', storageClassName: storageClassName() } },
    };
    const rights = readFileSync(join(REPOSITORY, 'docs/examples/resize-storage-rbac.yaml'), 'utf8');
    const own = rights.replaceAll('namespace: qdrant', `namespace: ${pods.namespace}`);
    const env = {
      QDRANT_CONFIG: pods.file('moved.yaml', JSON.stringify(config)),
      KUBECONFIG: pods.file('resizing', await limitedKubeconfig(pods.namespace, 'qdrant-stack-resize', own)),
    };
    const move = () => pods.run(['resize-storage', '--storage-class', storageClassName(), '--timeout', '60'], env);

    const { code, stderr } = await whileNodesMove(move());

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(await classes()).toEqual(
      expect.arrayContaining([0, 1, 2, 3].map(node => [`qdrant-storage-qdrant-${node}`, storageClassName()])),
    );
    expect([...qdrant.nodes.keys()].sort()).toEqual([0, 1, 2, 3]);
    expect(Object.values(qdrant.places('docs')).map(nodes => nodes.length)).toEqual([1]);
    expect((await move()).stdout).toMatch(/In sync\.\n$/);
  });
});
