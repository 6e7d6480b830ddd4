import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FolderDestination } from '../../../commands/backup/folder-destination';
import { Lock } from '../../../commands/backup/lock';
import { temporaryFolder } from '../../support/folders';

const TIMES = { renewal: 20, age: 200, watch: 60, takeover: 10 };

let dir: string;
let place: string;

beforeEach(() => {
  dir = temporaryFolder();
  place = join(dir, 'backup.lock');
});

const acquire = () => Lock.acquire(new FolderDestination(dir), dir, TIMES);

/** Writes the lock of another process. */
function lockedBy(fields: object): void {
  const now = new Date().toISOString();
  const holder = { id: 'other', host: 'elsewhere', pid: 1, startedAt: now, renewedAt: now, ...fields };
  // As backups do: nobody reads half of a lock.
  writeFileSync(`${place}.new`, JSON.stringify(holder));
  renameSync(`${place}.new`, place);
}

test('a second backup is refused, and told who holds the lock', async () => {
  const lock = await acquire();

  await expect(acquire()).rejects.toThrow(`Process ${process.pid} on ${hostname()} writes a backup to ${dir} since 20`);
  await lock.release();
  expect(existsSync(place)).toBe(false);
  await (await acquire()).release();
});

test('of many backups at the same time, one gets the lock', async () => {
  const results = await Promise.allSettled(Array.from({ length: 10 }, acquire));

  const locks = results.flatMap(each => (each.status === 'fulfilled' ? [each.value] : []));
  expect(locks).toHaveLength(1);
  await locks[0]!.release();
});

test('the lock of a process of this host that ended is taken over', async () => {
  const { pid } = spawnSync(process.execPath, ['--version']);
  lockedBy({ host: hostname(), pid });

  await (await acquire()).release();

  expect(existsSync(place)).toBe(false);
});

test('the lock of another host is respected', async () => {
  lockedBy({});

  await expect(acquire()).rejects.toThrow('Process 1 on elsewhere writes a backup');
  expect(JSON.parse(readFileSync(place, 'utf8')).id).toBe('other');
});

test('a lock that nobody renews is taken over', async () => {
  lockedBy({ renewedAt: '2026-01-01T00:00:00Z' });

  await (await acquire()).release();

  expect(existsSync(place)).toBe(false);
});

test('a lock that is renewed by a host with another clock is respected', async () => {
  lockedBy({ renewedAt: '2026-01-01T00:00:00Z' });
  const renewal = setInterval(() => lockedBy({ renewedAt: '2026-01-01T00:00:20Z' }), 10);

  const refused = await acquire().then(() => 'not refused', String);
  clearInterval(renewal);

  expect(refused).toContain('on elsewhere writes a backup');
});

/** The error of a lock, once the next renewal has noticed its loss. */
async function lossOf(lock: { readonly requireHeld: () => void }): Promise<string> {
  for (;;) {
    try {
      lock.requireHeld();
    } catch (error) {
      return String(error);
    }
    await sleep(10);
  }
}

test('a lock is renewed, and its loss is noticed', async () => {
  const lock = await acquire();
  const { renewedAt } = JSON.parse(readFileSync(place, 'utf8'));
  while (JSON.parse(readFileSync(place, 'utf8')).renewedAt === renewedAt) {
    await sleep(10);
  }
  lock.requireHeld();

  lockedBy({});

  await expect(lossOf(lock)).resolves.toContain('Another backup took over the lock');
  await lock.release();
  expect(existsSync(place)).toBe(true);
});
