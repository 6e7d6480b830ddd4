import { isDeepStrictEqual } from 'node:util';
import type { MergePatch } from '../../clients/kubernetes/cluster';

/** The merge patch that makes `to` of `from`. */
export function mergePatch(from: object, to: object): MergePatch {
  const [before, after] = [fieldsOf(from), fieldsOf(to)];
  const removed = Object.keys(before).filter(key => !(key in after));
  const changed = Object.entries(after).filter(([key, value]) => !isDeepStrictEqual(before[key], value));
  return {
    ...Object.fromEntries(removed.map(key => [key, null])),
    ...Object.fromEntries(
      changed.map(([key, value]) => [
        key,
        isTree(before[key]) && isTree(value) ? mergePatch(before[key], value) : value,
      ]),
    ),
  };
}

function fieldsOf(object: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}

function isTree(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
