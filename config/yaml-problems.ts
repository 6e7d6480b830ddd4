import type { YAMLError } from 'yaml';
import type { ConfigProblem } from './errors';

/** Messages for syntax errors whose own message is for programmers, or has no fix. */
const SYNTAX: Readonly<Record<string, { readonly problem?: string; readonly fix: string }>> = {
  MULTIPLE_DOCS: {
    problem: 'The file has more than one document',
    fix: 'keep one document, and remove the --- line before the next',
  },
  NON_STRING_KEY: { problem: 'A key is not a string', fix: 'write the key as a plain word' },
  TAB_AS_INDENT: { fix: 'indent with spaces' },
  TAG_RESOLVE_FAILED: { problem: 'YAML 1.2 does not have this tag', fix: 'remove the word that starts with !' },
};

export function syntaxProblem({ code, message }: YAMLError): ConfigProblem {
  const { problem, fix } = SYNTAX[code] ?? {
    fix: 'correct this line or the line before; a string with special characters needs quotes',
  };
  return {
    path: '',
    // Some messages quote a part of the file. That part can be a secret.
    problem: problem ?? `Not valid YAML: ${message.replace(/(?:: |\s)".*"$/s, '')}`,
    allowed: 'one YAML 1.2 document',
    fix,
  };
}

export const ALIAS_PROBLEM: ConfigProblem = {
  path: '',
  problem: 'An alias has no anchor, or is inside its own anchor',
  allowed: 'an alias *name after its anchor &name',
  fix: 'correct the name, or put a string that starts with * in quotes',
};

export const TOO_MANY_ALIASES: ConfigProblem = {
  path: '',
  problem: 'The aliases multiply the content of the file too often',
  allowed: 'up to 100 copies through aliases',
  fix: 'write the values without aliases',
};

export function duplicateProblem(path: string, first: number, second: number): ConfigProblem {
  return {
    path,
    problem: `the key is in lines ${first} and ${second}`,
    allowed: 'every key once',
    fix: 'remove one of the two',
  };
}

/** The problem of a document that is not a mapping. */
export function contentProblem(data: unknown): ConfigProblem {
  const content = Array.isArray(data) ? 'a list' : 'a single value';
  const isEmpty = data === null || data === undefined;
  return {
    path: '',
    problem: isEmpty ? 'The file is empty, or has only comments' : `The file has ${content} at the top level`,
    allowed: 'a mapping of keys to values',
    fix: 'write at least "domainName: example.com", with your own domain',
  };
}
