import type { Path } from './path';
import type { Problem } from './schema-problems';

/** As large as a YAML file can be: characters of keys and strings, and one for each value. */
const LARGEST = 1024 * 1024;
const DEEPEST = 100;

const ALLOWED = 'strings, numbers, booleans, null, lists and mappings, as in YAML';

/**
 * Copies values that code made. A key with the value `undefined` is left out.
 *
 * @param except A key that is left out too.
 * @returns the copy, and a problem for each value that a YAML file cannot have
 */
export function plainData(
  given: object,
  except: string,
): { readonly data: unknown; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const holders = new Set<object>();
  let size = 0;

  const refuse = (path: Path, problem: string, fix: string) => {
    problems.push({ path, problem, allowed: ALLOWED, fix });
  };

  /** Adds to the size. @returns whether the config is still small enough */
  function takes(amount: number, path: Path): boolean {
    const wasSmall = size <= LARGEST;
    size += amount;
    if (wasSmall && size > LARGEST) {
      refuse(path, 'the config is larger than 1 MiB', 'make the values smaller, or put other objects into extend');
    }
    return size <= LARGEST;
  }

  function copy(value: unknown, path: Path): unknown {
    switch (typeof value) {
      case 'string':
        return takes(value.length, path) ? value : undefined;
      case 'number':
      case 'boolean':
      case 'undefined':
        return value;
      case 'object':
        return value === null ? value : copyOfObject(value, path);
      default:
        return refuse(
          path,
          `the value is a ${typeof value}`,
          typeof value === 'function' ? 'write what the function returns' : 'write a string or a number',
        );
    }
  }

  function copyOfObject(value: object, path: Path): unknown {
    if (holders.has(value)) {
      return refuse(path, 'the value contains itself', 'write the value again, without what contains it');
    }
    if (!Array.isArray(value) && !isMapping(value)) {
      return refuse(path, `the value is an object of class ${classOf(value)}`, 'write a string or a plain object');
    }
    if (path.length > DEEPEST) {
      return refuse(path, `the value is more than ${DEEPEST} levels deep`, 'write fewer levels');
    }
    holders.add(value);
    const data = Array.isArray(value) ? copyOfList(value, path) : copyOfMapping(value, path);
    holders.delete(value);
    return data;
  }

  /** A hole of a list is `undefined` too. */
  function copyOfList(list: readonly unknown[], path: Path): unknown {
    if (!takes(list.length, path)) {
      return undefined;
    }
    return Array.from(list, (item, index) => {
      const itemPath = [...path, index];
      return item === undefined
        ? refuse(itemPath, 'the item is undefined', 'write a value, or leave out the item')
        : copy(item, itemPath);
    });
  }

  function copyOfMapping(mapping: object, path: Path): object {
    const entries = Object.entries(mapping).filter(
      ([key, value]) => value !== undefined && (mapping !== given || key !== except),
    );
    // Unlike an assignment, this makes a key of `__proto__` too.
    return Object.fromEntries(
      entries
        .filter(([key]) => takes(key.length + 1, [...path, key]))
        .map(([key, value]) => [key, copy(value, [...path, key])]),
    );
  }

  return { data: copy(given, []), problems };
}

/** Whether a value is a plain object. The code of a config can be of another realm, with an `Object` of its own. */
function isMapping(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function classOf(value: object): string {
  const { constructor } = value as { readonly constructor?: unknown };
  return (typeof constructor === 'function' && constructor.name) || 'unknown';
}
