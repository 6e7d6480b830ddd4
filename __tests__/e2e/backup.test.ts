import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifyBackup } from '../../commands/backup/verify';
import { QdrantDouble } from './support/qdrant-double';
import { REPOSITORY } from './support/repository';

/** What a backup may need beyond a process that only starts, in bytes. */
const MEMORY = 100 * 1024 * 1024;

let double: QdrantDouble;
let dir: string;

// The first start makes the bundle of the sources, which takes more memory than a backup.
beforeAll(() => run('backup', '--help'), 120_000);

beforeEach(async () => {
  double = await QdrantDouble.start();
  dir = mkdtempSync(join(tmpdir(), 'backup-'));
});

afterEach(async () => {
  await double.stop();
  rmSync(dir, { recursive: true });
});

/** Starts the command as a person does. Its last line on standard error is its peak of memory, in kilobytes. */
function start(...args: string[]): ChildProcess {
  const wrapper = join(REPOSITORY, '__tests__/e2e/support/print-peak-memory.js');
  return spawn(
    process.execPath,
    ['--require', wrapper, '--require', './scripts/register.js', 'commands/main.ts', ...args],
    {
      cwd: REPOSITORY,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
}

async function run(...args: string[]): Promise<{ status: number | null; output: string; peak: number }> {
  const child = start(...args);
  const pieces: Buffer[] = [];
  child.stdout!.on('data', piece => pieces.push(piece as Buffer));
  child.stderr!.on('data', piece => pieces.push(piece as Buffer));
  const [status] = (await once(child, 'close')) as [number | null];
  const output = Buffer.concat(pieces).toString();
  return { status, output, peak: Number(/peak memory (\d+)/.exec(output)?.[1]) * 1024 };
}

const MILLION = {
  count: 1_000_000,
  point: (id: number) =>
    `{"id":${id},"payload":{"n":${id},"city":"Berlin"},"vector":[0.25641027,0.35897437,1.0,${id}.5]}`,
};

test('a million points are copied in little memory', async () => {
  double.api.generate('million', MILLION);
  const { peak: base } = await run('backup', '--help');

  const { status, output, peak } = await run(
    'backup',
    'create',
    '--url',
    double.urls[0]!,
    '--dir',
    dir,
    '--name',
    'one',
    '--format',
    'jsonl',
  );

  expect(output).toContain('Backed up to');
  expect(status).toBe(0);
  expect((await verifyBackup(join(dir, 'one'))).collections[0]!.files[0]!.points).toBe(MILLION.count);
  console.log(`a million points: ${(peak - base) / 1e6} MB beyond ${base / 1e6} MB`);
  expect(peak - base).toBeLessThan(MEMORY);
}, 300_000);

test('a snapshot of a gigabyte is copied and verified in little memory', async () => {
  double.api.withSnapshotsOf('big', 1e9);
  const { peak: base } = await run('backup', '--help');

  const create = await run('backup', 'create', '--url', double.urls[0]!, '--dir', dir, '--name', 'one');
  const verify = await run('backup', 'verify', join(dir, 'one'));

  expect([create.status, verify.status]).toEqual([0, 0]);
  expect(statSync(join(dir, 'one/collections/000-big.0.snapshot')).size).toBe(1e9);
  console.log(`a snapshot of 1 GB: ${(create.peak - base) / 1e6} MB beyond, verify ${(verify.peak - base) / 1e6} MB`);
  expect(create.peak - base).toBeLessThan(MEMORY);
  expect(verify.peak - base).toBeLessThan(MEMORY);
}, 300_000);

/** How long after a step the process is killed: after the last steps, it only writes. */
const DELAYS_MS = [0, 4, 10];

test.each(['snapshot', 'jsonl'])(
  'killed after each step of format %s, a backup verifies only where it is complete, and can be resumed',
  async format => {
    double.api.withSnapshotsOf('big', 3e6);
    double.api.generate('points', { ...MILLION, count: 3000 });
    const create = (name: string) =>
      ['backup', 'create', '--url', double.urls[0]!, '--dir', dir, '--format', format, '--name', name] as const;
    // A step is a request or a piece of a snapshot. Before the first file, nothing can be spoiled.
    const hasFiles: boolean[] = [];
    double.onStep = () => hasFiles.push(existsSync(join(dir, 'whole')));
    expect(await run(...create('whole'))).toMatchObject({ status: 0 });
    expect(await verdictOn(join(dir, 'whole'))).toBe('complete');

    const verdicts: string[] = [];
    for (let last = hasFiles.indexOf(true); last < hasFiles.length; last++) {
      const name = `killed-after-${last}`;
      const child = start(...create(name));
      let step = 0;
      double.onStep = () => {
        if (step++ === last) setTimeout(() => child.kill('SIGKILL'), DELAYS_MS[last % DELAYS_MS.length]);
      };
      await once(child, 'close');
      double.onStep = () => undefined;
      verdicts.push(await verdictOn(join(dir, name)));

      if (last % 4 === 0 && verdicts.at(-1) === 'no backup') {
        const { output } = await run(...create(name), '--resume');
        verdicts.push(`${/Backed up|Error.*/.exec(output)?.[0]}, ${await verdictOn(join(dir, name))}`);
      }
    }

    // A kill after the last step may come too late.
    expect(new Set(verdicts.filter(verdict => verdict !== 'complete'))).toEqual(
      new Set(['no backup', 'Backed up, complete']),
    );
    expect(verdicts.length).toBeGreaterThan(10);
  },
  300_000,
);

/** What `backup verify` says, and whether a backup that passes holds every point. */
async function verdictOn(folder: string): Promise<string> {
  try {
    const { collections } = await verifyBackup(folder);
    const counts = collections.map(({ points }) => points.after).join();
    return counts === '1000,3000' ? 'complete' : `passes with ${counts} points`;
  } catch (error) {
    const { message } = error as Error;
    // The first kills may come before there is so much as a folder.
    return message.includes('is not a backup') || !existsSync(folder) ? 'no backup' : message;
  }
}

// Only root may mount a disk that is small enough to be full.
const describeAsRoot = process.getuid?.() === 0 && process.platform === 'linux' ? describe : describe.skip;

describeAsRoot('on a small disk', () => {
  test('a full disk leaves no backup, and what to do is said', async () => {
    double.api.generate('points', { ...MILLION, count: 100_000 });
    const disk = join(dir, 'disk');
    mkdirSync(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk]);
    try {
      const { status, output } = await run(
        'backup',
        'create',
        '--url',
        double.urls[0]!,
        '--dir',
        disk,
        '--name',
        'one',
        '--format',
        'jsonl',
      );

      expect(status).toBe(1);
      expect(output).toMatch(
        /Could not write \S+: ENOSPC.*\n {2}Fix: free space on the disk, then run the command again with --resume\./,
      );
      await expect(verifyBackup(join(disk, 'one'))).rejects.toThrow('is not a backup');
    } finally {
      execFileSync('umount', [disk]);
    }
  });
});
