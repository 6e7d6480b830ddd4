/**
 * Prints the software bill of materials of the package qdrant-stack as CycloneDX. npm lists everything that is installed here.
 * The tools for development are left out: the list has the packages that users install, and those that the bundle contains.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');
const LICENSES = join(ROOT, 'lib', 'THIRD_PARTY_LICENSES');

interface Component {
  readonly 'bom-ref': string;
  readonly name: string;
  readonly version: string;
}

interface Dependency {
  readonly ref: string;
  readonly dependsOn?: readonly string[];
}

interface Bom {
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly Dependency[];
}

/** The packages in a bundle, as `name version`, by the text with their licenses. */
export function bundledPackages(licenses: string): string[] {
  return [...licenses.matchAll(/^Contains code of the package (\S+ \S+):$/gm)].map(([, name]) => name!);
}

/**
 * Keeps the components that users get.
 *
 * @param roots Names of the packages that npm installs with the package.
 * @param bundled The packages in the bundle, as `name version`.
 */
export function runtimeBom<B extends Bom>(all: B, roots: readonly string[], bundled: readonly string[]): B {
  const kept = new Set(
    all.components
      .filter(({ name, version }) => bundled.includes(`${name} ${version}`) || roots.includes(name))
      .map(each => each['bom-ref']),
  );
  const children = new Map(all.dependencies.map(({ ref, dependsOn = [] }) => [ref, dependsOn]));
  const queue = all.components.filter(({ name }) => roots.includes(name)).map(each => each['bom-ref']);
  for (let ref = queue.pop(); ref !== undefined; ref = queue.pop()) {
    for (const child of children.get(ref) ?? []) {
      if (!kept.has(child)) {
        kept.add(child);
        queue.push(child);
      }
    }
  }
  const own = all.metadata.component['bom-ref'];
  return {
    ...all,
    components: all.components.filter(each => kept.has(each['bom-ref'])),
    dependencies: all.dependencies
      .filter(({ ref }) => ref === own || kept.has(ref))
      .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter(each => kept.has(each)) })),
  };
}

/** Everything that npm installed in the repository. */
export function installedBom(): Bom {
  const options = ['--sbom-format=cyclonedx', '--sbom-type=application', '--package-lock-only'];
  const text = execFileSync('npm', ['sbom', ...options], { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  return JSON.parse(text);
}

if (require.main === module) {
  const { name, version, dependencies = {} } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const bundled = existsSync(LICENSES) ? bundledPackages(readFileSync(LICENSES, 'utf8')) : [];
  const all = installedBom();
  const component = { ...all.metadata.component, name, version };
  const bom = runtimeBom({ ...all, metadata: { ...all.metadata, component } }, Object.keys(dependencies), bundled);
  console.log(JSON.stringify(bom, null, 2));
}
