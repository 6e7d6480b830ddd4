import { existsSync, statSync } from 'node:fs';
import { commandLine, DEFAULT_CONFIG, IS_CLONE } from '../cli/invocation';
import { io } from '../cli/io';
import { readSmallFile } from '../cli/small-file';
import { withCertificateAuthority } from './certificate-authority';
import { checkConfig } from './check';
import { readMapping, type YamlMapping } from './document';
import { ConfigError } from './errors';
import { formatPath } from './path';
import { type Config } from './schema';
import { isScript, runScript } from './script';

/** The message of an error for another encoding, such as UTF-16. */
const NOT_UTF_8 = 'the file is not in UTF-8';

/** The config of a person in a clone. */
export const LOCAL_CONFIG = 'config.local.yaml';

/** The config of a person in TypeScript or JavaScript. */
export const SCRIPTS = ['ts', 'mts', 'mjs', 'js'].map(extension => `qdrant-stack.config.${extension}`);

/**
 * The file in the environment variable `QDRANT_CONFIG`. Otherwise, the first file in the working directory of `config.local.yaml`,
 * `qdrant-stack.config.*` and `config.yaml`. Git ignores a person's own files in a clone, where `config.yaml` is an example.
 */
export function configFile(): string {
  return io().env.QDRANT_CONFIG || ([LOCAL_CONFIG, ...SCRIPTS].find(file => existsSync(file)) ?? DEFAULT_CONFIG);
}

/**
 * Reads and checks a config file.
 *
 * @throws ConfigError with every problem of the file.
 */
export function loadConfig(file = onlyConfigFile()): Config {
  const text = explained(file, path => decode(readSmallFile(path)));
  const namespace = io().env.QDRANT_NAMESPACE || undefined;
  if (!isScript(file)) {
    return parseConfig(text, file, namespace);
  }
  const { data, extend } = runScript(file);
  return { ...checkedConfig({ data, duplicates: [], locate: () => undefined }, file, namespace), extend };
}

/** With a config in TypeScript or JavaScript, a second config of the same person would have no effect. */
function onlyConfigFile(): string {
  const file = configFile();
  const own = [LOCAL_CONFIG, ...SCRIPTS, ...(IS_CLONE ? [] : [DEFAULT_CONFIG])].filter(each => existsSync(each));
  if (!io().env.QDRANT_CONFIG && own.length > 1 && own.some(isScript)) {
    throw new ConfigError(file, [
      {
        path: '',
        problem: `The folder has more than one config: ${own.join(', ')}`,
        allowed: 'one config in a folder',
        fix: 'remove the others, or name one in the environment variable QDRANT_CONFIG',
      },
    ]);
  }
  return file;
}

/** For commands that need no config. @throws ConfigError if `QDRANT_CONFIG` is set and the file is not readable */
export function requireReadableConfig(): void {
  if (io().env.QDRANT_CONFIG) {
    explained(configFile(), file => {
      // A command that needs the config later cannot read a pipe again.
      if (!statSync(file).isFIFO()) {
        decode(readSmallFile(file));
      }
    });
  }
}

/**
 * Checks the text of a config file, and fills in the defaults.
 *
 * @param file The name of the file in messages.
 * @param namespace Replaces the namespace of the text.
 * @throws ConfigError with every problem of the text.
 */
export function parseConfig(text: string, file: string, namespace?: string): Config {
  return checkedConfig(readMapping(text, file), file, namespace);
}

function checkedConfig({ data, duplicates, locate }: YamlMapping, file: string, namespace?: string): Config {
  const checked = checkConfig(namespace === undefined ? data : { ...data, namespace });
  const { config, problems } = withCertificateAuthority(checked.config, file);
  const located = [...checked.problems, ...problems].map(problem => ({
    ...problem,
    path: formatPath(problem.path),
    ...locate(problem.path),
  }));
  if (duplicates.length + located.length > 0) {
    throw new ConfigError(file, [...duplicates, ...located]);
  }
  return config;
}

/** Reads a file. @throws ConfigError if the file is not readable */
function explained<T>(file: string, read: (file: string) => T): T {
  try {
    return read(file);
  } catch (error) {
    throw new ConfigError(file, [
      {
        path: '',
        problem: unreadable(error as NodeJS.ErrnoException),
        allowed: isScript(file)
          ? 'a file of at most 1 MiB, with a config as the default export'
          : 'a YAML file of at most 1 MiB, with at least "domainName: example.com"',
        fix:
          (error as Error).message === NOT_UTF_8
            ? 'save the file as UTF-8 in the editor'
            : `create the file${isScript(file) ? '' : ` with ${commandLine('init')}`}, or set the environment variable QDRANT_CONFIG to another file`,
      },
    ]);
  }
}

/** UTF-16 has a zero byte beside each ASCII letter. */
function decode(bytes: Buffer): string {
  if (bytes.includes(0)) {
    throw new Error(NOT_UTF_8);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Error(NOT_UTF_8);
  }
}

function unreadable({ code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case 'ENOENT':
      return 'The file does not exist';
    case 'EISDIR':
      return 'The path is a directory, not a file';
    default:
      return `The file is not readable: ${message}`;
  }
}
