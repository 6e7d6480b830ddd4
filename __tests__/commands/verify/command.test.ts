import { execFile } from 'node:child_process';
import { resolve } from 'node:path';

/** Runs `npm run verify`, without npm. */
function run(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const all = ['--require', './scripts/register.js', 'commands/main.ts', 'verify', ...args];
  const options = { cwd: resolve(__dirname, '../../..'), env: { ...process.env, ...env } };
  return new Promise<{ status: number; out: string; err: string }>(done => {
    execFile(process.execPath, all, options, (error, out, err) => {
      done({ status: error ? Number(error.code) : 0, out, err });
    });
  });
}

test.each([
  [['--in-cluster', '--ingress', '192.0.2.1'], '--in-cluster bypasses the ingress, so it excludes --ingress'],
  [['--in-cluster', '--ca-file', 'a.pem'], '--in-cluster needs no certificate authority, so it excludes --ca-file'],
  [['--in-cluster', '--only', 'cluster'], '--in-cluster does not go with --only cluster'],
  [['--collection', 'a', '--only', 'keycloak'], '--collection does not go with --only keycloak'],
  [['--only', 'qdrant'], 'Allowed choices are cluster, keycloak, http.'],
  [['--ingress', 'a:0'], 'Allowed: a host or IP address, with or without a port, such as 192.0.2.10:8443.'],
  [['--collection', '../a'], 'Allowed: letters, digits, hyphens, dots and underscores.'],
  [['--tries', '0'], 'Allowed: integers from 1 to 1000.'],
  [['--watch', 'often'], 'Allowed: integers from 1 to 86400.'],
])('wrong use: %j', async (args, message) => {
  const { status, out, err } = await run(args);

  expect({ status, out }).toEqual({ status: 2, out: '' });
  expect(err).toContain(message);
});

test('a config that cannot be used is told in both forms', async () => {
  const { status, out, err } = await run(['--output', 'json'], { QDRANT_CONFIG: '/no/such/config.yaml' });

  expect(status).toBe(1);
  expect(JSON.parse(out)).toMatchObject({ result: 'error', error: { problem: expect.stringContaining('/no/such') } });
  expect(err).toContain('/no/such/config.yaml');
});
