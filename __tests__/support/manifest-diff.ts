import { isDeepStrictEqual } from 'node:util';
import { stringify } from 'yaml';
import type { Manifest } from '../../stack/manifests';

/**
 * Renders what differs between two sets of manifests, for snapshots of variants: `-` for the first set, `+` for the second.
 * A field is named by its path, an item of a list by its name. Only the second set's objects are shown in full.
 */
export function manifestDiff(before: readonly Manifest[], after: readonly Manifest[]): string {
  const counterpart = (objects: readonly Manifest[], of: Manifest) =>
    objects.find(object => title(object) === title(of) && object.metadata.namespace === of.metadata.namespace);
  const removed = before.filter(object => !counterpart(after, object)).map(object => `- ${title(object)}`);
  const others = after.map(object => {
    const earlier = counterpart(before, object);
    return earlier
      ? [`  ${title(object)}`, ...fieldDiff('', earlier, object).map(line => `  ${line}`)]
      : [`+ ${title(object)}`, ...indented(object)];
  });
  return [...removed, ...others.filter(({ length }) => length > 1).flat()].join('\n');
}

function title({ kind, metadata }: Manifest): string {
  return `${kind} ${metadata.name}`;
}

/** The object as YAML, as it stands in a file, but further right. */
function indented(value: unknown): string[] {
  return yaml(value).map(line => `    ${line}`);
}

function yaml(value: unknown): string[] {
  return stringify(value, { lineWidth: 0 }).trimEnd().split('\n');
}

function fieldDiff(path: string, before: unknown, after: unknown): string[] {
  if (isDeepStrictEqual(before, after)) {
    return [];
  }
  const [one, other] = [fieldsOf(before, after), fieldsOf(after, before)];
  if (one && other) {
    const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])];
    return keys.flatMap(key =>
      fieldDiff(`${path}${path && !key.startsWith('[') ? '.' : ''}${key}`, one[key], other[key]),
    );
  }
  if (isList(before) && isList(after)) {
    return itemDiff(`${path}[]: `, before, after);
  }
  if (isText(before) && isText(after)) {
    return itemDiff(`${path} | `, before.split('\n'), after.split('\n'));
  }
  return [...labelled('-', path, before), ...labelled('+', path, after)];
}

/** The fields of a mapping. The items of a list too, by name where all have one, if the other value is such a list. */
function fieldsOf(value: unknown, other: unknown): Record<string, unknown> | undefined {
  if (!isList(value)) {
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  }
  const lists = [value, ...(isList(other) ? [other] : [])];
  const hasNames = lists.every(items => new Set(items.map(nameOf).filter(Boolean)).size === items.length);
  const isOfScalars = lists.flat().every(item => typeof item !== 'object');
  return isOfScalars
    ? undefined
    : Object.fromEntries(value.map((item, index) => [`[${hasNames ? nameOf(item) : index}]`, item]));
}

function nameOf(item: unknown): unknown {
  return (item as { name?: unknown } | null)?.name;
}

/** The items that only one of two lists has. */
function itemDiff(label: string, before: readonly unknown[], after: readonly unknown[]): string[] {
  return [
    ...without(before, after).map(item => `- ${label}${item}`),
    ...without(after, before).map(item => `+ ${label}${item}`),
  ];
}

function without(items: readonly unknown[], others: readonly unknown[]): unknown[] {
  const left = [...others];
  return items.filter(item => {
    const index = left.indexOf(item);
    left.splice(index, index < 0 ? 0 : 1);
    return index < 0;
  });
}

function labelled(sign: string, path: string, value: unknown): string[] {
  if (value === undefined) {
    return [];
  }
  const [first, ...rest] = yaml(value);
  return rest.length === 0
    ? [`${sign} ${path}: ${first}`]
    : [`${sign} ${path}:`, ...[first, ...rest].map(line => `    ${line}`)];
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.includes('\n');
}
