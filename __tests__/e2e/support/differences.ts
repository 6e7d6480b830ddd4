import { isDeepStrictEqual } from 'node:util';
import { idOf, type LiveObject } from './objects';

/** What the cluster writes into every object, and what it chooses anew for each. */
const ASSIGNED = ['uid', 'resourceVersion', 'generation', 'creationTimestamp'];
const REVISION = 'deployment.kubernetes.io/revision';

/** Where objects differ from those expected, as `Kind/name path`, each difference at its outermost field. */
export function differences(actual: readonly LiveObject[], expected: readonly LiveObject[]): string[] {
  return compare(byId(actual), byId(expected), '').sort();
}

function byId(objects: readonly LiveObject[]): object {
  return Object.fromEntries(objects.map(object => [idOf(object), declared(object)]));
}

/** An object without its status and without what the cluster assigned to it. */
function declared(object: LiveObject): object {
  const copy = structuredClone(object) as any;
  delete copy.status;
  for (const field of ASSIGNED) delete copy.metadata[field];
  copy.metadata.annotations ??= {};
  delete copy.metadata.annotations[REVISION];
  if (copy.kind === 'Service') {
    delete copy.spec.clusterIP;
    delete copy.spec.clusterIPs;
  }
  return copy;
}

function compare(actual: unknown, expected: unknown, path: string): string[] {
  if (isDeepStrictEqual(actual, expected)) return [];
  if (expected === undefined) return [path];
  const [left, right] = [fields(actual), fields(expected)];
  if (left && right) {
    const separator = path === '' ? '' : path.includes(' ') ? '.' : ' ';
    return [...new Set([...Object.keys(left), ...Object.keys(right)])].flatMap(key =>
      compare(left[key], right[key], key.startsWith('[') ? `${path}${key}` : `${path}${separator}${key}`),
    );
  }
  return [`${path}: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`];
}

/** The fields of an object, or the entries of a list by what names them; nothing for other values. */
function fields(value: unknown): Record<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!Array.isArray(value)) return value as Record<string, unknown>;
  const keys = value.map(entry => entry?.mountPath ?? entry?.name);
  if (keys.includes(undefined)) return undefined;
  return Object.fromEntries(value.map((entry, index) => [`[${keys[index]}]`, entry]));
}
