import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../../..');

function codeServerEnv(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--require', join(ROOT, 'scripts/register.js'), join(ROOT, 'commands/main.ts'), 'code-server-env', ...args],
    { cwd: ROOT, encoding: 'utf8', env: { ...process.env, KUBECONFIG: '/no/such/file' } },
  );
  return { status, stdout, stderr: stderr.trimEnd() };
}

test.each<[string[], string]>([
  [['--no-such'], "error: unknown option '--no-such'"],
  [['surplus'], "error: too many arguments for 'code-server-env'. Expected 0 arguments but got 1."],
  [['--exit-code'], 'error: --exit-code needs --dry-run'],
  [['--output', 'xml'], "error: option '--output <format>' argument 'xml' is invalid. Allowed choices are text, json."],
])('%j is wrong use: exit code 2, and the reason', (args, reason) => {
  expect(codeServerEnv(...args)).toEqual({ status: 2, stdout: '', stderr: reason });
});

test('an error is exit code 1, and what to do', () => {
  expect(codeServerEnv()).toEqual({
    status: 1,
    stdout: '✖ Plan\n',
    stderr: expect.stringMatching(/^Error: .*kubeconfig.*\.\n {2}Fix: set the environment variable KUBECONFIG/),
  });
});

test('--help names every option and each exit code', () => {
  const { status, stdout } = codeServerEnv('--help');

  expect(status).toBe(0);
  for (const option of ['dry-run', 'exit-code', 'context', 'output', 'quiet']) {
    expect(stdout).toContain(`--${option}`);
  }
  expect(stdout).toContain('Exit codes: 0 in sync, applied or no pod, 1 error, 2 wrong use, 3 differences found');
});
