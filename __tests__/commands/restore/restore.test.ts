import { join } from 'node:path';
import { batchesIn } from '../../../commands/backup/json-lines';
import { QdrantDouble } from '../../e2e/support/qdrant-double';
import { ask, backUp, editManifest, fill, pointsOf, restore } from '../../support/backups';
import { temporaryFolder } from '../../support/folders';
import { runCommand } from '../../support/run-command';

let double: QdrantDouble;
let url: string;
let dir: string;

beforeEach(async () => {
  dir = temporaryFolder();
  double = await QdrantDouble.start();
  [url] = double.urls as [string];
});

afterEach(async () => {
  await double.stop();
});

test.each(['snapshot', 'jsonl'] as const)('a collection that fails does not stop the others, as %s', async format => {
  for (const name of ['a', 'b', 'c']) {
    await fill(url, name, 10);
  }
  const { folder } = await backUp([url], dir, { format });
  const saved = await pointsOf(url, 'c');
  for (const name of ['a', 'b', 'c']) {
    await ask(url, 'DELETE', `/collections/${name}`);
  }
  for (const name of ['a', 'b']) {
    const path = new RegExp(`/${name}(/snapshots/upload|/points)$`);
    double.faults.push({ path, status: 400, body: `{"status":{"error":"${name} is odd"}}` });
  }

  const { code, stderr } = await runCommand(['restore', folder!, '--url', url]);

  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^Error: 2 of 3 collections were not restored: Collection a is not complete: .*\(a is odd\); Collection b is not complete: .*\(b is odd\)/,
  );
  expect(await pointsOf(url, 'c')).toBe(saved);
});

test('a collection that is not in the backup is named', async () => {
  await fill(url, 'docs', 10);
  await fill(url, 'odd', 10);
  double.faults.push({ path: /^\/collections\/odd$/, status: 500, body: '{"status":{"error":"out of order"}}' });
  await expect(backUp([url], dir, { name: 'one' })).rejects.toThrow('is partial');

  const { notes, collections } = await restore([url], join(dir, 'one'), { replace: true });

  expect(collections.map(({ name }) => name)).toEqual(['docs']);
  expect(notes).toContainEqual(expect.stringMatching(/^collection odd is not in the backup \(.*out of order/));
});

test('a request has at most 1 MiB of points, except for a larger point', async () => {
  const points = (ids: number[], length: number) =>
    ids.map(id => `{"id":${id},"payload":{"t":"${'x'.repeat(length)}"}}\n`);
  const ids = Array.from({ length: 480 }, (_, id) => id);
  const lines = [...points(ids, 2000), ...points([1000], 33_000_000), ...points([1001], 1), ...points([1002], 600_000)];
  async function* source() {
    yield* [...lines, ...points([1003], 600_000)].map(line => Buffer.from(line));
  }

  const sizes: number[][] = [];
  for await (const batch of batchesIn(source(), 'none')) {
    sizes.push([batch.length, batch.reduce((sum, { length }) => sum + length, 0)]);
  }

  expect(sizes.map(([count]) => count)).toEqual([480, 1, 2, 1]);
  expect(Math.max(...sizes.filter(([count]) => count! > 1).map(([, size]) => size!))).toBeLessThanOrEqual(1024 * 1024);
});

test('the error of the server in the middle of a file is told', async () => {
  const pad = 'x'.repeat(1000);
  double.api.generate('a', {
    count: 5000,
    point: id => `{"id":${id},"payload":{"pad":"${pad}"},"vector":[1.0,0.0,0.0,0.0]}`,
  });
  const { folder } = await backUp([url], dir, { format: 'jsonl' });
  let writes = 0;
  double.onStep = () => {
    if (double.requests.at(-1) === 'PUT /collections/b/points' && ++writes === 2) {
      const body = '{"status":{"error":"Wrong input: the vector is infinite"}}';
      double.faults.push({ method: 'PUT', path: /b\/points$/, status: 400, body });
    }
  };

  await expect(restore([url], folder!, { collections: ['a=b'] })).rejects.toThrow(
    /^Collection b is not complete: Could not write points of collection b on \S+: the server answered 400 Bad Request \(Wrong input: the vector is infinite\)/,
  );
});

test.each(['snapshot', 'jsonl'] as const)('passing errors are waited for, as %s', async format => {
  await fill(url, 'docs', 10);
  const { folder } = await backUp([url], dir, { format });
  const path = /copy(\/points|\/snapshots\/upload)$/;
  double.faults.push({ path, status: 429, retryAfter: 1, body: '{}' });
  if (format === 'jsonl') {
    double.faults.push({ path, status: 500, body: '{}' }, { path, status: 503, body: '{}' });
  }

  const { collections } = await restore([url], folder!, { collections: ['docs=copy'] });

  expect(collections[0]!.points).toBe(10);
});

describe('of a collection', () => {
  const restored = async (format: 'snapshot' | 'jsonl', name: string) => {
    const before = JSON.parse(await ask(url, 'GET', `/collections/${name}`)).result;
    const { folder } = await backUp([url], dir, { format, collections: [name] });
    const { notes } = await restore([url], folder!, { collections: [`${name}=again`] });
    const after = JSON.parse(await ask(url, 'GET', '/collections/again')).result;
    return { before, after, notes };
  };

  test.each(['snapshot', 'jsonl'] as const)('indexes of fields with names of JavaScript, as %s', async format => {
    await fill(url, 'docs', 3);
    for (const field_name of ['constructor', 'toString', 'hasOwnProperty', '__proto__']) {
      await ask(
        url,
        'PUT',
        '/collections/docs/index?wait=true',
        `{"field_name":"${field_name}","field_schema":"keyword"}`,
      );
    }

    const { before, after, notes } = await restored(format, 'docs');

    expect(Object.keys(after.payload_schema).sort()).toEqual(Object.keys(before.payload_schema).sort());
    expect(Object.keys(after.payload_schema)).toHaveLength(4);
    expect(notes).toEqual([]);
  });

  test.each(['snapshot', 'jsonl'] as const)(
    'strict mode that is off, the read fan-out and metadata, as %s',
    async format => {
      const strict_mode_config = { enabled: false, max_query_limit: 7, upsert_max_batchsize: 3 };
      await ask(
        url,
        'PUT',
        '/collections/so',
        `{"vectors":{"size":4,"distance":"Dot"},"metadata":{"d":1.0},"strict_mode_config":${JSON.stringify(strict_mode_config)}}`,
      );
      await ask(url, 'PATCH', '/collections/so', { params: { read_fan_out_factor: 2 } });

      const { before, after, notes } = await restored(format, 'so');

      expect(before.config.params.read_fan_out_factor).toBe(2);
      expect(after.config).toEqual(before.config);
      expect(await ask(url, 'GET', '/collections/again')).toContain('"metadata":{"d":1.0}');
      expect(notes).toEqual([]);
    },
  );

  test('each difference that the server leaves is told', async () => {
    await fill(url, 'docs', 3);
    const { folder } = await backUp([url], dir, { format: 'jsonl' });
    editManifest(folder!, ({ collections }) => {
      collections[0].info = collections[0].info.replace('"params":{', '"params":{"payload":{"memory":"cached"},');
      collections[0].info = collections[0].info.replace('"wal_retain_closed":1', '"wal_retain_closed":4');
    });

    const { notes } = await restore([url], folder!, { collections: ['docs=again'] });

    expect(notes).toEqual([
      'collection again: params.payload is absent on the server, and {"memory":"cached"} in the backup',
    ]);
  });
});
