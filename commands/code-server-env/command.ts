import { type Command } from 'commander';
import { exitWith } from '../../cli/io';
import { ExitCode } from '../../cli/failure';
import { conclude, type Manners, progressOf, refuse, withManners } from '../../cli/command';
import { stopOnSignals } from '../../cli/output';
import { type CodeServerEnvOptions, type Outcome, runCodeServerEnv } from './code-server-env';

interface CommandLine extends CodeServerEnvOptions, Manners {
  readonly exitCode: boolean;
}

const HELP = `
Writes to the pods labelled app=code-server in namespace code-server; where there is none, nothing is to do. Uses the
kubeconfig that KUBECONFIG names.

Exit codes: 0 in sync, applied or no pod, 1 error, 2 wrong use, 3 differences found (--dry-run --exit-code).`;

/** The command that makes the shells of code-server know the variables that the cluster's services announce. */
export function define(command: Command): void {
  command
    .option('--dry-run', 'print the differences and change nothing', false)
    .option('--exit-code', 'with --dry-run: exit with 3 where there are differences', false)
    .option('--context <name>', 'context of the kubeconfig (default: the current one)');
  withManners(command)
    .addHelpText('after', HELP)
    .action(async (options: CommandLine) => {
      refuse(command, options.exitCode && !options.dryRun ? '--exit-code needs --dry-run' : undefined);
      exitWith(await run(options));
    });
}

async function run(options: CommandLine): Promise<number> {
  stopOnSignals('What was written stays, and each file is whole: run the command again to finish.');
  const outcome: Outcome = { steps: [], variables: [], notes: [] };
  const code = await conclude(options, () => runCodeServerEnv(options, progressOf(options), outcome), {
    text: () => closing(outcome, options),
    fields: () => fieldsOf(outcome, options),
  });
  return code === ExitCode.OK && options.exitCode && differing(outcome) > 0 ? ExitCode.DIFFERENCES : code;
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

/** The result for programs, without any value. */
function fieldsOf({ variables, notes, steps }: Outcome, { dryRun }: CommandLine): object {
  const result = differing({ variables, notes, steps }) === 0 ? 'in sync' : dryRun ? 'differences' : 'applied';
  return { result, dryRun, variables: variables.map(({ name, source }) => ({ name, source })), notes, steps };
}
