import { type Command } from 'commander';
import { whole } from '../options';
import { exitWith } from '../../cli/io';
import { ExitCode } from '../../cli/failure';
import { conclude, type Manners, progressOf, refuse, withManners } from '../../cli/command';
import { stopOnSignals } from '../../cli/output';
import { loadConfig } from '../../config/load';
import { type Outcome, type ResizeOptions, runResize } from './resize';

interface CommandLine extends ResizeOptions, Manners {
  readonly exitCode: boolean;
}

const HELP = `
Reads config.yaml, or the file that QDRANT_CONFIG names: qdrant.storage.size and qdrant.snapshotStorage.size. Uses the
kubeconfig that KUBECONFIG names. Pods go on running. Volumes never shrink.

Exit codes: 0 in sync or resized, 1 error, 2 wrong use, 3 differences found (--dry-run --exit-code).`;

/** The command that makes volumes larger. */
export function define(command: Command): void {
  command
    .option('--dry-run', 'print the differences and change nothing', false)
    .option('--exit-code', 'with --dry-run: exit with 3 where there are differences', false)
    .option('--context <name>', 'context of the kubeconfig (default: the current one)')
    .option('--timeout <seconds>', 'how long a volume may take to grow', whole(1, 86_400), 600);
  withManners(command)
    .addHelpText('after', HELP)
    .action(async (line: CommandLine) => {
      refuse(command, line.exitCode && !line.dryRun ? '--exit-code needs --dry-run' : undefined);
      exitWith(await run(line));
    });
}

async function run(line: CommandLine): Promise<number> {
  const outcome: Outcome = { steps: [], growing: [], notes: [], duty: {} };
  stopOnSignals('Volumes that were asked to grow go on growing: run the command again to finish.', async () =>
    outcome.duty.finish?.(),
  );
  const code = await conclude(line, () => runResize(loadConfig(), line, progressOf(line), outcome), {
    text: () => closing(outcome, line),
    fields: () => fieldsOf(outcome, line),
  });
  return code === ExitCode.OK && line.exitCode && differing(outcome) > 0 ? ExitCode.DIFFERENCES : code;
}

function differing({ steps }: Pick<Outcome, 'steps'>): number {
  return steps.filter(({ state }) => state !== 'in sync').length;
}

function closing(outcome: Outcome, { dryRun }: CommandLine): string {
  if (differing(outcome) === 0) {
    return outcome.growing.length > 0 ? 'In sync; the volumes have grown.' : 'In sync.';
  }
  return dryRun ? `${differing(outcome)} of ${outcome.steps.length} differ; nothing was changed.` : 'Resized.';
}

function fieldsOf({ steps, growing, notes }: Outcome, { dryRun }: CommandLine): object {
  const result = differing({ steps }) === 0 ? 'in sync' : dryRun ? 'differences' : 'resized';
  return { result, dryRun, steps, growing, notes };
}
