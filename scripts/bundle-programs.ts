/**
 * Bundles the program of the backup pods into the library: `npm run programs`. With `--check` it writes nothing, and fails
 * where the committed file is not current.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { licenseOf, packagesIn } from './licenses';

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
  return [head, ...packagesIn(metafile).map(folder => comment(licenseOf(folder))), outputFiles[0]!.text].join('\n');
}

/** The license of a package as a comment. */
function comment(text: string): string {
  return [
    '/*!',
    ...text
      .trim()
      .split('\n')
      .map(line => ` * ${line}`.trimEnd()),
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
