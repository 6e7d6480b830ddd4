import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { QdrantDouble } from '../e2e/support/qdrant-double';
import { ask, backUp, fill, manifestOf } from '../support/backups';
import { temporaryFolder } from '../support/folders';
import { PROGRAM, type Run, runBackup } from '../support/run-scheduled-backup';

const DRILL = join(dirname(PROGRAM), 'scheduled-drill.mjs');

let live: QdrantDouble;
let beside: QdrantDouble;
let volume: string;

beforeEach(async () => {
  volume = temporaryFolder();
  live = await QdrantDouble.start({ nodes: 3 });
  beside = await QdrantDouble.start();
});

afterEach(() => Promise.all([live.stop(), beside.stop()]));

const drill = (): Promise<Run> => runBackup({ nodes: [], volume, qdrant: beside.urls[0]! }, {}, DRILL);
const lastLine = (folder: string) =>
  JSON.parse(readFileSync(join(folder, 'drills.jsonl'), 'utf8').trim().split('\n').at(-1)!);
const collections = async () => ask(beside.urls[0]!, 'GET', '/collections');

async function backUpDocs(name: string): Promise<string> {
  return (await backUp(live.urls, volume, { name })).folder!;
}

test('proves the newest complete backup, and leaves no collection', async () => {
  await fill(live.urls[0]!, 'docs', 300);
  await fill(live.urls[0]!, 'a b', 20);
  await backUpDocs('older');
  const newest = await backUpDocs('newer');
  mkdirSync(join(volume, 'unfinished'));

  const { status, lines } = await drill();

  expect(status).toBe(0);
  expect(lines.at(-1)).toMatchObject({ message: `${newest} is proven`, collections: 2 });
  expect(lastLine(newest)).toMatchObject({ result: 'proven', collections: 2, points: 320, searches: 10, problems: [] });
  expect(await collections()).toContain('"collections":[]');
  expect(beside.api.snapshotNames()).toEqual([]);
});

test('a sabotaged backup is not proven, and the result says why', async () => {
  await fill(live.urls[0]!, 'docs', 30);
  const folder = await backUpDocs('bad');
  const path = join(folder, manifestOf(folder).collections[0].files[0].path);
  const bytes = readFileSync(path);
  bytes[bytes.length >> 1]! ^= 1;
  writeFileSync(path, bytes);

  const { status, lines } = await drill();

  expect(status).toBe(1);
  expect(lines.at(-1)).toMatchObject({ error: true, message: expect.stringContaining('has a wrong SHA-256') });
  expect(lastLine(folder)).toMatchObject({ result: 'failed', problems: [expect.stringContaining('SHA-256')] });
});

test('a backup that the server cannot restore is not proven', async () => {
  await fill(live.urls[0]!, 'docs', 30);
  const folder = await backUpDocs('bad');
  beside.faults.push({ path: /upload$/, status: 500, body: '{"status":{"error":"No space left on device"}}' });

  const { status, lines } = await drill();

  expect(status).toBe(1);
  expect(lines.at(-1).message).toContain('is not proven: collection docs: ');
  expect(lastLine(folder)).toMatchObject({ result: 'failed', problems: [expect.stringContaining('No space left')] });
  expect(await collections()).toContain('"collections":[]');
});

test('fails without a complete backup', async () => {
  const { status, lines } = await drill();

  expect(status).toBe(1);
  expect(lines.at(-1).message).toContain(`${volume} contains no complete backup`);
});
