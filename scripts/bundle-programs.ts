/**
 * Bundles the programs of the backup pods and the drill pods into the library: `npm run programs`. With `--check` it writes nothing, and fails
 * where a committed file is not current.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { licenseOf, packagesIn } from './licenses';

const ROOT = join(__dirname, '..');
/** Each program, and the file with its source. */
const PROGRAMS = {
  'constructs/programs/scheduled-backup.mjs': 'commands/backup/scheduled/main.ts',
  'constructs/programs/scheduled-drill.mjs': 'commands/backup/scheduled/drill.ts',
};
/** A ConfigMap holds 1 MiB. */
const LARGEST = 300_000;

async function bundle(entry: string, output: string): Promise<string> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    outfile: output,
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    charset: 'utf8',
    // ES modules do not have it. Messages then name the installed command.
    define: { __filename: JSON.stringify(basename(output)) },
    legalComments: 'inline',
    logLevel: 'warning',
    tsconfig: 'tsconfig.json',
  });
  const head = `// Generated from ${entry} by \`npm run programs\`. Do not edit.\n// SPDX-License-Identifier: Apache-2.0`;
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

async function run(output: string, entry: string): Promise<void> {
  const text = await bundle(entry, output);
  if (text.length > LARGEST) {
    throw new Error(`${output} has ${text.length} characters, and ${LARGEST} are allowed`);
  }
  const place = join(ROOT, output);
  if (!process.argv.includes('--check')) {
    writeFileSync(place, text);
  } else if (!existsSync(place) || readFileSync(place, 'utf8') !== text) {
    console.error(`${output} is not current. Fix: npm run programs.`);
    process.exitCode = 1;
  }
}

void Promise.all(Object.entries(PROGRAMS).map(([output, entry]) => run(output, entry)));
