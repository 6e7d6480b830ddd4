import type { Command } from 'commander';
import { conclude, type Manners, progressOf, refuse, withManners } from '../../cli/command';
import { exitWith } from '../../cli/io';
import { stopOnSignals } from '../../cli/output';
import { counted } from '../../cli/text';
import { ACCESS_HELP, type AccessLine, collect, misuseOfAccess, withAccess, withAccessTo } from '../options';
import type { RestoreOptions } from './plan';
import { restoreBackup, type RestoreOutcome } from './restore';

interface CommandLine extends Manners, AccessLine, Pick<RestoreOptions, 'replace' | 'aliases' | 'dryRun'> {
  readonly collection: readonly string[];
}

const EXIT_CODES = '\nExit codes: 0 done, 1 error, 2 wrong use.';

/** The command that restores collections. */
export function define(command: Command): void {
  command
    .argument('<folder>', 'the folder of the backup')
    .option(
      '--collection <name>',
      'restore only this collection; old=new restores it under a new name; can be repeated',
      collect,
      [],
    )
    .option('--replace', 'replace existing collections of the same names, and move existing aliases', false)
    .option('--no-aliases', 'do not restore aliases')
    .option('--dry-run', 'check everything and write nothing', false);
  withManners(withAccess(command, 'take to restore one snapshot'))
    .addHelpText('after', ACCESS_HELP + EXIT_CODES)
    .action(async (folder: string, line: CommandLine, self: Command) => {
      refuse(self, misuseOfAccess(line));
      exitWith(await run(folder, line));
    });
}

async function run(folder: string, line: CommandLine): Promise<number> {
  const outcome: RestoreOutcome = { collections: [], notes: [] };
  stopOnSignals('Reported collections are complete. The current collection is not: restore again with --replace.');
  const work = () =>
    withAccessTo(line, access => {
      const options: RestoreOptions = { ...line, ...access, folder, collections: line.collection };
      return restoreBackup(options, progressOf(line), outcome);
    });
  return conclude(line, work, {
    text: () =>
      line.dryRun ? 'Nothing was written.' : `Restored ${counted(outcome.collections.length, 'collection')}.`,
    fields: () => ({ folder, dryRun: line.dryRun, ...outcome }),
  });
}
