import { isDeepStrictEqual } from 'node:util';
import { TOOL } from '../../config/names';
import type { LiveObject } from '../../clients/kubernetes/objects';

/** Fields as the server lists them: `f:` and a name, `k:` and the keys of an element, `v:` and a value, `.` the field itself. */
export interface Fields {
  readonly [field: string]: Fields;
}

/** The fields of one manager. */
interface Entry {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  readonly fieldsV1: Fields;
  /** Set where the manager wrote a subresource, e.g. `status` or `scale`. */
  readonly subresource?: string;
}

/**
 * The managers that may have installed the stack before: Helm, Ansible's Kubernetes modules, and kubectl apply. Manual changes
 * (`kubectl edit`, `scale`, `rollout restart`) have other managers.
 */
const PREDECESSORS = ['helm', 'OpenAPI-Generator', 'kubectl-client-side-apply', 'kubectl'];

/** The predecessors that have set fields of an object. */
export function predecessorsOf(object: LiveObject): string[] {
  return entriesOf(object)
    .filter(entry => isPredecessor(entry, object))
    .map(({ manager }) => manager);
}

/** Whether an earlier deploy created the object. */
export function isApplied(object: LiveObject): boolean {
  return entriesOf(object).some(isOwn);
}

/** Whether this tool owns the same fields before and after an apply. */
export function hasSameFields(before: LiveObject, after: LiveObject): boolean {
  return isDeepStrictEqual(ownFields(before), ownFields(after));
}

/**
 * The object's `managedFields`, with this tool as the manager of the predecessors' fields. Its next apply then removes the fields
 * that only a predecessor wanted. The fields of controllers and of subresources stay.
 */
export function handedOver(object: LiveObject): object[] {
  const isHandedOver = (entry: Entry) => isOwn(entry) || isPredecessor(entry, object);
  const entries = entriesOf(object);
  const own = {
    manager: TOOL,
    operation: 'Apply',
    apiVersion: object.apiVersion,
    fieldsType: 'FieldsV1',
    fieldsV1: entries
      .filter(isHandedOver)
      .map(({ fieldsV1 }) => fieldsV1)
      .reduce(union),
  };
  return [...entries.filter(entry => !isHandedOver(entry)), own];
}

/** The result of an apply, without the fields that only predecessors wanted. */
export function withoutOrphanedFields(applied: LiveObject): LiveObject {
  const orphaned: Fields[] = [];
  // The name of an object has no manager.
  const staying: Fields[] = [{ 'f:metadata': {} }];
  for (const entry of entriesOf(applied)) {
    (isPredecessor(entry, applied) ? orphaned : staying).push(entry.fieldsV1);
  }
  return without(applied, orphaned.reduce(union, {}), staying) as LiveObject;
}

function entriesOf({ metadata }: LiveObject): Entry[] {
  return metadata.managedFields ?? [];
}

function ownFields(object: LiveObject): Fields | undefined {
  return entriesOf(object).find(isOwn)?.fieldsV1;
}

function isOwn({ manager, operation, subresource }: Entry): boolean {
  return manager === TOOL && operation === 'Apply' && !subresource;
}

function isPredecessor({ manager, apiVersion, subresource }: Entry, object: LiveObject): boolean {
  // Other programs may need labels of the namespace, such as those of Pod Security.
  return (
    object.kind !== 'Namespace' && PREDECESSORS.includes(manager) && !subresource && apiVersion === object.apiVersion
  );
}

function union(one: Fields, other: Fields): Fields {
  const both = Object.entries(other).map(([field, below]) => [field, union(one[field] ?? {}, below)]);
  return { ...one, ...Object.fromEntries(both) };
}

/** A value without the `orphaned` fields, unless a manager of `staying` has set them too. */
function without(value: unknown, orphaned: Fields, staying: readonly Fields[]): unknown {
  const kept = (child: unknown, field: string | undefined): unknown[] => {
    const below = field === undefined ? undefined : orphaned[field];
    if (!field || !below) {
      return [child];
    }
    const others = staying.flatMap(each => each[field] ?? []);
    return others.length === 0 ? [] : [without(child, below, others)];
  };
  if (Array.isArray(value)) {
    return value.flatMap(element =>
      kept(
        element,
        Object.keys(orphaned).find(field => isNamed(element, field)),
      ),
    );
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const fields = Object.entries(value).flatMap(([name, child]) =>
    kept(child, `f:${name}`).map(each => [name, each] as const),
  );
  return Object.fromEntries(fields);
}

/** Whether a field of `managedFields` means this element of a list. */
function isNamed(element: any, field: string): boolean {
  if (field.startsWith('v:')) {
    return isDeepStrictEqual(element, JSON.parse(field.slice(2)));
  }
  return (
    field.startsWith('k:') &&
    Object.entries(JSON.parse(field.slice(2))).every(([key, value]) => isDeepStrictEqual(element?.[key], value))
  );
}
