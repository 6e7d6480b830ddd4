import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { QdrantDouble } from '../__tests__/e2e/support/qdrant-double';
import { createBackup } from '../commands/backup/create';
import { silent } from '../cli/progress';

const SIZE = 2e9;
const ROUNDS = 5;

/** How fast a snapshot is backed up, compared with `curl` of the same snapshot to the same disk. */
async function bench(): Promise<void> {
  // The server runs in a process of its own, for both alike.
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
  } finally {
    server.kill();
    rmSync(dir, { recursive: true, force: true });
  }
  const [curlRate, backupRate] = [median(rates.curl), median(rates.backup)];
  console.log(
    `curl ${curlRate.toFixed(0)} MB/s, backup ${backupRate.toFixed(0)} MB/s (hashed and synced): ratio ${(backupRate / curlRate).toFixed(2)}`,
  );
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
