import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer, request, type Server } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Duplex } from 'node:stream';
import { CertificateAuthority } from './certificates';
import { changedKubeconfig, leadingTo } from './kubeconfigs';
import { WebSocket } from './web-socket';

const HOME = '/home/thinkube';
const [STDIN, STDOUT, STDERR, STATUS] = [0, 1, 2, 3] as const;

/**
 * Stands before the API server and takes the place of the kubelet, which the control plane of the tests has not: a
 * command for a pod runs here, with a directory of its own as the home. Everything else goes to the API server.
 *
 * It answers as Kubernetes' `remotecommand` does: channels by the first byte, and a `Status` on the fourth at the end.
 */
export class ExecGate {
  /** The subprotocol that is agreed on; servers before Kubernetes 1.30 have v4 at most. */
  protocol = 'v5.channel.k8s.io';
  /** What becomes of the next commands. */
  fate: 'run' | 'cut' | { readonly refuse: number } | { readonly status: object } = 'run';
  /** The arguments of every command. */
  readonly commands: string[][] = [];
  private readonly homes = new Map<string, string>();
  private readonly sockets = new Set<Duplex>();

  private constructor(
    private readonly server: Server,
    private readonly ca: string,
  ) {}

  static async start(): Promise<ExecGate> {
    const { certificate, key, ca } = new CertificateAuthority().issue({ dnsNames: ['localhost'] });
    const server = createServer({ cert: certificate, key });
    const gate = new ExecGate(server, ca);
    server.on('request', forward);
    server.on('upgrade', (incoming: IncomingMessage, socket: Duplex) => gate.exec(incoming, socket));
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
    return gate;
  }

  /** A kubeconfig that leads here. */
  get kubeconfig(): string {
    return leadingTo(this.server, this.ca);
  }

  /** Where the home of a pod lies here. */
  home(pod: string): string {
    const known = this.homes.get(pod) ?? mkdtempSync(join(tmpdir(), `home-of-${pod}-`));
    this.homes.set(pod, known);
    return known;
  }

  /** Empties the homes. */
  clear(): void {
    this.homes.forEach(home => rmSync(home, { recursive: true, force: true }));
    this.homes.clear();
    this.commands.length = 0;
  }

  async stop(): Promise<void> {
    this.clear();
    this.sockets.forEach(socket => socket.destroy());
    this.server.closeAllConnections();
    await new Promise(done => this.server.close(done));
  }

  private exec(incoming: IncomingMessage, socket: Duplex): void {
    this.sockets.add(socket);
    const url = new URL(incoming.url!, 'http://localhost');
    const [, pod] = /^\/api\/v1\/namespaces\/code-server\/pods\/([^/]+)\/exec$/.exec(url.pathname)!;
    const { fate } = this;
    if (typeof fate === 'object' && 'refuse' in fate) {
      socket.end(`HTTP/1.1 ${fate.refuse} Refused\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const command = url.searchParams.getAll('command');
    this.commands.push(command);
    WebSocket.accept(incoming, socket, this.protocol);
    if (fate === 'cut') {
      socket.end();
      return;
    }
    const [program, ...args] = command.map(word => (word === HOME ? this.home(pod!) : word));
    const child = spawn(program!, args);
    child.stdin.on('error', () => undefined);
    const client = new WebSocket(socket, message => {
      if (message[0] === STDIN) child.stdin.write(message.subarray(1));
      else child.stdin.end();
    });
    child.stdout.on('data', (data: Buffer) => client.send(STDOUT, data));
    child.stderr.on('data', (data: Buffer) => client.send(STDERR, data));
    child.once('close', code => {
      const status = typeof fate === 'object' ? fate.status : statusOf(code!);
      client.send(STATUS, Buffer.from(JSON.stringify(status)));
      client.close();
    });
  }
}

function statusOf(code: number): object {
  return code === 0
    ? { metadata: {}, status: 'Success' }
    : {
        metadata: {},
        status: 'Failure',
        reason: 'NonZeroExitCode',
        message: `command terminated with non-zero exit code: error executing command, exit code ${code}`,
        details: { causes: [{ reason: 'ExitCode', message: String(code) }] },
      };
}

/** Passes a request on to the real API server, as whoever sent it. */
function forward({ method, url, headers, socket }: IncomingMessage, outgoing: ServerResponse): void {
  const { cluster } = JSON.parse(changedKubeconfig(() => undefined)).clusters[0];
  const { authorization, accept } = headers;
  const options = { method, headers: { authorization, accept }, ca: readFileSync(cluster['certificate-authority']) };
  request(new URL(url!, cluster.server), options, answer => {
    outgoing.writeHead(answer.statusCode!, answer.headers);
    answer.pipe(outgoing);
  })
    .once('error', () => socket.destroy())
    .end();
}
