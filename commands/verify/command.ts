import { setTimeout as sleep } from 'node:timers/promises';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type CommonOptions, defineCommand, reportError } from '../../cli/command';
import { ExitCode } from '../../cli/failure';
import { integer } from '../../cli/options';
import { stopOnSignals } from '../../cli/output';
import { loadConfig } from '../../config/load';
import type { Config } from '../../config/schema';
import { certificatesIn, READS_CONFIG, withCheckOptions, withContext, withTimeout } from '../options';
import { type CheckResult, runChecks } from './check';
import { roundOf } from './checks';
import type { CleanUps } from './collection';
import { misuseOf, PARTS, type VerifyOptions } from './options';
import { givenSession } from './rights-check';
import { failuresOnly, forPrograms, type Shown, table, unseen } from './show';
import { changed } from './table';

interface VerifyLine extends Omit<VerifyOptions, 'ca'>, CommonOptions {
  readonly caFile?: string;
  /** Seconds between two rounds. */
  readonly watch?: number;
}

/** Default seconds between two rounds. */
const ROUND = 60;

const HELP = `
${READS_CONFIG} Checks Keycloak if ADMIN_PASSWORD or KEYCLOAK_CLIENT_SECRET is set, and any
other identity provider without an account. Uses the API key in
QDRANT_API_KEY. If the config has apiKeys and the checks use the cluster, they read the key from the Secret.
Writes only a temporary collection, and deletes it at the end.

Exit codes: 0 no check failed, 1 a check failed or an error, 2 wrong use.`;

/** The command that compares the running stack with the config. */
export function define(command: Command): void {
  command.addOption(new Option('--only <part>', 'check only this part').choices(PARTS));
  withCheckOptions(command)
    .option('--tries <number>', 'number of attempts until the API answers', integer(1, 1000), 12)
    .option('--interval <seconds>', 'time between two attempts', integer(1, 3600), 5)
    .option('--collection <name>', 'name of the temporary collection (default: a random one)', collectionName)
    .option(
      '--session <name=file>',
      'check the rights of a session: the group or user in dashboard.access.rights, or none, and the file with its Cookie header; can be repeated',
      givenSession,
    )
    .addOption(
      new Option('--watch [seconds]', `repeat the checks, and show what changes (without a number: every ${ROUND} s)`)
        .preset(String(ROUND))
        .argParser(integer(1, 86_400)),
    );
  withTimeout(withContext(command), 'how long a server may take to answer', 3600, 10);
  defineCommand<VerifyLine>(command, {
    help: HELP,
    examples: [
      ['Check the stack from outside'],
      ['Check the pods of a stack in another namespace', '--in-cluster', '-n', 'vectors'],
    ],
    misuse: misuseOf,
    run,
  });
}

async function run({ caFile, watch, ...line }: VerifyLine): Promise<number> {
  const cleanUps: CleanUps = new Set();
  stopOnSignals('Nothing was changed.', async () => {
    await Promise.all([...cleanUps].map(cleanUp => cleanUp()));
  });
  try {
    const config = loadConfig();
    const options: VerifyOptions = { ...line, ca: certificatesIn(caFile) };
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
    return reportError(line, error);
  }
}

async function round(
  config: Config,
  options: VerifyOptions,
  cleanUps: CleanUps,
  shown: Pick<Shown, 'observer'>,
): Promise<CheckResult[]> {
  const { checks, close } = roundOf(config, options, cleanUps);
  try {
    return await runChecks(checks, shown.observer(checks));
  } finally {
    await close();
  }
}

function collectionName(value: string): string {
  if (!/^[\w.-]{1,255}$/.test(value) || /^\.+$/.test(value)) {
    throw new InvalidArgumentError('Allowed: letters, digits, hyphens, dots and underscores.');
  }
  return value;
}
