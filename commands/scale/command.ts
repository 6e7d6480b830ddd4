import { type Command } from 'commander';
import { whole } from '../options';
import { exitWith } from '../../cli/io';
import { conclude, type Manners, progressOf, withManners } from '../../cli/command';
import { stopOnSignals } from '../../cli/output';
import { loadConfig } from '../../config/load';
import { type Outcome, runScale, type ScaleOptions } from './scale';

interface CommandLine extends ScaleOptions, Manners {}

const HELP = `
Reads config.yaml, or the file that QDRANT_CONFIG names: qdrant.replicas and qdrant.replicationFactor. Uses the kubeconfig that
KUBECONFIG names, and speaks to Qdrant through the API server, with QDRANT_API_KEY where there is one. Claims of nodes that
leave are kept.

Exit codes: 0 in sync or scaled, 1 error, 2 wrong use.`;

/** The command that takes Qdrant to another number of nodes. */
export function define(command: Command): void {
  command
    .option('--dry-run', 'print what would move and leave, and change nothing', false)
    .option('--replicate', 'then copy shards until each has as many copies as it is to have', false)
    .option('--context <name>', 'context of the kubeconfig (default: the current one)')
    .option(
      '--timeout <seconds>',
      'how long one shard may take on its way, and pods until they are ready',
      whole(1, 604_800),
      3600,
    );
  withManners(command)
    .addHelpText('after', HELP)
    .action(async (line: CommandLine) => {
      exitWith(await run(line));
    });
}

async function run(line: CommandLine): Promise<number> {
  const outcome: Outcome = { shards: [], left: [] };
  stopOnSignals(
    'A shard that is on its way goes on. Nothing is lost: run the command again to finish.',
    async () => {},
  );
  return conclude(line, () => runScale(loadConfig(), line, progressOf(line), outcome), {
    text: () => closing(outcome, line),
    fields: () => ({ result: resultOf(outcome, line), dryRun: line.dryRun, ...outcome }),
  });
}

function closing(outcome: Outcome, line: CommandLine): string {
  const { [resultOf(outcome, line)]: text } = {
    'in sync': 'In sync.',
    differences: 'Nothing was changed.',
    scaled: 'Scaled.',
  };
  return text;
}

function resultOf({ nodes, shards, left }: Outcome, { dryRun }: CommandLine): 'in sync' | 'differences' | 'scaled' {
  if (nodes?.from === nodes?.to && shards.length === 0 && left.length === 0) {
    return 'in sync';
  }
  return dryRun ? 'differences' : 'scaled';
}
