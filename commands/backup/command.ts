import { type Command, Option } from 'commander';
import { exitWith } from '../../cli/io';
import { commandLine } from '../../cli/invocation';
import { conclude, type Manners, progressOf, refuse, withManners } from '../../cli/command';
import { stopOnSignals } from '../../cli/output';
import {
  ACCESS_HELP,
  type AccessLine,
  collect,
  folderName,
  misuseOfAccess,
  whole,
  withAccess,
  withAccessTo,
} from '../options';
import { createBackup } from './create';
import type { CreateOptions, CreateOutcome } from './create-options';
import { type Compression, COMPRESSIONS, type Format, FORMATS, type Manifest, sizeOf } from './manifest';
import { counted } from '../../cli/text';
import { verifyBackup } from './verify';

const EXIT_CODES = '\nExit codes: 0 done, 1 error, 2 wrong use.';

interface CreateLine extends Manners, AccessLine {
  readonly dir: string;
  readonly name?: string;
  readonly collection: readonly string[];
  readonly format: Format;
  readonly compress: Compression;
  readonly parallel: number;
  readonly resume: boolean;
  readonly keep?: number;
}

/** The command that creates and verifies backups. */
export function define(command: Command): void {
  defineCreate(command.command('create').description('Backs up every collection, with its aliases, to a new folder.'));
  defineVerify(
    command
      .command('verify')
      .description('Reads every byte of a backup and compares it with the manifest. Needs no server.'),
  );
}

function defineCreate(command: Command): void {
  command
    .option('--dir <folder>', 'folder for backups, each in a folder of its own', 'backups')
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
    .option('--parallel <number>', 'with --format jsonl: how many collections to copy in parallel', whole(1, 32), 4)
    .option('--keep <number>', 'how many complete backups to keep; older ones are deleted at the end', whole(1, 10_000))
    .option('--resume', 'continue an unfinished backup: the newest, or that of --name', false);
  withManners(withAccess(command, 'take to make one snapshot'))
    .addHelpText('after', ACCESS_HELP + EXIT_CODES)
    .action(async (line: CreateLine, self: Command) => {
      refuse(self, misuseOfCreate(line) ?? misuseOfAccess(line));
      exitWith(await runCreate(line));
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
  command.argument('<folder>', 'the folder of the backup');
  withManners(command)
    .addHelpText('after', EXIT_CODES)
    .action(async (folder: string, line: Manners) => {
      exitWith(await runVerify(folder, line));
    });
}

async function runCreate(line: CreateLine): Promise<number> {
  const outcome: CreateOutcome = { collections: [], notes: [], deleted: [] };
  const advice = 'The copied files stay, and backup verify fails until the backup is complete';
  stopOnSignals(`${advice}. Continue with ${commandLine('backup', 'create', '--resume')}.`);
  const run = () =>
    withAccessTo(line, access => {
      const { collection: collections, compress: compression } = line;
      const options: CreateOptions = { ...line, ...access, collections, compression };
      return createBackup(options, progressOf(line), outcome);
    });
  return conclude(line, run, {
    text: () => `Backed up to ${outcome.folder}.`,
    fields: () => ({ ...outcome, collections: outcome.collections.map(collectionForJson) }),
  });
}

function collectionForJson({ name, points, aliases, files }: CreateOutcome['collections'][number]) {
  return { name, points, aliases, files, size: sizeOf(files) };
}

async function runVerify(folder: string, line: Manners): Promise<number> {
  let collections: Manifest['collections'] = [];
  const run = async () => {
    const verify = async (say: (text: string) => void) => {
      ({ collections } = await verifyBackup(folder, say));
      return { headline: `Verify: ${counted(collections.length, 'collection')}`, details: [] };
    };
    await progressOf(line)([{ title: 'Verify', run: verify }]);
  };
  return conclude(line, run, {
    text: () => `${folder} is a valid backup.`,
    fields: () => ({ folder, collections: collections.map(collectionForJson) }),
  });
}
