import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { verifyBackup } from '../../../commands/backup/verify';
import { type Fault, QdrantDouble } from '../../e2e/support/qdrant-double';
import { ask, backUp, editManifest, fill, pointsOf, restore } from '../../support/backups';
import { temporaryFolder } from '../../support/folders';

const DOWNLOAD = /\/snapshots\/.+/;
const MB = 1_000_000;

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

function failing(...faults: Fault[]): void {
  double.faults.push(...faults);
}

describe('a snapshot whose download', () => {
  beforeEach(() => double.api.withSnapshotsOf('big', 5 * MB));

  test('is cut goes on where it stopped', async () => {
    failing({ method: 'GET', path: DOWNLOAD, cutAfter: 1 * MB, times: 3 });

    const { folder } = await backUp([url], dir);

    await verifyBackup(folder!);
    expect(double.requests.filter(request => DOWNLOAD.test(request) && request.startsWith('GET'))).toHaveLength(4);
    expect(double.api.snapshotNames()).toEqual([]);
  });

  test('fails leaves nothing on the server, and the backup can be resumed', async () => {
    failing({ method: 'GET', path: DOWNLOAD, status: 500, body: '{"status":{"error":"disk"}}' });

    await expect(backUp([url], dir, { name: 'one' })).rejects.toThrow(
      /one is partial: collection big is missing \(Could not download snapshot big-\d+-.+\.snapshot on http:\S+: the server answered 500 Internal Server Error \(disk\)\)\. Fix: .*--resume/,
    );
    expect(double.api.snapshotNames()).toEqual([]);
    expect((await verifyBackup(join(dir, 'one'))).complete).toBe(false);
    await backUp([url], dir, { resume: true });

    await verifyBackup(join(dir, 'one'));
  });

  test('was interrupted is resumed with what was there, and removed from the server then', async () => {
    failing(
      { method: 'GET', path: DOWNLOAD, cutAfter: 2 * MB },
      { method: 'GET', path: DOWNLOAD, status: 500, body: '' },
    );
    // The server cannot be told to delete it: as when it is away.
    failing({ method: 'DELETE', path: DOWNLOAD, status: 500, body: '' });
    await expect(backUp([url], dir, { name: 'one' })).rejects.toThrow('is still on the server');
    const before = double.requests.length;

    await backUp([url], dir, { resume: true });

    const requests = double.requests.slice(before);
    expect(requests).not.toContain('POST /collections/big/snapshots');
    expect(requests.filter(request => DOWNLOAD.test(request))).toHaveLength(2);
    expect(double.api.snapshotNames()).toEqual([]);
    await verifyBackup(join(dir, 'one'));
  });

  test('brings other bytes than the server hashed is refused', async () => {
    failing({ method: 'GET', path: DOWNLOAD, corrupt: true });

    await expect(backUp([url], dir, { name: 'one' })).rejects.toThrow(
      /The copy of snapshot \S+ differs from the snapshot on \S+: it has SHA-256 \w{64} instead of \w{64}/,
    );

    expect(double.api.snapshotNames()).toEqual([]);
    expect(readdirSync(join(dir, 'one/collections'))).toEqual([]);
  });

  test('does not fit on the disk is not begun', async () => {
    const size = 10 ** 15;
    failing({
      method: 'POST',
      path: /snapshots$/,
      body: `{"result":{"name":"big.snapshot","size":${size},"checksum":"00"},"status":"ok","time":0}`,
    });

    await expect(backUp([url], dir)).rejects.toThrow(/left, and 1000 TB are needed\. Fix: free space on the disk/);
  });
});

describe('a server', () => {
  beforeEach(() => fill(url, 'docs', 10));

  test('that is slow and starting is waited for', async () => {
    failing({ path: /^\/collections$/, slow: 300, status: 503, body: 'starting' });

    const { folder } = await backUp([url], dir, { format: 'jsonl' });

    expect((await verifyBackup(folder!)).collections).toHaveLength(1);
  });

  test.each([
    ['half an answer', '{"result":{"points":[{"id":1', 'the response cannot be parsed: '],
    ['a page', '<html>sign in</html>', 'the response cannot be parsed: '],
    ['no points', '{"result":{}}', 'the response cannot be parsed: the list of points is missing'],
  ])('that answers with %s is refused', async (_, body, message) => {
    failing({ path: /scroll$/, body });

    await expect(backUp([url], dir, { format: 'jsonl', name: 'one' })).rejects.toThrow(
      `Could not read points of collection docs on ${url}: ${message}`,
    );
    expect((await verifyBackup(join(dir, 'one'))).collections).toMatchObject([{ name: 'docs', state: 'failed' }]);
    expect(readdirSync(join(dir, 'one/collections'))).toEqual([]);
  });

  test.each([
    [401, 'Must provide an API key', 'set the environment variable QDRANT_API_KEY'],
    [302, '', 'use the address of the API'],
    [403, '{"status":{"error":"Forbidden"}}', 'set QDRANT_API_KEY to a key that can manage all collections'],
    [404, '', 'each --url must always reach the same node'],
    [413, 'too large', 'let the proxy in front of Qdrant accept bodies of any size'],
  ])('that answers %s is told what to do about', async (status, body, fix) => {
    failing({ path: /^\/collections$/, status, body });

    await expect(backUp([url], dir)).rejects.toThrow(fix);
  });

  test('that is not there is named', async () => {
    await expect(backUp(['http://127.0.0.1:9'], dir)).rejects.toThrow(
      /^Could not read the version on http:\/\/127\.0\.0\.1:9: .*ECONNREFUSED.*Fix: check that the server runs/,
    );
  }, 20_000);

  test('that is written to during the backup is reported', async () => {
    double.onStep = () => {
      if (double.requests.at(-1) === 'POST /collections/docs/snapshots') {
        double.onStep = () => undefined;
        double.api.collections.get('docs')!.delete([1, 2]);
        double.api.generate('newcomer', { count: 1, point: id => `{"id":${id}}` });
      }
    };

    const { notes, folder } = await backUp([url], dir);

    expect(notes).toEqual([
      'Collection docs changed during the backup: the server counted 8 to 10 points while it made the snapshot',
      'collection newcomer was created during the backup and is not included',
    ]);
    await restore([url], folder!, { replace: true });
  });

  test('of strict mode is asked for no more points than it gives', async () => {
    const strict_mode_config = { enabled: true, max_query_limit: 3 };
    await ask(url, 'PUT', '/collections/strict', { vectors: { size: 4, distance: 'Dot' }, strict_mode_config });
    await ask(url, 'PUT', '/collections/strict/points', {
      points: [1, 2, 3, 4].map(id => ({ id, vector: [1, 2, 3, id] })),
    });
    const { folder } = await backUp([url], dir, { format: 'jsonl', collections: ['strict'] });

    await restore([url], folder!, { collections: ['strict=again'] });

    expect(JSON.parse(await ask(url, 'GET', '/collections/again')).result.config.strict_mode_config).toEqual(
      strict_mode_config,
    );
  });
});

describe('a backup', () => {
  let folder: string;

  beforeEach(async () => {
    await fill(url, 'docs', 10);
    await fill(url, 'more', 5);
    folder = (await backUp([url], dir, { name: 'one', format: 'jsonl', compression: 'gzip' })).folder!;
  });

  test.each([
    [
      'a changed byte',
      (file: string) =>
        writeFileSync(
          file,
          readFileSync(file).map((b, at) => (at === 9 ? b ^ 1 : b)),
        ),
      'has a wrong SHA-256',
    ],
    ['a missing end', (file: string) => truncateSync(file, 20), 'has 20 bytes instead of'],
    ['a missing file', (file: string) => rmSync(file), 'cannot be read: ENOENT'],
  ])('with %s does not verify, and restores nothing', async (_, damage, message) => {
    damage(join(folder, 'collections/001-more.jsonl.gz'));
    const before = double.requests.length;

    await expect(restore([url], folder, { replace: true })).rejects.toThrow(
      `${folder} is damaged: collections/001-more.jsonl.gz ${message}`,
    );

    expect(double.requests).toHaveLength(before);
  });

  test.each([
    ['{"tool":', 'is damaged'],
    ['{"tool":"other"}', 'is damaged (tool'],
    ['{"tool":"qdrant-stack","formatVersion":4}', 'has format version 4; this release reads versions up to 3'],
  ])('whose manifest is %s is refused', async (text, message) => {
    writeFileSync(join(folder, 'manifest.json'), text);

    await expect(verifyBackup(folder)).rejects.toThrow(message);
  });

  test('cannot name files outside of its folder', async () => {
    editManifest(folder, ({ collections }) => (collections[0].files[0].path = '../../../etc/passwd'));

    await expect(verifyBackup(folder)).rejects.toThrow('is damaged (collections.0.files.0.path');
  });

  test('that is not complete on the server is reported with what is there', async () => {
    const points = await pointsOf(url, 'docs');
    failing({
      method: 'PUT',
      path: /docs~restoring-[^/]+\/points$/,
      status: 500,
      times: 5,
      body: '{"status":{"error":"No space left on device"}}',
    });

    await expect(restore([url], folder, { replace: true, collections: ['docs'] })).rejects.toThrow(
      /^Collection docs is unchanged, because its restore beside the existing collection failed: Could not write points of collection docs~restoring-.* on .*No space left on device.*use --in-place/,
    );
    expect(await pointsOf(url, 'docs')).toBe(points);
    await restore([url], folder, { replace: true, collections: ['docs'] });

    expect(await pointsOf(url, 'docs')).toBe(points);
  });

  test('whose points do not all arrive is reported', async () => {
    failing({ method: 'PUT', path: /docs\/points$/, body: '{"result":{"status":"completed"},"status":"ok"}' });

    await expect(restore([url], folder, { replace: true, collections: ['docs'] })).rejects.toThrow(
      'has 0 points, and the backup has 10',
    );
  });

  test.each([
    [['nothere'], 'The backup has no collection nothere. Fix: use one of docs, more.'],
    [['docs=x', 'more=x'], 'Two collections would get the name x'],
  ])('of which %j is wanted is refused', async (collections, message) => {
    await expect(restore([url], folder, { collections })).rejects.toThrow(message);
  });

  test('of a name that is taken is refused', async () => {
    await expect(backUp([url], dir, { name: 'one' })).rejects.toThrow(/EEXIST.*Fix: use another --name/);
  });

  test('cannot be resumed when it is complete', async () => {
    await expect(backUp([url], dir, { resume: true })).rejects.toThrow(`${dir} contains no unfinished backup`);
    await expect(backUp([url], dir, { resume: true, name: 'one' })).rejects.toThrow('one is already complete');
  });

  test('of a collection that is not there is refused', async () => {
    await expect(backUp([url], dir, { collections: ['nothere'] })).rejects.toThrow(
      `Collection nothere does not exist on ${url}. Fix: use one of docs, more.`,
    );
  });
});

describe('retention', () => {
  test('deletes the oldest complete backups and nothing else', async () => {
    await fill(url, 'docs', 1);
    for (const name of ['d', 'c', 'b']) {
      await backUp([url], dir, { name });
    }
    writeFileSync(join(dir, 'notes.txt'), 'mine');
    failing({ method: 'GET', path: DOWNLOAD, status: 500, body: '' });
    await expect(backUp([url], dir, { name: 'partial', keep: 1 })).rejects.toThrow('500');
    expect(readdirSync(dir)).toHaveLength(5);

    const { deleted, notes } = await backUp([url], dir, { name: 'a', keep: 2 });

    expect(deleted).toEqual([join(dir, 'c'), join(dir, 'd')]);
    expect(readdirSync(dir).sort()).toEqual(['a', 'b', 'notes.txt', 'partial']);
    expect(notes).toEqual([
      `unfinished backups in ${dir}: partial; resume one with npm run backup -- create --resume --name NAME`,
    ]);
  });

  test('deletes none after a backup without collections', async () => {
    await fill(url, 'docs', 1);
    await backUp([url], dir, { name: 'good' });
    await ask(url, 'DELETE', '/collections/docs');

    const { deleted, notes } = await backUp([url], dir, { name: 'empty', keep: 1 });

    expect(deleted).toEqual([]);
    expect(readdirSync(dir).sort()).toEqual(['empty', 'good']);
    expect(notes).toEqual(['no older backup was deleted, because the server has no collections']);
  });

  test('deletes none after a backup of some collections that was resumed', async () => {
    await fill(url, 'docs', 1);
    await backUp([url], dir, { name: 'good' });
    failing({ method: 'GET', path: DOWNLOAD, status: 500, body: '' });
    await expect(backUp([url], dir, { name: 'part', collections: ['docs'] })).rejects.toThrow('500');

    const { deleted, notes } = await backUp([url], dir, { resume: true, keep: 1 });

    expect(deleted).toEqual([]);
    expect(notes).toEqual(['no older backup was deleted, because the backup does not include every collection']);
  });
});
