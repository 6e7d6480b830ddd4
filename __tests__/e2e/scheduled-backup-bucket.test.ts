import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { verifyBackup } from '../../commands/backup/verify';
import { fill, pointsOf, restore } from '../support/backups';
import { runCommand } from '../support/run-command';
import { ended, type Run, runBackup, startBackup } from '../support/run-scheduled-backup';
import { QdrantDouble } from './support/qdrant-double';
import { S3Gateway } from './support/s3-gateway';

const PREFIX = 'team/qdrant';
/** Part of a size that is sent at once, as the program has it. */
const PART = 16 * 1024 * 1024;
/** What the container may use is 256 MiB. */
const MEMORY = 160e6;

let folder: string;
let s3: S3Gateway;
let qdrant: QdrantDouble;
/** Where the objects of the prefix lie. */
let objects: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bucket-'));
  s3 = await S3Gateway.start(folder);
  objects = join(s3.objects, PREFIX);
}, 900_000);

afterAll(() => {
  s3.stop();
  rmSync(folder, { recursive: true });
});

beforeEach(async () => {
  qdrant = await QdrantDouble.start({ nodes: 3 });
});

afterEach(async () => {
  await qdrant.stop();
  rmSync(objects, { recursive: true, force: true });
});

const settings = (more: object = {}) => {
  const { endpoint, region, bucket } = s3;
  return { nodes: qdrant.urls, s3: { endpoint, region, bucket, prefix: PREFIX }, ...more };
};

const run = (more?: object): Promise<Run> => runBackup(settings(more), s3.env);

/** Files of uploads that were neither completed nor given up: the server keeps them aside. */
function unfinishedUploads(): string[] {
  const aside = join(s3.objects, '.sgwtmp');
  const files = existsSync(aside) ? readdirSync(aside, { recursive: true, withFileTypes: true }) : [];
  return files.filter(entry => entry.isFile()).map(({ name }) => name);
}

test('a backup of three nodes is valid in the bucket, and restore brings every point back', async () => {
  await fill(qdrant.urls[0]!, 'docs', 300);
  const before = await pointsOf(qdrant.urls[0]!, 'docs');

  const { status, log } = await run();

  expect(log).not.toContain('failed');
  expect(status).toBe(0);
  const [name] = readdirSync(objects);
  await expect(verifyBackup(join(objects, name!))).resolves.toMatchObject({ format: 'snapshot' });
  await restore(qdrant.urls, join(objects, name!), { replace: true });
  expect(await pointsOf(qdrant.urls[1]!, 'docs')).toBe(before);
  expect(qdrant.api.snapshotNames()).toEqual([]);
});

test('people list the backups of the bucket, and restore the newest from there', async () => {
  await fill(qdrant.urls[0]!, 'docs', 300);
  const before = await pointsOf(qdrant.urls[0]!, 'docs');
  expect((await run()).status).toBe(0);
  const [name] = readdirSync(objects);
  const place = `s3://${s3.bucket}/${PREFIX}`;
  const env = { ...s3.env, AWS_ENDPOINT_URL: s3.endpoint, AWS_REGION: s3.region };

  const listed = await runCommand(['backup', 'list', place], { env });
  const urls = qdrant.urls.flatMap(url => ['--url', url]);
  const restored = await runCommand(
    ['restore', `${place}/latest`, ...urls, '--collection', 'docs', '--as', 'docs-drill', '--no-aliases'],
    { env },
  );

  expect(listed).toMatchObject({ code: 0, stderr: '' });
  expect(listed.stdout).toMatch(new RegExp(`^${name}  complete  \\S+Z  snapshot  1 collection  300 points  `));
  expect(restored).toMatchObject({ code: 0, stderr: '' });
  expect(restored.stdout).toContain(`✔ Verify the backup: ${place}/${name} is valid`);
  expect(await pointsOf(qdrant.urls[1]!, 'docs-drill')).toBe(before);
});

test('a snapshot of several parts arrives complete, in little memory', async () => {
  const size = 16 * PART + 1;
  qdrant.api.withSnapshotsOf('big', size);

  const { status, peak } = await run();

  expect(status).toBe(0);
  const [name] = readdirSync(objects);
  expect(statSync(join(objects, name!, 'collections/000-big.0.snapshot')).size).toBe(size);
  await expect(verifyBackup(join(objects, name!))).resolves.toBeDefined();
  expect(peak).toBeLessThan(MEMORY);
});

test('an unfinished backup goes; backups of older releases and what others put beside them stay, page after page', async () => {
  for (let index = 0; index < 1100; index++) {
    mkdirSync(join(objects, `another-${index}`), { recursive: true });
    writeFileSync(join(objects, `another-${index}`, 'manifest.json'), '{}');
  }
  const scheduled = [1, 2, 3].map(day => `scheduled-2020-01-0${day}T02-00-00Z`);
  for (const name of scheduled) {
    mkdirSync(join(objects, name, 'collections'), { recursive: true });
    writeFileSync(join(objects, name, 'collections', 'one.snapshot'), 'data');
  }
  const manifest = JSON.stringify({ server: { nodes: [{ peer: String(qdrant.api.peers[0]) }] } });
  scheduled.slice(1).forEach(name => writeFileSync(join(objects, name, 'manifest.json'), manifest));
  await fill(qdrant.urls[0]!, 'docs', 1);

  const { status } = await run({ keep: 2 });

  expect(status).toBe(0);
  const left = readdirSync(objects);
  expect(left.filter(name => name.startsWith('another-'))).toHaveLength(1100);
  expect(left.filter(name => name.startsWith('scheduled-2020')).sort()).toEqual(scheduled.slice(1));
  expect(left).toHaveLength(1103);
});

test('a byte that is changed on the way leaves no file of the collection in the bucket', async () => {
  await fill(qdrant.urls[0]!, 'docs', 300);
  qdrant.faults.push({ method: 'GET', path: /snapshots\/.+/, corrupt: true });

  const { status, log } = await run();

  expect(status).toBe(1);
  expect(log).toContain('differs from the snapshot on');
  const files = readdirSync(objects, { recursive: true }).map(String);
  expect(files.filter(file => /docs|\.snapshot$/.test(file))).toEqual([]);
  expect(unfinishedUploads()).toEqual([]);
});

test('a wrong key is told as the service tells it, and without the key', async () => {
  const { status, log } = await runBackup(settings(), { ...s3.env, AWS_SECRET_ACCESS_KEY: 'hunter2-hunter2' });

  expect(status).toBe(1);
  expect(log).toContain('SignatureDoesNotMatch');
  expect(log).not.toContain('hunter2');
});

test('killed, a run leaves no backup, and a later run removes its upload, too', async () => {
  qdrant.api.withSnapshotsOf('big', 4 * PART);
  const child = startBackup(settings(), s3.env);
  let steps = 0;
  qdrant.onStep = () => {
    if (qdrant.requests.some(request => /^GET .*\/snapshots\/./.test(request)) && ++steps === 50) {
      child.kill('SIGKILL');
    }
  };
  expect((await ended(child)).status).toBeNull();
  qdrant.onStep = () => undefined;
  const [killed] = readdirSync(objects);
  await expect(verifyBackup(join(objects, killed!))).rejects.toThrow('is not a backup');
  expect(unfinishedUploads()).not.toEqual([]);
  await sleep(1000); // folders are named by the second

  const { status } = await run({ deadlineSeconds: 0 });

  expect(status).toBe(0);
  expect(readdirSync(objects)).not.toContain(killed);
  expect(unfinishedUploads()).toEqual([]);
  expect(qdrant.api.snapshotNames()).toEqual([]);
});
