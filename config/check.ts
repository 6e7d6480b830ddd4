import { z } from 'zod';
import { CROSS_FIELD_RULES } from './cross-field';
import { derive, DERIVED_FROM } from './derive';
import { type ConfigProblem } from './errors';
import { type Config, configSchema } from './schema';
import { withProfile } from './profiles';
import { type Mistake } from './text';
import { explainUnknownKey, nearestName } from './unknown-key';

type Path = readonly PropertyKey[];
type Data = Readonly<Record<string, unknown>>;

/** A problem before it has a place in a file. */
export interface Problem extends Omit<ConfigProblem, 'path' | 'line' | 'column'> {
  readonly path: Path;
}

/** A problem of one key alone, with the path that it was meant to have if it is misspelt. */
interface KeyProblem {
  readonly problem: Problem;
  readonly meant: Path;
}

/** Judges a config: all problems, and the config as it would be without the parts that have problems. */
export function checkConfig(given: Data): { readonly config: Config; readonly problems: readonly Problem[] } {
  const data = withProfile(given);
  const result = configSchema.safeParse(data, { reportInput: true });
  const keyProblems = result.success ? [] : result.error.issues.flatMap(problemsOf);
  const config = derive(result.success ? result.data : parseValidPart(data));
  const isGiven = (path: Path) => valueAt(given, path) !== undefined;
  const isValid = (path: Path): boolean => {
    const source = DERIVED_FROM[String(path[0])];
    const isBroken = keyProblems.some(({ meant }) => startsWith(path, meant) || isItemOf(path, meant));
    return !isBroken && (isGiven(path) || !source || isValid([source]));
  };
  const findings = CROSS_FIELD_RULES.filter(rule => rule.involved.every(isValid)).flatMap(
    rule => rule.judge(config, isGiven) ?? [],
  );
  return { config, problems: [...keyProblems.map(({ problem }) => problem), ...findings] };
}

function problemsOf(issue: z.core.$ZodIssue): KeyProblem[] {
  const { path, message: allowed, input } = issue;
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(key => {
      const { meant = key, ...explanation } = explainUnknownKey(key, knownKeys(path));
      return { problem: { path: [...path, key], ...explanation }, meant: [...path, meant] };
    });
  }
  const mistake = issue.code === 'custom' ? (issue.params as unknown as Mistake) : wrongKind(issue);
  return [{ problem: { path, value: scalar(input), allowed, ...mistake }, meant: path }];
}

/** The mistake where a value is not of the kind that the key takes. */
function wrongKind(issue: z.core.$ZodIssue): Mistake {
  const { input } = issue;
  if (input === undefined) {
    return { problem: 'it is missing', fix: 'add the key' };
  }
  if (input === null) {
    return { problem: 'the key has no value', fix: 'write a value, or remove the key' };
  }
  if (issue.code === 'invalid_value') {
    const near = nearestName(String(input), issue.values.map(String));
    return {
      problem: 'it is none of the possible values',
      fix: `write ${near ?? issue.values.map(String).join(' or ')}`,
    };
  }
  const wanted = issue.code === 'invalid_type' ? KINDS[issue.expected] : 'a text or a number';
  const quotable = wanted === KINDS.string && typeof input !== 'object';
  return {
    problem: `it is ${KINDS[Array.isArray(input) ? 'array' : typeof input]}`,
    fix: quotable ? 'put it into quotes, if it is meant' : `write ${wanted} in its place`,
  };
}

/** What the kinds of values are called, by the names that JavaScript and the schema have for them. */
const KINDS: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'a truth value',
  number: 'a number',
  object: 'a mapping',
  record: 'a mapping',
  string: 'a text',
};

/** Lists and mappings are not repeated in messages: they are long, and may hold a secret. */
function scalar(value: unknown): unknown {
  return typeof value === 'object' ? undefined : value;
}

/** The names of the keys that the mapping at `path` takes. */
function knownKeys(path: Path): string[] {
  const schema = path.reduce<z.core.$ZodType>((parent, key) => {
    const holder = inner(parent);
    return holder instanceof z.ZodArray ? holder.element : (holder as z.ZodObject).shape[String(key)]!;
  }, configSchema);
  return Object.keys((inner(schema) as z.ZodObject).shape);
}

/** The schema without what it says about a value that is left out. */
function inner(schema: z.core.$ZodType): z.core.$ZodType {
  return schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional ? inner(schema.unwrap()) : schema;
}

/** Parses `data` without its invalid parts. It ends because every round removes something, and `{}` is valid. */
function parseValidPart(data: Data): z.output<typeof configSchema> {
  const part: unknown = JSON.parse(JSON.stringify(data));
  for (;;) {
    const result = configSchema.safeParse(part);
    if (result.success) {
      return result.data;
    }
    for (const issue of result.error.issues) {
      const paths = issue.code === 'unrecognized_keys' ? issue.keys.map(key => [...issue.path, key]) : [issue.path];
      paths.forEach(path => remove(part, path));
    }
  }
}

/** Removes a value; where that is not enough (an item of a list, a missing key) what holds it goes as a whole. */
function remove(data: unknown, path: Path): void {
  const holder = valueAt(data, path.slice(0, -1));
  const key = path.at(-1);
  if (key === undefined || holder === undefined) {
    return;
  }
  if (Array.isArray(holder) || !Object.hasOwn(holder as object, key)) {
    remove(data, path.slice(0, -1));
  } else {
    delete (holder as Record<PropertyKey, unknown>)[key];
  }
}

function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, key) => (value as Data | undefined)?.[String(key)], data);
}

function startsWith(path: Path, start: Path): boolean {
  return start.every((key, index) => path[index] === key);
}

/** A list with a wrong item is not what it was meant to be. */
function isItemOf(list: Path, path: Path): boolean {
  return startsWith(path, list) && typeof path[list.length] === 'number';
}
