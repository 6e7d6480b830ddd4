import { Command, Option } from 'commander';
import { ExitCode, Failure } from '../cli/failure';
import { explain, print, stopOnSignals } from '../cli/output';
import { redact } from '../cli/secrets';
import { lines, live, Progress, silent } from '../cli/tasks';
import { CodeServerEnvOptions, Outcome, runCodeServerEnv } from './code-server-env';

const OUTPUTS = ['text', 'json'] as const;

interface CommandLine extends CodeServerEnvOptions {
  readonly exitCode: boolean;
  readonly output: (typeof OUTPUTS)[number];
  readonly quiet: boolean;
}

const HELP = `
Writes to the pods labelled app=code-server in namespace code-server; where there is none, nothing is to do. Uses the
kubeconfig that KUBECONFIG names.

Exit codes: 0 in sync, applied or no pod, 1 error, 2 wrong use, 3 differences found (--dry-run --exit-code).`;

/** The command that makes the shells of code-server know the variables that the cluster's services announce. */
export function codeServerEnvCommand(): Command {
  return new Command('code-server-env')
    .description(
      'Brings the environment variables of all services into the shells of code-server, any number of times.',
    )
    .option('--dry-run', 'print the differences and change nothing', false)
    .option('--exit-code', 'with --dry-run: exit with 3 where there are differences', false)
    .option('--context <name>', 'context of the kubeconfig (default: the current one)')
    .addOption(new Option('--output <format>', 'form of the result').choices(OUTPUTS).default('text'))
    .option('-q, --quiet', 'print errors only', false)
    .addHelpText('after', HELP)
    .allowExcessArguments(false)
    .action(async (options: CommandLine, command: Command) => {
      if (options.exitCode && !options.dryRun) {
        command.error('error: --exit-code needs --dry-run', { exitCode: ExitCode.USAGE });
      }
      process.exitCode = await run(options);
    });
}

async function run(options: CommandLine): Promise<number> {
  stopOnSignals('What was written stays, and each file is whole: run the command again to finish.');
  const outcome: Outcome = { steps: [], variables: [], notes: [] };
  try {
    await runCodeServerEnv(options, progressOf(options), outcome);
  } catch (error) {
    if (options.output === 'json') {
      print(json(outcome, options, error));
    }
    return explain(error);
  }
  if (options.output === 'json') {
    print(json(outcome, options));
  } else if (!options.quiet) {
    print(closing(outcome, options));
  }
  return options.exitCode && differing(outcome) > 0 ? ExitCode.DIFFERENCES : ExitCode.OK;
}

function progressOf({ output, quiet }: CommandLine): Progress {
  if (quiet || output === 'json') {
    return silent;
  }
  return process.stdout.isTTY ? live(redact) : lines(print);
}

function differing({ steps }: Outcome): number {
  return steps.filter(({ state }) => state !== 'in sync').length;
}

function closing(outcome: Outcome, { dryRun }: CommandLine): string {
  const { length } = outcome.steps;
  if (length === 0) {
    return 'Nothing to do.';
  }
  if (differing(outcome) === 0) {
    return 'In sync.';
  }
  return dryRun ? `${differing(outcome)} of ${length} differ; nothing was changed.` : 'Applied.';
}

/** The result for programs, without any value. Fields are only ever added to it. */
function json(outcome: Outcome, { dryRun }: CommandLine, error?: unknown): string {
  const result = error ? 'error' : differing(outcome) === 0 ? 'in sync' : dryRun ? 'differences' : 'applied';
  const variables = outcome.variables.map(({ name, source }) => ({ name, source }));
  const failure = error instanceof Failure ? { problem: error.problem, fix: error.fix } : { problem: String(error) };
  return JSON.stringify(
    {
      result,
      dryRun,
      variables,
      notes: outcome.notes,
      steps: outcome.steps,
      ...(error !== undefined && { error: failure }),
    },
    null,
    2,
  );
}
