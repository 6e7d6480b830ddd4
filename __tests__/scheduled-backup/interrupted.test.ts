import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { verifyBackup } from '../../commands/backup/verify';
import { QdrantDouble } from '../e2e/support/qdrant-double';
import { temporaryFolder } from '../support/folders';
import { ended, type Run, runBackup, startBackup } from '../support/run-scheduled-backup';

const SNAPSHOT_SIZE = 64e6;

let qdrant: QdrantDouble;
let volume: string;

beforeEach(async () => {
  volume = temporaryFolder();
  qdrant = await QdrantDouble.start();
  qdrant.api.withSnapshotsOf('big', SNAPSHOT_SIZE);
});

afterEach(async () => {
  await qdrant.stop();
});

/** The folders on the volume. A killed run leaves its lock beside them. */
function backups(): string[] {
  return readdirSync(volume).filter(name => name.startsWith('scheduled-'));
}

/** Sends a signal while the download of the snapshot is stalled, so that the moment does not depend on the load. */
async function interrupt(signal: NodeJS.Signals): Promise<Run> {
  const child = startBackup({ nodes: qdrant.urls, volume });
  qdrant.faults.push({ method: 'GET', path: /snapshots\/./, stallAfter: SNAPSHOT_SIZE / 4 });
  qdrant.onStall = () => child.kill(signal);
  return ended(child);
}

test('a run that is told to stop deletes its unfinished backup', async () => {
  const { status, log } = await interrupt('SIGTERM');

  expect(status).toBe(1);
  expect(log).toContain('failed: Kubernetes stopped the pod');
  expect(readdirSync(volume)).toEqual([]);
  expect(qdrant.api.snapshotNames()).toEqual([]);
});

test('a run that is told to stop at the end of its last copy completes no backup and deletes none', async () => {
  expect(await runBackup({ nodes: qdrant.urls, volume })).toMatchObject({ status: 0 });
  const before = readdirSync(volume);
  await sleep(1000); // folders are named by the second
  // The first deletion waits until the signal has arrived. The rest of the run would fit into the second one.
  const deletion = { method: 'DELETE', path: /snapshots/ };
  qdrant.faults.push({ ...deletion, slow: 1500 }, { ...deletion, slow: 3000 });
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

test('a killed run leaves no backup, and a later run deletes what it left', async () => {
  expect((await interrupt('SIGKILL')).status).toBeNull();
  const [killed] = backups();
  await expect(verifyBackup(join(volume, killed!))).rejects.toThrow('is not a backup');
  expect(qdrant.api.snapshotNames()).toHaveLength(1);
  await sleep(1000); // folders are named by the second

  const { status, lines } = await runBackup({ nodes: qdrant.urls, volume, deadlineSeconds: 0 });

  expect(status).toBe(0);
  expect(lines[0].message).toBe(`removed ${killed}, which was never completed`);
  expect(readdirSync(volume)).toHaveLength(1);
  expect(backups()).not.toContain(killed);
  expect(qdrant.api.snapshotNames()).toEqual([]);
});

test('a run that can still be active is not touched', async () => {
  await interrupt('SIGKILL');
  const [other] = backups();
  await sleep(1000); // folders are named by the second

  expect(await runBackup({ nodes: qdrant.urls, volume, keep: 1 })).toMatchObject({ status: 0 });

  expect(existsSync(join(volume, other!, 'snapshots-on-server.json'))).toBe(true);
  expect(qdrant.api.snapshotNames()).toHaveLength(1);
});
