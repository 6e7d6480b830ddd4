import { Command, CommanderError } from 'commander';
import { ExitCode } from '../cli/failure';
import { backupCommand, restoreCommand } from './command';

// Settings are handed down to subcommands only as they are made.
const commands = new Command('qdrant-stack').exitOverride();
for (const command of [backupCommand(), restoreCommand()]) {
  [command, ...command.commands].forEach(each => each.exitOverride());
  commands.addCommand(command);
}

commands.parseAsync().catch((error: unknown) => {
  if (!(error instanceof CommanderError)) {
    throw error;
  }
  process.exitCode = error.exitCode === ExitCode.OK ? ExitCode.OK : ExitCode.USAGE;
});
