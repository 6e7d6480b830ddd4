const { mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const { basename, dirname, join, relative, sep } = require('node:path');
const { build, transform } = require('esbuild');

const ROOT = join(__dirname, '..');
const MODULES = `${sep}node_modules${sep}`;
/** How the table of commands loads the code of a command. */
const LOADED_LATER = /async \(\) => require\((?='\.\/)/g;
/** `const { a, default: b } = await import('package')`, which esbuild takes for a use of everything in the package. */
const PART_OF_PACKAGE = /const \{([^}]*)\}\s*= await import\('([^'.][^']*)'\)/g;
/** What the library uses of cdk8s-plus-30 beside `k8s`. The rest costs 50 ms at each start. A missing name fails the build. */
const CDK8S_PLUS = `export const ImagePullPolicy = { ALWAYS: 'Always', IF_NOT_PRESENT: 'IfNotPresent', NEVER: 'Never' };`;
/** What reads the file of an `Include`, which can be at a URL. cdk8s has a script of its own, which is not in the bundle. */
const READ_URL = `const { existsSync, readFileSync } = require('node:fs');
const [, place] = process.argv;
const read = async () => {
  const response = await fetch(place);
  if (!response.ok) throw new Error(\`\${place} returned \${response.status}\`);
  return response.text();
};
existsSync(place) ? process.stdout.write(readFileSync(place)) : read().then(text => process.stdout.write(text));`;
/** `import { k8s } from 'cdk8s-plus-30'`. esbuild finds the unused parts of a namespace only where it is imported as such. */
const KINDS = /import \{ ((?:\w+ )?\w+, )?k8s \} from 'cdk8s-plus-30';/g;

/**
 * Bundles entry points with everything that they import, for `load-bundle.js`. The code of each command is a file of its own,
 * and so is each package that `import()` loads.
 *
 * @param {Record<string, string>} entryPoints The path of the source of each entry point, by the name of its file.
 * @param {object} options
 * @param {string} [options.outdir] The folder of the bundle. Without it, nothing is written.
 * @param {boolean} [options.movable] Whether the bundle has the files that the code reads from its own folder at the same
 *   paths as the repository. Otherwise the code reads them from the repository.
 * @param {boolean} [options.sourcemap] Whether each file with sources of the repository has a source map.
 * @returns {Promise<import('esbuild').Metafile>}
 */
module.exports = async function bundle(entryPoints, { outdir, movable = false, sourcemap = false }) {
  const { metafile, outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints,
    outdir: outdir ?? 'bundle',
    write: false,
    chunkNames: '[hash]',
    bundle: true,
    splitting: true,
    metafile: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    legalComments: 'none',
    sourcemap: sourcemap && 'inline',
    sourcesContent: false,
    logLevel: 'error',
    tsconfig: 'tsconfig.json',
    plugins: [partsOfPackages, ownSources(movable)],
  });
  if (outdir) {
    mkdirSync(outdir, { recursive: true });
    await Promise.all(outputFiles.map(file => writeScript(file, outdir, sourcemap)));
  }
  return metafile;
};

/** esbuild splits ES modules only. Node.js 20 keeps compiled code of scripts only. */
async function writeScript({ path, contents }, outdir, sourcemap) {
  const { code, map } = await transform(contents, {
    format: 'cjs',
    platform: 'node',
    supported: { 'dynamic-import': false },
    sourcemap: sourcemap && 'external',
    sourcesContent: false,
    sourcefile: path,
  });
  const file = join(outdir, basename(path));
  writeFileSync(file, code);
  if (sourcemap && hasOwnSource(map)) writeFileSync(`${file}.map`, map);
}

function hasOwnSource(map) {
  return JSON.parse(map).sources.some(source => !source.includes('node_modules/'));
}

const partsOfPackages = {
  name: 'parts-of-packages',
  setup(builder) {
    builder.onResolve({ filter: /^cdk8s-plus-30$/ }, () => ({ path: CDK8S_PLUS, namespace: 'part' }));
    builder.onResolve({ filter: /^part:/ }, ({ path }) => ({ path: path.slice('part:'.length), namespace: 'part' }));
    builder.onLoad({ filter: /./, namespace: 'part' }, ({ path }) => ({ contents: path, resolveDir: ROOT }));
    builder.onLoad({ filter: /cdk8s-plus-30\/lib\/imports\/k8s\.js$/ }, ({ path }) => ({
      contents: withoutUnusedKinds(readFileSync(path, 'utf8')),
    }));
    builder.onLoad({ filter: /cdk8s\/lib\/yaml\.js$/ }, ({ path }) => ({
      contents: replaced(readFileSync(path, 'utf8'), "path.join(__dirname, '_loadurl.mjs')", `--eval=${READ_URL}`),
    }));
    // cdk8s carries a copy of this package. One copy saves 10 ms at each start.
    builder.onResolve({ filter: /^yaml$/ }, ({ path, resolveDir, pluginData }) => {
      if (pluginData || versionAt(resolveDir, path) !== versionAt(ROOT, path)) return undefined;
      return builder.resolve(path, { resolveDir: ROOT, kind: 'require-call', pluginData: true });
    });
    // Does not say so itself, and is 14 MB.
    builder.onResolve({ filter: /^@kubernetes\/client-node$/ }, async ({ path, pluginData, ...from }) =>
      pluginData ? undefined : { ...(await builder.resolve(path, { ...from, pluginData: true })), sideEffects: false },
    );
  },
};

function replaced(script, expression, value) {
  if (!script.includes(expression)) throw new Error(`cdk8s no longer has ${expression}: adapt the plugin`);
  return script.replace(expression, () => JSON.stringify(value));
}

/** The kinds of Kubernetes as an ES module. esbuild then drops the unused kinds, half of what `synth` would load. */
function withoutUnusedKinds(script) {
  const kinds = new Map();
  const module = script
    .replace(/^(\w+)\.GVK = (\{[^}]*\});$/gm, (_, name, kind) => {
      kinds.set(name, kind);
      return '';
    })
    .replace(/^(?:exports\.|Object\.defineProperty\(exports|_\w+ = JSII_RTTI|\w+\[_\w+\] = ).*$/gm, '')
    .replace(/ \|\| \(exports\.(\w+) = \1 = \{\}\)/g, ' || ($1 = {})')
    .replace('const cdk8s_1 = require("cdk8s");', `import { ApiObject } from 'cdk8s';`)
    .replace(/^class (\w+) extends cdk8s_1\.ApiObject \{$/gm, (_, name) => {
      return `export class ${name} extends ApiObject {\n    static GVK = ${kinds.get(name)};`;
    })
    .replace(/^class /gm, 'export class ');
  if (kinds.size === 0 || /\bexports\b|cdk8s_1|GVK = undefined/.test(module)) {
    throw new Error('cdk8s-plus-30 has kinds of another form: adapt withoutUnusedKinds');
  }
  return module;
}

/** The version of a package that code in a folder loads. */
function versionAt(folder, name) {
  return require(require.resolve(`${name}/package.json`, { paths: [folder] })).version;
}

const ownSources = movable => ({
  name: 'own-sources',
  setup(builder) {
    builder.onLoad({ filter: /\.ts$/ }, ({ path }) => {
      if (path.includes(MODULES)) return undefined;
      const contents = readFileSync(path, 'utf8')
        .replace(KINDS, (_, others) => {
          const rest = others ? `import { ${others} } from 'cdk8s-plus-30';` : '';
          return `import * as k8s from 'cdk8s-plus-30/lib/imports/k8s';${rest}`;
        })
        .replace(LOADED_LATER, '() => import(')
        .replace(PART_OF_PACKAGE, (all, names, name) => all.replace(`'${name}'`, JSON.stringify(partOf(name, names))))
        .replace(/\b__dirname\b/g, place(dirname(path), movable))
        .replace(/\b__filename\b/g, place(path, movable));
      return { contents, loader: 'ts' };
    });
  },
});

/** A module that exports only these names of a package. */
function partOf(name, destructured) {
  const names = destructured.split(',').map(each => each.split(':')[0].trim());
  return `part:export { ${names.filter(Boolean).join(', ')} } from '${name}';`;
}

/** The path of a file or folder of the repository, as an expression of the bundle. */
function place(path, movable) {
  if (!movable) return JSON.stringify(path);
  const inBundle = relative(ROOT, path).split(sep).join('/').replace(/\.ts$/, '.js');
  return `($bundle + ${JSON.stringify(`/${inBundle}`)})`;
}
