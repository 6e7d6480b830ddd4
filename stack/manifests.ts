import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type App, Yaml } from 'cdk8s';

/** One Kubernetes object, as far as this code reads it. */
export interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec?: any;
}

/** One file of the output folder: a chart. */
export interface ManifestFile {
  readonly name: string;
  readonly objects: readonly Manifest[];
  /** The objects as YAML. */
  readonly text: string;
}

/** How the names of all manifests end. */
export const EXTENSION = '.k8s.yaml';

/**
 * Every chart as a file, numbered in the order in which the charts depend on each other: `kubectl apply -f FOLDER` goes
 * by name. Nothing is written.
 *
 * @throws what the validations of the app found, all at once
 */
export function render(app: App): ManifestFile[] {
  return app.charts.map((chart, index) => {
    const objects: Manifest[] = chart.toJson();
    return {
      name: `${String(index).padStart(4, '0')}-${chart.node.id}${EXTENSION}`,
      objects,
      text: Yaml.stringify(...objects),
    };
  });
}

/**
 * Makes `folder` hold exactly these manifests. All are written before the first one replaces another, so that a failure
 * leaves the folder as it was; within it, because what is beside it may be another disk. Files that are not manifests stay.
 */
export function write(files: readonly ManifestFile[], folder: string): void {
  mkdirSync(folder, { recursive: true });
  const staging = mkdtempSync(join(folder, '.synth-'));
  try {
    for (const { name, text } of files) {
      writeFileSync(join(staging, name), text);
    }
    const stale = new Set(readdirSync(folder).filter(name => name.endsWith(EXTENSION)));
    for (const { name } of files) {
      renameSync(join(staging, name), join(folder, name));
      stale.delete(name);
    }
    stale.forEach(name => rmSync(join(folder, name)));
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}
