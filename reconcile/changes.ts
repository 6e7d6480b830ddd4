import { isDeepStrictEqual } from 'node:util';
import { redactForeign } from '../cli/secrets';
import { isMapping } from '../cli/mapping';

/** One field that differs from the declared value. */
export interface Change {
  /** Path of the field, e.g. `attributes.access.token.lifespan`. */
  readonly field: string;
  /** The current value. Absent where the field is not set. */
  readonly from?: unknown;
  /** The declared value. Absent where the field is removed. */
  readonly to?: unknown;
}

type Fields = Readonly<Record<string, unknown>>;

/** The declared fields whose actual value differs. Other fields do not count, and the order in lists does not either. */
export function differences(declared: Fields, actual: Fields | undefined, path = ''): Change[] {
  return Object.entries(declared).flatMap(([key, to]) => {
    const field = path + key;
    const from = actual?.[key];
    if (isMapping(to)) {
      return differences(to, isMapping(from) ? from : undefined, `${field}.`);
    }
    return isDeepStrictEqual(normalized(from), normalized(to)) ? [] : [{ field, from: withoutSecrets(from), to }];
  });
}

/** Somebody else set the current value. */
function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(withoutSecrets);
  }
  return typeof value === 'string' ? redactForeign(value) : value;
}

/** Keycloak returns its lists in any order. */
function normalized(value: unknown): unknown {
  return Array.isArray(value) ? [...value].sort() : value;
}
