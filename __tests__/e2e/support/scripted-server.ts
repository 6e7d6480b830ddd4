import type { IncomingHttpHeaders, IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer as createPlainServer, type Server as PlainServer } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { CertificateAuthority, type ServerCertificate } from './certificates';

/** What a test wants to be answered. Without one, the request hangs. */
export interface ScriptedAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON. */
  readonly body?: string | object;
}

/** A request that arrived, with everything that it carried. */
export interface Arrived {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let certificate: ServerCertificate | undefined;

/** A server that answers as a test says, and keeps what arrives. All of them share one certificate for `localhost`. */
export class ScriptedServer {
  readonly arrived: Arrived[] = [];

  private constructor(
    private readonly server: Server | PlainServer,
    readonly url: string,
  ) {}

  /** The authority that signed the certificate, PEM. */
  static get ca(): string {
    return shared().ca;
  }

  static async start(
    answer: (request: Arrived) => ScriptedAnswer | undefined,
    scheme: 'http' | 'https' = 'https',
  ): Promise<ScriptedServer> {
    const listener: RequestListener = (incoming, outgoing) => {
      read(incoming)
        .then(request => {
          started.arrived.push(request);
          reply(outgoing, answer(request));
        })
        .catch(() => incoming.socket.destroy());
    };
    const { certificate: cert, key } = shared();
    const server = scheme === 'http' ? createPlainServer(listener) : createServer({ cert, key }, listener);
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
    const started = new ScriptedServer(server, `${scheme}://localhost:${(server.address() as AddressInfo).port}`);
    return started;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(done => this.server.close(done));
  }
}

function shared(): ServerCertificate {
  certificate ??= new CertificateAuthority().issue({ dnsNames: ['localhost'] });
  return certificate;
}

async function read(incoming: IncomingMessage): Promise<Arrived> {
  let body = '';
  for await (const chunk of incoming.setEncoding('utf8')) body += chunk;
  const { method = '', url = '', headers } = incoming;
  return { method, path: url, headers, body };
}

function reply(outgoing: ServerResponse, answer: ScriptedAnswer | undefined): void {
  if (!answer) return;
  const { status = 200, headers = {}, body = '' } = answer;
  const isJson = typeof body === 'object';
  outgoing.writeHead(status, { 'content-type': isJson ? 'application/json' : 'text/html', ...headers });
  outgoing.end(isJson ? JSON.stringify(body) : body);
}
