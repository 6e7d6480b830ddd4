import { CommanderError } from 'commander';
import { ExitCode } from '../cli/failure';
import { verifyCommand } from './command';

verifyCommand()
  .exitOverride()
  .parseAsync()
  .catch((error: unknown) => {
    if (!(error instanceof CommanderError)) {
      throw error;
    }
    process.exitCode = error.exitCode === ExitCode.OK ? ExitCode.OK : ExitCode.USAGE;
  });
