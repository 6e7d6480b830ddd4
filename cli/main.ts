#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { backupCommand, restoreCommand } from '../backup/command';
import { codeServerEnvCommand } from '../code-server/command';
import { deployCommand } from '../deploy/command';
import { hookCommand } from '../hooks/command';
import { initCommand } from '../init/command';
import { rollbackCommand } from '../rollback/command';
import { scaleCommand } from '../scale/command';
import { statusCommand } from '../status/command';
import { resizeStorageCommand } from '../storage/command';
import { synthCommand } from '../synth/command';
import { tokenCommand } from '../token/command';
import { verifyCommand } from '../verify/command';
import { VERSION } from '../version';
import { ExitCode } from './failure';
import { PROGRAM } from './invocation';
import { surviveClosedOutput } from './output';

/** All commands. What is wrong with a command line is told by commander, which then throws. */
const program = new Command(PROGRAM)
  .description('Qdrant on Kubernetes: the manifests, and everything around them.')
  .version(VERSION);
const commands = [
  initCommand(),
  synthCommand(),
  deployCommand(),
  hookCommand(),
  verifyCommand(),
  statusCommand(),
  backupCommand(),
  restoreCommand(),
  resizeStorageCommand(),
  scaleCommand(),
  codeServerEnvCommand(),
  tokenCommand(),
  rollbackCommand(),
];
for (const command of commands) {
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
