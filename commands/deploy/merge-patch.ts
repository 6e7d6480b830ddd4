import { isDeepStrictEqual } from 'node:util';
import { isMapping } from '../../cli/mapping';
import type { MergePatch } from '../../clients/kubernetes/cluster';

/** The JSON merge patch that changes `from` into `to`. */
export function mergePatch(from: object, to: object): MergePatch {
  const [before, after] = [fieldsOf(from), fieldsOf(to)];
  const removed = Object.keys(before).filter(key => !(key in after));
  const changed = Object.entries(after).filter(([key, value]) => !isDeepStrictEqual(before[key], value));
  return {
    ...Object.fromEntries(removed.map(key => [key, null])),
    ...Object.fromEntries(
      changed.map(([key, value]) => [
        key,
        isMapping(before[key]) && isMapping(value) ? mergePatch(before[key], value) : value,
      ]),
    ),
  };
}

function fieldsOf(object: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}
