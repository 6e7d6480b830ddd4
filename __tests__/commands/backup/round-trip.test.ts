import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { verifyBackup } from '../../../commands/backup/verify';
import { type Target, target } from '../../e2e/support/qdrant-target';
import {
  ask,
  backUp,
  EVERY_KIND,
  filesOf,
  manifestOf,
  pointsOf,
  POINTS_OF_EVERY_KIND,
  restore,
} from '../../support/backups';
import { temporaryFolder } from '../../support/folders';

const INDEX = { type: 'integer', lookup: false, range: true };
const COLLECTIONS = ['kinds', 'plain', 'again'];

let server: Target;
let dir: string;

beforeAll(async () => {
  server = await target();
  process.env.QDRANT_API_KEY = server.apiKey ?? '';
});

afterAll(async () => {
  delete process.env.QDRANT_API_KEY;
  await server.stop();
});

beforeEach(async () => {
  dir = temporaryFolder();
  const { url } = server;
  await ask(url, 'PUT', '/collections/kinds', { ...EVERY_KIND, hnsw_config: { m: 24 }, on_disk_payload: false });
  await ask(url, 'PUT', '/collections/kinds/points?wait=true', POINTS_OF_EVERY_KIND);
  await ask(url, 'PUT', '/collections/kinds/index?wait=true', { field_name: 'n', field_schema: INDEX });
  await ask(url, 'PUT', '/collections/kinds/index?wait=true', { field_name: 'text', field_schema: 'keyword' });
  await ask(url, 'PUT', '/collections/plain', { vectors: { size: 2, distance: 'Cosine' } });
  const actions = [{ create_alias: { collection_name: 'kinds', alias_name: 'current' } }];
  await ask(url, 'POST', '/collections/aliases', { actions });
});

afterEach(async () => {
  for (const name of COLLECTIONS) {
    await ask(server.url, 'DELETE', `/collections/${name}`);
  }
});

describe.each([
  ['snapshot', 'none'],
  ['jsonl', 'none'],
  ['jsonl', 'gzip'],
] as const)('as %s, compressed by %s', (format, compression) => {
  test('every kind of vector, every digit, parameters, indexes and aliases come back', async () => {
    const { url } = server;
    const before = await pointsOf(url, 'kinds');
    const config = JSON.parse(await ask(url, 'GET', '/collections/kinds')).result;
    const { folder } = await backUp([url], dir, { format, compression, name: 'one' });
    await ask(url, 'DELETE', '/collections/kinds');
    await ask(url, 'DELETE', '/collections/plain');

    const outcome = await restore([url], folder!);

    expect(await pointsOf(url, 'kinds')).toBe(before);
    const restored = JSON.parse(await ask(url, 'GET', '/collections/kinds')).result;
    expect(restored.config).toEqual(config.config);
    expect(restored.payload_schema).toEqual(config.payload_schema);
    expect(await ask(url, 'GET', '/aliases')).toContain('{"alias_name":"current","collection_name":"kinds"}');
    expect(outcome.collections.map(({ name, points }) => [name, points])).toEqual([
      ['kinds', 4],
      ['plain', 0],
    ]);
  });

  test('a collection is restored under another name beside the first', async () => {
    const { url } = server;
    const { folder } = await backUp([url], dir, { format, compression });

    await restore([url], folder!, { collections: ['kinds=again'], aliases: false });

    expect(await pointsOf(url, 'again')).toBe(await pointsOf(url, 'kinds'));
  });

  test('an existing collection is replaced only when told to, and keeps the aliases it has', async () => {
    const { url } = server;
    const { folder } = await backUp([url], dir, { format, compression });
    const before = await pointsOf(url, 'kinds');
    await ask(url, 'POST', '/collections/kinds/points/delete?wait=true', { points: [1] });
    const actions = [{ create_alias: { collection_name: 'kinds', alias_name: 'newer' } }];
    await ask(url, 'POST', '/collections/aliases', { actions });

    await expect(restore([url], folder!)).rejects.toThrow(
      `Nothing was restored to ${url}: collection kinds already exists; collection plain already exists. Fix: restore ` +
        'under a new name with --collection old=new, without aliases with --no-aliases, or replace with --replace.',
    );
    expect(await pointsOf(url, 'kinds')).not.toBe(before);
    await restore([url], folder!, { replace: true });

    expect(await pointsOf(url, 'kinds')).toBe(before);
    expect(JSON.parse(await ask(url, 'GET', '/collections/kinds/aliases')).result.aliases).toHaveLength(2);
  });

  test('nothing is left on the server or beside the manifest', async () => {
    const { url } = server;
    const { folder } = await backUp([url], dir, { format, compression, name: 'one' });
    await restore([url], folder!, { collections: ['kinds=again'], aliases: false });

    for (const name of ['kinds', 'plain', 'again']) {
      expect(JSON.parse(await ask(url, 'GET', `/collections/${name}/snapshots`)).result).toEqual([]);
    }
    const files = manifestOf(folder!).collections.flatMap(({ files }: any) => files.map(({ path }: any) => path));
    expect(filesOf(folder!).map(name => `collections/${name}`)).toEqual(files);
  });
});

test('a line is the point as the server wrote it', async () => {
  const { folder } = await backUp([server.url], dir, { format: 'jsonl', collections: ['kinds'] });

  const [first, second, third] = readFileSync(join(folder!, 'collections/000-kinds.jsonl'), 'utf8').split('\n');

  expect(first).toContain('"big":9007199254740993,"one":1.0');
  expect(second).toBe('{"id":9007199254740993,"payload":{},"vector":{"multi":[[1.0,0.0,0.0],[0.0,1.0,0.0]]}}');
  expect(third).toContain('"id":18446744073709551615');
});

test('a dry run checks and writes nothing', async () => {
  const { folder } = await backUp([server.url], dir);

  const { collections } = await restore([server.url], folder!, {
    collections: ['kinds=again'],
    aliases: false,
    dryRun: true,
  });

  expect(collections).toEqual([]);
  expect(await ask(server.url, 'GET', '/collections/again/exists')).toContain('"exists":false');
});

test('an alias that points elsewhere is moved only when told to', async () => {
  const { url } = server;
  const { folder } = await backUp([url], dir);

  await expect(restore([url], folder!, { collections: ['kinds=again'] })).rejects.toThrow(
    'alias current already points to collection kinds',
  );
  await restore([url], folder!, { collections: ['kinds=again'], replace: true });

  expect(await ask(url, 'GET', '/aliases')).toContain('{"alias_name":"current","collection_name":"again"}');
});

test('the manifest says what is in the backup', async () => {
  const { folder } = await backUp([server.url], dir, { name: 'one' });

  const { collections, ...manifest } = await verifyBackup(folder!);

  expect(manifest).toMatchObject({ tool: 'qdrant-stack', formatVersion: 2, format: 'snapshot' });
  expect(manifest.server.nodes).toEqual([{ url: server.url, peer: expect.stringMatching(/^\d+$/) }]);
  expect(collections.map(({ name, points, aliases }) => ({ name, points, aliases }))).toEqual([
    { name: 'kinds', points: { before: 4, after: 4 }, aliases: ['current'] },
    { name: 'plain', points: { before: 0, after: 0 }, aliases: [] },
  ]);
});
