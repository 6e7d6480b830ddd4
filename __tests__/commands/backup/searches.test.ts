import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { differenceOfHits } from '../../../commands/backup/searches';
import { verifyBackup } from '../../../commands/backup/verify';
import { QdrantDouble } from '../../e2e/support/qdrant-double';
import { ask, backUp, editManifest, EVERY_KIND, fill, manifestOf, POINTS_OF_EVERY_KIND } from '../../support/backups';
import { temporaryFolder } from '../../support/folders';
import { runCommand } from '../../support/run-command';

const FORMATS = ['snapshot', 'jsonl'] as const;

let live: QdrantDouble;
let temporary: QdrantDouble;
let url: string;
let dir: string;

beforeEach(async () => {
  dir = temporaryFolder();
  live = await QdrantDouble.start();
  temporary = await QdrantDouble.start();
  [url] = live.urls as [string];
});

afterEach(() => Promise.all([live.stop(), temporary.stop()]));

const drill = (folder: string) => runCommand(['backup', 'drill', folder, '--url', temporary.urls[0]!]);
const searchesOf = (folder: string) => manifestOf(folder).collections[0].searches;

test.each(FORMATS)('a backup as %s records searches, and the drill repeats them', async format => {
  await fill(url, 'docs', 30);

  const { folder } = await backUp([url], dir, { format });

  const { answers } = searchesOf(folder!);
  expect(answers).toHaveLength(5);
  expect(answers[0]).toEqual({
    from: '1',
    tolerance: 1e-4,
    hits: ['2', '3', '4', '5', '6'].map(id => ({ id, score: expect.any(Number) })),
  });
  const { code, stdout } = await drill(folder!);
  expect(code).toBe(0);
  expect(stdout).toContain('searches repeated: 5');
  expect(JSON.parse(readFileSync(join(folder!, 'drills.jsonl'), 'utf8'))).toMatchObject({ searches: 5 });
});

test('a snapshot with another vector is found by its searches alone', async () => {
  await fill(url, 'docs', 30);
  const { folder } = await backUp([url], dir);
  const [{ path }] = manifestOf(folder!).collections[0].files;
  const text = readFileSync(join(folder!, path), 'utf8');
  const changed = text.replace(/("id":2,[^}]*},"vector":\[)([^\]]*)/, '$11.0,0.0,0.0,0.0');
  expect(changed).not.toBe(text);
  writeFileSync(join(folder!, path), changed);
  editManifest(folder!, ({ collections: [{ files }] }) => {
    files[0].size = Buffer.byteLength(changed);
    files[0].sha256 = createHash('sha256').update(changed).digest('hex');
  });

  const { code, stderr } = await drill(folder!);

  expect(code).toBe(1);
  expect(stderr).toContain('is not proven: collection docs: the search from point 1 has score ');
});

describe.each(FORMATS)('no searches are recorded as %s', format => {
  const reasonOf = async () => {
    const { folder } = await backUp([url], dir, { format });
    const { answers, reason } = searchesOf(folder!);
    expect(answers).toEqual([]);
    const { code, stdout } = await drill(folder!);
    expect(code).toBe(0);
    expect(stdout).toContain(`note: no searches are recorded, because ${reason}`);
    return reason;
  };

  /** A client writes when the copy begins. */
  const writeDuringCopy = (write: () => void) => {
    const copy = format === 'snapshot' ? /^POST .*\/snapshots$/ : /^POST .*\/scroll$/;
    live.onStep = () => {
      if (copy.test(live.requests.at(-1)!)) {
        write();
      }
    };
  };

  test('where a point was written again with the same vector', async () => {
    await fill(url, 'docs', 30);
    const docs = live.api.collections.get('docs')!;
    writeDuringCopy(() => docs.upsert([{ id: 3, vector: [1, 2, 3, 2], payload: { n: 2 } }]));

    expect(await reasonOf()).toBe('it changed during the backup, or the backup lacks points');
  });

  test('where the vectors are sparse', async () => {
    await ask(url, 'PUT', '/collections/docs', { sparse_vectors: { s: {} } });
    expect(await reasonOf()).toBe('it has no dense vector');
  });

  test('where points share an id', async () => {
    const parameters = { vectors: { size: 1, distance: 'Dot' }, sharding_method: 'custom' };
    await ask(url, 'PUT', '/collections/docs', parameters);
    await ask(url, 'PUT', '/collections/docs/shards', { shard_key: 'a' });
    expect(await reasonOf()).toBe('it has custom shard keys');
  });

  test('where the server refuses exact searches', async () => {
    await fill(url, 'docs', 3);
    await ask(url, 'PATCH', '/collections/docs', { strict_mode_config: { enabled: true, search_allow_exact: false } });
    expect(await reasonOf()).toContain('Exact search disabled');
  });

  test('where strict mode limits reads', async () => {
    await fill(url, 'docs', 3);
    await ask(url, 'PATCH', '/collections/docs', { strict_mode_config: { enabled: true, read_rate_limit: 9 } });
    expect(await reasonOf()).toBe('strict mode limits its reads');
  });

  test('where the collection is empty', async () => {
    await fill(url, 'docs', 0);
    expect(await reasonOf()).toBe('no point of a sample can be searched from');
  });
});

test('the searches use a dense vector among others, and only points that have it', async () => {
  await ask(url, 'PUT', '/collections/mixed', EVERY_KIND);
  const points = [
    { id: 1, vector: { text: [1, 2, 3, 4] } },
    { id: 2, vector: { keywords: { indices: [1], values: [1] } } },
    { id: '5c56c793-69f3-4fbf-87e6-c4bf54c28c26', vector: { text: [1, 0, 0, 0], multi: [[1, 0, 0]] } },
  ];
  await ask(url, 'PUT', '/collections/mixed/points?wait=true', { points });

  const { folder } = await backUp([url], dir);

  const uuid = '"5c56c793-69f3-4fbf-87e6-c4bf54c28c26"';
  expect(searchesOf(folder!).answers).toEqual([
    { from: '1', using: 'text', tolerance: 30 * 1e-4, hits: [{ id: uuid, score: 1 }] },
    { from: uuid, using: 'text', tolerance: 1e-4, hits: [{ id: '1', score: 1 }] },
  ]);
  expect((await drill(folder!)).code).toBe(0);
});

test('a search whose scores JSON cannot carry is not recorded', async () => {
  await ask(url, 'PUT', '/collections/mixed', EVERY_KIND);
  await ask(url, 'PUT', '/collections/mixed/points?wait=true', POINTS_OF_EVERY_KIND);

  const { folder } = await backUp([url], dir);

  expect(searchesOf(folder!)).toEqual({ answers: [], reason: 'no point of a sample can be searched from' });
});

test('a backup of an older release has no searches, and stays valid', async () => {
  await fill(url, 'docs', 3);
  const { folder } = await backUp([url], dir);
  editManifest(folder!, ({ collections: [first] }) => delete first.searches);

  await verifyBackup(folder!);
  const { code, stdout } = await drill(folder!);

  expect(code).toBe(0);
  expect(stdout).toContain('note: no searches are recorded, because an older release made the backup');
});

describe('the hits of a repeated search', () => {
  const recorded = [0.9, 0.8, 0.7, 0.6, 0.6].map((score, at) => ({ id: String(at), score }));
  const hits = (...entries: [id: number, score: number][]) => entries.map(([id, score]) => ({ id, score }));

  test.each([
    ['the same', hits([0, 0.9], [1, 0.8], [2, 0.7], [3, 0.6], [4, 0.6]), undefined],
    ['close', hits([0, 0.90005], [1, 0.8], [2, 0.7], [3, 0.6], [4, 0.6]), undefined],
    ['in another order of the same score', hits([0, 0.9], [1, 0.8], [2, 0.7], [4, 0.6], [3, 0.6]), undefined],
    ['with another point of the last score', hits([0, 0.9], [1, 0.8], [2, 0.7], [9, 0.6], [8, 0.6]), undefined],
    ['without a point', hits([0, 0.9], [9, 0.8], [2, 0.7], [3, 0.6], [4, 0.6]), 'lacks point 1'],
    ['with another score', hits([0, 0.9], [1, 0.81], [2, 0.7], [3, 0.6], [4, 0.6]), 'has score 0.81 at hit 2'],
    ['with exchanged points', hits([1, 0.9], [0, 0.8], [2, 0.7], [3, 0.6], [4, 0.6]), 'gives point 0 score 0.8'],
    ['fewer', hits([0, 0.9]), 'has 1 hits instead of 5'],
  ])('can be %s', (_, found, problem) => {
    const difference = differenceOfHits({ from: '7', tolerance: 1e-4, hits: recorded }, found);

    expect(difference ?? '').toContain(problem ?? '');
    expect(difference === undefined).toBe(problem === undefined);
  });
});
