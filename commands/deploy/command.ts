import { type Command } from 'commander';
import { readCertificates, whole } from '../options';
import { exitWith } from '../../cli/io';
import { ExitCode } from '../../cli/failure';
import { conclude, type Manners, progressOf, refuse, withManners } from '../../cli/command';
import { stopOnSignals } from '../../cli/output';
import { loadConfig } from '../../config/load';
import type { StepResult } from '../../reconcile/step';
import type { CleanUps } from '../verify/collection';
import { addressOf } from '../verify/command';
import { newOutcome, type Outcome, runDeploy } from './deploy';
import { type DeployOptions, misuseOf } from './options';

interface CommandLine extends Omit<DeployOptions, 'ca'>, Manners {
  readonly caFile?: string;
}

const HELP = `
Reads config.yaml, or the file that QDRANT_CONFIG names. Uses the kubeconfig that KUBECONFIG names. Signs in to Keycloak with
ADMIN_PASSWORD, or with KEYCLOAK_CLIENT_SECRET where the config names a keycloak.serviceAccount.

Exit codes: 0 in sync or deployed, 1 error, 2 wrong use, 3 differences found (--dry-run --exit-code).`;

/** The command that makes a cluster as the config says. */
export function define(command: Command): void {
  command
    .option('--dry-run', 'print the differences and change nothing', false)
    .option('--exit-code', 'with --dry-run: exit with 3 where there are differences', false)
    .option('--no-hook', 'leave Keycloak and the Secrets alone; the Secrets must come from elsewhere')
    .option('--no-prune', 'keep objects of an earlier deploy that the config no longer makes')
    .option('--no-verify', 'do not check what runs at the end')
    .option('--no-code-server-env', 'leave the shells of code-server alone')
    .option(
      '--allow-version-jump',
      'let Qdrant leave out minor versions or go back; its data may become unreadable',
      false,
    )
    .option(
      '--allow-fewer-nodes',
      'let nodes of Qdrant go, after their shards were moved away and they were removed as peers',
      false,
    )
    .option(
      '--ingress <address>',
      'for the checks: address[:port] of the ingress, for hosts that DNS does not lead to it',
      addressOf,
    )
    .option('--in-cluster', 'for the checks: ask at the pods, through the API server, past the ingress', false)
    .option('--ca-file <file>', 'for the checks: certificate authorities to trust beside the public ones, as PEM')
    .option('--context <name>', 'context of the kubeconfig (default: the current one)')
    .option('--timeout <seconds>', 'how long all pods may take to become ready', whole(1, 86_400), 600);
  withManners(command)
    .addHelpText('after', HELP)
    .action(async (line: CommandLine) => {
      refuse(command, misuseOf(line));
      exitWith(await run(line));
    });
}

async function run({ caFile, ...line }: CommandLine): Promise<number> {
  const cleanUps: CleanUps = new Set();
  stopOnSignals('What was written stays, and nothing is half-written: deploy again to finish.', async () => {
    await Promise.all([...cleanUps].map(cleanUp => cleanUp()));
  });
  const outcome = newOutcome();
  const work = async () => {
    const options: DeployOptions = { ...line, ca: caFile === undefined ? undefined : readCertificates(caFile) };
    await runDeploy(loadConfig(), options, progressOf(line), outcome, cleanUps);
  };
  const code = await conclude(line, work, {
    text: () => closing(outcome, line),
    fields: () => fieldsOf(outcome, line),
  });
  return code === ExitCode.OK && line.exitCode && differing(outcome).length > 0 ? ExitCode.DIFFERENCES : code;
}

function everyStep({ hook, objects, pruned, codeServer }: Outcome): StepResult[] {
  return [...hook.steps, ...objects, ...pruned, ...codeServer.steps];
}

function differing(outcome: Outcome): StepResult[] {
  return everyStep(outcome).filter(({ state }) => state !== 'in sync');
}

function closing(outcome: Outcome, { dryRun }: CommandLine): string {
  const { length } = differing(outcome);
  if (length === 0) {
    return 'In sync.';
  }
  return dryRun ? `${length} of ${everyStep(outcome).length} differ; nothing was changed.` : 'Deployed.';
}

/** The result for programs, without any value of a Secret or a variable. */
function fieldsOf(outcome: Outcome, { dryRun }: CommandLine): object {
  const result = differing(outcome).length === 0 ? 'in sync' : dryRun ? 'differences' : 'deployed';
  const { hook, codeServer, ...rest } = outcome;
  const { notes, steps } = codeServer;
  return { result, dryRun, ...rest, hook: hook.steps, codeServerEnv: { notes, steps } };
}
