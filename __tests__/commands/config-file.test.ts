import { PassThrough } from 'node:stream';
import type { Io } from '../../cli/io';
import { run } from '../../commands/run';

/** Runs a command line in this process. */
async function command(...argv: string[]) {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const env = { QDRANT_CONFIG: '/no/such/config.yaml', KUBECONFIG: '/no/such/kubeconfig' };
  const code = await run(argv, {
    env,
    stdin: stdin as unknown as Io['stdin'],
    stdout,
    stderr,
    onInterrupt: () => undefined,
  });
  return { code, errors: String(stderr.read() ?? '') };
}

test.each([
  ['code-server-env'],
  ['backup', 'create', '--url', 'http://127.0.0.1:1'],
  ['backup', 'verify', '/no/such/backup'],
  ['restore', '/no/such/backup', '--url', 'http://127.0.0.1:1'],
])('%s refuses a QDRANT_CONFIG that cannot be read, though it needs no config', async (...argv) => {
  const { code, errors } = await command(...argv);

  expect(code).toBe(1);
  expect(errors).toContain('/no/such/config.yaml');
  expect(errors).toContain('The file does not exist');
});
