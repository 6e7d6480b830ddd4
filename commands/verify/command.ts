import { setTimeout as sleep } from 'node:timers/promises';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { readCertificates, whole } from '../options';
import { exitWith } from '../../cli/io';
import { ExitCode } from '../../cli/failure';
import { giveUp, type Manners, refuse, withManners } from '../../cli/command';
import { stopOnSignals } from '../../cli/output';
import { loadConfig } from '../../config/load';
import type { Config } from '../../config/schema';
import type { Address } from '../../clients/http';
import { type CheckResult, runChecks } from './check';
import { roundOf } from './checks';
import type { CleanUps } from './collection';
import { misuseOf, PARTS, type VerifyOptions } from './options';
import { failuresOnly, forPrograms, type Shown, table, unseen } from './show';
import { changed } from './table';

interface CommandLine extends Omit<VerifyOptions, 'ca'>, Manners {
  readonly caFile?: string;
  /** Seconds between two rounds. */
  readonly watch?: number;
}

/** Seconds between two rounds, where --watch does not say. */
const ROUND = 60;

const HELP = `
Reads config.yaml, or the file that QDRANT_CONFIG names. Uses the kubeconfig that KUBECONFIG names. Keycloak is looked at
where ADMIN_PASSWORD or KEYCLOAK_CLIENT_SECRET is set. QDRANT_API_KEY is the key of the API, where it has one; where the
config has apiKeys and the cluster is asked anyway, the Secret tells it.
Writes nothing but one collection of its own, which it deletes.

Exit codes: 0 nothing failed, 1 a check failed or an error, 2 wrong use.`;

/** The command that holds what runs against the config. */
export function define(command: Command): void {
  command
    .addOption(new Option('--only <part>', 'leave the other servers alone').choices(PARTS))
    .option('--in-cluster', 'go to ready pods through the API server, past ingress, DNS and certificates', false)
    .option('--ingress <address>', 'address[:port] of the ingress, for hosts that DNS does not lead to it', addressOf)
    .option('--ca-file <file>', 'certificate authorities to trust beside the public ones, as PEM')
    .option('--tries <number>', 'how often to ask the API until it answers', whole(1, 1000), 12)
    .option('--interval <seconds>', 'time between two tries', whole(1, 3600), 5)
    .option('--collection <name>', 'name of the throw-away collection (default: a random one)', collectionName)
    .addOption(
      new Option('--watch [seconds]', `check again and again, and tell what changes (without a number: ${ROUND})`)
        .preset(String(ROUND))
        .argParser(whole(1, 86_400)),
    )
    .option('--context <name>', 'context of the kubeconfig (default: the current one)')
    .option('--timeout <seconds>', 'how long a server may take to answer', whole(1, 3600), 10);
  withManners(command)
    .addHelpText('after', HELP)
    .action(async (line: CommandLine) => {
      refuse(command, misuseOf(line));
      exitWith(await run(line));
    });
}

async function run({ caFile, watch, ...line }: CommandLine): Promise<number> {
  const cleanUps: CleanUps = new Set();
  stopOnSignals('Nothing was changed.', async () => {
    await Promise.all([...cleanUps].map(cleanUp => cleanUp()));
  });
  try {
    const config = loadConfig();
    const options: VerifyOptions = { ...line, ca: caFile === undefined ? undefined : readCertificates(caFile) };
    const shown = line.output === 'json' ? forPrograms(watch !== undefined) : line.quiet ? failuresOnly : table;
    let results = await round(config, options, cleanUps, shown);
    shown.first(results);
    while (watch !== undefined) {
      await sleep(watch * 1000);
      const before = results;
      results = await round(config, options, cleanUps, unseen);
      shown.later(changed(before, results), results);
    }
    return results.some(({ result }) => result === 'failed') ? ExitCode.FAILURE : ExitCode.OK;
  } catch (error) {
    return giveUp(line, error);
  }
}

async function round(
  config: Config,
  options: VerifyOptions,
  cleanUps: CleanUps,
  shown: Pick<Shown, 'onlooker'>,
): Promise<CheckResult[]> {
  const { checks, close } = roundOf(config, options, cleanUps);
  try {
    return await runChecks(checks, shown.onlooker(checks));
  } finally {
    await close();
  }
}

export function addressOf(value: string): Address {
  const [, host, port = '443'] = /^(\[[0-9a-fA-F:]+\]|[\w.-]+)(?::(\d{1,5}))?$/.exec(value) ?? [];
  if (!host || Number(port) < 1 || Number(port) > 65_535) {
    throw new InvalidArgumentError('Allowed: a host or IP address, with or without a port, such as 192.0.2.10:8443.');
  }
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
}

function collectionName(value: string): string {
  if (!/^[\w.-]{1,255}$/.test(value) || /^\.+$/.test(value)) {
    throw new InvalidArgumentError('Allowed: letters, digits, hyphens, dots and underscores.');
  }
  return value;
}
