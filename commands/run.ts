import { Command, CommanderError } from 'commander';
import { HELP } from '../cli/command';
import { ExitCode } from '../cli/failure';
import { PROGRAM } from '../cli/invocation';
import { type Io, withIo } from '../cli/io';
import { VERSION } from '../config/version';
import { COMMANDS } from './index';

/**
 * Runs one command line.
 *
 * @param argv The arguments after the name of the program.
 * @returns the exit code: 0 done, 1 error, 2 wrong use, 3 differences found
 */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  try {
    return await withIo(io, async () => {
      const program = await programFor(argv, io);
      await program.parseAsync(argv, { from: 'user' });
    });
  } catch (error) {
    // What is wrong with a command line is told by commander, which then throws.
    if (!(error instanceof CommanderError)) {
      throw error;
    }
    return error.exitCode === ExitCode.OK ? ExitCode.OK : ExitCode.USAGE;
  }
}

async function programFor([asked]: readonly string[], io: Io): Promise<Command> {
  const program = new Command(PROGRAM)
    .description('Installs and operates Qdrant on Kubernetes, with a dashboard behind a login.')
    .version(VERSION)
    .exitOverride()
    .configureHelp(HELP)
    .configureOutput({ writeOut: text => io.stdout.write(text), writeErr: text => io.stderr.write(text) });
  for (const { name, summary, load } of COMMANDS) {
    const command = program.command(name).description(summary);
    // Completion needs the options of every command. Otherwise, the name and the summary are enough for the help.
    if (name === asked || asked === 'help' || asked === 'completion') {
      const { define } = await load();
      define(command);
    }
  }
  return program;
}
