import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './repository';

const MODULE = 'github.com/zegl/kube-score/cmd/kube-score@v1.20.0';

/** The scanner, built into the cache where it is not there yet. */
export function findKubeScore(env: NodeJS.ProcessEnv = process.env): string {
  const folder = join(cacheFolder(env), 'kube-score-1.20.0');
  const program = join(folder, 'kube-score');
  if (!existsSync(program)) {
    mkdirSync(folder, { recursive: true });
    execFileSync('go', ['install', MODULE], { env: { ...env, GOBIN: folder, CGO_ENABLED: '0' }, stdio: 'inherit' });
  }
  return program;
}
