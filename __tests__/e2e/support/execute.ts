import { spawn } from 'node:child_process';

/** What a program left behind. */
export interface Result {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
}

interface ExecuteOptions {
  /** Variables over those of this process; `undefined` removes one. */
  readonly env?: NodeJS.ProcessEnv;
  /** @default - that of this process */
  readonly cwd?: string;
  /** @default '' */
  readonly stdin?: string;
}

/** Runs a program to its end, and returns what came of it. */
export function execute(
  program: string,
  args: readonly string[],
  { env = {}, cwd, stdin = '' }: ExecuteOptions = {},
): Promise<Result> {
  return new Promise((done, failed) => {
    const child = spawn(program, args, { cwd, env: { ...process.env, ...env } });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', text => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', text => (stderr += text));
    child.once('error', failed);
    child.once('close', code => done({ stdout, stderr, code }));
    // A program that does not read its input closes the pipe early.
    child.stdin.on('error', () => undefined).end(stdin);
  });
}
