import * as z from 'zod';
import type { ConfigProblem } from './errors';
import { type Mistake, wrongType } from './issue';
import { LIBRARY_PARTS } from './library-parts';
import { keysInWords, libraryKeys, ownKeys } from './library-props';
import type { Path } from './path';
import { configSchema } from './schema';
import { explainUnknownKey, MOST_NAMES, nearestName } from './unknown-key';

/** A problem without a position in a file. */
export interface Problem extends Omit<ConfigProblem, 'path' | 'line' | 'column'> {
  readonly path: Path;
}

/** A problem of one key, with the intended path of a misspelt key. */
export interface KeyProblem {
  readonly problem: Problem;
  readonly intended: Path;
}

/** What to do with a list of values for a key that takes one. */
const MORE_VALUES: Readonly<Record<string, string>> = {
  apiHostname: 'write one host, and the others in apiAliases',
};

/** The problems of one issue that the schema reports. */
export function problemsOf(issue: z.core.$ZodIssue): KeyProblem[] {
  const { path, message: allowed, input } = issue;
  if (issue.code === 'unrecognized_keys') {
    const part = path.join('.');
    const isPart = part in LIBRARY_PARTS;
    const known = [...knownKeys(path), ...(isPart ? libraryKeys(part) : [])];
    const keys = isPart && ownKeys(part).length <= MOST_NAMES ? keysInWords(part) : undefined;
    return issue.keys.map(key => {
      const { intended = key, ...explanation } = explainUnknownKey(key, known, LIBRARY_PARTS[part]?.elsewhere, keys);
      return { problem: { path: [...path, key], ...explanation }, intended: [...path, intended] };
    });
  }
  if (issue.code === 'invalid_key') {
    return issue.issues.flatMap(below => problemsOf({ ...below, path }).map(ofKey));
  }
  const ofMapping = issue.code === 'invalid_union' && issue.errors.find(issues => !issues.some(isOtherType));
  if (ofMapping) {
    return ofMapping.flatMap(below => problemsOf({ ...below, path: [...path, ...below.path] }));
  }
  const mistake = issue.code === 'custom' ? (issue.params as unknown as Mistake) : typeMistake(issue);
  const fix = (Array.isArray(input) && MORE_VALUES[path.join('.')]) || mistake.fix;
  return [{ problem: { path, value: scalar(input), allowed, ...mistake, fix }, intended: path }];
}

/** The problem of a name in a mapping. The path already contains the name. */
function ofKey({ problem, intended }: KeyProblem): KeyProblem {
  const named = problem.problem.replace(/^the value/, 'the key');
  return { problem: { ...problem, value: undefined, problem: named }, intended };
}

/** Whether a value has not the type of this alternative. Its other issues are those of a value that has. */
function isOtherType({ code, path }: z.core.$ZodIssue): boolean {
  return path.length === 0 && (code === 'invalid_type' || code === 'invalid_value');
}

/** The mistake of a value with the wrong type. */
function typeMistake(issue: z.core.$ZodIssue): Mistake {
  const { input } = issue;
  const isGiven = input !== undefined && input !== null;
  if (isGiven && issue.code === 'invalid_value') {
    const values = issue.values.map(String);
    return {
      problem: 'the value is not one of the allowed values',
      fix: `write ${nearestName(String(input), values) ?? values.join(' or ')}`,
    };
  }
  const isChoice = issue.code === 'invalid_union' && issue.errors.flat().some(({ code }) => code === 'invalid_value');
  if (isGiven && isChoice && !isInfinite(input)) {
    return { problem: 'the value is not one of the allowed values', fix: `write ${issue.message}` };
  }
  return wrongType(input, issue.code === 'invalid_type' ? issue.expected : 'a string or a number');
}

function isInfinite(input: unknown): boolean {
  return typeof input === 'number' && !Number.isFinite(input);
}

/** Messages never repeat lists and mappings: these are long, and can contain a secret. */
function scalar(value: unknown): unknown {
  return typeof value === 'object' ? undefined : value;
}

/** The allowed keys of the mapping at `path`. */
function knownKeys(path: Path): string[] {
  const schema = path.reduce<z.core.$ZodType>((parent, key) => {
    const holder = withoutDefault(parent);
    return holder instanceof z.ZodArray ? holder.element : (holder as z.ZodObject).shape[String(key)]!;
  }, configSchema);
  return Object.keys((withoutDefault(schema) as z.ZodObject).shape);
}

/** The schema of a value that is set. Of several, the schema of a mapping. */
function withoutDefault(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodUnion) {
    return schema.options.find((option): option is z.ZodObject => option instanceof z.ZodObject) ?? schema;
  }
  return schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional ? withoutDefault(schema.unwrap()) : schema;
}
