import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

const ROOT = join(__dirname, '..');

/** The folders of the npm packages of which a bundle has code, as paths in the repository. */
export function packagesIn({ outputs }: Metafile): string[] {
  const inputs = Object.values(outputs).flatMap(output => Object.entries(output.inputs));
  const folders = inputs
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .flatMap(([path]) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0] ?? []);
  return [...new Set(folders)].sort();
}

/** The license of a package, after a line that names the package. */
export function licenseOf(folder: string): string {
  const { name, license } = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8'));
  const file = readdirSync(join(ROOT, folder)).find(each => /^licen[cs]e/i.test(each));
  if (!file && !license) {
    throw new Error(`The package ${name} names no license`);
  }
  const text = file ? readFileSync(join(ROOT, folder, file), 'utf8').trim() : `License: ${license}`;
  return `Contains code of the package ${name}:\n\n${text}\n`;
}
