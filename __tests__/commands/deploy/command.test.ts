import { misuseOf } from '../../../commands/deploy/options';
import { runCommand } from '../../support/run-command';

async function deploy(...args: string[]) {
  const { code, stdout, stderr } = await runCommand(['deploy', ...args], { env: { KUBECONFIG: '/no/such/file' } });
  return { code, stdout, stderr: stderr.trimEnd() };
}

test.each<[string[], string]>([
  [['--no-such'], "error: unknown option '--no-such'"],
  [['surplus'], "error: too many arguments for 'deploy'. Expected 0 arguments but got 1."],
  [['--exit-code'], 'error: --exit-code needs --dry-run'],
  [['--no-verify', '--ca-file', 'x'], 'error: --ca-file is for the checks, which --no-verify turns off'],
  [
    ['--timeout', '0'],
    "error: option '--timeout <seconds>' argument '0' is invalid. Allowed: integers from 1 to 86400.",
  ],
  [
    ['--ingress', 'a b'],
    "error: option '--ingress <address>' argument 'a b' is invalid. Allowed: a host or IP address, with or without a port, such as 192.0.2.10:8443.",
  ],
])('%j is wrong use: exit code 2, and the reason', async (args, reason) => {
  expect(await deploy(...args)).toEqual({ code: 2, stdout: '', stderr: reason });
});

test('an error is exit code 1, and what is left to do', async () => {
  expect(await deploy()).toEqual({
    code: 1,
    stdout: '✖ Plan\n',
    stderr: expect.stringMatching(/^Error: .*\n {2}Fix: set the environment variable KUBECONFIG/),
  });
});

test('an error is told to programs too', async () => {
  const { code, stdout } = await deploy('--output', 'json');

  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    result: 'error',
    dryRun: false,
    objects: [],
    error: { fix: expect.any(String) },
  });
});

test('--help names every option and each exit code', async () => {
  const { code, stdout } = await deploy('--help');

  expect(code).toBe(0);
  for (const option of [
    'dry-run',
    'exit-code',
    'no-hook',
    'no-prune',
    'remove-old-routes',
    'no-verify',
    'no-code-server-env',
    'allow-version-jump',
    'allow-fewer-nodes',
    'ingress',
    'ca-file',
    'context',
    'timeout',
    'in-cluster',
    'output',
    'quiet',
  ]) {
    expect(stdout).toContain(`--${option}`);
  }
  expect(stdout).toContain('Exit codes: 0 in sync or deployed, 1 error, 2 wrong use, 3 differences found');
});

test.each<[Partial<Parameters<typeof misuseOf>[0]>, string | undefined]>([
  [{}, undefined],
  [{ dryRun: true, exitCode: true }, undefined],
  [{ exitCode: true }, '--exit-code needs --dry-run'],
  [{ ingress: { host: 'x', port: 1 } }, undefined],
  [{ verify: false, ingress: { host: 'x', port: 1 } }, '--ingress is for the checks, which --no-verify turns off'],
  [{ inCluster: true }, undefined],
  [{ verify: false, inCluster: true }, '--in-cluster is for the checks, which --no-verify turns off'],
  [{ inCluster: true, ingress: { host: 'x', port: 1 } }, '--in-cluster bypasses the ingress, so it excludes --ingress'],
  [{ inCluster: true, caFile: 'ca.crt' }, '--in-cluster needs no certificate authority, so it excludes --ca-file'],
])('options %j: %s', (options, misuse) => {
  expect(misuseOf({ dryRun: false, exitCode: false, verify: true, inCluster: false, ...options })).toBe(misuse);
});
