import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { QdrantDouble } from '../../e2e/support/qdrant-double';
import { backUp, fill, pointsOf } from '../../support/backups';
import { temporaryFolder } from '../../support/folders';
import { runCommand } from '../../support/run-command';

let double: QdrantDouble;
let url: string;
let dir: string;

beforeAll(async () => {
  dir = temporaryFolder();
  double = await QdrantDouble.start();
  [url] = double.urls as [string];
  await fill(url, 'docs', 10);
  await backUp([url], dir, { name: 'first', format: 'jsonl' });
  await fill(url, 'more', 5);
  await backUp([url], dir, { name: 'a-second', format: 'jsonl' });
  double.faults.push({ path: /^\/collections\/more$/, status: 500, body: '{}' });
  await backUp([url], dir, { name: 'third' }).catch(() => undefined);
  mkdirSync(join(dir, 'begun'));
  mkdirSync(join(dir, 'odd'));
  writeFileSync(join(dir, 'odd', 'manifest.json'), '{');
});

afterAll(() => double.stop());

test('backup list says when, whole or not, and how much', async () => {
  const { code, stdout } = await runCommand(['backup', 'list', dir]);

  expect(code).toBe(0);
  expect(stdout.split('\n')).toEqual([
    expect.stringMatching(/^third {2}partial {2}\S+Z {2}snapshot {2}2 collections {2}10 points {2}\S+ kB$/),
    expect.stringMatching(/^a-second {2}complete {2}\S+Z {2}jsonl {2}2 collections {2}15 points {2}\S+ kB$/),
    expect.stringMatching(/^first {2}complete {2}\S+Z {2}jsonl {2}1 collection {2}10 points {2}\S+ B$/),
    'begun  unfinished',
    'odd  damaged',
    '',
  ]);
});

test('latest is the newest complete backup', async () => {
  const { stdout, code } = await runCommand([
    'restore',
    join(dir, 'latest'),
    '--url',
    url,
    '--collection',
    'more',
    '--as',
    'copy',
  ]);

  expect(code).toBe(0);
  expect(stdout).toContain(`✔ Verify the backup: ${join(dir, 'a-second')} is valid`);
  expect(await pointsOf(url, 'copy')).toBe(await pointsOf(url, 'more'));
});

test.each([
  [['backup', 'list', 'nowhere'], 1, 'The folder nowhere does not exist.'],
  [['backup', 'list', 's3://bucket'], 1, 'The bucket bucket needs credentials, and the environment has none.'],
  [['restore', 's3://bucket', '--url', 'http://127.0.0.1:1'], 1, 's3://bucket names a bucket, and no backup.'],
  [['restore', 'one', '--as', 'two'], 2, '--as needs exactly one --collection'],
  [['restore', 'one', '--in-place', 'kept'], 2, '--in-place needs --replace'],
])('%j is refused', async (args, expected, message) => {
  const env = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined };

  const { code, stderr } = await runCommand(args, { env });

  expect(code).toBe(expected);
  expect(stderr).toContain(message);
});
