import { runCommand } from '../../support/run-command';

async function codeServerEnv(...args: string[]) {
  const { code, stdout, stderr } = await runCommand(['code-server-env', ...args], {
    env: { KUBECONFIG: '/no/such/file' },
  });
  return { code, stdout, stderr: stderr.trimEnd() };
}

test.each<[string[], string]>([
  [['--no-such'], "error: unknown option '--no-such'"],
  [['surplus'], "error: too many arguments for 'code-server-env'. Expected 0 arguments but got 1."],
  [['--exit-code'], 'error: --exit-code needs --dry-run'],
  [['--output', 'xml'], "error: option '--output <format>' argument 'xml' is invalid. Allowed choices are text, json."],
])('%j is wrong use: exit code 2, and the reason', async (args, reason) => {
  expect(await codeServerEnv(...args)).toEqual({ code: 2, stdout: '', stderr: reason });
});

test('an error is exit code 1, and what to do', async () => {
  expect(await codeServerEnv()).toEqual({
    code: 1,
    stdout: '✖ Plan\n',
    stderr: expect.stringMatching(/^Error: .*kubeconfig.*\.\n {2}Fix: set the environment variable KUBECONFIG/),
  });
});

test('--help names every option and each exit code', async () => {
  const { code, stdout } = await codeServerEnv('--help');

  expect(code).toBe(0);
  for (const option of ['dry-run', 'exit-code', 'context', 'output', 'quiet']) {
    expect(stdout).toContain(`--${option}`);
  }
  expect(stdout.replace(/\s+/g, ' ')).toContain(
    'Exit codes: 0 in sync, applied or no pod, 1 error, 2 wrong use, 3 differences',
  );
});
