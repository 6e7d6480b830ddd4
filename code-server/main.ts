import { CommanderError } from 'commander';
import { ExitCode } from '../cli/failure';
import { codeServerEnvCommand } from './command';

codeServerEnvCommand()
  .name('code-server-env')
  .exitOverride()
  .parseAsync()
  .catch((error: unknown) => {
    if (!(error instanceof CommanderError)) {
      throw error;
    }
    process.exitCode = error.exitCode === ExitCode.OK ? ExitCode.OK : ExitCode.USAGE;
  });
