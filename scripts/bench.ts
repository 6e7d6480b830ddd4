/**
 * Time and peak memory to synthesize 1, 10, 100 and 1,000 stacks in one process, with an App for each stack: `npm run bench`.
 * Each size runs in a process of its own, so that peaks do not mix.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SIZES = [1, 10, 100, 1000];
const REPEATS = 5;

interface Measurement {
  readonly stacks: number;
  /** Milliseconds of synthesis, without loading the code. */
  readonly time: number;
  /** Peak resident memory in MiB. */
  readonly memory: number;
}

if (process.argv[2]) {
  measure(Number(process.argv[2]));
} else {
  report();
}

/** Runs in the child process: synthesizes `stacks` stacks and prints a `Measurement`. */
function measure(stacks: number): void {
  /* eslint-disable @typescript-eslint/no-require-imports -- the measurement excludes loading */
  const { buildApp } = require('../app') as typeof import('../app');
  const { parseConfig } = require('../config/load') as typeof import('../config/load');
  const { render, write } = require('../stack/manifests') as typeof import('../stack/manifests');
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    const start = performance.now();
    for (let i = 0; i < stacks; i++) {
      const config = parseConfig(`domainName: tenant-${i}.example.com\n`, 'config.yaml');
      write(render(buildApp(config)), join(folder, String(i)));
    }
    const time = performance.now() - start;
    const memory = process.resourceUsage().maxRSS / 1024;
    console.log(JSON.stringify({ stacks, time, memory } satisfies Measurement));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Runs in the parent process: prints a line for each size, then the time of one run of the command. */
function report(): void {
  const node = [...process.execArgv, __filename];
  console.log('stacks      total       each   peak memory');
  const results = SIZES.map(stacks => {
    const output = execFileSync(process.execPath, [...node, String(stacks)], { encoding: 'utf8' });
    const { time, memory } = JSON.parse(output) as Measurement;
    const each = time / stacks;
    console.log(
      `${String(stacks).padStart(6)} ${time.toFixed(0).padStart(7)} ms ${each.toFixed(1).padStart(6)} ms ` +
        `${memory.toFixed(0).padStart(8)} MiB`,
    );
    return { stacks, each };
  });
  const [hundred, thousand] = results.slice(-2);
  console.log(`\nCost of a stack at 1,000 / at 100: ${(thousand!.each / hundred!.each).toFixed(2)}`);

  const load = "require('cdk8s'); require('cdk8s-plus-30')";
  console.log(`node alone                ${fastest(['-e', '0'])} ms`);
  console.log(`node with cdk8s and -plus ${fastest(['-e', load])} ms`);
  console.log(`one stack, complete run   ${fastest(['--require', './scripts/register.js', 'main.ts'])} ms`);
}

/** Milliseconds of the fastest of several runs of `node ARGS`, with a temporary folder for the output. */
function fastest(args: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    const env = { ...process.env, CDK8S_OUTDIR: join(folder, 'dist') };
    const times = Array.from({ length: REPEATS }, () => {
      const start = performance.now();
      const { status, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
      if (status !== 0) {
        throw new Error(`node ${args.join(' ')} failed:\n${stderr}`);
      }
      return performance.now() - start;
    });
    return Math.min(...times)
      .toFixed(0)
      .padStart(4);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
