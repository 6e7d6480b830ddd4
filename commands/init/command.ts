import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { type Command } from 'commander';
import { exitWith, io } from '../../cli/io';
import { Failure } from '../../cli/failure';
import { commandLine } from '../../cli/invocation';
import { conclude, type Manners, refuse, withManners } from '../../cli/command';
import { stopOnSignals } from '../../cli/output';
import { ConfigError } from '../../config/errors';
import { configFile } from '../../config/load';
import { interview } from './interview';
import { type Answers, defaultOf, type Key, KEYS, meaningOf, missingKeys, problemsOf } from './questions';
import { fillIn } from './template';

type CommandLine = Answers & Manners;

/** Read where this code is: in a clone, and in the installed package. */
const TEMPLATE = join(__dirname, '..', '..', 'config.yaml');
const SCHEMA = join(__dirname, '..', '..', 'config.schema.json');

const HELP = `
Writes config.yaml, or the file that QDRANT_CONFIG names, but never over a file that exists. In a terminal it asks for what
no option gives. With --quiet or --output json, and elsewhere, it asks nothing and needs --domain-name. The file has all other
keys too, most as a comment with the default.

In profile production it is said which lines are still to be filled in: who may open the dashboard has no default, nor have the
pods of an ingress controller other than ingress-nginx. Images come from their publishers there, unless --harbor-registry is given.

Exit codes: 0 written, 1 error, 2 wrong use.`;

/** The command that writes a config to begin with. */
export function define(command: Command): void {
  for (const key of KEYS) {
    const byDefault = defaultOf(key, { domainName: 'example.com' })?.replace('example.com', '{domainName}');
    const suffix = byDefault === undefined ? '' : ` (default: ${byDefault})`;
    command.option(`${optionOf(key)} <value>`, `${meaningOf(key)}${suffix}`);
  }
  withManners(command)
    .addHelpText('after', HELP)
    .action(async ({ output, quiet, ...given }: CommandLine) => {
      const asks = Boolean(io().stdin.isTTY && io().stdout.isTTY) && output === 'text' && !quiet;
      refuse(command, misuseOf(given, asks));
      exitWith(await run(given, asks, { output, quiet }));
    });
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
    ? `this is no terminal to ask in, so ${optionOf('domainName')} is needed; it may come with ${KEYS.slice(1).map(optionOf).join(', ')}`
    : undefined;
}

async function run(given: Answers, asks: boolean, manners: Manners): Promise<number> {
  stopOnSignals('Nothing was written.');
  const file = configFile();
  let toFillIn: readonly string[] = [];
  const work = async () => {
    if (existsSync(file)) {
      throw alreadyThere(file);
    }
    const answers = asks ? await interview(given) : given;
    writeNew(file, fillIn(readFileSync(TEMPLATE, 'utf8'), answers, schemaFor(file)));
    toFillIn = missingKeys(answers);
  };
  return conclude(manners, work, {
    text: () => {
      const task = toFillIn.length > 0 ? `Fill in ${toFillIn.join(' and ')}. ` : '';
      return `${file} is written. ${task}Next: ${commandLine('synth')}`;
    },
    fields: () => ({ file, toFillIn }),
  });
}

/** Writes a file that must not be there yet: all of it, or nothing. */
function writeNew(file: string, text: string): void {
  let created = false;
  try {
    // The two in one would not tell a file of somebody else's from one that could only be begun.
    writeFileSync(file, '', { flag: 'wx' });
    created = true;
    writeFileSync(file, text);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (created) {
      rmSync(file, { force: true });
    }
    throw code === 'EEXIST'
      ? alreadyThere(file)
      : new Failure(`Could not write ${file}: ${message}`, 'make its folder, and see that it may be written to', {
          cause: error,
        });
  }
}

function alreadyThere(file: string): Failure {
  return new Failure(
    `${file} is there already, and stays as it is`,
    'edit it, or name another file in the environment variable QDRANT_CONFIG',
  );
}

/** Where an editor finds the schema; nothing where it is not with the config, as with npx, whose folder comes and goes. */
function schemaFor(file: string): string | undefined {
  const path = relative(dirname(resolve(file)), SCHEMA)
    .split(sep)
    .join('/');
  return /^(?:node_modules\/.*|[^/]+)$/.test(path) ? `./${path}` : undefined;
}
