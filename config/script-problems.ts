import { spawnSync } from 'node:child_process';
import { findSourceMap } from 'node:module';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { IS_CLONE } from '../cli/invocation';
import type { ConfigProblem } from './errors';

type Place = Required<Pick<ConfigProblem, 'line' | 'column'>>;

interface Thrown extends Error {
  readonly code?: string;
}

/** The error of the compiler of a clone, whose columns start at 0. */
const COMPILER_ERROR = 'TransformError';
const PACKAGE = /\bCannot find (?:package|module) '(qdrant-stack)'/;

/**
 * Describes an error that a config file threw.
 *
 * @param name What ran, at the start of a sentence.
 */
export function thrownBy(file: string, name: string, thrown: unknown): ConfigProblem {
  if (!isError(thrown)) {
    return { path: '', ...failure(name, String(thrown)) };
  }
  return { path: '', ...descriptionOf(file, name, thrown), ...placeOf(file, thrown) };
}

function descriptionOf(file: string, name: string, error: Thrown): Omit<ConfigProblem, 'path'> {
  const message = /: ERROR: (.*)/.exec(error.message)?.[1] ?? error.message.split('\n')[0]!;
  if (error.code === 'ERR_REQUIRE_ASYNC_MODULE' || /^Top-level await\b/.test(message)) {
    return {
      problem: 'The file has await at its top level, or imports a file with await',
      allowed: 'a file that Node.js runs synchronously',
      fix: 'remove await, and read files with readFileSync of node:fs',
    };
  }
  if (error.code === 'ERR_REQUIRE_ESM') {
    return {
      problem: `Node.js ${process.version} cannot load ES modules synchronously`,
      allowed: 'Node.js 20.19, 22.12 or later',
      fix: 'update Node.js, or write "module.exports = { ... };" in a file with the extension .cjs',
    };
  }
  if (error.code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX') {
    return {
      problem: `Node.js cannot run this: ${message}`,
      allowed: 'TypeScript that is JavaScript after the removal of the types',
      fix: 'write it without enum, namespace and parameter properties',
    };
  }
  if (['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'].includes(error.code ?? '')) {
    return {
      problem: `An import fails: ${message.replace(/ imported from .*/, '')}`,
      allowed: 'imports of installed packages, and of files with their extensions',
      fix: PACKAGE.test(message) ? fixOfPackage() : 'correct the import, or install the package',
    };
  }
  if (['SyntaxError', COMPILER_ERROR].includes(error.name)) {
    return {
      problem: `The file has a syntax error: ${message}`,
      allowed: /ts$/.test(file) ? 'TypeScript' : 'JavaScript',
      fix: 'correct this line or the line before',
    };
  }
  return failure(name, message);
}

function failure(name: string, message: string): Omit<ConfigProblem, 'path'> {
  const allowed = 'code without errors';
  return { problem: `${name} throws an error: ${message}`, allowed, fix: 'correct the code' };
}

function fixOfPackage(): string {
  return IS_CLONE
    ? "write ./config/define in place of 'qdrant-stack'"
    : 'run npm install --save-dev qdrant-stack, or write "export default { ... };" without the import';
}

/** The place in the config file, if the error has one. */
function placeOf(file: string, error: Thrown): Place | undefined {
  const path = resolve(file);
  const [frame] = framesOf(error).filter(each => pathOf(each.getFileName()) === path);
  if (frame) {
    return inSource(path, { line: frame.getLineNumber()!, column: frame.getColumnNumber()! });
  }
  const place = placeInText(path, String(error.stack));
  if (place) {
    return error.name === COMPILER_ERROR ? { ...place, column: place.column + 1 } : place;
  }
  return error.name === 'SyntaxError' ? syntaxPlace(path) : undefined;
}

/** The call sites of an error, unless its stack trace was read before. */
function framesOf(error: Error): readonly NodeJS.CallSite[] {
  const { prepareStackTrace } = Error;
  Error.prepareStackTrace = (_error, frames) => frames;
  try {
    const frames: unknown = error.stack;
    return Array.isArray(frames) ? (frames as NodeJS.CallSite[]) : [];
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
  }
}

function pathOf(name: string | null | undefined): string | undefined {
  return name?.startsWith('file:') ? fileURLToPath(name) : (name ?? undefined);
}

/** The compiler of a clone gives each file a source map. */
function inSource(path: string, { line, column }: Place): Place {
  const origin = findSourceMap(path)?.findOrigin(line, column);
  return origin && 'lineNumber' in origin ? { line: origin.lineNumber, column: origin.columnNumber } : { line, column };
}

/** `path:3:5`, or `path:3` before the line of a syntax error. */
function placeInText(path: string, text: string): Place | undefined {
  const [, rest = ''] = text.split(path, 2);
  const [, line, column = 1] = /^:(\d+)(?::(\d+))?/.exec(rest) ?? [];
  return line === undefined ? undefined : { line: Number(line), column: Number(column) };
}

/** The error of an ES module does not have the line. */
function syntaxPlace(path: string): Place | undefined {
  const { stderr } = spawnSync(process.execPath, ['--check', path], { encoding: 'utf8' });
  return placeInText(path, stderr);
}

function isError(thrown: unknown): thrown is Thrown {
  return thrown instanceof Error || (typeof thrown === 'object' && thrown !== null && 'message' in thrown);
}
