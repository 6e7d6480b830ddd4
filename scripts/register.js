// Lets Node.js run TypeScript: `node --require ./scripts/register.js FILE.ts`.
const { createHash } = require('node:crypto');
const { existsSync, mkdtempSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } = require('node:fs');
const { join, relative, resolve } = require('node:path');
const { pathToFileURL } = require('node:url');

const ROOT = join(__dirname, '..');
const BUNDLES = join(ROOT, '.cache', 'bundles');
/** What users start, and what its bundle is called. One file starts in half of the time that 500 files need. */
const ENTRIES = { 'main.ts': 'app', 'commands/main.ts': 'qdrant-stack' };
/** What a bundle is made of. A change of any of these files makes a new one. */
const FOLDERS = ['cli', 'clients', 'commands', 'config', 'constructs/src', 'reconcile', 'scripts', 'stack'];
const FILES = ['app.ts', 'main.ts', 'package-lock.json', 'tsconfig.json'];
const DAY_MS = 24 * 60 * 60 * 1000;

const entry = ENTRIES[relative(ROOT, resolve(process.argv[1] ?? '')).replaceAll('\\', '/')];
if (entry) {
  require.extensions['.ts'] = () => void start(entry);
} else {
  // The large packages are loaded first, because tsx reads and examines every file that is loaded after it.
  require('cdk8s-plus-30');
  require('zod');
  require('yaml');
  // Names the library's sources; tsx would look for it in the current folder alone.
  process.env.TSX_TSCONFIG_PATH ??= require.resolve('../tsconfig.json');
  require('tsx/cjs');
}

async function start(name) {
  const folder = join(BUNDLES, fingerprint());
  if (!existsSync(folder)) await makeBundle(folder);
  await import(pathToFileURL(join(folder, `${name}.mjs`)));
}

function fingerprint() {
  const inFolders = FOLDERS.flatMap(folder =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter(file => file.isFile())
      .map(file => join(file.parentPath, file.name)),
  );
  const hash = createHash('sha256').update(process.version);
  for (const file of [...FILES.map(name => join(ROOT, name)), ...inFolders].sort()) {
    const { mtimeMs, size } = statSync(file);
    hash.update(`${file} ${mtimeMs} ${size}\n`);
  }
  return hash.digest('hex').slice(0, 16);
}

/** Other processes may do the same at this time, or run an older bundle. */
async function makeBundle(folder) {
  mkdirSync(BUNDLES, { recursive: true });
  const outdated = readdirSync(BUNDLES).map(name => join(BUNDLES, name));
  for (const old of outdated.filter(each => statSync(each).mtimeMs < Date.now() - DAY_MS)) {
    rmSync(old, { recursive: true, force: true });
  }
  const temporary = mkdtempSync(join(BUNDLES, 'new-'));
  const entryPoints = Object.fromEntries(Object.entries(ENTRIES).map(([file, name]) => [name, file]));
  await require('./bundle')({ entryPoints, outdir: temporary, sourcemap: true });
  try {
    renameSync(temporary, folder);
  } catch (error) {
    rmSync(temporary, { recursive: true });
    if (!existsSync(folder)) throw error;
  }
}
