import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { QdrantDouble } from '../__tests__/e2e/support/qdrant-double';
import { runBackup } from '../__tests__/support/run-scheduled-backup';
import { silent } from '../cli/progress';
import { createBackup } from '../commands/backup/create';

const SIZE = 2e9;
const ROUNDS = 5;
/** The most memory that the program of the backup pods can use, in bytes: half of what the pod has. */
const POD_MEMORY = 128e6;

/**
 * Compares the rate of a backup of one snapshot with `curl`, on the same disk, and checks the memory of the program of the
 * backup pods: `npm run bench:backup`.
 */
async function bench(): Promise<void> {
  // The server runs in a process of its own, for every measurement.
  const server = fork(__filename, ['serve'], { execArgv: ['--require', join(__dirname, 'register.js')] });
  const [url] = (await once(server, 'message')) as [string];
  const dir = mkdtempSync(join(tmpdir(), 'bench-'));
  const rates: Record<'curl' | 'backup', number[]> = { curl: [], backup: [] };
  try {
    for (let round = 0; round < ROUNDS; round++) {
      rates.curl.push(await rateOf(() => curl(url, dir)));
      rates.backup.push(await rateOf(() => backup(url, dir, `round-${round}`)));
      rmSync(dir, { recursive: true });
    }
    const [curlRate, backupRate] = [median(rates.curl), median(rates.backup)];
    console.log(
      `curl ${curlRate.toFixed(0)} MB/s, backup ${backupRate.toFixed(0)} MB/s (hashed and synced): ratio ${(backupRate / curlRate).toFixed(2)}`,
    );
    await measurePod(url);
  } finally {
    server.kill();
    rmSync(dir, { recursive: true, force: true });
  }
}

async function curl(url: string, dir: string): Promise<void> {
  const made = await fetch(`${url}/collections/big/snapshots`, { method: 'POST' });
  const { result } = (await made.json()) as { result: { name: string } };
  const target = join(dir, 'curl.snapshot');
  execFileSync('curl', [
    '-sS',
    '--fail',
    '--create-dirs',
    '-o',
    target,
    `${url}/collections/big/snapshots/${result.name}`,
  ]);
  execFileSync('sync', [target]);
}

async function backup(url: string, dir: string, name: string): Promise<void> {
  const options = {
    format: 'snapshot',
    compression: 'none',
    parallel: 1,
    resume: false,
    snapshotTimeout: 60_000,
  } as const;
  const outcome = { collections: [], notes: [], deleted: [] };
  await createBackup({ urls: [url], dir, name, collections: [], ...options }, silent, outcome);
}

async function measurePod(url: string): Promise<void> {
  const volume = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    const { status, log, peak } = await runBackup({ nodes: [url], volume });
    if (status !== 0) {
      throw new Error(`The program of the backup pods failed:\n${log}`);
    }
    console.log(`program of the backup pods: peak memory ${(peak / 1e6).toFixed(0)} MB`);
    if (!(peak < POD_MEMORY)) {
      throw new Error(`Peak memory is above ${POD_MEMORY / 1e6} MB`);
    }
  } finally {
    rmSync(volume, { recursive: true });
  }
}

/** In MB/s. */
async function rateOf(copy: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await copy();
  return SIZE / 1e3 / (performance.now() - start);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

async function serve(): Promise<void> {
  const double = await QdrantDouble.start();
  double.api.withSnapshotsOf('big', SIZE);
  process.send!(double.urls[0]);
}

void (process.argv[2] === 'serve' ? serve() : bench());
