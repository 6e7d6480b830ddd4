import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './repository';

const SCANNERS = {
  'kube-score': { module: 'github.com/zegl/kube-score/cmd/kube-score', version: '1.20.0' },
  actionlint: { module: 'github.com/rhysd/actionlint/cmd/actionlint', version: '1.7.12' },
  kubeconform: { module: 'github.com/yannh/kubeconform/cmd/kubeconform', version: '0.8.0' },
};

/** A program that finds mistakes in manifests or workflows, built into the cache where it is not there yet. */
export function findScanner(name: keyof typeof SCANNERS, env: NodeJS.ProcessEnv = process.env): string {
  const { module, version } = SCANNERS[name];
  const folder = join(cacheFolder(env), `${name}-${version}`);
  const program = join(folder, name);
  if (!existsSync(program)) {
    mkdirSync(folder, { recursive: true });
    const goEnv = { ...env, GOBIN: folder, CGO_ENABLED: '0' };
    execFileSync('go', ['install', `${module}@v${version}`], { env: goEnv, stdio: 'inherit' });
  }
  return program;
}
