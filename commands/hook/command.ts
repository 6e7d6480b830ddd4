import { fstatSync } from 'node:fs';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { stringify } from 'yaml';
import { exitWith } from '../../cli/io';
import { ExitCode } from '../../cli/failure';
import { conclude, type Manners, progressOf, refuse, withManners } from '../../cli/command';
import { printError, printRaw, stopOnSignals } from '../../cli/output';
import { lines } from '../../cli/progress';
import { loadConfig } from '../../config/load';
import { type Outcome, runHook } from './hook';
import { type HookOptions, misuseOf, PARTS, ROTATABLE } from './options';

type CommandLine = HookOptions & Manners;

const HELP = `
Reads config.yaml, or the file that QDRANT_CONFIG names. Signs in to Keycloak with ADMIN_PASSWORD, or with
KEYCLOAK_CLIENT_SECRET where the config names a keycloak.serviceAccount. Uses the kubeconfig that KUBECONFIG names.

Exit codes: 0 in sync or applied, 1 error, 2 wrong use, 3 differences found (--dry-run --exit-code).`;

/** The command that makes Keycloak and the cluster's Secrets match the config. */
export function define(command: Command): void {
  command
    .option('--dry-run', 'print the differences and change nothing')
    .option('--exit-code', 'with --dry-run: exit with 3 where there are differences')
    .addOption(
      new Option(
        '--only <part>',
        "keycloak: leave the cluster alone; tls: only renew the TLS Secret; api-keys: only Qdrant's keys",
      ).choices(PARTS),
    )
    .addOption(new Option('--rotate <secret>', 'make this secret anew').choices(ROTATABLE))
    .option('--finish', 'with --rotate api-key: no longer accept the key before')
    .option('--remove', 'take back the client and the Secrets that this command made')
    .option('--force', 'with --remove: also those that it found and adopted')
    .option('--emit-secrets', 'print the Secrets as manifests into a pipe instead of writing them')
    .option('--context <name>', 'context of the kubeconfig (default: the current one)')
    .option('--timeout <seconds>', 'how long to wait for Keycloak while it does not answer', seconds, 60);
  withManners(command)
    .addHelpText('after', HELP)
    .action(async (options: CommandLine) => {
      refuse(command, misuseOf(options) ?? misuseOfOutput(options));
      exitWith(await run(options));
    });
}

async function run(options: CommandLine): Promise<number> {
  stopOnSignals('What was written stays, and nothing is half-written: run the hook again to finish.');
  const outcome: Outcome = { steps: [], secrets: [] };
  const { emitSecrets = false } = options;
  const work = async () => {
    await runHook(
      loadConfig(),
      options,
      emitSecrets && !options.quiet ? lines(printError) : progressOf(options),
      outcome,
    );
    if (emitSecrets) {
      await printRaw(outcome.secrets.map(secret => `---\n${stringify(secret)}`).join(''));
    }
  };
  const code = await conclude(emitSecrets ? { ...options, quiet: true } : options, work, {
    text: () => closing(outcome, options),
    fields: () => fieldsOf(outcome, options),
  });
  return code === ExitCode.OK && options.exitCode && differing(outcome) > 0 ? ExitCode.DIFFERENCES : code;
}

function differing({ steps }: Pick<Outcome, 'steps'>): number {
  return steps.filter(({ state }) => state !== 'in sync').length;
}

function closing(outcome: Outcome, { dryRun }: HookOptions): string {
  const count = differing(outcome);
  if (count === 0) {
    return 'In sync.';
  }
  return dryRun ? `${count} of ${outcome.steps.length} differ; nothing was changed.` : 'Applied.';
}

function fieldsOf({ steps }: Outcome, { dryRun = false }: HookOptions): object {
  const result = differing({ steps }) === 0 ? 'in sync' : dryRun ? 'differences' : 'applied';
  return { result, dryRun, steps };
}

function misuseOfOutput({ emitSecrets, output }: CommandLine): string | undefined {
  if (!emitSecrets) {
    return undefined;
  }
  if (output === 'json') {
    return '--emit-secrets prints YAML, so not --output json';
  }
  const standardOutput = fstatSync(1);
  return standardOutput.isFIFO() || standardOutput.isSocket()
    ? undefined
    : '--emit-secrets prints secrets, so only into a pipe: hook --emit-secrets | kubectl apply --server-side --force-conflicts -f -';
}

function seconds(value: string): number {
  const number = Number(value);
  if (!/^\d+$/.test(value) || number < 1 || number > 3600) {
    throw new InvalidArgumentError('Allowed: whole seconds from 1 to 3600.');
  }
  return number;
}
