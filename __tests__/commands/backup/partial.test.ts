import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { indexesOf } from '../../../commands/backup/collection-info';
import { shardsOf } from '../../../commands/backup/nodes';
import { readBackupManifest } from '../../../commands/backup/read-manifest';
import { verifyBackup } from '../../../commands/backup/verify';
import { QdrantDouble } from '../../e2e/support/qdrant-double';
import { ask, backUp, fill, filesOf, pointsOf, restore } from '../../support/backups';
import { temporaryFolder } from '../../support/folders';
import { runCommand } from '../../support/run-command';

let double: QdrantDouble;
let url: string;
let dir: string;

beforeEach(async () => {
  dir = temporaryFolder();
  double = await QdrantDouble.start();
  [url] = double.urls as [string];
  await fill(url, 'docs', 100);
});

afterEach(async () => {
  await double.stop();
});

/** Calls `change` once, at the next request of this kind. */
function at(request: string, change: () => void): void {
  double.onStep = () => {
    if (double.requests.at(-1) === request) {
      double.onStep = () => undefined;
      change();
    }
  };
}

const points = (ids: readonly number[]) => ids.map(id => ({ id, vector: [1, 2, 3, id], payload: { n: id } }));
const ids = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const idsOfLines = (folder: string) =>
  filesOf(folder).flatMap(name => {
    const lines = readFileSync(join(folder, 'collections', name), 'utf8')
      .trim()
      .split('\n');
    return lines.map(line => JSON.parse(line).id as number);
  });

describe('a collection that fails', () => {
  beforeEach(async () => {
    await fill(url, 'odd', 10);
    double.faults.push({ path: /^\/collections\/odd$/, status: 500, body: '{"status":{"error":"out of order"}}' });
  });

  test.each(['snapshot', 'jsonl'] as const)('does not stop the others, as %s', async format => {
    await expect(backUp([url], dir, { format, name: 'one' })).rejects.toThrow(
      /one is partial: collection odd is missing \(Could not read collection odd .*out of order/,
    );

    const { complete, collections } = await verifyBackup(join(dir, 'one'));
    expect(complete).toBe(false);
    expect(collections).toMatchObject([
      { name: 'docs', state: 'whole', held: { least: 100, most: 100 } },
      { name: 'odd', state: 'failed', files: [] },
    ]);
  });

  test('is copied by --resume, and verify tells about it until then', async () => {
    await expect(backUp([url], dir, { format: 'jsonl', name: 'one' })).rejects.toThrow('is partial');
    const { code, stderr } = await runCommand(['backup', 'verify', join(dir, 'one')]);
    expect(code).toBe(1);
    expect(stderr).toContain('is partial: collection odd is missing (Could not read collection odd');

    await backUp([url], dir, { resume: true });

    const { complete, collections } = await verifyBackup(join(dir, 'one'));
    expect(complete).toBe(true);
    expect(collections.map(({ name, held }) => [name, held.least])).toEqual([
      ['docs', 100],
      ['odd', 10],
    ]);
    expect(double.requests.filter(request => request === 'POST /collections/docs/points/scroll')).not.toEqual([]);
  });
});

describe('JSON lines of a collection that is written to', () => {
  test('hold the points that were away during a scroll', async () => {
    const gone = ids(20, 60);
    const before = await pointsOf(url, 'docs');
    at('POST /collections/docs/points/scroll', () => {
      const docs = double.api.collections.get('docs')!;
      docs.delete(gone);
      setTimeout(() => docs.upsert(gone.map(id => ({ id, vector: [1, 2, 3, id - 1], payload: { n: id - 1 } }))), 100);
    });

    const { folder, collections } = await backUp([url], dir, { format: 'jsonl', name: 'one' });

    expect(collections[0]).toMatchObject({ state: 'whole', held: { least: 100, most: 100 } });
    expect(collections[0]!.notes[0]).toMatch(
      /^Collection docs changed during the backup: the server counted (59 to )?100 points, and the files hold 100$/,
    );
    expect(idsOfLines(folder!).sort((a, b) => a - b)).toEqual(ids(1, 100));
    await restore([url], folder!, { replace: true });
    expect(await pointsOf(url, 'docs')).toBe(before);
  });

  test('keep the points that were deleted meanwhile, and say so', async () => {
    at('POST /collections/docs/points/scroll', () => {
      at('POST /collections/docs/points/scroll', () => double.api.collections.get('docs')!.delete([5, 6]));
    });

    const { collections } = await backUp([url], dir, { format: 'jsonl' });

    expect(collections[0]).toMatchObject({
      state: 'whole',
      held: { least: 100, most: 100 },
      notes: [
        'Collection docs changed during the backup: the server counted 98 to 100 points, and the files hold 100, with 2 points that a client deleted meanwhile',
      ],
    });
  });

  test('are partial where they change in each reading', async () => {
    let next = 1000;
    double.onStep = () => {
      if (double.requests.at(-1) === 'POST /collections/docs/points/scroll') {
        double.api.collections.get('docs')!.upsert(points([next++]));
      }
    };

    await expect(backUp([url], dir, { format: 'jsonl', name: 'one' })).rejects.toThrow(
      /collection docs is partial \(Collection docs changed during each reading, so points may be missing/,
    );

    const { collections } = await readBackupManifest(join(dir, 'one'));
    expect(collections[0]!.held.least).toBe(idsOfLines(join(dir, 'one')).length);
  }, 60_000);
});

test.each(['snapshot', 'jsonl'] as const)('strict mode that forbids to count does not matter, as %s', async format => {
  const strict_mode_config = { enabled: true, search_allow_exact: false, max_query_limit: 30 };
  await ask(url, 'PUT', '/collections/strict', { vectors: { size: 4, distance: 'Dot' }, strict_mode_config });
  await ask(url, 'PUT', '/collections/strict/points', { points: points(ids(1, 70)) });

  const { collections } = await backUp([url], dir, { format });

  expect(collections.map(({ name, held }) => [name, held])).toEqual([
    ['docs', { least: 100, most: 100 }],
    ['strict', { least: 70, most: 70 }],
  ]);
});

test.each(['snapshot', 'jsonl'] as const)('a limited rate of requests is waited for, as %s', async format => {
  double.faults.push({ path: /docs\/points\/count$/, status: 429, retryAfter: 1, times: 2, body: '{}' });
  const start = Date.now();

  const { collections } = await backUp([url], dir, { format });

  expect(collections[0]).toMatchObject({ state: 'whole' });
  expect(Date.now() - start).toBeGreaterThanOrEqual(2000);
});

test('a point with an infinite component is told, and the rest can be restored', async () => {
  double.api.generate('bad', {
    count: 3,
    point: id => `{"id":${id},"payload":{},"vector":[${id === 2 ? 'null' : '1.0'},0.0,0.0,0.0]}`,
  });

  await expect(backUp([url], dir, { format: 'jsonl', name: 'one' })).rejects.toThrow(
    'collection bad is partial (1 point of collection bad (2) cannot be carried by JSON, because a component of their vectors is infinite; use --format snapshot)',
  );

  const { collections } = await restore([url], join(dir, 'one'), { collections: ['bad=good', 'docs=copy'] });
  expect(collections.map(({ points: count }) => count)).toEqual([2, 100]);
});

test('pages stay small where large points follow small ones', async () => {
  const large = 'x'.repeat(200_000);
  double.api.generate('mixed', {
    count: 2100,
    point: id => `{"id":${id},"payload":{"text":"${id > 2000 ? large : ''}"},"vector":[1.0,0.0,0.0,0.0]}`,
  });

  const { collections } = await backUp([url], dir, { format: 'jsonl', collections: ['mixed'] });

  expect(collections[0]).toMatchObject({ state: 'whole', held: { least: 2100, most: 2100 } });
});

test('a collection that was made anew before --resume is copied again', async () => {
  await fill(url, 'more', 10);
  double.faults.push({ path: /more\/points\/scroll$/, status: 500, body: '{}' });
  await expect(backUp([url], dir, { format: 'jsonl', name: 'one' })).rejects.toThrow('is partial');
  await ask(url, 'DELETE', '/collections/docs');
  await ask(url, 'PUT', '/collections/docs', { vectors: { size: 8, distance: 'Dot' } });
  await ask(url, 'PUT', '/collections/docs/index?wait=true', { field_name: 'n', field_schema: 'keyword' });
  await ask(url, 'PUT', '/collections/docs/points', { points: [{ id: 1, vector: [1, 2, 3, 4, 5, 6, 7, 8] }] });

  const { notes, folder } = await backUp([url], dir, { resume: true });

  expect(notes).toContain(
    'collection docs was made anew or reconfigured since the interruption, so it was copied again',
  );
  const { collections } = await verifyBackup(folder!);
  expect(collections.map(({ name, held }) => [name, held.least])).toEqual([
    ['docs', 1],
    ['more', 10],
  ]);
  expect([...indexesOf(collections[0]!).keys()]).toEqual(['n']);
  await restore([url], folder!, { replace: true });
});

test('custom shard keys are read in the order in which they were made', async () => {
  const shard = (shard_id: number, shard_key: string | number) => ({ shard_id, shard_key, state: 'Active' });
  const placement = {
    peer_id: 1,
    local_shards: [shard(3, 7), shard(0, 'b')],
    remote_shards: [{ ...shard(2, 7), peer_id: 2 }],
  };
  const qdrant = { placement: () => Promise.resolve(placement) };
  const node = { qdrant, peer: '1', version: '1.18.0', clusterSize: 2, peers: ['1', '2'] } as unknown as Parameters<
    typeof shardsOf
  >[1][number];

  const { keys } = await shardsOf('docs', [node]);

  expect(keys).toEqual([
    { key: 'b', shards: [0] },
    { key: 7, shards: [2, 3] },
  ]);
});

test('a backup to a folder that another process writes to is refused', async () => {
  const now = new Date().toISOString();
  const holder = { id: 'other', host: 'elsewhere', pid: 7, startedAt: now, renewedAt: now };
  writeFileSync(join(dir, 'backup.lock'), JSON.stringify(holder));

  for (const resume of [false, true]) {
    await expect(backUp([url], dir, { resume })).rejects.toThrow(`Process 7 on elsewhere writes a backup to ${dir}`);
  }
  expect(readdirSync(dir)).toEqual(['backup.lock']);
});
