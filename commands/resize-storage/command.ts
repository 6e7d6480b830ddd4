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
import { runMove } from './move';
import { type ResizeOptions, type ResizeOutcome, runResize } from './resize';

interface ResizeLine extends ResizeOptions, DryRunLine, CommonOptions {
  readonly dryRun: boolean;
  readonly storageClass?: string;
}

const HELP = `
${READS_CONFIG} ${READS_KUBECONFIG}
The sizes come from qdrant.storage.size and qdrant.snapshotStorage.size. Volumes never shrink.
With --storage-class, each node gets new volumes of this class, which must also be in the config. The shards of a node move to
the other nodes before its volumes are deleted. The command then connects to Qdrant, with QDRANT_API_KEY or the key of the Secret.

Exit codes: 0 in sync or resized, 1 error, 2 wrong use, 3 differences found (--dry-run --exit-code).`;

/** The command that makes volumes larger, or moves the nodes to volumes of another StorageClass. */
export function define(command: Command): void {
  command.option(
    '--storage-class <name>',
    'move the nodes, one after the other, to new volumes of this class: the one in qdrant.storage.storageClassName',
  );
  withTimeout(
    withContext(withExitCode(command)),
    'how long a volume may take to grow, and the move of one shard or the start of a pod',
    86_400,
    600,
  );
  defineCommand<ResizeLine>(command, {
    help: HELP,
    examples: [
      ['Show which volumes would grow', '--dry-run'],
      ['Wait up to an hour for each volume', '--timeout', '3600'],
      ['Move every node to volumes of another class', '--storage-class', 'fast'],
    ],
    misuse: line => firstBroken([exitCodeRule(line)]),
    run: line => {
      const { dryRun, storageClass } = line;
      const done = storageClass === undefined ? 'resized' : 'moved';
      const outcome: ResizeOutcome = { steps: [], growing: [], notes: [], replacing: {} };
      const { steps, growing, notes, replacing } = outcome;
      return execute(line, {
        interrupted:
          storageClass === undefined
            ? 'The storage continues to grow the volumes: run the command again to finish.'
            : 'Qdrant finishes a transfer that has begun. No data is lost: run the command again to finish.',
        cleanUp: async () => replacing.finish?.(),
        work: progress =>
          storageClass === undefined
            ? runResize(loadConfig(), line, progress, outcome)
            : runMove(loadConfig(), { ...line, storageClass }, progress, outcome),
        text: () => {
          const isGrown = growing.length > 0 && resultOf(steps, dryRun, done) === 'in sync';
          return isGrown ? 'In sync; the volumes have grown.' : summaryOf(steps, dryRun, done);
        },
        fields: () => ({ result: resultOf(steps, dryRun, done), dryRun, steps, growing, notes }),
        hasDifferences: () => resultOf(steps, dryRun, done) !== 'in sync',
      });
    },
  });
}
