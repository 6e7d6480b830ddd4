import { runCommand } from '../../support/run-command';
import { cluster } from './cluster';
import { execute, type Result } from './execute';
import { REPOSITORY } from './repository';

/** What Node.js and the libraries read from the environment of the process itself. */
const OF_THE_PROCESS = ['HOME', 'NODE_OPTIONS', 'NODE_TLS_REJECT_UNAUTHORIZED'];

/**
 * Runs a command line of the app against the cluster of this run: in this process, but for variables that only a process
 * of its own can have.
 *
 * @param env Variables over those of this process.
 */
export function command(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Result> {
  const { context } = cluster();
  const line = [...args, ...(context ? ['--context', context] : [])];
  if (OF_THE_PROCESS.every(name => !(name in env) || env[name] === process.env[name])) {
    return runCommand(line, { env });
  }
  const node = ['--require', './scripts/register.js', 'commands/main.ts', ...line];
  return execute(process.execPath, node, { cwd: REPOSITORY, env });
}
