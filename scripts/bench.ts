/**
 * Time and peak memory to synthesize 1, 10, 100 and 1,000 stacks in one process, an App for each stack: `npm run bench`.
 * Every size runs in a process of its own, so that the peak is its own too.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SIZES = [1, 10, 100, 1000];
/** `helm template` of the charts qdrant 1.19.0 and oauth2-proxy 10.7.0 on 2 cores: milliseconds for one stack, and for each of many. */
const HELM = { one: 105, each: 99 };
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

/** The child's part: synthesizes `stacks` stacks and prints a `Measurement`. */
function measure(stacks: number): void {
  /* eslint-disable @typescript-eslint/no-require-imports -- loading is not what is measured */
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

/** The parent's part: a line for each size, then what one run costs a user. */
function report(): void {
  const node = [...process.execArgv, __filename];
  console.log('stacks      total    each   peak memory   helm template / each');
  const results = SIZES.map(stacks => {
    const output = execFileSync(process.execPath, [...node, String(stacks)], { encoding: 'utf8' });
    const { time, memory } = JSON.parse(output) as Measurement;
    const each = time / stacks;
    const ratio = (stacks === 1 ? HELM.one : HELM.each) / each;
    console.log(
      `${String(stacks).padStart(6)} ${time.toFixed(0).padStart(7)} ms ${each.toFixed(1).padStart(6)} ms ` +
        `${memory.toFixed(0).padStart(8)} MiB ${ratio.toFixed(1).padStart(10)} x`,
    );
    return { stacks, each };
  });
  const [hundred, thousand] = results.slice(-2);
  console.log(`\nCost of a stack at 1,000 / at 100: ${(thousand!.each / hundred!.each).toFixed(2)}`);

  const load = "require('cdk8s'); require('cdk8s-plus-30')";
  console.log(`node alone                ${fastest(['-e', '0'])} ms`);
  console.log(`node with cdk8s and -plus ${fastest(['-e', load])} ms`);
  console.log(
    `one stack, all of it      ${fastest(['--require', './scripts/register.js', 'main.ts'])} ms  (helm template: ${HELM.one} ms)`,
  );
}

/** Milliseconds of the fastest of several runs of `node ARGS`, whose output goes to a folder that is thrown away. */
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
