import { type Command } from 'commander';
import { type CommonOptions, defineCommand, execute } from '../../cli/command';
import { loadConfig } from '../../config/load';
import { resultOf, summaryOf } from '../../reconcile/report';
import type { CleanUps } from '../verify/collection';
import {
  certificatesIn,
  type DryRunLine,
  READS_CONFIG,
  READS_KUBECONFIG,
  SIGNS_IN,
  withCheckOptions,
  withContext,
  withExitCode,
  withTimeout,
} from '../options';
import { type DeployOutcome, newOutcome, runDeploy } from './deploy';
import { type DeployOptions, misuseOf } from './options';

type DeployLine = Omit<DeployOptions, 'ca'> & { readonly caFile?: string } & DryRunLine & CommonOptions;

const HELP = `
${READS_CONFIG} ${READS_KUBECONFIG}
${SIGNS_IN}
First runs the hook, which creates the Keycloak client and the Secrets. The manifests cannot contain them.

Exit codes: 0 in sync or deployed, 1 error, 2 wrong use, 3 differences found (--dry-run --exit-code).`;

/** The command that makes a cluster match the config. */
export function define(command: Command): void {
  withExitCode(command)
    .option('--no-hook', 'do not run the hook; create the Secrets in another way')
    .option('--no-prune', 'keep the objects of an earlier deploy that the config no longer declares')
    .option(
      '--remove-old-routes',
      "delete the routes of Thinkube's playbooks that the config does not declare, after the new routes work",
      false,
    )
    .option('--no-verify', 'do not check the running stack at the end')
    .option('--no-code-server-env', 'do not update the shells of code-server')
    .option(
      '--allow-version-jump',
      'let Qdrant skip minor versions, or go back to an older version; its data may become unreadable',
      false,
    )
    .option(
      '--allow-fewer-nodes',
      'delete nodes of Qdrant, after you moved their shards and removed them from the cluster',
      false,
    );
  withCheckOptions(command, 'for the checks: ');
  withTimeout(withContext(command), 'how long all pods may take to become ready', 86_400, 600);
  defineCommand<DeployLine>(command, {
    help: HELP,
    examples: [
      ['Show what a deploy would change', '--dry-run'],
      ['Deploy, while DNS does not know the hosts yet', '--ingress', '192.0.2.10'],
    ],
    misuse: misuseOf,
    run: ({ caFile, ...line }) => {
      const { dryRun } = line;
      const outcome = newOutcome();
      const cleanUps: CleanUps = new Set();
      return execute(line, {
        interrupted: 'Every write is complete or was not made: deploy again to finish.',
        cleanUp: async () => {
          await Promise.all([...cleanUps].map(cleanUp => cleanUp()));
        },
        work: async progress => {
          const options: DeployOptions = { ...line, ca: certificatesIn(caFile) };
          await runDeploy(loadConfig(), options, progress, outcome, cleanUps);
        },
        text: () => summaryOf(allSteps(outcome), dryRun, 'deployed'),
        fields: () => fieldsOf(outcome, dryRun),
        hasDifferences: () => resultOf(allSteps(outcome), dryRun, 'deployed') !== 'in sync',
      });
    },
  });
}

function allSteps({ hook, objects, pruned, codeServer }: DeployOutcome) {
  return [...hook.steps, ...objects, ...pruned, ...codeServer.steps];
}

/** The result for programs, without the values of Secrets and variables. */
function fieldsOf(outcome: DeployOutcome, dryRun: boolean): object {
  const { hook, codeServer, ...rest } = outcome;
  const { notes, steps } = codeServer;
  const result = resultOf(allSteps(outcome), dryRun, 'deployed');
  return { result, dryRun, ...rest, hook: hook.steps, codeServerEnv: { notes, steps } };
}
