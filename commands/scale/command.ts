import { type Command } from 'commander';
import { type CommonOptions, defineCommand, execute } from '../../cli/command';
import { loadConfig } from '../../config/load';
import { READS_CONFIG, READS_KUBECONFIG, withContext, withDryRun, withTimeout } from '../options';
import { runScale, type ScaleOptions, type ScaleOutcome } from './scale';

const HELP = `
${READS_CONFIG} ${READS_KUBECONFIG}
The number of nodes comes from qdrant.replicas, and the number of copies from qdrant.replicationFactor.
Connects to Qdrant through the API server, with QDRANT_API_KEY or the key of the Secret.
Keeps the volume claims of the removed nodes.

Exit codes: 0 in sync or scaled, 1 error, 2 wrong use.`;

/** The command that scales Qdrant to another number of nodes. */
export function define(command: Command): void {
  withDryRun(command, 'print the shards to move and the nodes to remove, and change nothing').option(
    '--replicate',
    'at the end, copy shards until each has the number of copies that its collection or the config sets',
    false,
  );
  withTimeout(
    withContext(command),
    'how long the transfer of one shard, or the start of the pods, may take',
    604_800,
    3600,
  );
  defineCommand<ScaleOptions & CommonOptions>(command, {
    help: HELP,
    examples: [['Show the plan', '--dry-run'], ['Scale to the nodes of the config']],
    run: line => {
      const outcome: ScaleOutcome = { shards: [], left: [] };
      return execute(line, {
        interrupted: 'Qdrant finishes a transfer that has begun. No data is lost: run the command again to finish.',
        work: progress => runScale(loadConfig(), line, progress, outcome),
        text: () => TEXTS[resultOf(outcome, line)],
        fields: () => ({ result: resultOf(outcome, line), dryRun: line.dryRun, ...outcome }),
      });
    },
  });
}

const TEXTS = { 'in sync': 'In sync.', differences: 'Nothing was changed.', scaled: 'Scaled.' };

function resultOf({ nodes, shards, left }: ScaleOutcome, { dryRun }: ScaleOptions): keyof typeof TEXTS {
  if (nodes?.from === nodes?.to && shards.length === 0 && left.length === 0) {
    return 'in sync';
  }
  return dryRun ? 'differences' : 'scaled';
}
