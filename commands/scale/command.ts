import { type Command } from 'commander';
import { type CommonOptions, defineCommand, execute } from '../../cli/command';
import { collect, firstBroken } from '../../cli/options';
import { loadConfig } from '../../config/load';
import { READS_CONFIG, READS_KUBECONFIG, withContext, withDryRun, withTimeout } from '../options';
import type { ScaleOutcome } from './outcome';
import { runScale, type ScaleOptions } from './scale';

const HELP = `
${READS_CONFIG} ${READS_KUBECONFIG}
The number of nodes comes from qdrant.replicas, and the number of copies from qdrant.replicationFactor.
Connects to Qdrant through the API server, with QDRANT_API_KEY or the key of the Secret.
Keeps the volume claims of the removed nodes.
With --heal, the number of nodes stays. Each named node joins again without data, and the other nodes copy its shards to it.

Exit codes: 0 in sync or scaled, 1 error, 2 wrong use.`;

/** The command that scales Qdrant to another number of nodes. */
export function define(command: Command): void {
  withDryRun(command, 'print the shards to move and the nodes to remove, and change nothing').option(
    '--replicate',
    'at the end, copy shards until each has the number of copies that its collection or the config sets',
    false,
  );
  command
    .option('--heal <pod>', 'rebuild a node whose data is lost, such as qdrant-0; can be repeated', collect, [])
    .option('--delete-lost', 'with --heal: delete the collections that lost the only copy of a shard', false);
  withTimeout(
    withContext(command),
    'how long the transfer of one shard, or the start of the pods, may take',
    604_800,
    3600,
  );
  defineCommand<ScaleOptions & CommonOptions>(command, {
    help: HELP,
    examples: [
      ['Show the plan', '--dry-run'],
      ['Scale to the nodes of the config'],
      ['Rebuild a node whose data is lost', '--heal', 'qdrant-1'],
    ],
    misuse: ({ heal, deleteLost, replicate }) =>
      firstBroken([
        [deleteLost && heal.length === 0, '--delete-lost needs --heal'],
        [replicate && heal.length > 0, '--heal copies the missing shards, so it excludes --replicate'],
      ]),
    run: line => {
      const outcome: ScaleOutcome = { shards: [], left: [], healed: [], deleted: [] };
      return execute(line, {
        interrupted: 'Qdrant finishes a transfer that has begun. No data is lost: run the command again to finish.',
        work: progress => runScale(loadConfig(), line, progress, outcome),
        text: () => TEXTS[resultOf(outcome, line)],
        fields: () => ({ result: resultOf(outcome, line), dryRun: line.dryRun, ...outcome }),
      });
    },
  });
}

const TEXTS = { 'in sync': 'In sync.', differences: 'Nothing was changed.', scaled: 'Scaled.', healed: 'Healed.' };

function resultOf(outcome: ScaleOutcome, { dryRun, heal }: ScaleOptions): keyof typeof TEXTS {
  const { nodes, shards, left, healed } = outcome;
  if (nodes?.from === nodes?.to && [...shards, ...left, ...healed].length === 0) {
    return 'in sync';
  }
  return dryRun ? 'differences' : heal.length > 0 ? 'healed' : 'scaled';
}
