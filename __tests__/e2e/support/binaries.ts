import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { cacheFolder, REPOSITORY } from './repository';

const NAMES = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubectl'] as const;

/** Programs that a distribution packages, so that one from the PATH is as good. */
const TAKEN_FROM_PATH: readonly string[] = ['etcd', 'kubectl'];

const HOW_TO_GET_THEM = `Either install etcd (Debian and Ubuntu: apt-get install --no-install-recommends etcd-server) and Go 1.24 or
later, with which the rest is built once; or point KUBEBUILDER_ASSETS at a folder that holds ${NAMES.join(', ')}.`;

/** Where each program of the control plane lies. */
export type Binaries = Readonly<Record<(typeof NAMES)[number], string>>;

/** Finds the control plane's programs; those that no folder was given for are built first, which takes minutes. */
export function findBinaries(env: NodeJS.ProcessEnv = process.env): Binaries {
  const folder = env.KUBEBUILDER_ASSETS ?? build(cacheFolder(env));

  const found = NAMES.map(name => [name, locate(name, folder, env.PATH ?? '')] as const);
  const missing = found.filter(([, path]) => path === undefined).map(([name]) => name);
  if (missing.length > 0) {
    throw new Error(`Not found, neither in ${folder} nor in the PATH: ${missing.join(', ')}.\n${HOW_TO_GET_THEM}`);
  }
  return Object.fromEntries(found) as Binaries;
}

/** The `kubectl` for a cluster that runs already: no other program is needed, and nothing is built. */
export function findKubectl(env: NodeJS.ProcessEnv = process.env): string {
  const folder = env.KUBEBUILDER_ASSETS ?? join(cacheFolder(env), 'kubernetes');
  const kubectl = locate('kubectl', folder, env.PATH ?? '');
  if (kubectl === undefined) throw new Error(`kubectl is not in the PATH.`);
  return kubectl;
}

function build(cache: string): string {
  const folder = join(cache, 'kubernetes');
  try {
    execFileSync(join(REPOSITORY, 'scripts', 'build-kubernetes.sh'), [folder], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
  } catch (error) {
    throw new Error(`The Kubernetes programs could not be built in ${folder}.\n${HOW_TO_GET_THEM}`, { cause: error });
  }
  return folder;
}

function locate(name: string, folder: string, searchPath: string): string | undefined {
  const folders = [folder, ...(TAKEN_FROM_PATH.includes(name) ? searchPath.split(delimiter) : [])];
  return folders.map(candidate => join(candidate, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  if (!existsSync(path)) return false;
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
