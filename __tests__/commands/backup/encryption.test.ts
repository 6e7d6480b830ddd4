import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { QdrantDouble } from '../../e2e/support/qdrant-double';
import { AGE_KEY, AGE_RECIPIENT, OTHER_AGE_KEY } from '../../support/age-keys';
import { ask, EVERY_KIND, fill, filesOf, manifestOf, pointsOf, POINTS_OF_EVERY_KIND } from '../../support/backups';
import { temporaryFolder } from '../../support/folders';
import { runCommand } from '../../support/run-command';
import { runBackup } from '../../support/run-scheduled-backup';

let double: QdrantDouble;
let url: string;
let dir: string;
let key: string;
let otherKey: string;

beforeEach(async () => {
  dir = temporaryFolder();
  const keys = temporaryFolder();
  [key, otherKey] = [join(keys, 'key.txt'), join(keys, 'other.txt')];
  writeFileSync(key, `# public key: ${AGE_RECIPIENT}\n${AGE_KEY}\n`);
  writeFileSync(otherKey, `${OTHER_AGE_KEY}\n`);
  double = await QdrantDouble.start();
  [url] = double.urls as [string];
  await ask(url, 'PUT', '/collections/kinds', EVERY_KIND);
  await ask(url, 'PUT', '/collections/kinds/points?wait=true', POINTS_OF_EVERY_KIND);
});

afterEach(() => double.stop());

const create = (...args: string[]) =>
  runCommand(['backup', 'create', '--url', url, '--dir', dir, '--name', 'one', '--encrypt-to', AGE_RECIPIENT, ...args]);
const backup = () => join(dir, 'one');

/** Damages a file of the backup, by its path. */
function flip(): void {
  const path = join(backup(), 'collections', filesOf(backup())[0]!);
  const bytes = readFileSync(path);
  bytes[bytes.length - 20]! ^= 1;
  writeFileSync(path, bytes);
}

describe.each([
  ['snapshot', ['--format', 'snapshot'], '000-kinds.0.snapshot.age'],
  ['JSON lines', ['--format', 'jsonl'], '000-kinds.jsonl.age'],
  ['compressed JSON lines', ['--format', 'jsonl', '--compress', 'gzip'], '000-kinds.jsonl.gz.age'],
])('an encrypted backup as %s', (_, args, file) => {
  test('is restored with the private key, and proven by a drill', async () => {
    const before = await pointsOf(url, 'kinds');
    expect(await create(...args)).toMatchObject({ code: 0, stderr: '' });
    expect(filesOf(backup())).toEqual([file]);
    const manifest = manifestOf(backup());
    expect(manifest).toMatchObject({ formatVersion: 3, encryption: { format: 'age', recipients: [AGE_RECIPIENT] } });
    const content = readFileSync(join(backup(), 'collections', file));
    expect(content.toString('latin1')).toMatch(/^age-encryption\.org\/v1\n/);
    expect(content.includes('9007199254740993')).toBe(false);
    await ask(url, 'DELETE', '/collections/kinds');

    const restored = await runCommand(['restore', backup(), '--url', url, '--identity', key]);

    expect(restored).toMatchObject({ code: 0, stderr: '' });
    expect(await pointsOf(url, 'kinds')).toBe(before);
    await ask(url, 'DELETE', '/collections/kinds');
    const drilled = await runCommand(['backup', 'drill', backup(), '--url', url, '--identity', key]);
    expect(drilled).toMatchObject({ code: 0, stderr: '' });
  });

  test('a flipped bit is found without the key and with the key', async () => {
    await create(...args);
    for (const more of [[], ['--identity', key]]) {
      expect(await runCommand(['backup', 'verify', backup(), ...more])).toMatchObject({ code: 0, stderr: '' });
    }

    flip();

    for (const more of [[], ['--identity', key]]) {
      const { code, stderr } = await runCommand(['backup', 'verify', backup(), ...more]);
      expect(code).toBe(1);
      expect(stderr).toContain(`${backup()} is damaged: collections/${file} `);
    }
  });

  test.each<[string, () => string[], string]>([
    ['no key', () => [], 'and no key is given'],
    ['another key', () => ['--identity', otherKey], 'and the file of --identity has the key of age1'],
    ['a file without a key', () => ['--identity', join(backup(), 'manifest.json')], 'does not contain a private key'],
    ['a missing file', () => ['--identity', 'missing.txt'], '--identity missing.txt cannot be read: ENOENT'],
  ])('with %s, nothing is changed on the server or recorded', async (__, options, message) => {
    await create(...args);
    const requests = double.requests.length;

    for (const command of [
      ['restore', backup(), '--replace'],
      ['backup', 'drill', backup()],
    ]) {
      const { code, stderr } = await runCommand([...command, '--url', url, ...options()]);
      expect(code).toBe(1);
      expect(stderr).toContain(message);
      expect(stderr).not.toContain(OTHER_AGE_KEY.slice(20, 40));
    }

    expect(double.requests.slice(requests).filter(request => !request.startsWith('GET'))).toEqual([]);
    expect((await runCommand(['backup', 'list', dir])).stdout).not.toContain('last proven');
  });
});

const DOWNLOAD = /\/collections\/big\/snapshots\/.+/;

test('a download that breaks off continues, and an interrupted one is encrypted from the beginning', async () => {
  double.api.withSnapshotsOf('big', 400_000);
  double.faults.push(
    { method: 'GET', path: DOWNLOAD, cutAfter: 150_000 },
    { method: 'GET', path: DOWNLOAD, status: 500, body: '' },
    // The snapshot stays on the server, so that the backup can go on.
    { method: 'DELETE', path: DOWNLOAD, status: 500, body: '' },
  );
  expect((await create()).stderr).toContain('is still on the server');
  double.faults.push({ method: 'GET', path: DOWNLOAD, cutAfter: 150_000 });

  const resumed = await runCommand(['backup', 'create', '--url', url, '--dir', dir, '--resume']);

  expect(resumed).toMatchObject({ code: 0, stderr: '' });
  expect(await runCommand(['backup', 'verify', backup(), '--identity', key])).toMatchObject({ code: 0 });
  expect(filesOf(backup()).every(file => file.endsWith('.age'))).toBe(true);
});

test('points that a client adds behind the scroll are found by reading the encrypted file again', async () => {
  await fill(url, 'docs', 100);
  double.onStep = () => {
    if (double.requests.filter(request => request === 'POST /collections/docs/points/scroll').length === 2) {
      double.onStep = () => undefined;
      double.api.collections.get('docs')!.upsert([{ id: 0, vector: [1, 2, 3, 4] }]);
    }
  };

  expect(await create('--format', 'jsonl')).toMatchObject({ code: 0, stderr: '' });

  expect(await runCommand(['backup', 'verify', backup(), '--identity', key])).toMatchObject({ code: 0 });
  expect(manifestOf(backup()).collections[0]).toMatchObject({
    name: 'docs',
    held: { least: 101, most: 101 },
    files: [{ points: 100 }, { points: 1 }],
  });
});

test('a public key with a typing error is refused before anything is written', async () => {
  const wrong = AGE_RECIPIENT.replace('q', 'p');
  const { code, stderr } = await runCommand(['backup', 'create', '--url', url, '--dir', dir, '--encrypt-to', wrong]);

  expect(code).toBe(1);
  expect(stderr).toContain(`${wrong} is not a public key of age`);
  expect((await runCommand(['backup', 'list', dir])).stdout).toContain('contains no backups');
});

test('a scheduled backup needs the public key only', async () => {
  const before = await pointsOf(url, 'kinds');

  const { status, log } = await runBackup({ nodes: [url], volume: dir, encryptTo: [AGE_RECIPIENT] });

  expect(log).not.toContain('failed');
  expect(status).toBe(0);
  await ask(url, 'DELETE', '/collections/kinds');
  const restored = await runCommand(['restore', join(dir, 'latest'), '--url', url, '--identity', key]);
  expect(restored).toMatchObject({ code: 0, stderr: '' });
  expect(await pointsOf(url, 'kinds')).toBe(before);
});
