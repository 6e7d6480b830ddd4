import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cluster } from './cluster';
import { REPOSITORY } from './repository';

/** Makes the manifests for a configuration as `cdk8s synth` does, and returns the folder that holds them. */
export async function synth(config: object): Promise<string> {
  const folder = mkdtempSync(join(cluster().folder, 'synth-'));
  const configFile = join(folder, 'config.yaml');
  const dist = join(folder, 'dist');
  writeFileSync(configFile, JSON.stringify(config)); // JSON is YAML
  await promisify(execFile)(process.execPath, ['-r', 'tsx/cjs', 'main.ts'], {
    cwd: REPOSITORY,
    env: { ...process.env, QDRANT_CONFIG: configFile, CDK8S_OUTDIR: dist },
  });
  return dist;
}
