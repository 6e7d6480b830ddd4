import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import type { CommandResult } from './run-command';

export const ROOT = resolve(__dirname, '../..');

/** Program and arguments that start the command line as the npm scripts do. */
export const START = [
  process.execPath,
  '--require',
  `${ROOT}/scripts/register.js`,
  `${ROOT}/commands/main.ts`,
] as const;

/** Runs a command line in a process of its own: for what only a process has, as an exit code. Elsewhere, use `runCommand`. */
export function runProcess(argv: readonly string[], env: NodeJS.ProcessEnv = {}, cwd = ROOT): CommandResult {
  const [program, ...args] = START;
  const { status, stdout, stderr } = spawnSync(program, [...args, ...argv], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  return { code: status!, stdout, stderr };
}
