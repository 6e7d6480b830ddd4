import { misuseOf } from '../../../commands/hook/options';
import { runCommand } from '../../support/run-command';

const NOTHING = { dryRun: false, exitCode: false, remove: false, force: false, emitSecrets: false, timeout: 60 };

async function hook(...args: string[]) {
  const { code, stdout, stderr } = await runCommand(['hook', ...args], {
    env: { ADMIN_PASSWORD: '', KUBECONFIG: '/no/such/file' },
  });
  return { code, stdout, stderr: stderr.trimEnd() };
}

test.each<[string[], string]>([
  [['--no-such'], "error: unknown option '--no-such'"],
  [
    ['--only', 'moon'],
    "error: option '--only <part>' argument 'moon' is invalid. Allowed choices are keycloak, tls, api-keys.",
  ],
  [['--rotate'], "error: option '--rotate <secret>' argument missing"],
  [
    ['--timeout', '0'],
    "error: option '--timeout <seconds>' argument '0' is invalid. Allowed: integers from 1 to 3600.",
  ],
  [['surplus'], "error: too many arguments for 'hook'. Expected 0 arguments but got 1."],
  [['--exit-code'], 'error: --exit-code needs --dry-run'],
  [['--finish', '--rotate', 'cookie-secret'], 'error: --finish needs --rotate api-key'],
  [['--rotate', 'api-key', '--emit-secrets'], 'error: --rotate api-key restarts pods, so it excludes --emit-secrets'],
  [['--rotate', 'cookie-secret', '--only', 'api-keys'], 'error: --only api-keys excludes --rotate cookie-secret'],
])('%j is wrong use: exit code 2, and the reason', async (args, reason) => {
  expect(await hook(...args)).toEqual({ code: 2, stdout: '', stderr: reason });
});

test('an error is exit code 1, and what is left to do', async () => {
  expect(await hook('--only', 'keycloak')).toEqual({
    code: 1,
    stdout: '✖ Plan\n',
    stderr: expect.stringMatching(/^Error: The environment variable ADMIN_PASSWORD is empty\.\n {2}Fix: set it to /),
  });
});

test('--help names every option and each exit code', async () => {
  const { code, stdout } = await hook('--help');

  expect(code).toBe(0);
  for (const option of [
    'dry-run',
    'exit-code',
    'only',
    'rotate',
    'remove',
    'force',
    'emit-secrets',
    'context',
    'timeout',
  ]) {
    expect(stdout).toContain(`--${option}`);
  }
  expect(stdout).toContain('Exit codes: 0 in sync or applied, 1 error, 2 wrong use, 3 differences found');
});

test.each<[Partial<Parameters<typeof misuseOf>[0]>, string | undefined]>([
  [{}, undefined],
  [{ dryRun: true, exitCode: true }, undefined],
  [{ force: true }, '--force needs --remove'],
  [{ remove: true, rotate: 'client-secret' }, '--remove and --rotate exclude each other'],
  [{ emitSecrets: true, dryRun: true }, '--emit-secrets excludes --dry-run and --remove'],
  [{ rotate: 'client-secret', only: 'tls' }, '--only tls excludes --rotate'],
  [{ rotate: 'client-secret', only: 'keycloak' }, undefined],
  [
    { rotate: 'cookie-secret', only: 'keycloak' },
    '--rotate cookie-secret needs the cluster, so it excludes --only keycloak',
  ],
])('options %j: %s', (options, misuse) => {
  expect(misuseOf({ ...NOTHING, ...options })).toBe(misuse);
});
