import { type IncomingMessage, type ServerResponse } from 'node:http';
import { Agent, createServer, request, type Server } from 'node:https';
import { text } from 'node:stream/consumers';
import { type AddressInfo } from 'node:net';
import { CertificateAuthority } from './certificates';
import type { Keycloak } from './keycloak';

/** What becomes of an answer. */
type Fate = 'pass' | 'cut';

/** Stands between the hook and Keycloak, as a reverse proxy does, and makes trouble when told to. */
export class Gate {
  private onRequest: { method: string; act: () => Promise<unknown> } | undefined;
  private text: { path: string; change: (text: string) => string } | undefined;
  private onAnswer: { method: string; fate: () => Fate } | undefined;
  private hidden: { path: string; status: number } | undefined;
  private header: { name: string; value: string } | undefined;

  private constructor(
    private readonly server: Server,
    private readonly agent: Agent,
    /** The authority that signed the gate's certificate, PEM. */
    readonly ca: string,
  ) {}

  static async start(keycloak: Keycloak): Promise<Gate> {
    const { certificate, key, ca } = new CertificateAuthority().issue({ dnsNames: ['localhost'] });
    const target = new URL(keycloak.url);
    const server = createServer({ cert: certificate, key });
    const gate = new Gate(server, new Agent({ ca: keycloak.ca, keepAlive: false }), ca);
    server.on('request', (incoming: IncomingMessage, outgoing: ServerResponse) => {
      gate.forward(target, incoming, outgoing).catch(() => incoming.socket.destroy());
    });
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
    return gate;
  }

  get url(): string {
    return `https://localhost:${(this.server.address() as AddressInfo).port}`;
  }

  /** Does something before each admin request of a method is passed on. */
  before(method: string, act: () => Promise<unknown>): void {
    this.onRequest = { method, act };
  }

  /** Decides what becomes of the answer to each admin request of a method, which Keycloak has carried out. */
  after(method: string, fate: () => Fate): void {
    this.onAnswer = { method, fate };
  }

  replaceHeader(name: string, value: string): void {
    this.header = { name, value };
  }

  /** Changes the text of each answer for a path. */
  rewrite(path: string, change: (text: string) => string): void {
    this.text = { path, change };
  }

  /** Answers for a path itself, with a page, as a proxy does that does not publish it. */
  hide(path: string, status: number): void {
    this.hidden = { path, status };
  }

  /** Lets everything pass again. */
  open(): void {
    this.text = undefined;
    this.onRequest = undefined;
    this.onAnswer = undefined;
    this.header = undefined;
    this.hidden = undefined;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(done => this.server.close(done));
  }

  private async forward(target: URL, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = incoming;
    if (this.hidden && url.startsWith(this.hidden.path)) {
      outgoing.writeHead(this.hidden.status, { 'content-type': 'text/html' }).end('<h1>Not here</h1>');
      return;
    }
    // An export is a POST that writes nothing.
    const isAdmin = url.startsWith('/admin/') && !url.includes('/partial-export');
    if (isAdmin && this.onRequest?.method === method) await this.onRequest.act();
    const answer = await new Promise<IncomingMessage>((done, failed) => {
      const options = { host: target.hostname, port: target.port, path: url, method, headers, agent: this.agent };
      const forwarded = request(options, done).once('error', failed);
      incoming.pipe(forwarded);
    });
    if (isAdmin && this.onAnswer?.method === method && this.onAnswer.fate() === 'cut') {
      answer.resume();
      incoming.socket.destroy();
      return;
    }
    if (this.text && url.startsWith(this.text.path)) {
      const changed = this.text.change(await text(answer));
      const headers = { ...answer.headers, 'content-length': `${Buffer.byteLength(changed)}` };
      delete headers['transfer-encoding'];
      outgoing.writeHead(answer.statusCode!, headers).end(changed);
      return;
    }
    const { name, value } = this.header ?? {};
    const isPage = answer.headers['content-type']?.startsWith('text/html');
    outgoing.writeHead(answer.statusCode!, { ...answer.headers, ...(name && isPage && { [name]: value }) });
    answer.pipe(outgoing);
  }
}
