// Lets Node.js run TypeScript: `node --require ./scripts/register.js FILE.ts`. What users start runs as a bundle, which is
// made anew after each change: one file starts in a fraction of the time that 500 files need.
const { createHash } = require('node:crypto');
const {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
} = require('node:fs');
const { realpathSync, renameSync, rmSync, statSync } = require('node:fs');
const { SourceMap } = require('node:module');
const { join, relative, resolve } = require('node:path');

const ROOT = join(__dirname, '..');
const BUNDLES = join(ROOT, '.cache', 'bundles');
/** How the name of a bundle starts while a process makes the bundle. */
const UNFINISHED = 'new-';
/** Bundles that stay, because a command can still run from them: the newest three, and those of the last hour. */
const KEPT = 3;
const KEPT_MS = 60 * 60 * 1000;
/** What users start, and the name of each in the bundle. */
const ENTRIES = { 'main.ts': 'app', 'commands/main.ts': 'qdrant-stack' };
/** What a bundle is made of. npm writes the last file: it names the installed version of each package. */
const FOLDERS = ['cli', 'clients', 'commands', 'config', 'constructs/src', 'reconcile', 'scripts', 'stack'];
const FILES = ['app.ts', 'main.ts', 'tsconfig.json', 'node_modules/.package-lock.json'];

const entry = ENTRIES[relative(ROOT, resolve(process.argv[1] ?? '')).replaceAll('\\', '/')];
if (entry && canBundle()) {
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

/** A checkout can be read-only. Other package managers than npm do not write the file with the installed versions. */
function canBundle() {
  try {
    mkdirSync(BUNDLES, { recursive: true });
    accessSync(BUNDLES, constants.W_OK);
    accessSync(join(ROOT, FILES.at(-1)));
    return isSafe(join(BUNDLES, '..')) && isSafe(BUNDLES);
  } catch {
    return false;
  }
}

/** Bundles are code: nobody may write them who may not write the sources. Windows has no user IDs. */
function isSafe(folder) {
  const sources = statSync(__dirname);
  const { uid, mode } = statSync(folder);
  return !process.getuid || ([0, process.getuid(), sources.uid].includes(uid) && (mode & ~sources.mode & 0o022) === 0);
}

async function start(name) {
  const folder = join(BUNDLES, fingerprint());
  if (!existsSync(folder)) await makeBundle(folder);
  Error.prepareStackTrace = inSources;
  require('./load-bundle')(folder, `${name}.js`);
}

/** The time of the last change of the content or the place of a file cannot be set, other than the time of modification. */
function fingerprint() {
  const inFolders = FOLDERS.flatMap(folder => filesIn(join(ROOT, folder)));
  const hash = createHash('sha256').update(process.version);
  for (const file of [...FILES.map(name => join(ROOT, name)), ...inFolders].sort()) {
    const { ctimeMs, ino, size } = statSync(file);
    hash.update(`${file} ${ctimeMs} ${ino} ${size}\n`);
  }
  return hash.digest('hex').slice(0, 16);
}

/** Follows symbolic links, also to a folder around the link. */
function filesIn(folder, known = new Set()) {
  const place = realpathSync(folder);
  if (known.has(place)) return [];
  known.add(place);
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name);
    const target = entry.isSymbolicLink() ? statSync(path, { throwIfNoEntry: false }) : entry;
    if (target?.isDirectory()) return filesIn(path, known);
    return target?.isFile() ? [path] : [];
  });
}

/** Other processes may do the same at this time, or run an older bundle. */
async function makeBundle(folder) {
  const temporary = mkdtempSync(join(BUNDLES, UNFINISHED));
  try {
    const entryPoints = Object.fromEntries(Object.entries(ENTRIES).map(([file, name]) => [name, file]));
    await require('./bundle')(entryPoints, { outdir: temporary, sourcemap: true });
    // mkdtemp gives access to one user alone. Other users of the clone may read what they may read of the sources.
    chmodSync(temporary, statSync(BUNDLES).mode & 0o755);
    renameSync(temporary, folder);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    // esbuild has printed the errors of the sources.
    if (error.errors) process.exit(1);
    if (!existsSync(folder)) throw error;
  }
  removeOldBundles();
}

/** Other processes may finish or remove bundles at this time, and bundles of another user can stay. */
function removeOldBundles() {
  const bundles = readdirSync(BUNDLES).flatMap(name => {
    const path = join(BUNDLES, name);
    const made = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
    return made === undefined ? [] : [{ path, made }];
  });
  const newestFirst = bundles.sort((a, b) => b.made - a.made);
  for (const { path, made } of newestFirst.slice(KEPT)) {
    if (made > Date.now() - KEPT_MS) continue;
    try {
      rmSync(path, { recursive: true, force: true });
    } catch (error) {
      if (!['EACCES', 'EPERM', 'ENOTEMPTY'].includes(error.code)) throw error;
    }
  }
}

const maps = new Map();

/** A file without sources of the project has no map. Packages read many stack traces, and large maps cost memory. */
function mapOf(file) {
  if (!maps.has(file)) {
    const path = `${file}.map`;
    maps.set(file, existsSync(path) ? new SourceMap(JSON.parse(readFileSync(path, 'utf8'))) : undefined);
  }
  return maps.get(file);
}

/** Stack traces name the sources, not the bundle. */
function inSources(error, frames) {
  const lines = frames.map(frame => {
    const file = frame.getFileName();
    const map = file?.startsWith(BUNDLES) ? mapOf(file) : undefined;
    if (!map) return `    at ${frame}`;
    const { fileName, lineNumber, columnNumber } = map.findOrigin(frame.getLineNumber(), frame.getColumnNumber());
    const place = fileName ? `${resolve(BUNDLES, 'any', fileName)}:${lineNumber}:${columnNumber}` : file;
    return `    at ${frame.getFunctionName() ?? '<anonymous>'} (${place})`;
  });
  return [String(error), ...lines].join('\n');
}
