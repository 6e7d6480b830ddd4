import { QdrantDouble } from '../../e2e/support/qdrant-double';
import { ask, backUp, fill, filesOf, manifestOf, pointsOf, restore } from '../../support/backups';
import { temporaryFolder } from '../../support/folders';

let cluster: QdrantDouble;
let urls: string[];
let dir: string;

beforeEach(async () => {
  dir = temporaryFolder();
  cluster = await QdrantDouble.start({ nodes: 3 });
  ({ urls } = cluster);
  await fill(urls[0]!, 'big', 300);
});

afterEach(async () => {
  await cluster.stop();
});

test('a snapshot of every node holds the collection, and brings it back', async () => {
  const before = await pointsOf(urls[0]!, 'big');
  const { folder } = await backUp(urls, dir);
  await ask(urls[0]!, 'DELETE', '/collections/big');

  await restore(urls, folder!);

  expect(filesOf(folder!)).toEqual(['000-big.0.snapshot', '000-big.1.snapshot', '000-big.2.snapshot']);
  expect(await pointsOf(urls[1]!, 'big')).toBe(before);
  expect(cluster.api.snapshotNames()).toEqual([]);
});

test('a cluster that is not named as a whole is refused, and asked for no snapshot', async () => {
  await expect(backUp(urls.slice(0, 2), dir)).rejects.toThrow(
    `Shard 2 of collection big is active on none of the nodes that the options name (it is on node ${cluster.api.peers[2]}). ` +
      'Fix: name every node of the cluster with a --url of its own, reach all nodes with --in-cluster, or use --format jsonl, which needs one node only.',
  );
  expect(cluster.requests).not.toContain('POST /collections/big/snapshots');
});

test('a shard that moves after the shards were looked at fails the backup', async () => {
  cluster.onStep = () => {
    if (cluster.requests.at(-1) === 'POST /collections/big/snapshots') {
      cluster.onStep = () => undefined;
      const [none, both] = [[], [0, 1]].map(ids => ids.map(shard_id => ({ shard_id, state: 'Active' })));
      for (const local_shards of [none, both]) {
        const body = JSON.stringify({ result: { local_shards, remote_shards: [] }, status: 'ok', time: 0 });
        cluster.faults.push({ path: /big\/cluster$/, body });
      }
    }
  };

  await expect(backUp(urls, dir, { name: 'one' })).rejects.toThrow(
    'Shards of collection big moved during the backup, so points may be missing: active shards were 0 on',
  );

  expect(manifestOf(`${dir}/one`).collections).toMatchObject([{ name: 'big', state: 'failed' }]);
  expect(filesOf(`${dir}/one`)).toEqual([]);
  expect(cluster.api.snapshotNames()).toEqual([]);
});

test('one node is enough for JSON lines', async () => {
  const before = await pointsOf(urls[0]!, 'big');
  const { folder } = await backUp(urls.slice(0, 1), dir, { format: 'jsonl' });

  await restore(urls.slice(1, 2), folder!, { replace: true });

  expect(await pointsOf(urls[0]!, 'big')).toBe(before);
});

test('two addresses of the same node are refused', async () => {
  await expect(backUp([urls[0]!, urls[0]!], dir)).rejects.toThrow('is a second address of node');
});

test('a cluster comes back on a single node, and the other way round', async () => {
  const before = await pointsOf(urls[0]!, 'big');
  const single = await QdrantDouble.start();
  try {
    const { folder } = await backUp(urls, dir, { name: 'cluster' });
    await restore(single.urls, folder!);
    expect(await pointsOf(single.urls[0]!, 'big')).toBe(before);

    const { folder: other } = await backUp(single.urls, dir, { name: 'single' });
    const { notes } = await restore(urls.slice(0, 1), other!, { replace: true });
    expect(await pointsOf(urls[2]!, 'big')).toBe(before);
    expect(notes).toContain('the cluster has 3 nodes, and all shards will be on the 1 that the options name');
  } finally {
    await single.stop();
  }
});

test('nodes of different versions are refused', async () => {
  const other = await QdrantDouble.start({ version: '1.16.0' });
  try {
    await expect(backUp([urls[0]!, ...other.urls], dir)).rejects.toThrow('The nodes run Qdrant 1.15.4 and 1.16.0');
  } finally {
    await other.stop();
  }
});

test.each([
  ['1.15.9', 'taken'],
  ['1.16.0', 'taken'],
  ['1.17.0', 'refused'],
  ['1.14.0', 'refused'],
  ['2.15.0', 'refused'],
  ['unknown', 'refused'],
])('a snapshot of 1.15.4 is, by %s, %s', async (version, verdict) => {
  const { folder } = await backUp(urls, dir);
  expect(manifestOf(folder!).server.version).toBe('1.15.4');
  const other = await QdrantDouble.start({ version });

  const outcome = await restore(other.urls, folder!)
    .then(() => 'taken')
    .catch(({ message }: Error) =>
      /^Snapshots of Qdrant 1\.15\.4 cannot be restored/.test(message) ? 'refused' : message,
    )
    .finally(() => other.stop());

  expect(outcome).toBe(verdict);
});

test('JSON lines are taken by any version', async () => {
  const { folder } = await backUp(urls, dir, { format: 'jsonl' });
  const other = await QdrantDouble.start({ version: '1.9.0' });

  const { collections } = await restore(other.urls, folder!).finally(() => other.stop());

  expect(collections.map(({ points }) => points)).toEqual([300]);
});
