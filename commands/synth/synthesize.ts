import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { App } from 'cdk8s';
import { Failure } from '../../cli/failure';
import { IS_CLONE } from '../../cli/invocation';
import { configFile, LOCAL_CONFIG, SCRIPTS } from '../../config/load';
import { TOOL } from '../../config/names';
import { keepKustomization } from './kustomization';
import { EXTENSION, type ManifestFile, render, write } from '../../stack/manifests';

/** The default folder of the manifests. In a clone, Git has the manifests of the example, and ignores those of a person's own config. */
export function distFolder(): string {
  const file = configFile();
  return file === LOCAL_CONFIG || (IS_CLONE && SCRIPTS.includes(file)) ? 'dist.local' : 'dist';
}

/** Every object of the stack has this label. Files with other objects only, which `extend` added, start with the comment. */
const COMMENT = `# Written by ${TOOL}`;
const OWN = new RegExp(`^(?: +app\\.kubernetes\\.io/part-of: ${TOOL}|${COMMENT})$`, 'm');

/**
 * Renders an app, and writes its manifests into each folder. If the app is invalid, no folder changes.
 *
 * @param kustomization Whether each folder gets a `kustomization.yaml`.
 */
export function synthesize(build: () => App, folders: readonly string[], kustomization = false): ManifestFile[] {
  const files = render(build()).map(file =>
    OWN.test(file.text) ? file : { ...file, text: `${COMMENT}\n${file.text}` },
  );
  folders.forEach(folder => writeTo(folder, files, kustomization));
  return files;
}

function writeTo(folder: string, files: readonly ManifestFile[], kustomization: boolean): void {
  try {
    refuseForeignManifests(folder);
    write(files, folder);
    keepKustomization(folder, files, kustomization);
  } catch (error) {
    if (error instanceof Failure) {
      throw error;
    }
    const link = brokenLink(resolve(folder));
    throw new Failure(
      `Could not write the manifests to ${folder}: ${link ? `${link.path} is a symbolic link to ${link.target}, which does not exist` : (error as Error).message}`,
      link
        ? `create ${link.target}, remove the link, or use --outdir with another folder`
        : 'use --outdir with a writable folder',
      { cause: error },
    );
  }
}

/** The symbolic link without a target in a path. */
function brokenLink(path: string): { readonly path: string; readonly target: string } | undefined {
  if (existsSync(path) || dirname(path) === path) {
    return undefined;
  }
  const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink();
  return isLink ? { path, target: readlinkSync(path) } : brokenLink(dirname(path));
}

/** Other apps use the same file names, and synth would replace their manifests. */
function refuseForeignManifests(folder: string): void {
  const manifests = existsSync(folder) ? readdirSync(folder).filter(name => name.endsWith(EXTENSION)) : [];
  const foreign = manifests.filter(name => !OWN.test(readFileSync(join(folder, name), 'utf8')));
  if (foreign.length > 0) {
    throw new Failure(
      `${folder} has manifests that are not from ${TOOL}, and synth would replace them: ${foreign.join(', ')}`,
      'use --outdir with another folder, or move those files',
    );
  }
}
