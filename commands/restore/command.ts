import type { Command } from 'commander';
import { type CommonOptions, defineCommand, execute } from '../../cli/command';
import { collect, firstBroken } from '../../cli/options';
import { counted } from '../../cli/text';
import { withIdentity } from '../backup/encryption/option';
import { BUCKET_HELP } from '../backup/places';
import { ACCESS_HELP, type AccessLine, accessRules, withAccess, withAccessTo } from '../access';
import { withDryRun } from '../options';
import type { RestoreOptions } from './plan';
import { restoreBackup, type RestoreOutcome } from './restore';

interface RestoreLine
  extends CommonOptions, AccessLine, Pick<RestoreOptions, 'replace' | 'inPlace' | 'aliases' | 'dryRun' | 'identity'> {
  readonly collection: readonly string[];
  readonly as?: string;
}

const EXIT_CODES = '\nExit codes: 0 done, 1 error, 2 wrong use.';

/** The command that restores collections. */
export function define(command: Command): void {
  command
    .argument('<backup>', 'folder or s3://bucket/prefix/NAME of the backup; latest is the newest complete backup')
    .option(
      '--collection <name>',
      'restore only this collection; old=new restores it under a new name; can be repeated',
      collect,
      [],
    )
    .option('--as <name>', 'with one --collection: restore it under this name')
    .option('--replace', 'replace existing collections of the same names, and move existing aliases', false)
    .option(
      '--in-place <folder>',
      'with --replace, where the server has no room for a second copy: back up the existing collection to this folder, delete the collection, then restore',
    )
    .option('--no-aliases', 'do not restore aliases');
  withIdentity(command);
  withAccess(withDryRun(command, 'check everything and write nothing'), 'take to restore one snapshot');
  defineCommand<RestoreLine>(command, {
    help: ACCESS_HELP + BUCKET_HELP + EXIT_CODES,
    examples: [
      ['Check a backup, and show the plan', 'backups/2026-01-31T02-00-00Z', '--dry-run'],
      [
        'Restore one collection in the cluster',
        'backups/2026-01-31T02-00-00Z',
        '--collection',
        'articles',
        '--in-cluster',
      ],
    ],
    misuse: line =>
      firstBroken([
        [line.inPlace !== undefined && !line.replace, '--in-place needs --replace'],
        [line.as !== undefined && line.collection.length !== 1, '--as needs exactly one --collection'],
        ...accessRules(line),
      ]),
    run: (line, folder) => {
      const outcome: RestoreOutcome = { collections: [], notes: [] };
      return execute(line, {
        interrupted:
          'The reported collections are complete. The current collection can be incomplete: restore again with --replace.',
        work: progress =>
          withAccessTo(line, access => {
            const renamed = line.collection.map(name => (line.as === undefined ? name : `${name}=${line.as}`));
            const options: RestoreOptions = { ...line, ...access, folder: folder!, collections: renamed };
            return restoreBackup(options, progress, outcome);
          }),
        text: () =>
          line.dryRun ? 'Nothing was written.' : `Restored ${counted(outcome.collections.length, 'collection')}.`,
        fields: () => ({ folder, dryRun: line.dryRun, ...outcome }),
      });
    },
  });
}
