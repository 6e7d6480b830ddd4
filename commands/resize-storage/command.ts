import { type Command } from 'commander';
import { type CommonOptions, defineCommand, execute } from '../../cli/command';
import { firstBroken } from '../../cli/options';
import { loadConfig } from '../../config/load';
import { resultOf, summaryOf } from '../../reconcile/report';
import {
  type DryRunLine,
  exitCodeRule,
  READS_CONFIG,
  READS_KUBECONFIG,
  withContext,
  withExitCode,
  withTimeout,
} from '../options';
import { type ResizeOptions, type ResizeOutcome, runResize } from './resize';

const HELP = `
${READS_CONFIG} ${READS_KUBECONFIG}
The sizes come from qdrant.storage.size and qdrant.snapshotStorage.size. Volumes never shrink.

Exit codes: 0 in sync or resized, 1 error, 2 wrong use, 3 differences found (--dry-run --exit-code).`;

/** The command that makes volumes larger. */
export function define(command: Command): void {
  withTimeout(withContext(withExitCode(command)), 'how long a volume may take to grow', 86_400, 600);
  defineCommand<ResizeOptions & DryRunLine & CommonOptions>(command, {
    help: HELP,
    examples: [
      ['Show which volumes would grow', '--dry-run'],
      ['Wait up to an hour for each volume', '--timeout', '3600'],
    ],
    misuse: line => firstBroken([exitCodeRule(line)]),
    run: line => {
      const { dryRun } = line;
      const outcome: ResizeOutcome = { steps: [], growing: [], notes: [], replacing: {} };
      const { steps, growing, notes, replacing } = outcome;
      return execute(line, {
        interrupted: 'The storage continues to grow the volumes: run the command again to finish.',
        cleanUp: async () => replacing.finish?.(),
        work: progress => runResize(loadConfig(), line, progress, outcome),
        text: () => {
          const isGrown = growing.length > 0 && resultOf(steps, dryRun, 'resized') === 'in sync';
          return isGrown ? 'In sync; the volumes have grown.' : summaryOf(steps, dryRun, 'resized');
        },
        fields: () => ({ result: resultOf(steps, dryRun, 'resized'), dryRun, steps, growing, notes }),
        hasDifferences: () => resultOf(steps, dryRun, 'resized') !== 'in sync',
      });
    },
  });
}
