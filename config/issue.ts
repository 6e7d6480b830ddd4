/** What is wrong with one value, and how to correct it. */
export interface Mistake {
  readonly problem: string;
  readonly fix: string;
}

/** A schema issue with the allowed values as its message and the mistake as its parameters. Later checks still run. */
export function issueOf<T>(input: T, allowed: string, mistake: Mistake, path: PropertyKey[] = []) {
  return { code: 'custom' as const, input, path, message: allowed, continue: true, params: { ...mistake } };
}

/** The types in messages, by their names in JavaScript and in the schema. */
const TYPES: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'a boolean',
  number: 'a number',
  object: 'a mapping',
  record: 'a mapping',
  string: 'a string',
};

/** The mistake of a value with another type than the wanted one. `wanted` is a name of a type, or words. */
export function wrongType(input: unknown, wanted: string): Mistake {
  if (input === undefined) {
    return { problem: 'the key is missing', fix: 'add the key' };
  }
  if (input === null) {
    return { problem: 'the key has no value', fix: 'write a value, or remove the key' };
  }
  if (typeof input === 'number' && !Number.isFinite(input)) {
    return { problem: 'the value is not finite', fix: 'replace the value with a number' };
  }
  const canBeQuoted = wanted === 'string' && typeof input !== 'object';
  return {
    problem: `the value is ${TYPES[Array.isArray(input) ? 'array' : typeof input]}`,
    fix: canBeQuoted ? 'put the value in quotes' : `replace the value with ${TYPES[wanted] ?? wanted}`,
  };
}
