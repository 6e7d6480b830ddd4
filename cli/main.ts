import { Command, CommanderError } from 'commander';
import { backupCommand, restoreCommand } from '../backup/command';
import { codeServerEnvCommand } from '../code-server/command';
import { hookCommand } from '../hooks/command';
import { rollbackCommand } from '../rollback/command';
import { statusCommand } from '../status/command';
import { resizeStorageCommand } from '../storage/command';
import { verifyCommand } from '../verify/command';
import { ExitCode } from './failure';
import { surviveClosedOutput } from './output';

/** All commands. What is wrong with a command line is told by commander, which then throws. */
const program = new Command('qdrant-stack').description('Qdrant on Kubernetes: what goes beyond the manifests.');
for (const command of [
  hookCommand(),
  backupCommand(),
  restoreCommand(),
  codeServerEnvCommand(),
  verifyCommand(),
  rollbackCommand(),
  resizeStorageCommand(),
  statusCommand(),
]) {
  // Settings are handed down only to commands that are made by their parent.
  [command, ...command.commands].forEach(each => each.exitOverride());
  program.addCommand(command);
}

surviveClosedOutput();
program
  .exitOverride()
  .parseAsync()
  .catch((error: unknown) => {
    if (!(error instanceof CommanderError)) {
      throw error;
    }
    process.exitCode = error.exitCode === ExitCode.OK ? ExitCode.OK : ExitCode.USAGE;
  });
