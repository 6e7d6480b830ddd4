import { readFileSync } from 'node:fs';
import { io } from '../cli/io';
import { commandLine, DEFAULT_CONFIG } from '../cli/invocation';
import { withCertificateAuthority } from './certificate-authority';
import { checkConfig } from './check';
import { formatPath, readMapping } from './document';
import { ConfigError } from './errors';
import { type Config } from './schema';

/** The config file: what the environment variable `QDRANT_CONFIG` names, or else `config.yaml` in the working folder. */
export function configFile(): string {
  return io().env.QDRANT_CONFIG || DEFAULT_CONFIG;
}

/**
 * Reads and checks a config file.
 *
 * @throws ConfigError with every problem of the file.
 */
export function loadConfig(file = configFile()): Config {
  return parseConfig(readText(file), file);
}

/** For commands that need no config. @throws ConfigError where `QDRANT_CONFIG` names a file that cannot be read */
export function requireReadableConfig(): void {
  if (io().env.QDRANT_CONFIG) {
    readText(configFile());
  }
}

/**
 * Checks the text of a config file and fills in what it leaves out.
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
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigError(file, [
      {
        path: '',
        problem: unreadable(error as NodeJS.ErrnoException),
        allowed: 'a YAML file with at least "domainName: example.com"',
        fix: `write this file with ${commandLine('init')}, or name another one in the environment variable QDRANT_CONFIG`,
      },
    ]);
  }
}

function unreadable({ code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case 'ENOENT':
      return 'There is no such file';
    case 'EISDIR':
      return 'This is a folder, not a file';
    default:
      return `The file cannot be read: ${message}`;
  }
}
