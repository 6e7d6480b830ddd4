import { type Document, isMap, isSeq, LineCounter, type Node, parseDocument, type Scalar, visit } from 'yaml';
import { ConfigError, type ConfigProblem } from './errors';
import { formatPath, type Path } from './path';
import { INDENT_ERRORS, indentProblem } from './yaml-indent';
import { ALIAS_PROBLEM, contentProblem, duplicateProblem, syntaxProblem, TOO_MANY_ALIASES } from './yaml-problems';

/** Line and column in a file, both from 1. */
interface Position {
  readonly line: number;
  readonly column: number;
}

type Mapping = Readonly<Record<string, unknown>>;

/** The content of a valid YAML file. */
export interface YamlMapping {
  readonly data: Mapping;
  /** Keys that are in one mapping twice. `data` has the last value. */
  readonly duplicates: readonly ConfigProblem[];
  /** The position of a key, or of the nearest parent key in the file. */
  readonly locate: (path: Path) => Position | undefined;
}

/**
 * Reads one YAML 1.2 document with a mapping at the top.
 *
 * @throws ConfigError with every syntax error.
 */
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
    const wrongIndent = document.errors.some(({ code }) => INDENT_ERRORS.includes(code)) && indentProblem(text);
    throw new ConfigError(file, wrongIndent ? [wrongIndent] : unreadable);
  }
  return { data: mappingOf(toData(document, file), file), ...positionsOf(document, at) };
}

function positionsOf(document: Document, at: (offset: number) => Position): Omit<YamlMapping, 'data'> {
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
  return { duplicates, locate: path => nearest(positions, path) };
}

/** Every key of a mapping and every item of a list, with its offset. */
function* keysBelow(node: unknown, path: Path = []): Generator<{ path: string; offset: number }> {
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

/** The data of a document. Aliases of aliases can multiply the data, up to a limit. */
function toData(document: Document, file: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    if (!(error instanceof ReferenceError)) {
      throw error;
    }
    throw new ConfigError(file, [TOO_MANY_ALIASES]);
  }
}

function nearest(positions: ReadonlyMap<string, Position>, path: Path): Position | undefined {
  for (let length = path.length; length > 0; length--) {
    const position = positions.get(formatPath(path.slice(0, length)));
    if (position) {
      return position;
    }
  }
  return undefined;
}

function mappingOf(data: unknown, file: string): Mapping {
  if (typeof data === 'object' && data !== null && !Array.isArray(data)) {
    return data as Mapping;
  }
  throw new ConfigError(file, [contentProblem(data)]);
}
