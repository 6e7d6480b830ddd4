import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { types } from 'node:util';
import { IS_CLONE } from '../cli/invocation';
import type { Extend } from './define';
import { ConfigError, type ConfigProblem } from './errors';
import { formatPath } from './path';
import { plainData } from './plain-data';
import { thrownBy } from './script-problems';

const TYPESCRIPT = /\.[cm]?ts$/;
const JAVASCRIPT = /\.[cm]?js$/;
/** Warnings of earlier versions of Node.js about TypeScript, and about ES modules. */
const EXPECTED_WARNING = /^Type Stripping is an experimental feature|\bis loading ES Module\b.* using require\(\)/s;

const FIX_EXTEND = 'write "extend({ chart, stack, cdk8s }) { ... }"';

/** The compiler of a clone. */
interface Compiler {
  require(path: string, from: string): unknown;
}

type Mapping = Readonly<Record<string, unknown>>;

/** The result of a config file in TypeScript or JavaScript. */
export interface ScriptResult {
  readonly data: Mapping;
  readonly extend?: Extend;
}

/** Whether a config file is TypeScript or JavaScript, by its name. */
export function isScript(file: string): boolean {
  return TYPESCRIPT.test(file) || JAVASCRIPT.test(file);
}

/**
 * Runs a config file. A second call in the same process does not run the file again.
 *
 * @throws ConfigError with every problem of the file
 */
export function runScript(file: string): ScriptResult {
  const config = configOf(file, load(file));
  const { data, problems } = attempt(file, 'The file', () => plainData(config, 'extend'));
  const { extend } = config;
  if (extend !== undefined && typeof extend !== 'function') {
    const allowed = 'a function, or no such key';
    throw problemOf(file, { path: 'extend', problem: 'the value is not a function', allowed, fix: FIX_EXTEND });
  }
  if (problems.length > 0) {
    throw new ConfigError(
      file,
      problems.map(problem => ({ ...problem, path: formatPath(problem.path) })),
    );
  }
  return { data: data as Mapping, extend: extend && guarded(file, extend as Extend) };
}

/** The exports of a file. `require` is synchronous, and takes ES modules too. */
function load(file: string): unknown {
  const path = resolve(file);
  const requireFile = createRequire(__filename);
  const isTypeScript = TYPESCRIPT.test(file);
  if (isTypeScript && !IS_CLONE && !removesTypes()) {
    throw problemOf(file, {
      path: '',
      problem: `Node.js ${process.version} cannot run TypeScript`,
      allowed: 'TypeScript with Node.js 22.18 or later, and JavaScript with each supported version',
      fix: `update Node.js, or write the file in JavaScript, as ${file.replace(TYPESCRIPT, '.mjs')}`,
    });
  }
  // The sources of a clone import each other without the ends of the file names, which Node.js itself does not understand.
  const compiler = isTypeScript && IS_CLONE ? (requireFile('tsx/cjs/api') as Compiler) : undefined;
  return withoutExpectedWarnings(() =>
    attempt(file, 'The file', () => (compiler ? compiler.require(path, __filename) : requireFile(path))),
  );
}

/** Whether this version of Node.js runs TypeScript. */
function removesTypes(): boolean {
  return Boolean((process.features as { readonly typescript?: string | false }).typescript);
}

function withoutExpectedWarnings<T>(work: () => T): T {
  const { emitWarning } = process;
  process.emitWarning = (warning: string | Error, ...options: never[]) => {
    if (!EXPECTED_WARNING.test(String(warning))) {
      emitWarning.call(process, warning, ...options);
    }
  };
  try {
    return work();
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** Finds the config in the exports of a file. */
function configOf(file: string, exports: unknown): Mapping {
  const isModule = types.isModuleNamespaceObject(exports) || (exports as Mapping | undefined)?.__esModule === true;
  const config = isModule ? (exports as Mapping).default : exports;
  const isEmpty =
    config === undefined || (!isModule && typeof config === 'object' && Object.keys(config!).length === 0);
  if (isModule && 'extend' in (exports as Mapping)) {
    throw problemOf(file, {
      path: 'extend',
      problem: 'the function is an export of its own',
      allowed: 'a key of the config',
      fix: 'move the function into the default export',
    });
  }
  const problem = isEmpty ? 'The file has no default export' : otherType(config);
  if (problem !== undefined) {
    throw problemOf(file, {
      path: '',
      problem,
      allowed: 'a plain object as the default export',
      fix: `write "export default { domainName: 'example.com' };", with your own domain`,
    });
  }
  return config as Mapping;
}

function otherType(config: unknown): string | undefined {
  if (types.isPromise(config)) {
    return 'The default export is a promise';
  }
  if (Array.isArray(config)) {
    return 'The default export is a list';
  }
  return typeof config === 'object' && config !== null
    ? undefined
    : `The default export is ${config === null ? 'null' : `a ${typeof config}`}`;
}

/** The function `extend`, with errors that name the file. */
function guarded(file: string, extend: Extend): Extend {
  return parts => {
    const result: unknown = attempt(file, 'extend', () => extend(parts));
    if (types.isPromise(result)) {
      // The error of the promise would end the process.
      result.catch(() => undefined);
      throw problemOf(file, {
        path: 'extend',
        problem: 'the function is asynchronous, and synthesis does not wait',
        allowed: 'a synchronous function',
        fix: 'remove async, and read files with readFileSync of node:fs',
      });
    }
  };
}

/** @param name What runs, at the start of a sentence. */
function attempt<T>(file: string, name: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof ConfigError ? error : new ConfigError(file, [thrownBy(file, name, error)], { cause: error });
  }
}

function problemOf(file: string, problem: ConfigProblem): ConfigError {
  return new ConfigError(file, [problem]);
}
