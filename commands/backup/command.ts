import { type Command, Option } from 'commander';
import { type CommonOptions, defineCommand, execute } from '../../cli/command';
import { commandLine } from '../../cli/invocation';
import { collect, firstBroken, folderName, integer } from '../../cli/options';
import { requireReadableConfig } from '../../config/load';
import { ACCESS_HELP, type AccessLine, accessRules, withAccess, withAccessTo } from '../access';
import { requireWhole } from './collection-failure';
import { createBackup } from './create';
import type { CreateOptions, CreateOutcome } from './create-options';
import { type Compression, COMPRESSIONS, type Format, FORMATS, type BackupManifest, sizeOf } from './manifest';
import { bytes, counted } from '../../cli/text';
import { defineDrill } from './drill/command';
import { identitiesIn } from './encryption/identities';
import { withIdentity } from './encryption/option';
import { BUCKET_HELP, type ListedBackup, listed, placeOf } from './places';
import { verifyBackup } from './verify';

const EXIT_CODES = '\nExit codes: 0 done, 1 error, 2 wrong use.';

interface CreateLine extends CommonOptions, AccessLine {
  readonly dir: string;
  readonly name?: string;
  readonly collection: readonly string[];
  readonly format: Format;
  readonly compress: Compression;
  readonly parallel: number;
  readonly resume: boolean;
  readonly keep?: number;
  readonly encryptTo: readonly string[];
}

interface VerifyLine extends CommonOptions {
  readonly identity?: string;
}

/** The command that creates and verifies backups. */
export function define(command: Command): void {
  defineCreate(command.command('create').description('Backs up every collection, with its aliases, to a new folder.'));
  defineVerify(
    command
      .command('verify')
      .description('Reads every byte of a backup and compares it with the manifest. Needs no server.'),
  );
  defineList(command.command('list').description('Lists the backups in a folder or in a bucket.'));
  defineDrill(
    command.command('drill').description('Restores a backup to a temporary Qdrant, and compares the result.'),
  );
}

function defineList(command: Command): void {
  command.argument('[place]', 'folder or s3://bucket/prefix', 'backups');
  defineCommand<CommonOptions>(command, {
    help: BUCKET_HELP + EXIT_CODES,
    examples: [
      ['List the backups of a folder', 'backups'],
      ['List the scheduled backups in a bucket', 's3://backups/qdrant'],
    ],
    run: (line, text) => {
      let backups: ListedBackup[] = [];
      return execute(line, {
        work: async () => {
          backups = await listed(placeOf(text!));
        },
        text: () => (backups.length > 0 ? backups.map(rowOf).join('\n') : `${text} contains no backups.`),
        fields: () => ({ place: text, backups }),
      });
    },
  });
}

function rowOf(backup: ListedBackup): string {
  const { name, startedAt, state, format, collections = 0, points = 0, size = 0, lastProven } = backup;
  const content = [format, counted(collections, 'collection'), counted(points, 'point'), bytes(size)];
  if (lastProven !== undefined) {
    content.push(`last proven ${lastProven}`);
  }
  return [name, state, ...(startedAt === undefined ? [] : [startedAt, ...content])].join('  ');
}

function defineCreate(command: Command): void {
  command
    .option('--dir <folder>', 'parent folder of the backups', 'backups')
    .option('--name <name>', 'name of the new folder (default: the time in UTC)', folderName)
    .option('--collection <name>', 'back up only this collection; can be repeated', collect, [])
    .addOption(
      new Option(
        '--format <format>',
        "snapshot: Qdrant's own format, from every node; jsonl: JSON lines, for any version and cluster",
      )
        .choices(FORMATS)
        .default('snapshot'),
    )
    .addOption(
      new Option('--compress <method>', 'compression, with --format jsonl').choices(COMPRESSIONS).default('none'),
    )
    .option('--parallel <number>', 'with --format jsonl: how many collections to copy in parallel', integer(1, 32), 4)
    .option(
      '--keep <number>',
      'how many complete backups to keep; older ones are deleted at the end',
      integer(1, 10_000),
    )
    .option(
      '--encrypt-to <recipient>',
      'encrypt the files to this public key of age (age1...); can be repeated',
      collect,
      [],
    )
    .option('--resume', 'continue an unfinished backup: the newest, or the one in --name', false);
  withAccess(command, 'take to make one snapshot');
  defineCommand<CreateLine>(command, {
    help: ACCESS_HELP + EXIT_CODES,
    examples: [
      ['Back up every node of a cluster', '--in-cluster', '--dir', 'backups'],
      ['Continue an unfinished backup', '--resume'],
    ],
    misuse: line => misuseOfCreate(line) ?? firstBroken(accessRules(line)),
    run: line => {
      const outcome: CreateOutcome = { collections: [], notes: [], deleted: [] };
      return execute(line, {
        interrupted: `The copied files stay, and backup verify fails until the backup is complete. Continue with ${commandLine('backup', 'create', '--resume')}.`,
        work: progress =>
          withAccessTo(line, access => {
            const { collection: collections, compress: compression, encryptTo: recipients } = line;
            const options: CreateOptions = { ...line, ...access, collections, compression, recipients };
            return createBackup(options, progress, outcome);
          }),
        text: () => `Backed up to ${outcome.folder}.`,
        fields: () => ({ ...outcome, collections: outcome.collections.map(collectionForJson) }),
      });
    },
  });
}

function misuseOfCreate({ collection, compress, format, keep, resume }: CreateLine): string | undefined {
  if (compress !== 'none' && format === 'snapshot' && !resume) {
    return '--compress needs --format jsonl';
  }
  return collection.length > 0 && keep !== undefined
    ? '--keep cannot be used with --collection: it counts backups of every collection'
    : undefined;
}

function defineVerify(command: Command): void {
  withIdentity(command.argument('<folder>', 'the folder of the backup'));
  defineCommand<VerifyLine>(command, {
    help: `\nWithout the private key, the command compares the bytes of encrypted files, and not their content.\n${EXIT_CODES}`,
    examples: [['Check a backup before you need it', 'backups/2026-01-31T02-00-00Z']],
    run: (line, folder) => {
      let collections: BackupManifest['collections'] = [];
      const verify = async (say: (text: string) => void) => {
        ({ collections } = await verifyBackup(folder!, say, identitiesIn(line.identity)));
        const details = collections.flatMap(({ notes }) => notes.map(note => `note: ${note}`));
        return { headline: `Verify: ${counted(collections.length, 'collection')}`, details };
      };
      return execute(line, {
        work: async progress => {
          requireReadableConfig();
          await progress([{ title: 'Verify', run: verify }]);
          requireWhole(folder!, collections);
        },
        text: () => `${folder} is a valid backup.`,
        fields: () => ({ folder, collections: collections.map(collectionForJson) }),
      });
    },
  });
}

function collectionForJson({ files, ...collection }: CreateOutcome['collections'][number]) {
  const { name, state, notes, points, held, aliases } = collection;
  return { name, state, notes, points, held, aliases, files, size: sizeOf(files) };
}
