import { fstatSync } from 'node:fs';
import { Command, InvalidArgumentError, Option } from 'commander';
import { stringify } from 'yaml';
import { ExitCode, Failure } from '../cli/failure';
import { explain, print, printError, printRaw, stopOnSignals } from '../cli/output';
import { redact } from '../cli/secrets';
import { lines, live, Progress, silent } from '../cli/tasks';
import { loadConfig } from '../config/load';
import { Outcome, runHook } from './hook';
import { HookOptions, misuseOf, OUTPUTS, PARTS, ROTATABLE } from './options';

interface CommandLine extends HookOptions {
  readonly output: (typeof OUTPUTS)[number];
  readonly quiet?: boolean;
}

const HELP = `
Reads config.yaml, or the file that QDRANT_CONFIG names. Signs in to Keycloak with ADMIN_PASSWORD, or with
KEYCLOAK_CLIENT_SECRET where the config names a keycloak.serviceAccount. Uses the kubeconfig that KUBECONFIG names.

Exit codes: 0 in sync or applied, 1 error, 2 wrong use, 3 differences found (--dry-run --exit-code).`;

/** The command that makes Keycloak and the cluster's Secrets match the config. */
export function hookCommand(): Command {
  return new Command('hook')
    .description("Makes Keycloak and the cluster's Secrets match the config, any number of times.")
    .option('--dry-run', 'print the differences and change nothing')
    .option('--exit-code', 'with --dry-run: exit with 3 where there are differences')
    .addOption(
      new Option('--only <part>', 'keycloak: leave the cluster alone; tls: only renew the TLS Secret').choices(PARTS),
    )
    .addOption(new Option('--rotate <secret>', 'make this secret anew').choices(ROTATABLE))
    .option('--remove', 'take back the client and the Secrets that this command made')
    .option('--force', 'with --remove: also those that it found and adopted')
    .option('--emit-secrets', 'print the Secrets as manifests into a pipe instead of writing them')
    .option('--context <name>', 'context of the kubeconfig (default: the current one)')
    .option('--timeout <seconds>', 'how long to wait for Keycloak while it does not answer', seconds, 60)
    .addOption(new Option('--output <format>', 'form of the result').choices(OUTPUTS).default('text'))
    .option('-q, --quiet', 'print errors only')
    .addHelpText('after', HELP)
    .allowExcessArguments(false)
    .action(async (options: CommandLine, command: Command) => {
      const misuse = misuseOf(options) ?? misuseOfOutput(options);
      if (misuse) {
        command.error(`error: ${misuse}`, { exitCode: ExitCode.USAGE });
      }
      process.exitCode = await run(options);
    });
}

async function run(options: CommandLine): Promise<number> {
  stopOnSignals('What was written stays, and nothing is half-written: run the hook again to finish.');
  const outcome: Outcome = { steps: [], secrets: [] };
  try {
    await runHook(loadConfig(), options, progressOf(options), outcome);
  } catch (error) {
    if (options.output === 'json') {
      print(json(outcome, options, error));
    }
    return explain(error);
  }
  if (options.emitSecrets) {
    try {
      await printRaw(outcome.secrets.map(secret => `---\n${stringify(secret)}`).join(''));
    } catch (error) {
      return explain(error);
    }
  } else if (options.output === 'json') {
    print(json(outcome, options));
  } else if (!options.quiet) {
    print(closing(outcome, options));
  }
  return options.exitCode && differing(outcome) > 0 ? ExitCode.DIFFERENCES : ExitCode.OK;
}

function progressOf({ output, quiet, emitSecrets }: CommandLine): Progress {
  if (quiet || output === 'json') {
    return silent;
  }
  if (emitSecrets) {
    return lines(printError);
  }
  // A terminal without a width cannot be drawn on.
  return process.stdout.isTTY && process.stdout.columns > 0 ? live(redact) : lines(print);
}

function differing({ steps }: Outcome): number {
  return steps.filter(({ state }) => state !== 'in sync').length;
}

function closing(outcome: Outcome, { dryRun }: HookOptions): string {
  const count = differing(outcome);
  if (count === 0) {
    return 'In sync.';
  }
  return dryRun ? `${count} of ${outcome.steps.length} differ; nothing was changed.` : 'Applied.';
}

/** The result for programs. Fields are only ever added to it. */
function json(outcome: Outcome, { dryRun = false }: HookOptions, error?: unknown): string {
  const result = error ? 'error' : differing(outcome) === 0 ? 'in sync' : dryRun ? 'differences' : 'applied';
  const failure = error instanceof Failure ? { problem: error.problem, fix: error.fix } : { problem: String(error) };
  return JSON.stringify(
    { result, dryRun, steps: outcome.steps, ...(error !== undefined && { error: failure }) },
    null,
    2,
  );
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
