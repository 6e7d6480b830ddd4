// Loads a bundle, and keeps its compiled code beside it: compilation is half of a start. Node.js 22 does the same by
// `module.enableCompileCache`.
const { Buffer } = require('node:buffer');
const { createHash } = require('node:crypto');
const { readFileSync, renameSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { Script } = require('node:vm');

/** These load the code of a command, but do not run it. */
const SHOWS_HELP = process.argv.slice(2).some(word => ['-h', '--help', 'help', '-V', '--version'].includes(word));

/**
 * @param {string} folder The folder of the bundle.
 * @param {string} entry The name of the file to start with.
 */
module.exports = function load(folder, entry) {
  const modules = new Map();
  const compiled = [];

  function loadFile(name) {
    const known = modules.get(name);
    if (known) return known.exports;
    const module = { exports: {} };
    modules.set(name, module);
    const filename = join(folder, name);
    const bytes = readFileSync(filename);
    const digest = createHash('sha256').update(bytes).digest();
    const cachedData = compiledFrom(digest, `${filename}.compiled`);
    const source = bytes.toString('latin1'); // esbuild escapes all other characters
    const script = new Script(`(function (exports, require, module, $bundle) {${source}\n})`, { filename, cachedData });
    // V8 also rejects what another version of V8 has compiled.
    if (!cachedData || script.cachedDataRejected) compiled.push({ filename, digest, script });
    script.runInThisContext()(module.exports, requireFrom, module, folder);
    return module.exports;
  }
  const requireFrom = id => (id.startsWith('./') ? loadFile(id.slice('./'.length)) : require(id));

  process.on('exit', exitCode => {
    // Compiled code is of most use after a complete run: V8 compiles each function when it is called first.
    if (exitCode === 0 && !SHOWS_HELP) compiled.forEach(keep);
  });
  return loadFile(entry);
};

/** The file starts with the digest of its source, because V8 compares only the length of the source. */
function compiledFrom(digest, file) {
  const bytes = readIfExists(file);
  return bytes?.subarray(0, digest.length).equals(digest) ? bytes.subarray(digest.length) : undefined;
}

function readIfExists(file) {
  try {
    return readFileSync(file);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    return undefined;
  }
}

/** Another process may do the same at this time. */
function keep({ filename, digest, script }) {
  const temporary = `${filename}.${process.pid}`;
  try {
    writeFileSync(temporary, Buffer.concat([digest, script.createCachedData()]));
    renameSync(temporary, `${filename}.compiled`);
  } catch {
    // The folder of an installed package can be read-only. Then each start compiles the code again.
  }
}
