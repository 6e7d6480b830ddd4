import { runCommand } from '../../support/run-command';

test.each([
  [['--in-cluster', '--ingress', '192.0.2.1'], '--in-cluster bypasses the ingress, so it excludes --ingress'],
  [['--in-cluster', '--ca-file', 'a.pem'], '--in-cluster needs no certificate authority, so it excludes --ca-file'],
  [['--in-cluster', '--only', 'cluster'], '--only cluster excludes --in-cluster'],
  [['--collection', 'a', '--only', 'keycloak'], '--only keycloak excludes --collection'],
  [['--only', 'qdrant'], 'Allowed choices are cluster, keycloak, identity-provider, http.'],
  [['--ingress', 'a:0'], 'Allowed: a host or IP address, with or without a port, such as 192.0.2.10:8443.'],
  [['--collection', '../a'], 'Allowed: letters, digits, hyphens, dots and underscores.'],
  [['--tries', '0'], 'Allowed: integers from 1 to 1000.'],
  [['--watch', 'often'], 'Allowed: integers from 1 to 86400.'],
])('wrong use: %j', async (args, message) => {
  const { code, stdout, stderr } = await runCommand(['verify', ...args]);

  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(message);
});

test('a config that cannot be used is told in both forms', async () => {
  const env = { QDRANT_CONFIG: '/no/such/config.yaml' };
  const { code, stdout, stderr } = await runCommand(['verify', '--output', 'json'], { env });

  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    result: 'error',
    error: { problem: expect.stringContaining('/no/such') },
  });
  expect(stderr).toContain('/no/such/config.yaml');
});
