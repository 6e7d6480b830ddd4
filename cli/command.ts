import { type Command, Help, Option } from 'commander';
import { ExitCode, ExpectedError } from './failure';
import { commandLine } from './invocation';
import { exitWith, type Io, io, setVariables } from './io';
import { explain, print, printJson, stopOnSignals } from './output';
import { ISSUES } from './pages';
import { redact } from './secrets';
import { lines, live, type Progress, silent } from './progress';

const OUTPUTS = ['text', 'json'] as const;

/** The options of every command. */
export interface CommonOptions {
  readonly output: (typeof OUTPUTS)[number];
  readonly quiet: boolean;
  /** Replaces the variable `KUBECONFIG`. */
  readonly kubeconfig?: string;
  /** Replaces the namespace of the config. */
  readonly namespace?: string;
}

/** An example in `--help`: what it does, and its options. */
export type Example = readonly [purpose: string, ...args: string[]];

/** The variables that stand for the options `--kubeconfig` and `--namespace`. */
const VARIABLES = { kubeconfig: 'KUBECONFIG', namespace: 'QDRANT_NAMESPACE' } as const;

/** The help leaves out defaults without information, such as those of switches. */
export const HELP = {
  optionDescription: (option: Option) =>
    Help.prototype.optionDescription(option).replace(/ \((?:default: (?:false|\[\])|preset: "\d+")\)$/, ''),
};

/** How the command line starts a command. */
export interface Definition<Line> {
  /** Text after the options in `--help`. */
  readonly help: string;
  /** Shown after the help. */
  readonly examples: readonly Example[];
  /** Why these options cannot be used together. */
  readonly misuse?: (line: Line) => string | undefined;
  /** Runs the command. @returns the exit code */
  readonly run: (line: Line, ...args: string[]) => Promise<number>;
}

/** Adds the common options, the help and the action to a command. */
export function defineCommand<Line extends CommonOptions>(command: Command, definition: Definition<Line>): void {
  const { help, examples, misuse, run } = definition;
  command
    .addOption(new Option('--output <format>', 'form of the result').choices(OUTPUTS).default('text'))
    .option('-q, --quiet', 'print errors only', false)
    .allowExcessArguments(false)
    .addHelpText('after', () => `\n${wrapped(help)}\n\n${examplesOf(command, examples)}`)
    .action(async (...given: unknown[]) => {
      // Commander passes the arguments, the options, and the command.
      const args = given.slice(0, -2) as string[];
      const line = given.at(-2) as Line;
      const problem = emptyOption(command) ?? misuse?.(line);
      if (problem !== undefined) {
        command.error(`error: ${problem}`, { exitCode: ExitCode.USAGE });
      }
      setVariables(variablesOf(line));
      exitWith(await run(line, ...args));
    });
}

/** An empty value, such as that of a shell variable that is not set, would silently stand for the default. */
function emptyOption(command: Command): string | undefined {
  const empty = command.options.find(option => {
    const name = option.attributeName();
    return command.getOptionValueSource(name) === 'cli' && [command.getOptionValue(name)].flat().includes('');
  });
  return (
    empty &&
    `option '${empty.flags}' has an empty value. Allowed: a value. Fix: write a value, or leave the option out for its default.`
  );
}

/** The default width of Commander. */
const WIDTH = 80;

/** Paragraphs in lines of at most 80 characters. */
function wrapped(text: string): string {
  const paragraphs = text.trim().split(/\n{2,}/);
  return paragraphs.map(each => new Help().boxWrap(each.replaceAll('\n', ' '), WIDTH)).join('\n\n');
}

function examplesOf(command: Command, examples: readonly Example[]): string {
  const [name, ...parts] = pathOf(command);
  const lines = examples.map(([purpose, ...args]) => `  ${purpose}:\n    ${commandLine(name!, ...parts, ...args)}`);
  return ['Examples:', ...lines].join('\n');
}

/** The words of a command after the name of the program: `backup`, `create`. */
function pathOf(command: Command): string[] {
  return command.parent ? [...pathOf(command.parent), command.name()] : [];
}

function variablesOf(line: CommonOptions): Record<string, string> {
  const given = Object.entries(VARIABLES).map(([option, name]) => [name, line[option as keyof typeof VARIABLES]]);
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}

/** The work of a command, and what it reports. */
export interface Execution {
  /** What a person reads after an interruption: what stays, and how to go on. */
  readonly interrupted?: string;
  /** Cleans up after an interruption. */
  readonly cleanUp?: () => Promise<void>;
  /** How progress is shown. Default: as the common options say. */
  readonly progress?: Progress;
  readonly work: (progress: Progress) => Promise<void>;
  /** The last line for people. Without it, standard output gets no such line. */
  readonly text?: () => string;
  /** Fields of the JSON result. `result` is `done` unless the fields say otherwise. Fields are only ever added. */
  readonly fields: () => object;
  /** Whether `--exit-code` makes the exit code 3. */
  readonly hasDifferences?: () => boolean;
}

/**
 * Runs the work of a command and reports the result. A failure is reported together with the results before it.
 *
 * @returns the exit code
 */
export async function execute(
  line: CommonOptions & { readonly exitCode?: boolean },
  execution: Execution,
): Promise<number> {
  const { interrupted, cleanUp, progress = progressOf(line), work, text, fields, hasDifferences } = execution;
  if (interrupted !== undefined) {
    stopOnSignals(interrupted, cleanUp);
  }
  try {
    await work(progress);
  } catch (error) {
    return reportError(line, error, fields());
  }
  if (line.output === 'json') {
    printJson({ result: 'done', ...fields() });
  } else if (!line.quiet && text) {
    print(text());
  }
  return line.exitCode && hasDifferences?.() ? ExitCode.DIFFERENCES : ExitCode.OK;
}

/**
 * Reports an error that ends a command.
 *
 * @param fields Fields of the JSON result beside `result` and `error`.
 * @returns the exit code
 */
export function reportError({ output }: CommonOptions, error: unknown, fields: object = {}): number {
  if (output === 'json') {
    const isExpected = error instanceof ExpectedError;
    const data = isExpected ? error.asData : { problem: String(error), fix: `report the fault: ${ISSUES}` };
    printJson({ ...fields, result: 'error', error: data });
  }
  return explain(error);
}

function progressOf({ output, quiet }: CommonOptions): Progress {
  if (quiet || output === 'json') {
    return silent;
  }
  return isDrawable(io().stdout) ? live(redact) : lines(print);
}

/** A terminal without a width cannot be redrawn. */
function isDrawable({ isTTY, columns = 0 }: Io['stdout']): boolean {
  return isTTY === true && columns > 0;
}
