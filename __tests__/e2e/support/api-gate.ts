import { readFileSync } from 'node:fs';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer, request, type Server } from 'node:https';
import { CertificateAuthority } from './certificates';
import { changedKubeconfig, leadingTo } from './kubeconfigs';

/** A proxy of the API server that runs a function before it forwards a write. */
export class ApiGate {
  /** Runs before each write, but not before a dry run. */
  beforeWrite: (write: string) => Promise<void> | void = () => undefined;

  private constructor(
    private readonly server: Server,
    private readonly ca: string,
  ) {}

  static async start(): Promise<ApiGate> {
    const { certificate, key, ca } = new CertificateAuthority().issue({ dnsNames: ['localhost'] });
    const server = createServer({ cert: certificate, key });
    const gate = new ApiGate(server, ca);
    server.on('request', (incoming: IncomingMessage, outgoing: ServerResponse) => {
      gate.forward(incoming, outgoing).catch(() => incoming.socket.destroy());
    });
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
    return gate;
  }

  /** A kubeconfig that leads here. */
  get kubeconfig(): string {
    return leadingTo(this.server, this.ca);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(done => this.server.close(done));
  }

  private async forward(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = incoming;
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    if (method !== 'GET' && !url.includes('dryRun=All')) await this.beforeWrite(`${method} ${url.split('?')[0]}`);
    const { cluster } = JSON.parse(changedKubeconfig(() => undefined)).clusters[0];
    const target = new URL(url, cluster.server);
    const ca = readFileSync(cluster['certificate-authority']);
    const answer = await new Promise<IncomingMessage>((done, failed) => {
      const options = { method, headers: { ...headers, host: target.host }, ca };
      request(target, options, done).once('error', failed).end(Buffer.concat(chunks));
    });
    outgoing.writeHead(answer.statusCode!, answer.headers);
    answer.pipe(outgoing);
  }
}
