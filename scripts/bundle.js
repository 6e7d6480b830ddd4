const { readFileSync } = require('node:fs');
const { join, relative, sep } = require('node:path');
const { build } = require('esbuild');

const ROOT = join(__dirname, '..');
const MODULES = `${sep}node_modules${sep}`;
/** CommonJS packages ask for `require`, which an ES module does not have. */
const BANNER = `import { createRequire as $createRequire } from 'node:module';
const require = $createRequire(import.meta.url);`;
/** How the table of commands loads the code of a command. */
const LOADED_LATER = /async \(\) => require\((?='\.\/)/g;
/** `const { a, default: b } = await import('package')`, which esbuild takes for a use of everything in the package. */
const PART_OF_PACKAGE = /const \{([^}]*)\}\s*= await import\('([^'.][^']*)'\)/g;
/** What the library uses of cdk8s-plus-30. Its other parts cost 50 ms at each start. A name that is missing here fails the build. */
const CDK8S_PLUS = `export * as k8s from 'cdk8s-plus-30/lib/imports/k8s';
export const ImagePullPolicy = { ALWAYS: 'Always', IF_NOT_PRESENT: 'IfNotPresent', NEVER: 'Never' };`;

/**
 * Bundles entry points with everything that they import. The code of each command is a chunk of its own, and so is each
 * package that `import()` loads.
 *
 * @param {import('esbuild').BuildOptions} options Further options. All files go to `outdir` itself.
 * @param {boolean} movable Whether the bundle has the files that the code reads from its own folder at the same paths as
 *   the repository. Otherwise the code reads them from the repository.
 * @returns {Promise<import('esbuild').BuildResult<{ metafile: true }>>}
 */
module.exports = function bundle(options, movable = false) {
  return build({
    absWorkingDir: ROOT,
    chunkNames: '[hash]',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    metafile: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'warning',
    tsconfig: 'tsconfig.json',
    banner: { js: BANNER },
    plugins: [partsOfPackages, ownSources(movable)],
    ...options,
  });
};

const partsOfPackages = {
  name: 'parts-of-packages',
  setup(builder) {
    builder.onResolve({ filter: /^cdk8s-plus-30$/ }, () => ({ path: CDK8S_PLUS, namespace: 'part' }));
    builder.onResolve({ filter: /^part:/ }, ({ path }) => ({ path: path.slice('part:'.length), namespace: 'part' }));
    builder.onLoad({ filter: /./, namespace: 'part' }, ({ path }) => ({ contents: path, resolveDir: ROOT }));
    // Does not say so itself, and is 14 MB.
    builder.onResolve({ filter: /^@kubernetes\/client-node$/ }, async ({ path, pluginData, ...from }) =>
      pluginData ? undefined : { ...(await builder.resolve(path, { ...from, pluginData: true })), sideEffects: false },
    );
  },
};

const ownSources = movable => ({
  name: 'own-sources',
  setup(builder) {
    builder.onLoad({ filter: /\.ts$/ }, ({ path }) => {
      if (path.includes(MODULES)) return undefined;
      const text = readFileSync(path, 'utf8')
        .replace(LOADED_LATER, '() => import(')
        .replace(PART_OF_PACKAGE, (all, names, name) => all.replace(`'${name}'`, JSON.stringify(partOf(name, names))));
      return { contents: /\b__(?:file|dir)name\b/.test(text) ? withPlace(text, path, movable) : text, loader: 'ts' };
    });
  },
});

/** A module that exports only these names of a package. */
function partOf(name, destructured) {
  const names = destructured.split(',').map(each => each.split(':')[0].trim());
  return `part:export { ${names.filter(Boolean).join(', ')} } from '${name}';`;
}

function withPlace(text, path, movable) {
  const inLib = relative(ROOT, path).split(sep).join('/').replace(/\.ts$/, '.js');
  const file = movable ? `join(import.meta.dirname, ${JSON.stringify(inLib)})` : JSON.stringify(path);
  const place = `const { dirname, join } = require('node:path'); const file = ${file}; return [file, dirname(file)];`;
  return `const [__filename, __dirname] = (() => { ${place} })();\n${text}`;
}
