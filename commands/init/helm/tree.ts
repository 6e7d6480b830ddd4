import type { Path } from '../../../config/path';

/** A mapping of a YAML file. */
export type Tree = Readonly<Record<string, unknown>>;

export function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The mappings of a list. None for any other value. */
export function treesOf(value: unknown): Tree[] {
  return Array.isArray(value) ? value.filter(isTree) : [];
}

/** The string. Undefined for an empty string and for any other value. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Merges values as Helm does: mappings key by key, and null removes a default. */
export function merge(base: Tree, over: Tree): Tree {
  const entries = Object.entries(over).map(([key, value]) => {
    const below = base[key];
    return [key, isTree(below) && isTree(value) ? merge(below, value) : value] as const;
  });
  return Object.fromEntries(Object.entries({ ...base, ...Object.fromEntries(entries) }).filter(([, v]) => v !== null));
}

/** The tree with a value at this path. A list that is too short grows. */
export function withValue(tree: unknown, [key, ...rest]: Path, value: unknown): unknown {
  if (key === undefined) {
    return value;
  }
  if (typeof key === 'number') {
    const items: unknown[] = Array.isArray(tree) ? [...(tree as unknown[])] : [];
    items[key] = withValue(items[key], rest, value);
    return items;
  }
  const fields = isTree(tree) ? tree : {};
  return { ...fields, [String(key)]: withValue(fields[String(key)], rest, value) };
}

/** The values of all mappings below, each with its path. An empty mapping is a value. */
export function* leaves(tree: Tree, above: readonly string[] = []): Generator<{ path: string[]; value: unknown }> {
  for (const [key, value] of Object.entries(tree)) {
    const path = [...above, key];
    if (isTree(value) && Object.keys(value).length > 0) {
      yield* leaves(value, path);
    } else {
      yield { path, value };
    }
  }
}
