#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { VERSION } from '../version';
import { ExitCode } from './failure';
import { PROGRAM } from './invocation';
import { surviveClosedOutput } from './output';

/* eslint-disable @typescript-eslint/no-require-imports */
/** All commands, in the order of `--help`. One that is asked for is loaded alone: `synth` waits for no code of the others. */
const COMMANDS = new Map<string | undefined, () => Command>([
  ['init', () => (require('../init/command') as typeof import('../init/command')).initCommand()],
  ['synth', () => (require('../synth/command') as typeof import('../synth/command')).synthCommand()],
  ['deploy', () => (require('../deploy/command') as typeof import('../deploy/command')).deployCommand()],
  ['hook', () => (require('../hooks/command') as typeof import('../hooks/command')).hookCommand()],
  ['verify', () => (require('../verify/command') as typeof import('../verify/command')).verifyCommand()],
  ['status', () => (require('../status/command') as typeof import('../status/command')).statusCommand()],
  ['backup', () => (require('../backup/command') as typeof import('../backup/command')).backupCommand()],
  ['restore', () => (require('../backup/command') as typeof import('../backup/command')).restoreCommand()],
  [
    'resize-storage',
    () => (require('../storage/command') as typeof import('../storage/command')).resizeStorageCommand(),
  ],
  ['scale', () => (require('../scale/command') as typeof import('../scale/command')).scaleCommand()],
  [
    'code-server-env',
    () => (require('../code-server/command') as typeof import('../code-server/command')).codeServerEnvCommand(),
  ],
  ['token', () => (require('../token/command') as typeof import('../token/command')).tokenCommand()],
  ['rollback', () => (require('../rollback/command') as typeof import('../rollback/command')).rollbackCommand()],
]);
/* eslint-enable @typescript-eslint/no-require-imports */

/** What is wrong with a command line is told by commander, which then throws. */
async function main([asked]: readonly string[]): Promise<void> {
  const program = new Command(PROGRAM)
    .description('Qdrant on Kubernetes: the manifests, and everything around them.')
    .version(VERSION);
  const load = COMMANDS.get(asked);
  for (const command of (load ? [load] : [...COMMANDS.values()]).map(each => each())) {
    // Settings are handed down only to commands that are made by their parent.
    [command, ...command.commands].forEach(each => each.exitOverride());
    program.addCommand(command);
  }
  await program.exitOverride().parseAsync();
}

surviveClosedOutput();
main(process.argv.slice(2)).catch((error: unknown) => {
  if (!(error instanceof CommanderError)) {
    throw error;
  }
  process.exitCode = error.exitCode === ExitCode.OK ? ExitCode.OK : ExitCode.USAGE;
});
