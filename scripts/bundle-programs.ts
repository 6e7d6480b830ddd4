/**
 * Bundles the program of the backup pods into the library: `npm run programs`. With `--check` it writes nothing, and fails
 * where the committed file is not current.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';

const ROOT = join(__dirname, '..');
const ENTRY = 'commands/backup/scheduled/main.ts';
const OUTPUT = 'constructs/programs/scheduled-backup.mjs';
/** A ConfigMap holds 1 MiB. */
const LARGEST = 300_000;

async function bundle(): Promise<string> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: [ENTRY],
    outfile: OUTPUT,
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    charset: 'utf8',
    legalComments: 'inline',
    logLevel: 'warning',
    tsconfig: 'tsconfig.json',
  });
  const head = `// Generated from ${ENTRY} by \`npm run programs\`. Do not edit.\n// SPDX-License-Identifier: Apache-2.0`;
  return [head, ...packagesIn(metafile).map(licenseOf), outputFiles[0]!.text].join('\n');
}

/** Names of the npm packages of which the bundle contains code. */
function packagesIn({ outputs }: Metafile): string[] {
  const [output] = Object.values(outputs);
  const inputs = Object.entries(output!.inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  const names = inputs.flatMap(([path]) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []);
  return [...new Set(names)].sort();
}

/** The license of a package as a comment. */
function licenseOf(name: string): string {
  const folder = join(ROOT, 'node_modules', name);
  const file = readdirSync(folder).find(each => /^licen[cs]e/i.test(each));
  if (!file) {
    throw new Error(`The package ${name} has no license file`);
  }
  const lines = readFileSync(join(folder, file), 'utf8').trim().split('\n');
  return [
    '/*!',
    ` * Contains code of the package ${name}:`,
    ' *',
    ...lines.map(line => ` * ${line}`.trimEnd()),
    ' */',
  ].join('\n');
}

async function run(): Promise<void> {
  const text = await bundle();
  if (text.length > LARGEST) {
    throw new Error(`${OUTPUT} has ${text.length} characters, and ${LARGEST} are allowed`);
  }
  const place = join(ROOT, OUTPUT);
  if (!process.argv.includes('--check')) {
    writeFileSync(place, text);
  } else if (!existsSync(place) || readFileSync(place, 'utf8') !== text) {
    console.error(`${OUTPUT} is not current. Fix: npm run programs.`);
    process.exitCode = 1;
  }
}

void run();
