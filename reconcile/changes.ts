import { isDeepStrictEqual } from 'node:util';

/** One field that is not as declared. */
export interface Change {
  /** Path of the field, e.g. `attributes.access.token.lifespan`. */
  readonly field: string;
  /** What is there; absent where there is nothing. */
  readonly from?: unknown;
  /** What will be there; absent where the field goes. */
  readonly to?: unknown;
}

type Fields = Readonly<Record<string, unknown>>;

/** Where `actual` differs from the declared fields. Fields that are not declared do not count, nor the order in lists. */
export function differences(declared: Fields, actual: Fields | undefined, path = ''): Change[] {
  return Object.entries(declared).flatMap(([key, to]) => {
    const field = path + key;
    const from = actual?.[key];
    if (isFields(to)) {
      return differences(to, isFields(from) ? from : undefined, `${field}.`);
    }
    return isDeepStrictEqual(normalized(from), normalized(to)) ? [] : [{ field, from, to }];
  });
}

/** The declared fields over the actual ones: whatever is not declared stays. */
export function merge<T extends object>(declared: Fields, actual: T): T {
  const over = Object.entries(declared).map(([key, to]) => {
    const from = (actual as Fields)[key];
    return [key, isFields(to) ? merge(to, isFields(from) ? from : {}) : to];
  });
  return { ...actual, ...Object.fromEntries(over) };
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Keycloak keeps its lists as sets and returns them in any order. */
function normalized(value: unknown): unknown {
  return Array.isArray(value) ? [...value].sort() : value;
}
