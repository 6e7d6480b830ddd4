import { type Command } from 'commander';
import { accessOf, address, type AddressLine, whole } from '../options';
import { exitWith } from '../../cli/io';
import { ExitCode } from '../../cli/failure';
import { conclude, type Manners, withManners } from '../../cli/command';
import { stopOnSignals } from '../../cli/output';
import { loadConfig } from '../../config/load';
import { Cluster } from '../../clients/kubernetes/cluster';
import { collectStatus } from './collect';
import { screen } from './screen';
import { drifts, type Status } from './status';

interface CommandLine extends AddressLine, Manners {
  /** Show drift field by field. */
  readonly drift: boolean;
  readonly exitCode: boolean;
  readonly context?: string;
}

const HELP = `
Reads config.yaml, or the file that QDRANT_CONFIG names. Uses the kubeconfig that KUBECONFIG names. Asks Qdrant, at --url or
the API host of the config, with the API key in QDRANT_API_KEY or else that of the cluster's Secret. Changes nothing.

Exit codes: 0 looked, whatever was seen, 1 could not look at all, 2 wrong use, 3 drift (--exit-code).`;

/** The command that shows what runs. */
export function define(command: Command): void {
  command
    .option('--drift', 'show drift field by field', false)
    .option('--exit-code', 'exit with 3 where something differs from the config', false)
    .option('--url <url>', 'where Qdrant is (default: the API host of the config)', address, [])
    .option('--ca-file <file>', 'certificate authorities to trust beside the public ones, as PEM')
    .option('--context <name>', 'context of the kubeconfig (default: the current one)')
    .option('--timeout <seconds>', 'how long Qdrant may take to answer', whole(1, 3600), 10);
  withManners(command)
    .addHelpText('after', HELP)
    .action(async (line: CommandLine) => {
      exitWith(await run(line));
    });
}

async function run(line: CommandLine): Promise<number> {
  stopOnSignals('Nothing was changed.');
  let status: Status | undefined;
  const look = async () => {
    const config = loadConfig();
    const cluster = await Cluster.connect(line.context, 'docs/status.md');
    const { urls, ca, patience } = accessOf(line, () => config);
    status = await collectStatus(cluster, config, { url: urls[0]!, ca, patience, timeout: patience });
  };
  const code = await conclude(line, look, {
    text: () => screen(status!, line.drift),
    fields: () => ({ result: resultOf(status), ...status }),
  });
  return code === ExitCode.OK && line.exitCode && status!.drift.some(drifts) ? ExitCode.DIFFERENCES : code;
}

function resultOf(status: Status | undefined): string | undefined {
  if (!status) {
    return undefined;
  }
  const { drift } = status;
  return drift.some(drifts) ? 'differences' : drift.some(({ state }) => state === 'unknown') ? 'unknown' : 'in sync';
}
