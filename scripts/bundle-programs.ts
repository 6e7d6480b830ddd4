/**
 * Bundles the programs of the pods into the library: `npm run programs`. With `--check` it writes nothing, and fails
 * where a committed file is not current.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { licenseOf, packagesIn } from './licenses';

const ROOT = join(__dirname, '..');
/** A package that is a file of its own, because a program with it would be too large. */
const KEYCLOAK = '@keycloak/keycloak-admin-client';
/** The same, as far as it is used. */
const JOSE = 'clients/in-pod/jose.ts';
/** Each program, and the file with its source. */
const PROGRAMS = {
  'constructs/programs/scheduled-backup.mjs': 'commands/backup/scheduled/main.ts',
  'constructs/programs/scheduled-drill.mjs': 'commands/backup/scheduled/drill.ts',
  'constructs/programs/reconcile.mjs': 'commands/hook/scheduled/main.ts',
  'constructs/programs/verify.mjs': 'commands/verify/scheduled/main.ts',
  [`constructs/programs/${basename(KEYCLOAK)}.mjs`]: KEYCLOAK,
  'constructs/programs/jose.mjs': JOSE,
};
/** A ConfigMap holds 1 MiB. `kubectl apply` keeps a copy in an annotation, and an annotation holds 256 KiB. */
const LARGEST = 240_000;
/** Files that replace packages, which are too large for a ConfigMap, and modules that import them. */
const REPLACED: readonly (readonly [what: RegExp, file: string])[] = [
  [/^@kubernetes\/client-node$/, 'clients/in-pod/kubernetes.ts'],
  [/\/connections$/, 'clients/in-pod/connections.ts'],
  [/^cdk8s-qdrant$/, 'config/in-pod/library.ts'],
];
/** Parts of Keycloak's admin API that no program uses. */
const UNUSED_RESOURCES =
  /\/(attackDetection|authenticationManagement|cache|clientPolicies|clientsV2|components|identityProviders|organizations|userStorageProvider|whoAmI|workflows)\.js$/;

/** Makes the programs small without making them unreadable. */
const smaller: Plugin = {
  name: 'smaller',
  setup(builder) {
    for (const [filter, file] of REPLACED) {
      builder.onResolve({ filter }, () => ({ path: join(ROOT, file) }));
    }
    builder.onResolve({ filter: new RegExp(`^${KEYCLOAK}$`) }, ({ kind }) =>
      kind === 'entry-point' ? undefined : { path: `./${basename(KEYCLOAK)}.mjs`, external: true },
    );
    builder.onResolve({ filter: UNUSED_RESOURCES }, ({ path }) => ({
      path: basename(path, '.js'),
      namespace: 'unused',
    }));
    builder.onLoad({ filter: /./, namespace: 'unused' }, ({ path }) => ({
      contents: `export class ${path[0]!.toUpperCase()}${path.slice(1)} {}`,
    }));
    builder.onResolve({ filter: /^jose$/ }, ({ importer }) =>
      importer === join(ROOT, JOSE) ? undefined : { path: './jose.mjs', external: true },
    );
    // The index of semver loads every function.
    builder.onResolve({ filter: /^semver$/ }, () => ({ path: 'semver', namespace: 'functions' }));
    builder.onLoad({ filter: /./, namespace: 'functions' }, () => ({
      contents: ['coerce', 'gte', 'lt']
        .map(name => `export { default as ${name} } from 'semver/functions/${name}.js';`)
        .join('\n'),
      resolveDir: ROOT,
    }));
  },
};

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
    plugins: [smaller],
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
