import { isDeepStrictEqual } from 'node:util';
import { TOOL } from '../../config/names';
import type { LiveObject } from '../../clients/kubernetes/objects';

/** Fields as the server lists them: `f:` and a name, `k:` and the keys of an element, `v:` and a value, `.` the field itself. */
export interface Fields {
  readonly [field: string]: Fields;
}

/** Which fields somebody has set. */
interface Entry {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  readonly fieldsV1: Fields;
  /** Where it was not the object itself that was written, e.g. `status` or `scale`. */
  readonly subresource?: string;
}

/**
 * Who may have installed the stack before: Helm, Ansible's Kubernetes modules, and kubectl in its ways to apply. What people
 * do by hand (`kubectl edit`, `scale`, `rollout restart`) has managers of its own.
 */
const PREDECESSORS = ['helm', 'OpenAPI-Generator', 'kubectl-client-side-apply', 'kubectl'];

/** Who of the predecessors has set fields of an object. */
export function predecessorsOf(object: LiveObject): string[] {
  return entriesOf(object)
    .filter(entry => isPredecessor(entry, object))
    .map(({ manager }) => manager);
}

/** Whether an earlier deploy made the object. */
export function isApplied(object: LiveObject): boolean {
  return entriesOf(object).some(isOwn);
}

/** Whether an apply leaves it as it is who set which fields. */
export function hasSameFields(before: LiveObject, after: LiveObject): boolean {
  return isDeepStrictEqual(ownFields(before), ownFields(after));
}

/**
 * The object's `managedFields` with those of the predecessors in this tool's name, so that its next apply also removes what
 * only they wanted. Those of controllers stay, as does what was written to a subresource.
 */
export function handedOver(object: LiveObject): object[] {
  const going = (entry: Entry) => isOwn(entry) || isPredecessor(entry, object);
  const entries = entriesOf(object);
  const own = {
    manager: TOOL,
    operation: 'Apply',
    apiVersion: object.apiVersion,
    fieldsType: 'FieldsV1',
    fieldsV1: entries
      .filter(going)
      .map(({ fieldsV1 }) => fieldsV1)
      .reduce(union),
  };
  return [...entries.filter(entry => !going(entry)), own];
}

/** What an apply makes of the object, without what only predecessors wanted. */
export function withoutLeftovers(applied: LiveObject): LiveObject {
  const going: Fields[] = [];
  // Nobody owns the name of an object.
  const staying: Fields[] = [{ 'f:metadata': {} }];
  for (const entry of entriesOf(applied)) {
    (isPredecessor(entry, applied) ? going : staying).push(entry.fieldsV1);
  }
  return without(applied, going.reduce(union, {}), staying) as LiveObject;
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
  // A namespace may carry labels that others rely on, such as those of Pod Security.
  return (
    object.kind !== 'Namespace' && PREDECESSORS.includes(manager) && !subresource && apiVersion === object.apiVersion
  );
}

function union(one: Fields, other: Fields): Fields {
  const both = Object.entries(other).map(([field, below]) => [field, union(one[field] ?? {}, below)]);
  return { ...one, ...Object.fromEntries(both) };
}

/** A value without the fields of `going`, unless somebody of `staying` has set them too. */
function without(value: unknown, going: Fields, staying: readonly Fields[]): unknown {
  const kept = (child: unknown, field: string | undefined): unknown[] => {
    const below = field === undefined ? undefined : going[field];
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
        Object.keys(going).find(field => isNamed(element, field)),
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
