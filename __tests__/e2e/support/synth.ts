import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { runCommand } from '../../support/run-command';
import { cluster } from './cluster';

/** Makes the manifests for a configuration, and returns the folder that holds them. @param options More options of `synth`. */
export async function synth(config: object, options: readonly string[] = []): Promise<string> {
  const folder = mkdtempSync(join(cluster().folder, 'synth-'));
  const configFile = join(folder, 'config.yaml');
  const dist = join(folder, 'dist');
  writeFileSync(configFile, JSON.stringify(config)); // JSON is YAML
  const env = { QDRANT_CONFIG: configFile };
  const { code, stderr } = await runCommand(['synth', '--outdir', dist, ...options], { env });
  if (code !== 0) throw new Error(stderr);
  return dist;
}

/** The texts of oauth2-proxy's configuration files in a folder of manifests, by their names. */
export function proxyFiles(folder: string): Readonly<Record<string, string>> {
  const objects = readdirSync(folder).flatMap(name =>
    parseAllDocuments(readFileSync(join(folder, name), 'utf8')).map(document => document.toJS()),
  );
  return objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'oauth2-proxy').data;
}

/** The text of oauth2-proxy's configuration file in a folder of manifests. */
export const proxySettings = (folder: string): string => proxyFiles(folder)['oauth2-proxy.cfg']!;
