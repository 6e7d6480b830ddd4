import { createServer } from 'node:net';

/** Loopback ports that nobody listens on, all different: each is held until the last is found. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((done, failed) => server.once('error', failed).listen(0, '127.0.0.1', done));
      return server;
    }),
  );
  const ports = servers.map(server => (server.address() as { port: number }).port);
  await Promise.all(servers.map(server => new Promise(done => server.close(done))));
  return ports;
}
