import { Command, Option } from 'commander';
import { commandLine } from '../cli/invocation';
import { conclude, Manners, progressOf, refuse, withManners } from '../cli/manners';
import { stopOnSignals } from '../cli/output';
import { AccessLine, address, collect, folderName, misuseOfAccess, whole, withAccessTo } from './arguments';
import { createBackup } from './create';
import type { CreateOptions, CreateOutcome } from './create-options';
import { Compression, COMPRESSIONS, Format, FORMATS, sizeOf } from './manifest';
import { restoreBackup, RestoreOutcome } from './restore';
import type { RestoreOptions } from './restore-plan';
import { counted } from './text';
import { verifyBackup } from './verify';

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

interface RestoreLine extends Manners, AccessLine, Pick<RestoreOptions, 'replace' | 'aliases' | 'dryRun'> {
  readonly collection: readonly string[];
}

const SERVERS = `
Without --url, uses the API host of config.yaml, or of the file that QDRANT_CONFIG names. Signs in with the API key in
QDRANT_API_KEY, where there is one. Every node of a cluster is needed: --in-cluster goes to each pod through the API server,
with the kubeconfig that KUBECONFIG names, and reads the key from the cluster's Secret where QDRANT_API_KEY is not set; else each
has to be named with a --url of its own.
`;
const EXIT_CODES = '\nExit codes: 0 done, 1 error, 2 wrong use.';

/** The command that makes backups and checks them. */
export function backupCommand(): Command {
  return new Command('backup')
    .description('Backs up every collection of Qdrant, and checks backups.')
    .addCommand(createCommand())
    .addCommand(verifyCommand());
}

function createCommand(): Command {
  const command = new Command('create')
    .description('Backs up every collection, aliases included, into a new folder.')
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
    .option('--parallel <number>', 'with --format jsonl: collections that are copied side by side', whole(1, 32), 4)
    .option('--keep <number>', 'delete the oldest complete backups beyond this many afterwards', whole(1, 10_000))
    .option('--resume', 'go on with an unfinished backup, the newest or the one of --name', false);
  return withManners(withAccess(command, 'take to make one snapshot'))
    .addHelpText('after', SERVERS + EXIT_CODES)
    .action(async (line: CreateLine, self: Command) => {
      refuse(self, misuseOfCreate(line) ?? misuseOfAccess(line));
      process.exitCode = await runCreate(line);
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

function verifyCommand(): Command {
  const command = new Command('verify')
    .description('Reads every byte of a backup and compares it with what was written. Needs no server.')
    .argument('<folder>', 'the folder of the backup');
  return withManners(command)
    .addHelpText('after', EXIT_CODES)
    .action(async (folder: string, line: Manners) => {
      process.exitCode = await runVerify(folder, line);
    });
}

/** The command that brings collections back. */
export function restoreCommand(): Command {
  const command = new Command('restore')
    .description('Restores collections from a backup, after everything has been checked.')
    .argument('<folder>', 'the folder of the backup')
    .option(
      '--collection <name>',
      'only this one; old=new restores it under another name; may be repeated',
      collect,
      [],
    )
    .option('--replace', 'delete collections of the same names first, and move aliases', false)
    .option('--no-aliases', 'leave aliases out')
    .option('--dry-run', 'check everything and write nothing', false);
  return withManners(withAccess(command, 'take to take in one snapshot'))
    .addHelpText('after', SERVERS + EXIT_CODES)
    .action(async (folder: string, line: RestoreLine, self: Command) => {
      refuse(self, misuseOfAccess(line));
      process.exitCode = await runRestore(folder, line);
    });
}

function withAccess(command: Command, waiting: string): Command {
  return command
    .option('--url <url>', 'a node of Qdrant; may be repeated', address, [])
    .option('--in-cluster', 'every pod of Qdrant, through the API server', false)
    .option('--context <name>', 'with --in-cluster: context of the kubeconfig (default: the current one)')
    .option('--ca-file <file>', 'certificate authorities to trust beside the public ones, as PEM')
    .option('--timeout <seconds>', `how long the server may ${waiting}`, whole(1, 86_400), 3600);
}

async function runCreate(line: CreateLine): Promise<number> {
  const outcome: CreateOutcome = { collections: [], notes: [], deleted: [] };
  const advice = 'What was copied stays, and no backup that is not whole passes backup verify';
  stopOnSignals(`${advice}: go on with ${commandLine('backup', 'create', '--resume')}.`);
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
  let collections: CreateOutcome['collections'] = [];
  const run = async () => {
    const verify = async (say: (text: string) => void) => {
      ({ collections } = await verifyBackup(folder, say));
      return { headline: `Verify: ${counted(collections.length, 'collection')}`, details: [] };
    };
    await progressOf(line)([{ title: 'Verify', run: verify }]);
  };
  return conclude(line, run, {
    text: () => `${folder} is whole.`,
    fields: () => ({ folder, collections: collections.map(collectionForJson) }),
  });
}

async function runRestore(folder: string, line: RestoreLine): Promise<number> {
  const outcome: RestoreOutcome = { collections: [], notes: [] };
  stopOnSignals(
    'Collections that were reported stay; the one under way is not complete: restore again with --replace.',
  );
  const run = () =>
    withAccessTo(line, access => {
      const options: RestoreOptions = { ...line, ...access, folder, collections: line.collection };
      return restoreBackup(options, progressOf(line), outcome);
    });
  return conclude(line, run, {
    text: () =>
      line.dryRun ? 'Nothing was written.' : `Restored ${counted(outcome.collections.length, 'collection')}.`,
    fields: () => ({ folder, dryRun: line.dryRun, ...outcome }),
  });
}
