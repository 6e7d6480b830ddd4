import { type Command } from 'commander';
import { type CommonOptions, defineCommand, execute } from '../../cli/command';
import { io } from '../../cli/io';
import { loadConfig } from '../../config/load';
import type { Config } from '../../config/schema';
import type { StepResult } from '../../reconcile/step';
import { withPods } from '../../stack/qdrant-access';
import { accessOf, type AddressLine } from '../access';
import {
  READS_CONFIG,
  READS_KUBECONFIG,
  SIGNS_IN,
  withCaFile,
  withContext,
  withDryRun,
  withTimeout,
  withUrl,
} from '../options';
import { confirmationOf } from './confirmation';
import type { WithQdrant } from './data-loss';
import { type ConfirmationOptions, misuseOf, type RollbackOptions } from './options';
import { isRemoved, type RollbackOutcome, runRollback } from './rollback';

type RollbackLine = Omit<RollbackOptions, 'withQdrant'> & ConfirmationOptions & AddressLine & CommonOptions;

/** How long Qdrant may take to make one snapshot, in seconds. */
const SNAPSHOT_TIMEOUT = 3600;

const HELP = `
${READS_CONFIG} ${READS_KUBECONFIG}
Asks Qdrant which collections would be lost, at --url or in the pods of the cluster. Uses the API key in QDRANT_API_KEY, or the
key of the Secret.
${SIGNS_IN} Does so only with --keycloak.

Exit codes: 0 removed or nothing to remove, 1 error, 2 wrong use.`;

/** The command that removes the stack. */
export function define(command: Command): void {
  withDryRun(command, 'print what would be deleted, and change nothing')
    .option('--yes', 'do not ask for confirmation', false)
    .option('--without-qdrant', 'with --yes: continue if the collections of Qdrant are unknown', false)
    .option('--backup <folder>', 'first back up every collection to a new folder inside this folder')
    .option('--keep-data', 'keep the volume claims and the namespace', false)
    .option('--keycloak', 'also remove the client from Keycloak', false)
    .option('--force', 'also remove adopted objects, and objects of the same names from other manifests', false);
  withCaFile(withUrl(command, 'URL of a Qdrant node; with --backup, can be repeated (default: the pods)'));
  withTimeout(withContext(command), 'how long the deletion of one object may take', 86_400, 300);
  defineCommand<RollbackLine>(command, {
    help: HELP,
    examples: [
      ['Show what would be deleted', '--dry-run'],
      ['Delete the stack, and keep the data', '--keep-data'],
    ],
    misuse: line => misuseOf(line, Boolean(io().stdin.isTTY && io().stdout.isTTY)),
    run: line => {
      const outcome: RollbackOutcome = { steps: [], backup: { collections: [], notes: [], deleted: [] } };
      return execute(line, {
        interrupted:
          'Some objects are removed and some are not: run the command again to finish. If the StatefulSet is removed, it needs --yes --without-qdrant.',
        work: async progress => {
          const config = loadConfig();
          const options: RollbackOptions = { ...line, withQdrant: withQdrantAt(line, config) };
          const confirm = confirmationOf(line, config.namespace, line.backup !== undefined);
          await runRollback(config, options, confirm, progress, outcome);
        },
        text: () => textOf(outcome, line),
        fields: () => fieldsOf(outcome, line),
      });
    },
  });
}

/** Without a URL, the pods answer: the host name of the config may belong to another cluster. */
function withQdrantAt(line: RollbackLine, config: Config): WithQdrant {
  const access = accessOf({ ...line, timeout: SNAPSHOT_TIMEOUT }, () => config);
  return line.url.length > 0
    ? work => work(access)
    : work => withPods(line.context, 'rollback', pods => work({ ...access, ...pods }));
}

function textOf({ steps, backup }: RollbackOutcome, { dryRun }: RollbackLine): string {
  const { length } = steps.filter(isRemoved);
  if (length === 0) {
    return 'Nothing to roll back.';
  }
  return dryRun
    ? `${length} would be removed; nothing was changed.`
    : ['Rolled back.', ...(backup.folder ? [`The collections are in ${backup.folder}.`] : [])].join(' ');
}

function fieldsOf({ loss, steps, backup }: RollbackOutcome, { dryRun }: RollbackLine): object {
  const result = !steps.some(isRemoved) ? 'nothing to roll back' : dryRun ? 'differences' : 'rolled back';
  return { result, dryRun, losses: loss, backup: backup.folder, steps: steps.map(stepForJson) };
}

function stepForJson(step: StepResult) {
  const { name, title, notes } = step;
  return { name, title, state: isRemoved(step) ? 'remove' : 'stays', notes };
}
