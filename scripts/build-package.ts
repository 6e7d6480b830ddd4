/**
 * Makes lib/, which the package ships: the command line as a bundle, beside it the files that it reads and the licenses of
 * the packages in it, and `defineConfig` with its types. `npm pack` runs this.
 */
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
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
  ...[
    'scheduled-backup.mjs',
    'scheduled-drill.mjs',
    'reconcile.mjs',
    'verify.mjs',
    'keycloak-admin-client.mjs',
    'jose.mjs',
    'start-new-node.pl',
  ].map(name => `constructs/programs/${name}`),
];

/** What `import { defineConfig } from 'qdrant-stack'` takes. */
const DEFINITION = join(ROOT, 'config', 'define.ts');
/** An import of a package in types. */
const PACKAGE = /^(?=import type .* from '[^.])/gm;

function writeDefinition(): void {
  const source = readFileSync(DEFINITION, 'utf8');
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  const { outputText: types } = ts.transpileDeclaration(source, { compilerOptions });
  writeFileSync(join(LIB, 'index.js'), ts.transpileModule(source, { compilerOptions }).outputText);
  writeFileSync(
    join(LIB, 'index.d.ts'),
    types.replace(PACKAGE, '// @ts-ignore: these types are any where the package is not installed\n'),
  );
  cpSync(join(ROOT, 'config', 'config-keys.ts'), join(LIB, 'config-keys.d.ts'));
}

async function run(): Promise<void> {
  rmSync(LIB, { recursive: true, force: true });
  const metafile = await bundle({ main: 'commands/main.ts' }, { outdir: LIB, movable: true });
  writeFileSync(join(LIB, 'qdrant-stack.js'), PROGRAM);
  cpSync(join(__dirname, 'load-bundle.js'), join(LIB, 'load-bundle.js'));
  writeDefinition();
  FILES.forEach(file => cpSync(join(ROOT, file), join(LIB, file)));
  const licenses = packagesIn(metafile).map(licenseOf);
  writeFileSync(join(LIB, 'THIRD_PARTY_LICENSES'), licenses.join(`\n${'-'.repeat(80)}\n\n`));
}

void run();
