import { type Command, Option } from 'commander';
import { type CommonOptions, defineCommand, execute, reportError } from '../../cli/command';
import { io } from '../../cli/io';
import { firstBroken, integer } from '../../cli/options';
import { stopOnSignals } from '../../cli/output';
import { bytes, counted } from '../../cli/text';
import { loadConfig } from '../../config/load';
import { connectCluster } from '../../stack/kubernetes';
import { accessOf, type AddressLine } from '../access';
import { READS_CONFIG, READS_KUBECONFIG, withCaFile, withContext, withTimeout, withUrl } from '../options';
import { type Collected, writeBundle } from './bundle/bundle';
import type { StackAccess } from './bundle/parts';
import { collectStatus } from './collect';
import { screen } from './screen';
import { drifts, type Status } from './status';
import { asJson, asLines, onTerminal, repeat } from './watch';

interface StatusLine extends AddressLine, CommonOptions {
  /** Show drift field by field. */
  readonly drift: boolean;
  readonly exitCode: boolean;
  readonly context?: string;
  /** Seconds between two rounds. */
  readonly watch?: number;
  /** The support bundle to write. */
  readonly bundle?: string;
}

/** Default seconds between two rounds. */
const ROUND = 5;

const HELP = `
${READS_CONFIG} ${READS_KUBECONFIG}
Connects to Qdrant at --url or at the API host of the config, with the API key in QDRANT_API_KEY or the key of the Secret.
Changes nothing in the cluster.

--bundle writes a .tar.gz with this status, the live objects, the events, the newest logs and Qdrant's telemetry, without
the values of Secrets. CONTENTS.txt in the file lists all of it. Read the files before you send them to others.

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
    )
    .addOption(
      new Option('--watch [seconds]', `show the state again and again (without a number: every ${ROUND} s)`)
        .preset(String(ROUND))
        .argParser(integer(1, 86_400)),
    )
    .option('--bundle <file>', 'write a support bundle to a new file');
  withCaFile(withUrl(command, 'address of Qdrant (default: the API host of the config)'));
  withTimeout(withContext(command), 'how long Qdrant may take to answer', 3600, 10);
  defineCommand<StatusLine>(command, {
    help: HELP,
    examples: [
      ['Show the state of the stack'],
      ['Show drift from the config, field by field', '--drift'],
      ['Follow an update', '--watch'],
      ['Write what others need to find a fault', '--bundle', 'bundle.tar.gz'],
    ],
    misuse: ({ watch, bundle, exitCode, quiet }) =>
      firstBroken([
        [watch !== undefined && bundle !== undefined, '--watch excludes --bundle'],
        [watch !== undefined && exitCode, '--watch excludes --exit-code'],
        [watch !== undefined && quiet, '--watch excludes --quiet'],
      ]),
    run: line => (line.watch === undefined ? showOnce(line) : watchStatus(line, line.watch)),
  });
}

async function showOnce(line: StatusLine): Promise<number> {
  let status: Status | undefined;
  let collected: readonly Collected[] | undefined;
  return execute(line, {
    interrupted: 'Nothing was changed.',
    work: async () => {
      const stack = await open(line);
      status = await statusOf(stack);
      if (line.bundle !== undefined) {
        collected = await writeBundle(stack, status, line.bundle, new Date());
      }
    },
    text: () => (collected ? bundleText(line.bundle!, collected) : screen(status!, line.drift)),
    fields: () => ({
      result: resultOf(status),
      ...status,
      ...(collected && { bundle: line.bundle, files: collected }),
    }),
    hasDifferences: () => resultOf(status) === 'differences',
  });
}

async function watchStatus(line: StatusLine, seconds: number): Promise<number> {
  stopOnSignals('Nothing was changed.');
  const show = line.output === 'json' ? asJson() : io().stdout.isTTY ? onTerminal(seconds) : asLines();
  try {
    const stack = await open(line);
    const round = async () => {
      const status = await statusOf(stack);
      return { text: screen(status, line.drift), fields: { result: resultOf(status), ...status } };
    };
    return await repeat(round, seconds, show);
  } catch (error) {
    return reportError(line, error);
  }
}

async function open(line: StatusLine): Promise<StackAccess> {
  const config = loadConfig();
  const cluster = await connectCluster(line.context, { page: 'status' });
  const { urls, ca, snapshotTimeout } = accessOf(line, () => config);
  return { cluster, config, qdrant: { url: urls[0]!, ca, snapshotTimeout, timeout: snapshotTimeout } };
}

function statusOf({ cluster, config, qdrant }: StackAccess): Promise<Status> {
  return collectStatus(cluster, config, qdrant);
}

function bundleText(file: string, collected: readonly Collected[]): string {
  const missing = collected.filter(({ problem }) => problem !== undefined);
  const written = collected.length - missing.length;
  const size = collected.reduce((sum, each) => sum + (each.bytes ?? 0), 0);
  return [
    `Wrote ${file} with ${counted(written, 'file')}, ${bytes(size)} unpacked. Read the files before you send them to others.`,
    ...missing.map(each => `  missing: ${each.file}: ${each.problem}`),
  ].join('\n');
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
