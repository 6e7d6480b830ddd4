import { type Command } from 'commander';
import { type CommonOptions, defineCommand, execute } from '../../cli/command';
import { firstBroken } from '../../cli/options';
import { resultOf, summaryOf } from '../../reconcile/report';
import { type DryRunLine, exitCodeRule, READS_KUBECONFIG, withExitCode, withKubeconfig } from '../options';
import { type CodeServerEnvOptions, type CodeServerEnvOutcome, runCodeServerEnv } from './code-server-env';

const HELP = `
Writes to the pods labelled app=code-server in namespace code-server. Without such a pod, the command does nothing.
${READS_KUBECONFIG}

Exit codes: 0 in sync, applied or no pod, 1 error, 2 wrong use, 3 differences found (--dry-run --exit-code).`;

/** The command that sets the variables of the services in the shells of code-server. */
export function define(command: Command): void {
  withKubeconfig(withExitCode(command));
  defineCommand<CodeServerEnvOptions & DryRunLine & CommonOptions>(command, {
    help: HELP,
    examples: [['Show which files would change', '--dry-run'], ['Set the variables']],
    misuse: line => firstBroken([exitCodeRule(line)]),
    run: line => {
      const { dryRun } = line;
      const outcome: CodeServerEnvOutcome = { steps: [], variables: [], notes: [] };
      const { steps, notes, variables } = outcome;
      return execute(line, {
        interrupted: 'Every file is complete or unchanged: run the command again to finish.',
        work: progress => runCodeServerEnv(line, progress, outcome),
        text: () => (steps.length === 0 ? 'Nothing to do.' : summaryOf(steps, dryRun, 'applied')),
        fields: () => ({
          result: resultOf(steps, dryRun, 'applied'),
          dryRun,
          // Without the values.
          variables: variables.map(({ name, source }) => ({ name, source })),
          notes,
          steps,
        }),
        hasDifferences: () => resultOf(steps, dryRun, 'applied') !== 'in sync',
      });
    },
  });
}
