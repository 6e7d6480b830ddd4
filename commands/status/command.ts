import { type Command } from 'commander';
import { type CommonOptions, defineCommand, execute } from '../../cli/command';
import { loadConfig } from '../../config/load';
import { connectCluster } from '../../stack/kubernetes';
import { accessOf, type AddressLine } from '../access';
import { READS_CONFIG, READS_KUBECONFIG, withCaFile, withContext, withTimeout, withUrl } from '../options';
import { collectStatus } from './collect';
import { screen } from './screen';
import { drifts, type Status } from './status';

interface StatusLine extends AddressLine, CommonOptions {
  /** Show drift field by field. */
  readonly drift: boolean;
  readonly exitCode: boolean;
  readonly context?: string;
}

const HELP = `
${READS_CONFIG} ${READS_KUBECONFIG}
Connects to Qdrant at --url or at the API host of the config, with the API key in QDRANT_API_KEY or the key of the Secret.
Changes nothing.

Exit codes: 0 shown, whatever the state, 1 the state could not be read, 2 wrong use, 3 drift, nodes of Qdrant that differ, or an object that bypasses the
sign-in (--exit-code).`;

/** The command that shows the running stack. */
export function define(command: Command): void {
  command
    .option('--drift', 'show drift field by field', false)
    .option(
      '--exit-code',
      'exit with code 3 if an object or a node of Qdrant differs, or an object bypasses the sign-in',
      false,
    );
  withCaFile(withUrl(command, 'address of Qdrant (default: the API host of the config)'));
  withTimeout(withContext(command), 'how long Qdrant may take to answer', 3600, 10);
  defineCommand<StatusLine>(command, {
    help: HELP,
    examples: [['Show the state of the stack'], ['Show drift from the config, field by field', '--drift']],
    run: line => {
      let status: Status | undefined;
      return execute(line, {
        interrupted: 'Nothing was changed.',
        work: async () => {
          const config = loadConfig();
          const cluster = await connectCluster(line.context, { page: 'status' });
          const { urls, ca, snapshotTimeout } = accessOf(line, () => config);
          const timeout = snapshotTimeout;
          status = await collectStatus(cluster, config, { url: urls[0]!, ca, snapshotTimeout, timeout });
        },
        text: () => screen(status!, line.drift),
        fields: () => ({ result: resultOf(status), ...status }),
        hasDifferences: () => resultOf(status) === 'differences',
      });
    },
  });
}

function resultOf(status: Status | undefined): string | undefined {
  if (!status) {
    return undefined;
  }
  const { drift, nodes, routes } = status;
  return drift.some(drifts) || routes.violations.length > 0 || (nodes?.problems.length ?? 0) > 0
    ? 'differences'
    : drift.some(({ state }) => state === 'unknown') || (nodes?.unknown.length ?? 0) > 0
      ? 'unknown'
      : 'in sync';
}
