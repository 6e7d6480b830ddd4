import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { verifyBackup } from '../../commands/backup/verify';
import { QdrantDouble } from '../e2e/support/qdrant-double';
import { temporaryFolder } from '../support/backups';
import { ended, type Run, runBackup, startBackup } from '../support/run-scheduled-backup';

const SNAPSHOT_SIZE = 256e6;
/** What the container may use is 256 MiB, of which the page cache takes its part. */
const MEMORY = 128e6; // half of the snapshot, and of what the pod may use

let qdrant: QdrantDouble;
let volume: string;

beforeEach(async () => {
  volume = temporaryFolder();
  qdrant = await QdrantDouble.start();
  qdrant.api.withSnapshotsOf('big', SNAPSHOT_SIZE);
});

afterEach(async () => {
  await qdrant.stop();
  rmSync(volume, { recursive: true });
});

/** Sends a signal while the snapshot is on its way. */
async function interrupt(signal: NodeJS.Signals): Promise<Run> {
  const child = startBackup({ nodes: qdrant.urls, volume });
  let steps = 0;
  qdrant.onStep = () => {
    if (qdrant.requests.some(request => /^GET .*\/snapshots\/./.test(request)) && ++steps === 100) {
      child.kill(signal);
    }
  };
  const run = await ended(child);
  qdrant.onStep = () => undefined;
  return run;
}

test('a snapshot of 256 MB is copied in less memory than half of its size', async () => {
  const { status, peak } = await runBackup({ nodes: qdrant.urls, volume });

  const [folder] = readdirSync(volume);
  expect(status).toBe(0);
  expect(statSync(join(volume, folder!, 'collections/000-big.0.snapshot')).size).toBe(SNAPSHOT_SIZE);
  expect(peak).toBeGreaterThan(0);
  expect(peak).toBeLessThan(MEMORY);
});

test('told to stop, a run takes back what it began', async () => {
  const { status, log } = await interrupt('SIGTERM');

  expect(status).toBe(1);
  expect(log).toContain('failed: it was told to stop');
  expect(readdirSync(volume)).toEqual([]);
  expect(qdrant.api.snapshotNames()).toEqual([]);
});

test('told to stop at the end of its last copy, a run completes no backup and deletes none', async () => {
  expect(await runBackup({ nodes: qdrant.urls, volume })).toMatchObject({ status: 0 });
  const before = readdirSync(volume);
  await sleep(1000); // folders are named by the second
  // While the snapshot is taken back a second time, there is time for all that is left of the run.
  const deletion = { method: 'DELETE', path: /snapshots/ };
  qdrant.faults.push({ ...deletion, slow: 300 }, { ...deletion, slow: 2000 });
  const child = startBackup({ nodes: qdrant.urls, volume, keep: 1 });
  const earlier = qdrant.requests.length;
  qdrant.onStep = () => {
    if (qdrant.requests.slice(earlier).some(request => request.startsWith('DELETE'))) {
      child.kill('SIGTERM');
    }
  };

  const { status } = await ended(child);

  expect(status).toBe(1);
  expect(readdirSync(volume)).toEqual(before);
  expect(existsSync(join(volume, before[0]!, 'manifest.json'))).toBe(true);
});

test('killed, a run leaves no backup, and a later run takes back what it began', async () => {
  expect((await interrupt('SIGKILL')).status).toBeNull();
  const [killed] = readdirSync(volume);
  await expect(verifyBackup(join(volume, killed!))).rejects.toThrow('is not a backup');
  expect(qdrant.api.snapshotNames()).toHaveLength(1);
  await sleep(1000); // folders are named by the second

  const { status, lines } = await runBackup({ nodes: qdrant.urls, volume, deadlineSeconds: 0 });

  expect(status).toBe(0);
  expect(lines[0].message).toBe(`removed ${killed}, which was never completed`);
  expect(readdirSync(volume)).toHaveLength(1);
  expect(readdirSync(volume)).not.toContain(killed);
  expect(qdrant.api.snapshotNames()).toEqual([]);
});

test('what may still be under way is left alone', async () => {
  await interrupt('SIGKILL');
  const [other] = readdirSync(volume);
  await sleep(1000); // folders are named by the second

  expect(await runBackup({ nodes: qdrant.urls, volume, keep: 1 })).toMatchObject({ status: 0 });

  expect(existsSync(join(volume, other!, 'snapshot-on-server.json'))).toBe(true);
  expect(qdrant.api.snapshotNames()).toHaveLength(1);
});
