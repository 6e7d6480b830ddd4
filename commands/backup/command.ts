import { type Command, Option } from 'commander';
import { type CommonOptions, defineCommand, execute } from '../../cli/command';
import { commandLine } from '../../cli/invocation';
import { collect, firstBroken, folderName, integer } from '../../cli/options';
import { requireReadableConfig } from '../../config/load';
import { ACCESS_HELP, type AccessLine, accessRules, withAccess, withAccessTo } from '../options';
import { createBackup } from './create';
import type { CreateOptions, CreateOutcome } from './create-options';
import { type Compression, COMPRESSIONS, type Format, FORMATS, sizeOf } from './manifest';
import { counted } from '../../cli/text';
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
}

/** The command that makes backups and checks them. */
export function define(command: Command): void {
  defineCreate(
    command.command('create').description('Backs up every collection, aliases included, into a new folder.'),
  );
  defineVerify(
    command
      .command('verify')
      .description('Reads every byte of a backup and compares it with what was written. Needs no server.'),
  );
}

function defineCreate(command: Command): void {
  command
    .option('--dir <folder>', 'where backups lie, each in a folder of its own', 'backups')
    .option('--name <name>', 'name of the new folder (default: the time in UTC)', folderName)
    .option('--collection <name>', 'only this one; may be repeated', collect, [])
    .addOption(
      new Option(
        '--format <format>',
        "snapshot: Qdrant's own, from every node; jsonl: any version and cluster reads it",
      )
        .choices(FORMATS)
        .default('snapshot'),
    )
    .addOption(new Option('--compress <how>', 'with --format jsonl').choices(COMPRESSIONS).default('none'))
    .option('--parallel <number>', 'with --format jsonl: collections that are copied side by side', integer(1, 32), 4)
    .option('--keep <number>', 'delete the oldest complete backups beyond this many afterwards', integer(1, 10_000))
    .option('--resume', 'go on with an unfinished backup, the newest or the one of --name', false);
  withAccess(command, 'take to make one snapshot');
  defineCommand<CreateLine>(command, {
    help: ACCESS_HELP + EXIT_CODES,
    misuse: line => misuseOfCreate(line) ?? firstBroken(accessRules(line)),
    run: line => {
      const outcome: CreateOutcome = { collections: [], notes: [], deleted: [] };
      return execute(line, {
        interrupted: `Copied collections stay, and backup verify refuses an incomplete backup: continue with ${commandLine('backup', 'create', '--resume')}.`,
        work: progress =>
          withAccessTo(line, access => {
            const { collection: collections, compress: compression } = line;
            const options: CreateOptions = { ...line, ...access, collections, compression };
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
    return '--compress goes with --format jsonl';
  }
  return collection.length > 0 && keep !== undefined
    ? '--keep counts backups of every collection, so not with --collection'
    : undefined;
}

function defineVerify(command: Command): void {
  command.argument('<folder>', 'the folder of the backup');
  defineCommand<CommonOptions>(command, {
    help: EXIT_CODES,
    run: (line, folder) => {
      let collections: CreateOutcome['collections'] = [];
      const verify = async (say: (text: string) => void) => {
        ({ collections } = await verifyBackup(folder!, say));
        return { headline: `Verify: ${counted(collections.length, 'collection')}`, details: [] };
      };
      return execute(line, {
        work: progress => {
          requireReadableConfig();
          return progress([{ title: 'Verify', run: verify }]);
        },
        text: () => `${folder} is complete.`,
        fields: () => ({ folder, collections: collections.map(collectionForJson) }),
      });
    },
  });
}

function collectionForJson({ name, points, aliases, files }: CreateOutcome['collections'][number]) {
  return { name, points, aliases, files, size: sizeOf(files) };
}
