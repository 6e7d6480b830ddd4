import { fstatSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { stringify } from 'yaml';
import { type CommonOptions, defineCommand, execute } from '../../cli/command';
import { type Io, io } from '../../cli/io';
import { printError, printRaw } from '../../cli/output';
import { lines } from '../../cli/progress';
import { loadConfig } from '../../config/load';
import { resultOf, summaryOf } from '../../reconcile/report';
import { KEYCLOAK_TIMEOUT } from '../../stack/keycloak';
import {
  type DryRunLine,
  READS_CONFIG,
  READS_KUBECONFIG,
  SIGNS_IN,
  withContext,
  withExitCode,
  withTimeout,
} from '../options';
import { type HookOutcome, runHook } from './hook';
import { type HookOptions, misuseOf, PARTS, ROTATABLE } from './options';

type HookLine = HookOptions & DryRunLine & CommonOptions;

const HELP = `
The hook creates what the manifests cannot contain: the Keycloak client of the dashboard, and the Secrets of the cluster.
${READS_CONFIG} ${READS_KUBECONFIG}
${SIGNS_IN}

Exit codes: 0 in sync or applied, 1 error, 2 wrong use, 3 differences found (--dry-run --exit-code).`;

/** The command that makes Keycloak and the Secrets of the cluster match the config. */
export function define(command: Command): void {
  withExitCode(command)
    .addOption(
      new Option(
        '--only <part>',
        "keycloak: leave the cluster alone; tls: only the TLS Secret; api-keys: only Qdrant's keys",
      ).choices(PARTS),
    )
    .addOption(new Option('--rotate <secret>', 'replace this secret with a new one').choices(ROTATABLE))
    .option('--finish', 'with --rotate api-key: remove the previous key')
    .option('--remove', 'remove the client and the Secrets that this command created', false)
    .option('--force', 'with --remove: also remove what the command adopted', false)
    .option('--create-account', 'create only the account with which the pods of reconcile sign in to Keycloak', false)
    .option('--emit-secrets', 'print the Secrets as manifests into a pipe instead of writing them', false);
  const limit = 'how long to wait for Keycloak while it does not answer';
  withTimeout(withContext(command), limit, 3600, KEYCLOAK_TIMEOUT);
  defineCommand<HookLine>(command, {
    help: HELP,
    examples: [
      ['Show what the hook would change', '--dry-run'],
      ['Replace the client secret at Keycloak and in the cluster', '--rotate', 'client-secret'],
    ],
    misuse: line => misuseOf(line) ?? misuseOfOutput(line),
    run: line => {
      const outcome: HookOutcome = { steps: [], secrets: [] };
      const { dryRun, emitSecrets, quiet } = line;
      return execute(line, {
        interrupted: 'Every write is complete or was not made: run the hook again to finish.',
        // Standard output is for the Secrets.
        ...(emitSecrets && !quiet && { progress: lines(printError) }),
        work: async progress => {
          await runHook(loadConfig(), line, progress, outcome);
          if (emitSecrets) {
            await printRaw(outcome.secrets.map(secret => `---\n${stringify(secret)}`).join(''));
          }
        },
        text: emitSecrets ? undefined : () => summaryOf(outcome.steps, dryRun, 'applied'),
        fields: () => ({ result: resultOf(outcome.steps, dryRun, 'applied'), dryRun, steps: outcome.steps }),
        hasDifferences: () => resultOf(outcome.steps, dryRun, 'applied') !== 'in sync',
      });
    },
  });
}

function misuseOfOutput({ emitSecrets, output }: HookLine): string | undefined {
  if (!emitSecrets) {
    return undefined;
  }
  if (output === 'json') {
    return '--emit-secrets prints YAML, so it excludes --output json';
  }
  return isPipe(io().stdout)
    ? undefined
    : '--emit-secrets prints secrets, so it needs a pipe: hook --emit-secrets | kubectl apply --server-side --force-conflicts -f -';
}

function isPipe({ fd }: Io['stdout']): boolean {
  const file = fd === undefined ? undefined : fstatSync(fd);
  return file === undefined || file.isFIFO() || file.isSocket();
}
