import { readFileSync, statSync } from 'node:fs';
import { commandLine } from '../cli/invocation';
import { io } from '../cli/io';
import { withCertificateAuthority } from './certificate-authority';
import { checkConfig } from './check';
import { readMapping } from './document';
import { ConfigError } from './errors';
import { formatPath } from './path';
import { type Config } from './schema';

/** A larger file is not a config that a person writes. */
const MAX_SIZE = 1024 * 1024;

/** The file in the environment variable `QDRANT_CONFIG`, or `config.yaml` in the working directory. */
export function configFile(): string {
  return io().env.QDRANT_CONFIG || 'config.yaml';
}

/**
 * Reads and checks a config file.
 *
 * @throws ConfigError with every problem of the file.
 */
export function loadConfig(file = configFile()): Config {
  return parseConfig(readText(file), file);
}

/**
 * Checks the text of a config file, and fills in the defaults.
 *
 * @param file The name of the file in messages.
 * @throws ConfigError with every problem of the text.
 */
export function parseConfig(text: string, file: string): Config {
  const { data, duplicates, locate } = readMapping(text, file);
  const checked = checkConfig(data);
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

function readText(file: string): string {
  try {
    if (statSync(file).size > MAX_SIZE) {
      throw new Error('the file has more than 1 MiB');
    }
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigError(file, [
      {
        path: '',
        problem: unreadable(error as NodeJS.ErrnoException),
        allowed: 'a YAML file of at most 1 MiB, with at least "domainName: example.com"',
        fix: `create the file with ${commandLine('init')}, or set the environment variable QDRANT_CONFIG to another file`,
      },
    ]);
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
