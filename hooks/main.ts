import { CommanderError } from 'commander';
import { ExitCode } from '../cli/failure';
import { hookCommand } from './command';

hookCommand()
  .name('hook')
  .exitOverride()
  .parseAsync()
  .catch((error: unknown) => {
    if (!(error instanceof CommanderError)) {
      throw error;
    }
    process.exitCode = error.exitCode === ExitCode.OK ? ExitCode.OK : ExitCode.USAGE;
  });
