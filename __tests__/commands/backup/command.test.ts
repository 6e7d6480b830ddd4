import { join } from 'node:path';
import { QdrantDouble } from '../../e2e/support/qdrant-double';
import { temporaryFolder } from '../../support/folders';
import { runCommand } from '../../support/run-command';

const KEY = 'a-key-that-nobody-sees';

let double: QdrantDouble;
let dir: string;

beforeAll(async () => {
  dir = temporaryFolder();
  double = await QdrantDouble.start({ apiKey: KEY });
  double.api.generate('points', { count: 10, point: id => `{"id":${id},"payload":{},"vector":[1.0,0.0,0.0,${id}.0]}` });
});

afterAll(async () => {
  await double.stop();
});

const run = (args: readonly string[], key = KEY) => runCommand(args, { env: { QDRANT_API_KEY: key, DEBUG: '1' } });

const create = (...args: string[]) => ['backup', 'create', '--url', double.urls[0]!, '--dir', dir, ...args];

test('backup, verify and restore as people run them', async () => {
  const made = await run(create('--name', 'one', '--format', 'jsonl', '--compress', 'gzip'));
  const verified = await run(['backup', 'verify', join(dir, 'one')]);
  const restored = await run(['restore', join(dir, 'one'), '--url', double.urls[0]!, '--collection', 'points=again']);

  expect(made).toEqual({
    code: 0,
    stderr: '',
    stdout: expect.stringContaining('✔ Plan: Qdrant 1.15.4, 1 node, 1 collection, as JSON lines'),
  });
  expect(made.stdout).toMatch(/Backed up to \S+\/one\.\n$/);
  expect(verified.stdout).toMatch(/\/one is a valid backup\.\n$/);
  expect(restored.stdout).toMatch(/✔ Restore again: 10 points\nRestored 1 collection\.\n$/);
});

test('the result as JSON, and nothing beside it', async () => {
  const { code, stdout, stderr } = await run(
    create('--name', 'json', '--format', 'jsonl', '--output', 'json', '--collection', 'points'),
  );

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(stdout)).toEqual({
    result: 'done',
    folder: join(dir, 'json'),
    notes: [],
    deleted: [],
    collections: [
      {
        name: 'points',
        state: 'whole',
        notes: [],
        points: { before: 10, after: 10 },
        held: { least: 10, most: 10 },
        aliases: [],
        size: expect.any(Number),
        files: [expect.objectContaining({ path: 'collections/000-points.jsonl', points: 10 })],
      },
    ],
  });
});

test('an error is told in both forms, with exit code 1 and without the key', async () => {
  double.faults.push({ path: /^\/aliases$/, status: 500, body: `{"status":{"error":"key ${KEY} is odd"}}` });

  const { code, stdout, stderr } = await run(create('--output', 'json'));

  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    result: 'error',
    error: { problem: expect.stringContaining('key *** is odd') },
  });
  expect(stderr).toContain('Error: Could not list aliases on');
  expect(stdout + stderr).not.toContain(KEY);
});

test('a folder that is not there is told as such, and one without a manifest as no backup', async () => {
  const [absent, empty] = [await run(['backup', 'verify', join(dir, 'no')]), await run(['backup', 'verify', dir])];

  expect([absent.code, empty.code]).toEqual([1, 1]);
  expect(absent.stderr).toContain(`Error: The folder ${join(dir, 'no')} does not exist.`);
  expect(empty.stderr).toContain(
    `Error: ${dir} is not a backup: the file manifest.json, which is written last, is missing.`,
  );
  expect(empty.stderr).toContain(
    'Fix: finish the backup with npm run backup -- create --resume or use another folder.',
  );
});

test('--help shows the defaults that say something, and no others', async () => {
  const { code, stdout } = await run(['backup', 'create', '--help']);

  expect(code).toBe(0);
  expect(stdout).toContain('(default: 3600)');
  expect(stdout).not.toMatch(/default:\s+(?:false|\[\])/);
});

test('a wrong key is refused', async () => {
  const { code, stderr } = await run(create('--quiet'), 'wrong-key');

  expect(code).toBe(1);
  expect(stderr).toContain('the server answered 401 Unauthorized (Invalid API key or JWT)');
});

test.each([
  [['backup', 'create', '--url', 'qdrant:6333'], 'Allowed: a URL such as https://qdrant.example.com.'],
  [['backup', 'create', '--url', 'http://me:pass@host'], 'A key goes into the environment variable QDRANT_API_KEY'],
  [['backup', 'create', '--name', '../up'], 'Allowed: letters, digits, hyphens, dots and underscores.'],
  [['backup', 'create', '--keep', '0'], 'Allowed: integers from 1 to 10000.'],
  [['backup', 'create', '--compress', 'gzip'], '--compress needs --format jsonl'],
  [
    ['backup', 'create', '--collection', 'docs', '--keep', '2'],
    '--keep cannot be used with --collection: it counts backups of every collection',
  ],
  [['backup', 'create', '--in-cluster', '--url', 'http://a:1'], '--in-cluster finds every node, so it excludes --url'],
  [
    ['restore', 'one', '--in-cluster', '--ca-file', 'a'],
    '--in-cluster needs no certificate authority, so it excludes --ca-file',
  ],
  [['restore', 'one', '--context', 'home'], '--context needs --in-cluster'],
  [['backup', 'verify'], "missing required argument 'folder'"],
])('wrong use: %j', async (args, message) => {
  const { code, stderr } = await run(args);

  expect(code).toBe(2);
  expect(stderr).toContain(message);
});
