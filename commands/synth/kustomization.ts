import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { Failure } from '../../cli/failure';
import { TOOL } from '../../config/names';
import type { ManifestFile } from '../../stack/manifests';

export const KUSTOMIZATION = 'kustomization.yaml';
const COMMENT = `# Written by ${TOOL}`;

/** Writes the `kustomization.yaml` that lists the manifests. Without a request, only an earlier one of this tool is kept current. */
export function keepKustomization(folder: string, files: readonly ManifestFile[], isRequested: boolean): void {
  const path = join(folder, KUSTOMIZATION);
  const existing = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  const isForeign = existing !== undefined && !existing.startsWith(COMMENT);
  if (isForeign && isRequested) {
    throw new Failure(
      `${path} is not from ${TOOL}, and --kustomization would replace it`,
      'remove the file, or run synth without --kustomization and list the manifests yourself',
    );
  }
  if (!isForeign && (isRequested || existing !== undefined)) {
    const resources = files.map(({ name }) => name);
    const text = stringify({ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources });
    writeFileSync(path, headerOf(folder) + text);
  }
}

/** The first line tells the file from those of others. */
function headerOf(folder: string): string {
  return [
    COMMENT,
    '# The next run of synth replaces this file. Write your own patches into the kustomization.yaml of another folder,',
    `# such as overlay/ beside this folder, with resources: [../${basename(resolve(folder))}]`,
    '',
  ].join('\n');
}
