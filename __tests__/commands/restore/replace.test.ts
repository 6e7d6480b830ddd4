import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { QdrantDouble } from '../../e2e/support/qdrant-double';
import { ask, backUp, fill, pointsOf, restore } from '../../support/backups';
import { temporaryFolder } from '../../support/folders';

const FORMATS = ['snapshot', 'jsonl'] as const;

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

const alias = (alias_name: string, collection_name: string) =>
  ask(url, 'POST', '/collections/aliases', { actions: [{ create_alias: { alias_name, collection_name } }] });
const aliases = async () => JSON.parse(await ask(url, 'GET', '/aliases')).result.aliases;
const collections = async () =>
  JSON.parse(await ask(url, 'GET', '/collections')).result.collections.map(({ name }: { name: string }) => name);

/** The server dies after the request with this number, and is back after the run. */
function dieAt(request: number): void {
  const start = double.requests.length;
  double.onStep = () => {
    if (double.requests.length - start >= request) {
      // Not a status after which requests are repeated.
      double.faults.unshift({ path: /./, status: 401, body: '{"status":{"error":"killed"}}' });
    }
  };
}

describe.each(FORMATS)('--replace from %s', format => {
  let folder: string;
  let saved: string;

  beforeEach(async () => {
    await fill(url, 'docs', 20);
    folder = (await backUp([url], dir, { format, name: 'one' })).folder!;
    saved = await pointsOf(url, 'docs');
    await ask(url, 'DELETE', '/collections/docs');
    await fill(url, 'docs', 5);
    await alias('mine', 'docs');
  });

  test('ends well in a second run, whatever request the first run dies after', async () => {
    const start = double.requests.length;
    await restore([url], folder, { replace: true });
    const requests = double.requests.length - start;
    expect(await pointsOf(url, 'docs')).toBe(saved);

    for (let request = 1; request < requests; request++) {
      await ask(url, 'DELETE', '/collections/docs');
      await fill(url, 'docs', 5);
      await alias('mine', 'docs');
      const present = await pointsOf(url, 'docs');
      dieAt(request);
      const first = await restore([url], folder, { replace: true }).catch((error: Error) => error);
      double.onStep = () => undefined;
      double.faults.length = 0;

      const [owner] = await aliases();
      expect([request, owner?.alias_name, first instanceof Error]).toEqual([request, 'mine', true]);
      expect([saved, present]).toContain(await pointsOf(url, owner.collection_name));

      await restore([url], folder, { replace: true });
      expect(await pointsOf(url, 'docs')).toBe(saved);
      expect(await aliases()).toEqual([{ alias_name: 'mine', collection_name: 'docs' }]);
      expect(await collections()).toEqual(['docs']);
      expect(double.api.snapshotNames()).toEqual([]);
    }
  }, 240_000);

  test('--in-place keeps a backup of the replaced collection until the end', async () => {
    const [inPlace, present] = [join(dir, 'kept'), await pointsOf(url, 'docs')];
    const path = format === 'snapshot' ? /docs\/snapshots\/upload$/ : /docs\/points$/;
    double.faults.push({ path, status: 507, times: 9, body: '{"status":{"error":"No space left on device"}}' });

    await expect(restore([url], folder, { replace: true, inPlace })).rejects.toThrow(
      /^Collection docs is not complete: .*No space left on device\); the backup \S+\/kept\/replaced-\S+ holds the replaced collection/,
    );
    double.faults.length = 0;
    const [kept] = readdirSync(inPlace);
    await restore([url], join(inPlace, kept!), { collections: ['docs=before'], aliases: false });
    expect(await pointsOf(url, 'before')).toBe(present);

    await restore([url], folder, { replace: true, inPlace });

    expect(await pointsOf(url, 'docs')).toBe(saved);
    expect(await aliases()).toEqual([{ alias_name: 'mine', collection_name: 'docs' }]);
    expect(readdirSync(inPlace)).toEqual([]);
  });
});

describe.each(FORMATS)('custom shard keys from %s', format => {
  const KEYS = ['tenant-a', 7, 'emoji😀'];

  test('are made first, in their order, and all points come back', async () => {
    await ask(url, 'PUT', '/collections/cust', {
      vectors: { size: 2, distance: 'Dot' },
      shard_number: 2,
      sharding_method: 'custom',
    });
    for (const shard_key of ['gone', KEYS[0], 'gone too', ...KEYS.slice(1)]) {
      await ask(url, 'PUT', '/collections/cust/shards', { shard_key });
    }
    for (const shard_key of ['gone', 'gone too']) {
      await ask(url, 'POST', '/collections/cust/shards/delete', { shard_key });
    }
    for (const [at, shard_key] of KEYS.entries()) {
      const points = Array.from({ length: 20 }, (_, index) => ({ id: at * 100 + index, vector: [at, index] }));
      await ask(url, 'PUT', '/collections/cust/points?wait=true', { shard_key, points });
    }
    const [points, shards] = [await pointsOf(url, 'cust'), await shardsOf()];
    const { folder } = await backUp([url], dir, { format });

    await restore([url], folder!, { replace: true });
    expect(await pointsOf(url, 'cust')).toBe(points);
    await ask(url, 'DELETE', '/collections/cust');
    await restore([url], folder!);

    expect(await pointsOf(url, 'cust')).toBe(points);
    expect(await shardsOf()).toEqual(
      format === 'snapshot' ? shards : shards.map((each, at) => ({ ...each, shard_id: at + 1 })),
    );
  });

  const shardsOf = async (): Promise<any[]> =>
    JSON.parse(await ask(url, 'GET', '/collections/cust/cluster')).result.local_shards;
});
