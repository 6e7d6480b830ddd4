import type { Command } from 'commander';
import { type CommonOptions, defineCommand, execute } from '../../../cli/command';
import { firstBroken } from '../../../cli/options';
import { counted } from '../../../cli/text';
import { loadConfig, requireReadableConfig } from '../../../config/load';
import { accessOf, type AddressLine } from '../../access';
import { withCaFile, withContext, withTimeout, withUrl } from '../../options';
import { withIdentity } from '../encryption/option';
import { openNodes } from '../open-nodes';
import { BUCKET_HELP, sourceOf } from '../places';
import { drillBackup, type DrillOutcome, type TemporaryQdrant } from './drill';
import { DrillPod } from './pod';

interface DrillLine extends CommonOptions, AddressLine {
  readonly context?: string;
  readonly identity?: string;
}

const HELP = `
Without --url, the command starts a pod with the image of the stack's Qdrant in the namespace of the stack, reaches the pod
through the API server, and deletes the pod at the end. It needs the rights in docs/examples/backup-drill-rbac.yaml.
With --url, it uses a Qdrant that you start. That Qdrant must be empty. The command signs in with QDRANT_API_KEY.
The result is a line of drills.jsonl in the folder of the backup. backup list shows the time of the last proof.
`;

/** The command that proves a backup by restoring it. */
export function defineDrill(command: Command): void {
  command.argument(
    '[backup]',
    'folder or s3://bucket/prefix/NAME; latest is the newest complete backup',
    'backups/latest',
  );
  withIdentity(command);
  withUrl(command, 'URL of an empty Qdrant to use in place of a pod; can be repeated');
  withTimeout(
    withCaFile(withContext(command)),
    'how long the pod may take to start, and the server to restore one snapshot',
    86_400,
    3600,
  );
  defineCommand<DrillLine>(command, {
    help: `${HELP}${BUCKET_HELP}\nExit codes: 0 the backup is proven, 1 error or a difference, 2 wrong use.`,
    examples: [
      ['Prove the newest complete backup in a pod of its own', 'backups/latest'],
      ['Prove the newest scheduled backup of a bucket', 's3://backups/qdrant/latest'],
      ['Prove a backup in a Qdrant on this machine', 'backups/latest', '--url', 'http://127.0.0.1:6333'],
    ],
    misuse: ({ url, caFile, context, kubeconfig, namespace }) =>
      firstBroken([
        [url.length > 0 && context !== undefined, '--context is for a drill without --url'],
        [url.length > 0 && kubeconfig !== undefined, '--kubeconfig is for a drill without --url'],
        [url.length > 0 && namespace !== undefined, '--namespace is for a drill without --url'],
        [url.length === 0 && caFile !== undefined, '--ca-file needs --url'],
      ]),
    run: (line, folder) => {
      const outcome: DrillOutcome = { collections: [], notes: [] };
      const temporary = temporaryOf(line);
      return execute(line, {
        interrupted:
          line.url.length > 0
            ? 'The backup is unchanged. The Qdrant in --url can hold a collection of the backup.'
            : 'The backup is unchanged. The command deletes the pod of the drill.',
        cleanUp: () => temporary.stop(),
        work: async progress => {
          requireReadableConfig();
          await drillBackup(await sourceOf(folder!), temporary, progress, outcome, line.identity);
        },
        text: () =>
          `${outcome.folder} is proven: ${counted(outcome.collections.length, 'collection')} restored and compared.`,
        fields: () => outcome,
      });
    },
  });
}

function temporaryOf(line: DrillLine): TemporaryQdrant {
  return line.url.length > 0
    ? {
        title: 'Connect',
        start: async () => openNodes(await accessOf(line, loadConfig)),
        stop: async () => undefined,
      }
    : new DrillPod(line.context, line.timeout);
}
