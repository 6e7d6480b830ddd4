import { type Command } from 'commander';
import { exitWith, io } from '../../cli/io';
import { accessOf, address, type AddressLine, whole } from '../options';
import { withPods } from '../../stack/qdrant-access';
import { conclude, type Manners, progressOf, refuse, withManners } from '../../cli/command';
import { stopOnSignals } from '../../cli/output';
import { loadConfig } from '../../config/load';
import type { Config } from '../../config/schema';
import type { StepResult } from '../../reconcile/step';
import { consentOf } from './confirmation';
import type { WithQdrant } from './data-loss';
import { type ConsentOptions, misuseOf, type RollbackOptions } from './options';
import { goes, type Outcome, runRollback } from './rollback';

type CommandLine = Omit<RollbackOptions, 'withQdrant'> & ConsentOptions & AddressLine & Manners;

/** How long Qdrant may take to make one snapshot, in seconds. */
const SNAPSHOT_TIMEOUT = 3600;

const HELP = `
Reads config.yaml, or the file that QDRANT_CONFIG names. Uses the kubeconfig that KUBECONFIG names. Asks Qdrant, at --url or
in the pods of that very cluster, with the API key in QDRANT_API_KEY or else that of its Secret, what it holds. With --keycloak,
signs in as the hook does.

Exit codes: 0 removed or nothing to remove, 1 error, 2 wrong use.`;

/** The command that takes the stack away. */
export function define(command: Command): void {
  command
    .option('--dry-run', 'tell what would be lost and removed, and change nothing', false)
    .option('--yes', 'do not ask', false)
    .option('--without-qdrant', 'with --yes: go on where it is not known what Qdrant holds', false)
    .option('--backup <folder>', 'back up every collection into a new folder within this one first')
    .option('--keep-data', 'keep the volume claims, and with them the namespace', false)
    .option('--keycloak', 'also take back the client at Keycloak', false)
    .option('--force', 'also what was adopted, or has the names of this stack without being made from it', false)
    .option('--url <url>', 'a node of Qdrant; for --backup may be repeated (default: the pods)', address, [])
    .option('--ca-file <file>', 'certificate authorities to trust beside the public ones, as PEM')
    .option('--context <name>', 'context of the kubeconfig (default: the current one)')
    .option('--timeout <seconds>', 'how long one object may take to go', whole(1, 86_400), 300);
  withManners(command)
    .addHelpText('after', HELP)
    .action(async (line: CommandLine) => {
      refuse(command, misuseOf(line, Boolean(io().stdin.isTTY && io().stdout.isTTY)));
      exitWith(await run(line));
    });
}

async function run(line: CommandLine): Promise<number> {
  stopOnSignals(
    'What was removed is gone, and what was not stays: run the command again to finish, and where the StatefulSet is gone, --yes with --without-qdrant.',
  );
  const outcome: Outcome = { steps: [], backup: { collections: [], notes: [], deleted: [] } };
  const work = async () => {
    const config = loadConfig();
    const options: RollbackOptions = {
      ...line,
      withQdrant: withQdrantAt(line, config),
    };
    const consent = consentOf(line, config.namespace, line.backup !== undefined);
    await runRollback(config, options, consent, progressOf(line), outcome);
  };
  return conclude(line, work, { text: () => closing(outcome, line), fields: () => fieldsOf(outcome, line) });
}

/** Without a URL it is the Qdrant that goes that is asked: the host name of the config may lead to another cluster. */
function withQdrantAt(line: CommandLine, config: Config): WithQdrant {
  const access = accessOf({ ...line, timeout: SNAPSHOT_TIMEOUT }, () => config);
  return line.url.length > 0
    ? work => work(access)
    : work => withPods(line.context, pods => work({ ...access, ...pods }), 'docs/rollback.md');
}

function closing({ steps, backup }: Outcome, { dryRun }: CommandLine): string {
  if (!steps.some(goes)) {
    return 'Nothing to roll back.';
  }
  if (dryRun) {
    return `${steps.filter(goes).length} would be removed; nothing was changed.`;
  }
  return ['Rolled back.', ...(backup.folder ? [`The collections are in ${backup.folder}.`] : [])].join(' ');
}

function fieldsOf({ losses, steps, backup }: Outcome, { dryRun }: CommandLine): object {
  const result = !steps.some(goes) ? 'nothing to roll back' : dryRun ? 'differences' : 'rolled back';
  return { result, dryRun, losses, backup: backup.folder, steps: steps.map(stepForJson) };
}

function stepForJson(step: StepResult) {
  const { name, title, notes } = step;
  return { name, title, state: goes(step) ? 'remove' : 'stays', notes };
}
