/**
 * Makes lib/, which the package ships: the command line as JavaScript, laid out as its TypeScript is here, and beside it
 * the files that it reads. `npm pack` runs this.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');
const LIB = join(ROOT, 'lib');
/** What the code reads from its own folder when it runs. */
const FILES = ['VERSION', 'config.yaml', 'config.schema.json', 'commands/code-server-env/home.sh'];

rmSync(LIB, { recursive: true, force: true });
execFileSync(process.execPath, [require.resolve('typescript/bin/tsc'), '--project', 'scripts/tsconfig.package.json'], {
  cwd: ROOT,
  stdio: 'inherit',
});
FILES.forEach(file => cpSync(join(ROOT, file), join(LIB, file)));
