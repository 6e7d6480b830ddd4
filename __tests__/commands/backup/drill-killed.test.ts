import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { QdrantDouble } from '../../e2e/support/qdrant-double';
import { ask, backUp, fill } from '../../support/backups';
import { Death } from '../../support/death';
import { temporaryFolder } from '../../support/folders';
import { runCommand } from '../../support/run-command';

let temporary: QdrantDouble;
let url: string;
let dir: string;
const deaths: Death[] = [];

beforeEach(async () => {
  dir = temporaryFolder();
  temporary = await QdrantDouble.start();
  [url] = temporary.urls as [string];
});

afterEach(async () => {
  await Promise.all(deaths.splice(0).map(death => death.stop()));
  await temporary.stop();
});

async function backupAs(format: 'snapshot' | 'jsonl'): Promise<string> {
  const live = await QdrantDouble.start();
  await fill(live.urls[0]!, 'docs', 3);
  if (format === 'jsonl') {
    await fill(live.urls[0]!, 'notes', 5);
  }
  await ask(live.urls[0]!, 'PUT', '/collections/docs/index?wait=true', { field_name: 'n', field_schema: 'integer' });
  const { folder } = await backUp(live.urls, dir, { format });
  await live.stop();
  return folder!;
}

const drill = (folder: string, address = url) => runCommand(['backup', 'drill', folder, '--url', address]);
const resultsOf = (folder: string): string[] =>
  readdirSync(folder).includes('drills.jsonl')
    ? readFileSync(join(folder, 'drills.jsonl'), 'utf8')
        .trim()
        .split('\n')
        .map(line => JSON.parse(line).result)
    : [];

test.each(['snapshot', 'jsonl'] as const)(
  'after a kill at any request, a drill of a backup as %s ends well',
  async format => {
    const folder = await backupAs(format);
    const alive = new Death();
    deaths.push(alive);
    expect(await drill(folder, await alive.inFrontOf(url))).toMatchObject({ code: 0 });
    expect(alive.requests).toBeGreaterThan(10);

    for (let request = 0; request <= alive.requests; request++) {
      const death = new Death(request);
      deaths.push(death);
      const before = resultsOf(folder);
      await death.of(drill(folder, await death.inFrontOf(url)));
      expect([request, resultsOf(folder)]).toEqual([request, before]);

      const { code, stderr } = await drill(folder);

      expect([request, code, stderr]).toEqual([request, 0, '']);
      expect(resultsOf(folder)).toEqual([...before, 'proven']);
      expect(await ask(url, 'GET', '/collections')).toContain('"collections":[]');
      expect(temporary.api.snapshotNames()).toEqual([]);
    }
  },
);

test('a drill deletes the collection of a killed drill, and no other one', async () => {
  const folder = await backupAs('jsonl');
  const death = new Death(8);
  deaths.push(death);
  await death.of(drill(folder, await death.inFrontOf(url)));
  await fill(url, 'mine', 1);

  const { code, stderr } = await drill(folder);

  expect(code).toBe(1);
  expect(stderr).toContain('is not empty: it has 1 collection (mine).');
  expect(JSON.parse(await ask(url, 'GET', '/collections')).result.collections).toContainEqual({ name: 'mine' });

  await ask(url, 'DELETE', '/collections/mine');
  expect((await drill(folder)).code).toBe(0);
  expect(await ask(url, 'GET', '/collections')).toContain('"collections":[]');
});

test.each([
  [
    'the connection breaks',
    { path: /\/snapshots\/upload$/, cut: true },
    'was not finished, and says nothing about the backup: Could not restore collection docs',
  ],
  ['a proxy does not reach Qdrant', { path: /\/snapshots\/upload$/, status: 502 }, '502'],
  ['the key is refused', { path: /\/points\/query$/, status: 403 }, '403'],
  ['Qdrant does not delete the collection', { path: /^\/collections\/[^/]+$/, method: 'DELETE', status: 500 }, '500'],
])('if %s, the drill says nothing about the backup', async (_, fault, message) => {
  const folder = await backupAs('snapshot');
  temporary.faults.push(fault);

  const { code, stderr } = await drill(folder);

  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(message) });
  expect(stderr).toContain('was not finished, and says nothing about the backup: ');
  expect(stderr).not.toContain('not proven');
  expect(resultsOf(folder)).toEqual(['unfinished']);

  expect((await drill(folder)).code).toBe(0);
  expect(resultsOf(folder)).toEqual(['unfinished', 'proven']);
});
