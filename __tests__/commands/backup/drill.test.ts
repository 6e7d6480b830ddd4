import { cpSync, readdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { differenceOf } from '../../../commands/backup/drill/points';
import { QdrantDouble } from '../../e2e/support/qdrant-double';
import {
  ask,
  backUp,
  editManifest,
  EVERY_KIND,
  fill,
  filesOf,
  manifestOf,
  POINTS_OF_EVERY_KIND,
} from '../../support/backups';
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

const drill = (folder: string, ...args: string[]) =>
  runCommand(['backup', 'drill', folder, '--url', temporary.urls[0]!, ...args]);
const drillsOf = (folder: string) =>
  readFileSync(join(folder, 'drills.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));

test.each(FORMATS)('a backup as %s is proven, and the list says when', async format => {
  await fill(url, 'docs', 300);
  await fill(url, 'notes', 5);
  const { folder } = await backUp([url], dir, { format });

  const { code, stdout } = await drill(join(dir, 'latest'));

  expect(code).toBe(0);
  expect(stdout).toContain(`${folder} is proven: 2 collections restored and compared.`);
  const [line, ...others] = drillsOf(folder!);
  expect(others).toEqual([]);
  expect(line).toMatchObject({ result: 'proven', version: '1.15.4', collections: 2, points: 305, problems: [] });
  expect(line.compared).toBe(format === 'jsonl' ? 155 : 0);
  expect(await ask(temporary.urls[0]!, 'GET', '/collections')).toContain('"collections":[]');
  const { stdout: list } = await runCommand(['backup', 'list', dir]);
  expect(list).toContain(`last proven ${line.finishedAt}`);
});

test('a proof does not count for another manifest', async () => {
  await fill(url, 'docs', 3);
  const { folder } = await backUp([url], dir);
  await drill(folder!);

  editManifest(folder!, manifest => (manifest.startedAt = '2026-01-01T00:00:00.000Z'));

  expect((await runCommand(['backup', 'list', dir])).stdout).not.toContain('last proven');
});

test('fails if the Qdrant in --url is not empty, and leaves the collections there', async () => {
  await fill(url, 'docs', 3);
  const { folder } = await backUp([url], dir);
  await fill(temporary.urls[0]!, 'mine', 1);

  const { code, stderr } = await drill(folder!);

  expect(code).toBe(1);
  expect(stderr).toContain(`Qdrant at ${temporary.urls[0]} is not empty: it has 1 collection (mine).`);
  expect(temporary.requests.filter(request => request.startsWith('DELETE'))).toEqual([]);
});

test('a partial backup is not proven, and its other collections are', async () => {
  await fill(url, 'docs', 3);
  await fill(url, 'odd', 3);
  live.faults.push({ path: /^\/collections\/odd$/, status: 500, body: '{}' });
  await expect(backUp([url], dir, { name: 'one' })).rejects.toThrow('is partial');

  const { code, stdout, stderr } = await drill(join(dir, 'one'));

  expect(code).toBe(1);
  expect(stdout).toContain('✔ Prove docs: 3 points');
  expect(stderr).toContain('is not proven: collection odd is missing');
});

test('a collection that the server changes is named, and the others are proven', async () => {
  await fill(url, 'docs', 30);
  await fill(url, 'notes', 5);
  const { folder } = await backUp([url], dir, { format: 'jsonl' });
  temporary.faults.push({
    path: /^\/collections\/[^/]+\/points$/,
    method: 'POST',
    body: '{"result":[{"id":1,"payload":{"n":9},"vector":[1.0,2.0,3.0,4.0]}],"status":"ok","time":0.0}',
  });

  const { code, stdout, stderr } = await drill(folder!);

  expect(code).toBe(1);
  expect(stdout).toContain('✔ Prove notes: 5 points, 5 compared');
  expect(stderr).toContain(
    'is not proven: collection docs: 30 of 30 compared points differ (point 1 has another payload).',
  );
  expect(drillsOf(folder!)).toEqual([expect.objectContaining({ result: 'failed', problems: [expect.any(String)] })]);
});

describe('a point', () => {
  const point = (vector: string, payload = '{"a":1.0,"b":[1]}') =>
    Buffer.from(`{"id":7,"payload":${payload},"vector":${vector}}`);
  const saved = point('[1.0,-2.0]');

  test.each([
    ['is the same', saved, point('[1.00000001,-2.0]', '{"b":[1],"a":1.0}'), undefined],
    ['is missing', saved, undefined, 'point 7 is missing'],
    ['has another number', saved, point('[1.0,-2.0]', '{"a":1,"b":[1]}'), 'point 7 has another payload'],
    ['has another component', saved, point('[1.001,-2.0]'), 'point 7 has another vector'],
    ['has a shorter vector', saved, point('[1.0]'), 'point 7 has another vector'],
    ['lacks a named vector', point('{"a":[1.0],"b":[1.0]}'), point('{"a":[1.0]}'), 'point 7 has another vector'],
    [
      'has sorted indices',
      point('{"s":{"indices":[9,3],"values":[1.0,2.0]}}'),
      point('{"s":{"indices":[3,9],"values":[2.0,1.0]}}'),
      undefined,
    ],
    [
      'has another index',
      point('{"s":{"indices":[9],"values":[1.0]}}'),
      point('{"s":{"indices":[8],"values":[1.0]}}'),
      'point 7 has another vector',
    ],
    [
      'has rows in another order',
      point('[[1.0,0.0],[0.0,1.0]]'),
      point('[[0.0,1.0],[1.0,0.0]]'),
      'point 7 has another vector',
    ],
  ])('that %s', (_, before, now, expected) => {
    expect(differenceOf(before, now, 1e-5)).toBe(expected);
  });
});

/** A change of a good backup. @param earlier A backup of an earlier time. */
interface Sabotage {
  readonly name: string;
  readonly change: (folder: string, earlier: string) => void;
}

const flip = (place: string, at: number, bit: number) => {
  const bytes = readFileSync(place);
  const index = at < 0 ? bytes.length + at : Math.floor(at * (bytes.length - 1));
  bytes[index]! ^= 1 << bit;
  writeFileSync(place, bytes);
};
const cut = (place: string, share: number) => truncateSync(place, Math.floor(readFileSync(place).length * share));
const swap = (one: string, other: string) => {
  renameSync(one, `${one}.old`);
  renameSync(other, one);
  renameSync(`${one}.old`, other);
};

/** What happens to files while the manifest stays. */
function ofFiles(folder: string): Sabotage[] {
  const files = filesOf(folder).map(name => `collections/${name}`);
  const damage = [...files, 'manifest.json'].flatMap(file => [
    ...[0, 0.2, 0.4, 0.6, 0.8, 1].map((at, bit) => ({
      name: `${file}: bit ${bit} flipped at ${at}`,
      change: (place: string) => flip(join(place, file), at, bit),
    })),
    ...[0, 0.5, 0.99].map(share => ({
      name: `${file}: cut to ${share}`,
      change: (place: string) => cut(join(place, file), share),
    })),
    { name: `${file}: missing`, change: (place: string) => rmSync(join(place, file)) },
    {
      name: `${file}: of another time`,
      change: (place: string, earlier: string) => cpSync(join(earlier, file), join(place, file)),
    },
  ]);
  const swaps = files.flatMap((one, at) =>
    files.slice(at + 1).map(other => ({
      name: `${one} and ${other}: swapped`,
      change: (place: string) => swap(join(place, one), join(place, other)),
    })),
  );
  return [...damage, ...swaps];
}

/** Changes with a manifest that fits the files: only a restore finds them. */
const WITH_MANIFEST: readonly Sabotage[] = [
  ...[-1, 1].map(more => ({
    name: `the manifest promises ${more} points more`,
    change: (folder: string) =>
      editManifest(folder, ({ collections: [{ held }] }) => {
        held.least += more;
        held.most += more;
      }),
  })),
  {
    name: 'the manifest promises another size of vectors',
    change: folder =>
      editManifest(folder, ({ collections: [first] }) => {
        first.info = first.info.replace('"size":4', '"size":5');
      }),
  },
  {
    name: 'the manifest names the file of another collection',
    change: folder =>
      editManifest(folder, ({ collections: [first, second] }) => {
        [first.files, second.files] = [second.files, first.files];
      }),
  },
  {
    name: 'a file is cut in the middle of a point, and the manifest fits',
    change: folder => {
      const [{ path }] = manifestOf(folder).collections[0].files;
      cut(join(folder, path), 0.5);
      const bytes = readFileSync(join(folder, path));
      editManifest(folder, ({ collections: [{ files }] }) => {
        files[0].size = bytes.length;
        files[0].sha256 = createHash('sha256').update(bytes).digest('hex');
        if (files[0].points !== undefined) {
          files[0].points = bytes.toString().split('\n').length - 1;
        }
      });
    },
  },
];

test.each(FORMATS)('every sabotaged backup as %s is found', async format => {
  const fillAll = async (count: number) => {
    for (const name of ['docs', 'notes', 'others']) {
      await fill(url, name, name.length + count);
    }
  };
  await fillAll(20);
  const { folder: earlier } = await backUp([url], dir, { format, name: 'earlier' });
  for (const name of ['docs', 'notes', 'others']) {
    await ask(url, 'DELETE', `/collections/${name}`);
  }
  await fillAll(30);
  await ask(url, 'PUT', '/collections/docs/index?wait=true', { field_name: 'n', field_schema: 'integer' });
  const { folder: good } = await backUp([url], dir, { format, name: 'good' });
  const all = [...ofFiles(good!), ...WITH_MANIFEST];
  const missed: string[] = [];
  const copy = join(dir, 'copy');

  for (const { name, change } of all) {
    cpSync(good!, copy, { recursive: true });
    change(copy, earlier!);
    const { code, stderr } = await drill(copy);
    if (code !== 1 || stderr.includes('Unexpected')) {
      missed.push(name);
    }
    rmSync(copy, { recursive: true });
  }

  expect(missed).toEqual([]);
  expect(all.length).toBeGreaterThanOrEqual(50);
  expect((await drill(good!)).code).toBe(0);
});

/** Collections of every shape, each with its parameters and the requests that follow. */
const SHAPES: Readonly<Record<string, (name: string) => Promise<unknown>>> = {
  empty: name => fill(url, name, 0),
  'of one point': name => fill(url, name, 1),
  'of 1,500 points': name => fill(url, name, 1500),
  'of every kind of vector': async name => {
    await ask(url, 'PUT', `/collections/${name}`, EVERY_KIND);
    await ask(url, 'PUT', `/collections/${name}/points?wait=true`, POINTS_OF_EVERY_KIND);
  },
  'with shard keys': async name => {
    const parameters = { vectors: { size: 1, distance: 'Dot' }, sharding_method: 'custom' };
    await ask(url, 'PUT', `/collections/${name}`, parameters);
    for (const shard_key of ['b', 'a']) {
      await ask(url, 'PUT', `/collections/${name}/shards`, { shard_key });
      const points = [1, 2, 3].map(id => ({ id: id + (shard_key === 'a' ? 10 : 0), vector: [id] }));
      await ask(url, 'PUT', `/collections/${name}/points?wait=true`, { points, shard_key });
    }
  },
  'with indexes': async name => {
    await fill(url, name, 3);
    for (const field_name of ['n', '__proto__', 'constructor']) {
      await ask(url, 'PUT', `/collections/${name}/index?wait=true`, { field_name, field_schema: 'integer' });
    }
  },
  'with an alias': async name => {
    await fill(url, name, 3);
    const actions = [{ create_alias: { collection_name: name, alias_name: `${name}-alias` } }];
    await ask(url, 'POST', '/collections/aliases', { actions });
  },
  'with strict mode': async name => {
    await fill(url, name, 30);
    const strict_mode_config = { enabled: true, search_allow_exact: false, max_query_limit: 7 };
    await ask(url, 'PATCH', `/collections/${name}`, { strict_mode_config });
  },
  'with settings': async name => {
    const hnsw_config = { m: 8, on_disk: true };
    const body = { vectors: { size: 1, distance: 'Dot' }, hnsw_config, replication_factor: 2, metadata: { a: 1 } };
    await ask(url, 'PUT', `/collections/${name}`, body);
  },
  ...Object.fromEntries(
    ['Cosine', 'Dot', 'Euclid', 'Manhattan'].map(distance => [
      `with distance ${distance}`,
      async (name: string) => {
        await ask(url, 'PUT', `/collections/${name}`, { vectors: { size: 3, distance } });
        const points = Array.from({ length: 40 }, (_, id) => ({ id, vector: [0.1 * id, -1 / (id + 1), 1e-7] }));
        await ask(url, 'PUT', `/collections/${name}/points?wait=true`, { points });
      },
    ]),
  ),
  ...Object.fromEntries(
    [
      '{"a":null,"b":[]}',
      '{"big":18446744073709551615,"one":1.0,"small":1e-300}',
      String.raw`{"text":"a\n\"b\" é 😀 \u0000","":{"":1}}`,
      '{"__proto__":{"x":1},"constructor":2}',
    ].map(payload => [
      `with the payload ${payload}`,
      async (name: string) => {
        await ask(url, 'PUT', `/collections/${name}`, { vectors: { size: 1, distance: 'Dot' } });
        const points = `{"points":[{"id":1,"vector":[1.0],"payload":${payload}},{"id":2,"vector":[2.0]}]}`;
        await ask(url, 'PUT', `/collections/${name}/points?wait=true`, points);
      },
    ]),
  ),
};

test('no good backup is accused', async () => {
  const kinds = [{ format: 'snapshot' }, { format: 'jsonl' }, { format: 'jsonl', compression: 'gzip' }] as const;
  const accused: string[] = [];
  let count = 0;
  for (const [shape, make] of Object.entries(SHAPES)) {
    const name = `c${count}`;
    await make(name);
    for (const kind of kinds) {
      const { folder } = await backUp([url], dir, { ...kind, collections: [name], name: `good-${count++}` });
      const { code, stderr } = await drill(folder!);
      if (code !== 0) {
        accused.push(`${shape}, ${JSON.stringify(kind)}: ${stderr}`);
      }
    }
  }

  expect(accused).toEqual([]);
  expect(count).toBeGreaterThanOrEqual(50);
  expect(readdirSync(dir)).toHaveLength(count);
});
