import {
  type Document,
  isMap,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type Scalar,
  visit,
  type YAMLError,
} from 'yaml';
import { ConfigError, type ConfigProblem } from './errors';

/** Line and column in a file, both from 1. */
interface Position {
  readonly line: number;
  readonly column: number;
}

/** A YAML file that could be read. */
export interface YamlMapping {
  readonly data: Readonly<Record<string, unknown>>;
  /** Keys that stand twice in one mapping; `data` has the last value. */
  readonly duplicates: readonly ConfigProblem[];
  /** Where a key stands, or else the nearest key above it that the file has. */
  readonly locate: (path: readonly PropertyKey[]) => Position | undefined;
}

/** What to say about the syntax errors whose own message is for programmers, or lacks the way out. */
const SYNTAX: Readonly<Record<string, { readonly problem?: string; readonly fix: string }>> = {
  MULTIPLE_DOCS: {
    problem: 'The file holds more than one document',
    fix: 'keep one document and remove the --- line between them',
  },
  NON_STRING_KEY: { problem: 'A key is not a text', fix: 'write the key as a plain word' },
  TAB_AS_INDENT: { fix: 'indent with spaces' },
  TAG_RESOLVE_FAILED: { problem: 'The tag is not one of YAML 1.2', fix: 'remove the word that begins with !' },
};

/** `qdrant.storage.size`, `corsOrigins[1]`; a key with other characters is quoted. */
export function formatPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    const part =
      typeof key === 'number' ? `[${key}]` : /^[\w-]+$/.test(String(key)) ? String(key) : JSON.stringify(key);
    return text && typeof key !== 'number' ? `${text}.${part}` : text + part;
  }, '');
}

/** Reads one YAML 1.2 document with a mapping at the top. Whatever keeps it from being read is thrown, all of it. */
export function readMapping(text: string, file: string): YamlMapping {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    schema: 'core',
    stringKeys: true,
    uniqueKeys: false,
    prettyErrors: false,
    lineCounter: lines,
  });
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const unreadable = [...document.errors, ...document.warnings].map(error => ({
    ...syntaxProblem(error),
    ...at(error.pos[0]),
  }));
  visit(document, {
    Alias: (_key, alias, ancestors) => {
      const target = alias.resolve(document);
      if (!target || ancestors.includes(target)) {
        unreadable.push({ ...ALIAS_PROBLEM, ...at(alias.range![0]) });
      }
    },
  });
  if (unreadable.length > 0) {
    throw new ConfigError(file, unreadable);
  }

  const positions = new Map<string, Position>();
  const duplicates: ConfigProblem[] = [];
  for (const { path, offset } of keysBelow(document.contents)) {
    const position = at(offset);
    const first = positions.get(path);
    if (first) {
      duplicates.push({ ...duplicateProblem(path, first.line, position.line), ...position });
    } else {
      positions.set(path, position);
    }
  }
  return { data: mapping(toData(document, file), file), duplicates, locate: path => nearest(positions, path) };
}

/** Every key of a mapping and every item of a list, with the offset at which it begins. */
function* keysBelow(node: unknown, path: readonly PropertyKey[] = []): Generator<{ path: string; offset: number }> {
  for (const [key, start, value] of children(node)) {
    const childPath = [...path, key];
    yield { path: formatPath(childPath), offset: start.range![0] };
    yield* keysBelow(value, childPath);
  }
}

function children(node: unknown): [key: PropertyKey, start: Node, value: unknown][] {
  if (isMap<Scalar>(node)) {
    return node.items.map(({ key, value }) => [String(key.value), key, value]);
  }
  return isSeq<Node>(node) ? node.items.map((item, index) => [index, item, item]) : [];
}

/** The data, unless aliases of aliases would make it grow without end. */
function toData(document: Document, file: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    if (!(error instanceof ReferenceError)) {
      throw error;
    }
    const problem = 'The aliases repeat too much';
    throw new ConfigError(file, [{ path: '', problem, allowed: 'some aliases', fix: 'write the values out' }]);
  }
}

function nearest(positions: ReadonlyMap<string, Position>, path: readonly PropertyKey[]): Position | undefined {
  for (let length = path.length; length > 0; length--) {
    const position = positions.get(formatPath(path.slice(0, length)));
    if (position) {
      return position;
    }
  }
  return undefined;
}

function mapping(data: unknown, file: string): Readonly<Record<string, unknown>> {
  if (typeof data === 'object' && data !== null && !Array.isArray(data)) {
    return data as Readonly<Record<string, unknown>>;
  }
  const empty = data === null || data === undefined;
  const problem = empty
    ? 'The file is empty, or has only comments'
    : `The file holds ${Array.isArray(data) ? 'a list' : 'a single value'}`;
  const fix = 'write at least "domainName: example.com", with your own domain';
  throw new ConfigError(file, [{ path: '', problem, allowed: 'a mapping of keys to values', fix }]);
}

function syntaxProblem({ code, message }: YAMLError): ConfigProblem {
  const { problem, fix } = SYNTAX[code] ?? {
    fix: 'correct this line or the one before; a text with special characters needs quotes',
  };
  return {
    path: '',
    // Without the piece of the file that some messages quote: it may be a secret.
    problem: problem ?? `Not valid YAML: ${message.replace(/(?:: |\s)".*"$/s, '')}`,
    allowed: 'one YAML 1.2 document',
    fix,
  };
}

const ALIAS_PROBLEM: ConfigProblem = {
  path: '',
  problem: 'An alias has no anchor, or stands within its own anchor',
  allowed: 'an alias *name after its anchor &name',
  fix: 'correct the name, or put a text that begins with * into quotes',
};

function duplicateProblem(path: string, first: number, second: number): ConfigProblem {
  return {
    path,
    problem: `the key stands in lines ${first} and ${second}`,
    allowed: 'every key once',
    fix: 'remove one of them',
  };
}
