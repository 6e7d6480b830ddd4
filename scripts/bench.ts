/**
 * CPU time and peak memory to synthesize 1, 10, 100 and 1,000 stacks in one process, with an App for each stack: `npm run bench`.
 * Beside it, the CPU time of the same objects with cdk8s alone.
 * Each size runs in a process of its own, so that peaks do not mix. Then the CPU time of complete runs, beside `helm template`.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { k8s } from 'cdk8s-plus-30';
import type { Construct } from 'constructs';

const SIZES = [1, 10, 100, 1000];

interface Measurement {
  /** Milliseconds of CPU of the synthesis, without loading the code. */
  readonly time: number;
  /** Peak resident memory in MiB. */
  readonly memory: number;
}

const [, , size, alone] = process.argv;
if (size) {
  measure(Number(size), alone === 'alone');
} else {
  report();
}

/** Runs in the child process: synthesizes stacks, or their objects with cdk8s alone, and prints a `Measurement`. */
function measure(stacks: number, withCdk8sAlone: boolean): void {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    const synthesize = withCdk8sAlone ? cdk8sAlone(folder) : stack();
    const start = process.cpuUsage();
    for (let i = 0; i < stacks; i++) {
      synthesize(`tenant-${i}.example.com`, join(folder, String(i)));
    }
    const { user, system } = process.cpuUsage(start);
    const time = (user + system) / 1000;
    const memory = process.resourceUsage().maxRSS / 1024;
    console.log(JSON.stringify({ time, memory } satisfies Measurement));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A function that synthesizes the stack of a domain into a folder. */
function stack(): (domain: string, folder: string) => void {
  /* eslint-disable @typescript-eslint/no-require-imports -- the measurement excludes loading */
  const { buildApp } = require('../app') as typeof import('../app');
  const { parseConfig } = require('../config/load') as typeof import('../config/load');
  const { render, write } = require('../stack/manifests') as typeof import('../stack/manifests');
  return (domain, folder) => write(render(buildApp(parseConfig(`domainName: ${domain}\n`, 'config.yaml'))), folder);
}

/** A function that makes the objects of one stack again, from the same props, as an app of nothing but cdk8s would. */
function cdk8sAlone(temporary: string): (domain: string, folder: string) => void {
  const { App, Chart } = require('cdk8s') as typeof import('cdk8s');
  const { k8s } = require('cdk8s-plus-30') as typeof import('cdk8s-plus-30');
  const made: { readonly make: (scope: Construct, id: string) => unknown; readonly chart: string }[] = [];
  const kinds = k8s as unknown as Record<string, typeof k8s.KubeService>;
  for (const [name, Kind] of Object.entries(kinds)) {
    if (name.startsWith('Kube') && typeof Kind === 'function') {
      kinds[name] = class extends Kind {
        public constructor(scope: Construct, id: string, props?: k8s.KubeServiceProps) {
          super(scope, id, props);
          made.push({ make: (...place) => new Kind(...place, props), chart: Chart.of(this).node.id });
        }
      };
    }
  }
  stack()('example.com', temporary);
  const objects = [...made];
  return (_, outdir) => {
    const app = new App({ outdir });
    const charts = new Map([...new Set(objects.map(({ chart }) => chart))].map(id => [id, new Chart(app, id)]));
    objects.forEach(({ make, chart }, index) => make(charts.get(chart)!, `object-${index}`));
    app.synth();
  };
}

/** Runs in the parent process: prints a line for each size, then the time of one run of the command. */
function report(): void {
  const run = (...args: string[]) => {
    const output = execFileSync(process.execPath, [...process.execArgv, __filename, ...args], { encoding: 'utf8' });
    return JSON.parse(output) as Measurement;
  };
  console.log('stacks      total       each   peak memory   the same objects with cdk8s alone, each');
  const results = SIZES.map(stacks => {
    const { time, memory } = run(String(stacks));
    const each = time / stacks;
    const cdk8s = run(String(stacks), 'alone').time / stacks;
    console.log(
      `${String(stacks).padStart(6)} ${time.toFixed(0).padStart(7)} ms ${each.toFixed(1).padStart(6)} ms ` +
        `${memory.toFixed(0).padStart(8)} MiB   ${cdk8s.toFixed(1).padStart(6)} ms`,
    );
    return { stacks, each };
  });
  const [hundred, thousand] = results.slice(-2);
  console.log(`\nCost of a stack at 1,000 / at 100: ${(thousand!.each / hundred!.each).toFixed(2)}`);

  console.log('\nCPU seconds of one run (user and system), median of 7:');
  const { HELM_CHARTS: charts } = process.env;
  const commands: [string, string[]][] = [
    ['node alone', [process.execPath, '-e', '0']],
    ['synth in a clone', [process.execPath, '--require', './scripts/register.js', 'main.ts']],
    ['synth of the package', [process.execPath, 'lib/qdrant-stack.js', 'synth', '-o', '.cache/bench']],
    ['--help of the package', [process.execPath, 'lib/qdrant-stack.js', '--help']],
  ];
  for (const [name, command] of commands) console.log(`${name.padEnd(24)}${cpuSeconds(command).toFixed(3)} s`);
  if (!charts) {
    console.log(
      'To compare with helm, name the folders of its charts: HELM_CHARTS="qdrant oauth2-proxy" npm run bench',
    );
    return;
  }
  const helm = charts.split(' ').reduce((sum, chart) => sum + cpuSeconds(['helm', 'template', chart]), 0);
  console.log(`${'helm template'.padEnd(24)}${helm.toFixed(3)} s`);
  for (const [name, command] of commands.slice(1, 3)) {
    console.log(`${name} / helm template: ${(cpuSeconds(command) / helm).toFixed(2)}`);
  }
}

/** The median of seven runs, after one that is not counted. */
function cpuSeconds(command: string[]): number {
  const timed = ['-c', 'TIMEFORMAT="%U %S"; time "$@" > .cache/bench.log 2>&1', 'bash', ...command];
  const env = { ...process.env, CDK8S_OUTDIR: '.cache/bench' };
  const runs = Array.from({ length: 8 }, () => {
    const { status, stderr } = spawnSync('bash', timed, { env, encoding: 'utf8' });
    if (status !== 0) throw new Error(`${command.join(' ')} failed:\n${readFileSync('.cache/bench.log', 'utf8')}`);
    const [user, system] = stderr.trim().split(' ').map(Number);
    return user! + system!;
  });
  return runs.slice(1).sort((a, b) => a - b)[3]!;
}
