import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { type Command } from 'commander';
import { io } from '../../cli/io';
import { Failure } from '../../cli/failure';
import { commandLine } from '../../cli/invocation';
import { type CommonOptions, defineCommand, execute } from '../../cli/command';
import { ConfigError } from '../../config/errors';
import { configFile } from '../../config/load';
import { interview } from './interview';
import { type Answers, defaultOf, type Key, KEYS, meaningOf, missingKeys, problemsOf } from './questions';
import { fillIn } from './template';

type InitLine = Answers & CommonOptions;

/** Beside the code: in a clone, and in the installed package. */
const TEMPLATE = join(__dirname, '..', '..', 'config.yaml');
const SCHEMA = join(__dirname, '..', '..', 'config.schema.json');

const HELP = `
Writes config.yaml, or the file in QDRANT_CONFIG. It never replaces an existing file. In a terminal, the command asks for every
value without an option. With --quiet or --output json, and without a terminal, it asks nothing and needs --domain-name. The file
also contains all other keys, most of them as comments with their defaults.

Profile production has no default for the access to the dashboard, and none for the pods of an ingress controller other than
ingress-nginx: the command names the lines to fill in. Its images come from their publishers, unless you set --harbor-registry.

Exit codes: 0 written, 1 error, 2 wrong use.`;

/** The command that writes a first config. */
export function define(command: Command): void {
  for (const key of KEYS) {
    const byDefault = defaultOf(key, { domainName: 'example.com' })?.replace('example.com', '{domainName}');
    const suffix = byDefault === undefined ? '' : ` (default: ${byDefault})`;
    command.option(`${optionOf(key)} <value>`, `${meaningOf(key)}${suffix}`);
  }
  defineCommand<InitLine>(command, {
    help: HELP,
    misuse: ({ output, quiet, ...given }) => misuseOf(given, isInteractive({ output, quiet })),
    run: ({ output, quiet, ...given }) => {
      const file = configFile();
      let toFillIn: readonly string[] = [];
      return execute(
        { output, quiet },
        {
          interrupted: 'Nothing was written.',
          work: async () => {
            if (existsSync(file)) {
              throw alreadyExists(file);
            }
            const answers = isInteractive({ output, quiet }) ? await interview(given) : given;
            writeNew(file, fillIn(readFileSync(TEMPLATE, 'utf8'), answers, schemaFor(file)));
            toFillIn = missingKeys(answers);
          },
          text: () => {
            const task = toFillIn.length > 0 ? `Fill in ${toFillIn.join(' and ')}. ` : '';
            return `${file} is written. ${task}Next: ${commandLine('synth')}`;
          },
          fields: () => ({ file, toFillIn }),
        },
      );
    },
  });
}

/** Whether the command can ask a person. */
function isInteractive({ output, quiet }: CommonOptions): boolean {
  return Boolean(io().stdin.isTTY && io().stdout.isTTY) && output === 'text' && !quiet;
}

/** `--domain-name` for `domainName`. */
function optionOf(key: Key): string {
  return `--${key.replace(/[A-Z]/g, capital => `-${capital.toLowerCase()}`)}`;
}

function misuseOf(given: Answers, asks: boolean): string | undefined {
  const problems = problemsOf(given).map(problem => ({ ...problem, path: optionOf(problem.path[0] as Key) }));
  if (problems.length > 0) {
    return new ConfigError('init', problems).message;
  }
  return given.domainName === undefined && !asks
    ? `there is no terminal to ask in, so ${optionOf('domainName')} is needed; optional are ${KEYS.slice(1).map(optionOf).join(', ')}`
    : undefined;
}

/** Writes a file that must not exist yet. After an error, no part of it remains. */
function writeNew(file: string, text: string): void {
  let created = false;
  try {
    // Two writes: after an error, one write could not tell an existing file from a partial one.
    writeFileSync(file, '', { flag: 'wx' });
    created = true;
    writeFileSync(file, text);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (created) {
      rmSync(file, { force: true });
    }
    throw code === 'EEXIST'
      ? alreadyExists(file)
      : new Failure(`Could not write ${file}: ${message}`, 'create its folder, and check that it is writable', {
          cause: error,
        });
  }
}

function alreadyExists(file: string): Failure {
  return new Failure(
    `${file} exists already, and stays unchanged`,
    'edit it, or name another file in the environment variable QDRANT_CONFIG',
  );
}

/** The path of the schema for editors. Absent where it is not near the config, as with npx, whose folder is temporary. */
function schemaFor(file: string): string | undefined {
  const path = relative(dirname(resolve(file)), SCHEMA)
    .split(sep)
    .join('/');
  return /^(?:node_modules\/.*|[^/]+)$/.test(path) ? `./${path}` : undefined;
}
