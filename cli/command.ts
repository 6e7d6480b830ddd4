import { type Command, Help, Option } from 'commander';
import { ExitCode, Failure } from './failure';
import { type Io, io } from './io';
import { explain, print } from './output';
import { redact } from './secrets';
import { lines, live, type Progress, silent } from './progress';

export const OUTPUTS = ['text', 'json'] as const;

/** How a command tells what it does: options that every command has. */
export interface Manners {
  readonly output: (typeof OUTPUTS)[number];
  readonly quiet: boolean;
}

/** A default that says nothing, as that of a switch, is left out of the help. */
export const HELP = {
  optionDescription: (option: Option) =>
    Help.prototype.optionDescription(option).replace(/ \((?:default: (?:false|\[\])|preset: "\d+")\)$/, ''),
};

/** Gives a command the options of its manners. */
export function withManners(command: Command): Command {
  return command
    .addOption(new Option('--output <format>', 'form of the result').choices(OUTPUTS).default('text'))
    .option('-q, --quiet', 'print errors only', false)
    .allowExcessArguments(false);
}

/** Ends the command where its options cannot be used together: that is wrong use. */
export function refuse(command: Command, misuse: string | undefined): void {
  if (misuse !== undefined) {
    command.error(`error: ${misuse}`, { exitCode: ExitCode.USAGE });
  }
}

/** How the tasks of a command are shown. */
export function progressOf({ output, quiet }: Manners): Progress {
  if (quiet || output === 'json') {
    return silent;
  }
  return isDrawable(io().stdout) ? live(redact) : lines(print);
}

/** A terminal without a width cannot be drawn on. */
function isDrawable({ isTTY, columns = 0 }: Io['stdout']): boolean {
  return isTTY === true && columns > 0;
}

/** What a command tells at its end. */
export interface Ending {
  /** To people, in a line. */
  readonly text: () => string;
  /** To programs: fields beside `result`, which is `done` unless they say otherwise. Fields are only ever added. */
  readonly fields: () => object;
}

/**
 * Runs a command and tells how it went. A failure is told too, beside what was done before it.
 *
 * @returns what the process should exit with
 */
export async function conclude(manners: Manners, run: () => Promise<void>, ending: Ending): Promise<number> {
  try {
    await run();
  } catch (error) {
    return giveUp(manners, error, ending.fields());
  }
  if (manners.output === 'json') {
    print(JSON.stringify({ result: 'done', ...ending.fields() }, null, 2));
  } else if (!manners.quiet) {
    print(ending.text());
  }
  return ExitCode.OK;
}

/**
 * Tells why a command cannot go on.
 *
 * @param fields What programs get beside `result` and `error`.
 * @returns what the process should exit with
 */
export function giveUp({ output }: Manners, error: unknown, fields: object = {}): number {
  if (output === 'json') {
    const failure = error instanceof Failure ? { problem: error.problem, fix: error.fix } : { problem: String(error) };
    print(JSON.stringify({ ...fields, result: 'error', error: failure }, null, 2));
  }
  return explain(error);
}
