import type * as z from 'zod';
import { CROSS_FIELD_RULES } from './cross-field';
import { derive, DERIVED_FROM } from './derive';
import { type Path, startsWith, valueAt } from './path';
import { withProfile } from './profiles';
import { type Config, configSchema } from './schema';
import { type KeyProblem, type Problem, problemsOf } from './schema-problems';

type Data = Readonly<Record<string, unknown>>;

const RESERVED = {
  problem: 'JavaScript reserves this name',
  allowed: 'any other name',
  fix: 'remove the key, or rename what it names',
};

/** Checks a config. Returns all problems, and the config without its invalid parts. */
export function checkConfig(given: Data): { readonly config: Config; readonly problems: readonly Problem[] } {
  const data = withProfile(given);
  const result = configSchema.safeParse(data, { reportInput: true });
  const reported = result.success ? [] : result.error.issues.flatMap(problemsOf);
  const keyProblems = [...reported, ...reservedKeys(data).filter(each => !isReported(each, reported))];
  const config = derive(result.success ? result.data : parseValidPart(data));
  const isSet = (path: Path) => valueAt(given, path) !== undefined;
  const isValid = (path: Path): boolean => {
    const source = DERIVED_FROM[String(path[0])];
    const isBroken = keyProblems.some(({ intended }) => startsWith(path, intended) || isItemOf(path, intended));
    return !isBroken && (isSet(path) || !source || isValid([source]));
  };
  const violations = CROSS_FIELD_RULES.filter(rule => rule.keys.every(isValid)).flatMap(
    rule => rule.check(config, isSet) ?? [],
  );
  return { config, problems: [...keyProblems.map(({ problem }) => problem), ...violations] };
}

/** Keys of mappings with any names that the schema would drop without a word. */
function reservedKeys(data: unknown, path: Path = []): KeyProblem[] {
  if (typeof data !== 'object' || data === null || path.join('.') === 'qdrant.config') {
    return [];
  }
  return Object.entries(data).flatMap(([key, value]) => {
    const intended = [...path, Array.isArray(data) ? Number(key) : key];
    return key === '__proto__'
      ? [{ intended, problem: { path: intended, ...RESERVED } }]
      : reservedKeys(value, intended);
  });
}

function isReported({ problem: { path } }: KeyProblem, reported: readonly KeyProblem[]): boolean {
  return reported.some(({ problem }) => startsWith(path, problem.path));
}

/** Parses `data` without its invalid parts. The loop ends: every round removes a part, and `{}` is valid. */
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

/** Removes a value. For a list item or a missing key, the whole list or mapping is removed. */
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

/** A list with an invalid item is invalid. */
function isItemOf(list: Path, path: Path): boolean {
  return startsWith(path, list) && typeof path[list.length] === 'number';
}
