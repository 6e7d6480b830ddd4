/**
 * Makes lib/, which the package ships: the command line as a bundle, beside it the files that it reads and the licenses of
 * the packages in it. `npm pack` runs this.
 */
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import bundle from './bundle';
import { licenseOf, packagesIn } from './licenses';

const ROOT = join(__dirname, '..');
const LIB = join(ROOT, 'lib');
const PROGRAM = `#!/usr/bin/env node
require('./load-bundle')(__dirname, 'main.js');
`;
/** What the code reads from its own folder when it runs. */
const FILES = [
  ...['VERSION', 'config.yaml', 'config.schema.json', 'commands/code-server-env/home.sh'],
  ...['scheduled-backup.mjs', 'scheduled-drill.mjs', 'start-new-node.pl'].map(name => `constructs/programs/${name}`),
];

async function run(): Promise<void> {
  rmSync(LIB, { recursive: true, force: true });
  const metafile = await bundle({ main: 'commands/main.ts' }, { outdir: LIB, movable: true });
  writeFileSync(join(LIB, 'qdrant-stack.js'), PROGRAM);
  cpSync(join(__dirname, 'load-bundle.js'), join(LIB, 'load-bundle.js'));
  FILES.forEach(file => cpSync(join(ROOT, file), join(LIB, file)));
  const licenses = packagesIn(metafile).map(licenseOf);
  writeFileSync(join(LIB, 'THIRD_PARTY_LICENSES'), licenses.join(`\n${'-'.repeat(80)}\n\n`));
}

void run();
