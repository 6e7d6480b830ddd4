import { isDeepStrictEqual } from 'node:util';
import type { Change } from './changes';
import type { LiveObject } from '../clients/kubernetes/objects';
import { redacted } from './redacted';

/** Fields of `metadata` that the server writes by itself. */
const OF_THE_SERVER = ['creationTimestamp', 'generation', 'managedFields', 'resourceVersion', 'selfLink', 'uid'];

/**
 * The fields in which two versions of an object differ, without the fields that the server writes. Secrets
 * that others have put into plain fields are redacted.
 */
export function changesOf(before: LiveObject | undefined, after: LiveObject): Change[] {
  return changes(declarable(before), declarable(after), '').map(redacted);
}

function declarable(object: LiveObject | undefined): unknown {
  if (!object) {
    return undefined;
  }
  const own = Object.entries(object.metadata).filter(([field]) => !OF_THE_SERVER.includes(field));
  return { ...object, metadata: Object.fromEntries(own), status: undefined };
}

function changes(from: unknown, to: unknown, field: string): Change[] {
  const [before, after] = [members(from), members(to)];
  if (!before && !after) {
    return isDeepStrictEqual(from, to) ? [] : [{ field, from, to }];
  }
  if ((!before && from !== undefined) || (!after && to !== undefined)) {
    return [{ field, from, to }];
  }
  const keys = new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])]);
  return [...keys].flatMap(key => changes(before?.get(key), after?.get(key), field + (field ? key : key.slice(1))));
}

/** What is inside: fields by `.name`, and of a list whose elements have a name, each by `[name]`. */
function members(value: unknown): Map<string, unknown> | undefined {
  if (Array.isArray(value)) {
    const isNamed = value.length > 0 && value.every(element => typeof element?.name === 'string');
    return isNamed ? new Map(value.map(element => [`[${element.name}]`, element])) : undefined;
  }
  if (typeof value === 'object' && value !== null && Object.keys(value).length > 0) {
    return new Map(
      Object.entries(value)
        .filter(([, each]) => each !== undefined)
        .map(([key, each]) => [`.${key}`, each]),
    );
  }
  return undefined;
}
