import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiObject, type App, Chart, DependencyGraph } from 'cdk8s';
import { ExpectedError } from '../cli/failure';
import { toYaml } from '../constructs/src/common/yaml-text';

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

/** The end of the names of all manifests. */
export const EXTENSION = '.k8s.yaml';

/**
 * Every chart as a file, numbered in the order of the dependencies: `kubectl apply -f FOLDER` applies files by name. Writes
 * nothing.
 *
 * @throws what the validations of the app found, all at once
 */
export function render(app: App): ManifestFile[] {
  const thaw = freeze(app);
  try {
    return app.charts.map((chart, index) => {
      // With each chart, cdk8s validates the whole app. Once is enough.
      const objects = index === 0 ? validated(chart) : objectsOf(chart);
      return {
        name: `${String(index).padStart(4, '0')}-${chart.node.id}${EXTENSION}`,
        objects,
        text: toYaml(objects),
      };
    });
  } finally {
    thaw();
  }
}

/**
 * Has each object make its JSON once, until the returned function is called. The rules of the validation judge exactly the JSON
 * that is written, and neither they nor the synthesis make the JSON again.
 */
function freeze(app: App): () => void {
  const thaws = app.node.findAll().filter(ApiObject.isApiObject).map(freezeObject);
  return () => thaws.forEach(thaw => thaw());
}

function freezeObject(object: ApiObject): () => void {
  const make = object.toJson;
  let json: unknown;
  object.toJson = () => (json ??= make.call(object));
  return () => (object.toJson = make);
}

/** The message of a failed validation is meant for people: it says which object breaks which rule. */
function validated(chart: Chart): Manifest[] {
  try {
    return chart.toJson();
  } catch (error) {
    const { message } = error as Error;
    throw message.startsWith('Validation failed') ? new ExpectedError(message, { cause: error }) : error;
  }
}

/** The objects of a chart in the order of their dependencies, as `Chart.toJson` has them, and without its validation. */
function objectsOf(chart: Chart): Manifest[] {
  const constructs = new DependencyGraph(chart.node).topology();
  return constructs
    .filter(ApiObject.isApiObject)
    .filter(object => Chart.of(object) === chart)
    .map(object => object.toJson());
}

/**
 * Replaces the manifests in `folder`. Other files stay. If a file cannot be written, the folder stays as it is: every file is written before
 * the first one replaces another. The temporary files are in `folder`, because another folder may be on another disk.
 */
export function write(files: readonly ManifestFile[], folder: string): void {
  mkdirSync(folder, { recursive: true });
  const run = randomUUID();
  const written = files.map(({ name, text }) => ({
    text,
    path: join(folder, name),
    temporary: join(folder, `.${name}.${run}`),
  }));
  try {
    for (const { temporary, text } of written) {
      writeFileSync(temporary, text);
    }
    const names = new Set(files.map(({ name }) => name));
    const stale = readdirSync(folder).filter(name => name.endsWith(EXTENSION) && !names.has(name));
    for (const { temporary, path } of written) {
      renameSync(temporary, path);
    }
    // Another run can remove them at the same time.
    stale.forEach(name => rmSync(join(folder, name), { force: true }));
  } catch (error) {
    written.forEach(({ temporary }) => rmSync(temporary, { force: true }));
    throw error;
  }
}
