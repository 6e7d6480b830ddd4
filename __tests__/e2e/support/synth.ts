import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../../support/run-command';
import { cluster } from './cluster';

/** Makes the manifests for a configuration, and returns the folder that holds them. */
export async function synth(config: object): Promise<string> {
  const folder = mkdtempSync(join(cluster().folder, 'synth-'));
  const configFile = join(folder, 'config.yaml');
  const dist = join(folder, 'dist');
  writeFileSync(configFile, JSON.stringify(config)); // JSON is YAML
  const { code, stderr } = await runCommand(['synth', '--outdir', dist], { env: { QDRANT_CONFIG: configFile } });
  if (code !== 0) throw new Error(stderr);
  return dist;
}
