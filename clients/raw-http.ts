import { type X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import * as http from 'node:http';
import * as https from 'node:https';
import { connect } from 'node:tls';
import { type Explain, RequestError } from './errors';
import { type Address, describeConnectionError, trusting } from './http';

/** How many characters of a body are read. */
const LONGEST = 64 * 1024;
/** How many requests are sent at the same time. */
const AT_ONCE = 8;

/** One request without a body. The path is sent unchanged: `fetch` would change `/a/../b` into `/b`. */
export interface RawRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  /** The beginning of the body. */
  readonly body: string;
}

export interface RawHttpOptions {
  /** Scheme, host and port, such as `https://qdrant.example.com`. */
  readonly url: string;
  /** Certificate authorities as PEM, beside the public ones. */
  readonly ca?: string;
  /** The address to connect to instead of the address in DNS. */
  readonly at?: Address;
  /** How long one answer may take, in milliseconds. */
  readonly timeout: number;
  readonly explain: Explain;
}

/** Sends requests to one host unchanged. It always checks the certificate, and follows no redirect. */
export class RawHttp {
  private readonly url: URL;
  private readonly agent: http.Agent;

  constructor(private readonly options: RawHttpOptions) {
    this.url = new URL(options.url);
    const kept = { keepAlive: true, maxSockets: AT_ONCE };
    this.agent = this.isTls ? new https.Agent({ ...kept, ...this.tls() }) : new http.Agent(kept);
  }

  /** For messages. */
  get name(): string {
    return this.url.origin;
  }

  /** Sends one request, and reads the answer of any status. */
  async send({ method, path, headers }: RawRequest): Promise<RawAnswer> {
    const { timeout } = this.options;
    const send = this.isTls ? https.request : http.request;
    const request = send({
      ...this.target(),
      agent: this.agent,
      method,
      path,
      headers: { host: this.url.host, accept: '*/*', ...headers },
    });
    const late = Object.assign(new Error(`no answer within ${timeout / 1000} s`), { code: 'ETIMEDOUT' });
    let timer: NodeJS.Timeout | undefined;
    // The time starts with the connection, for which some requests wait.
    request.once('socket', () => (timer = setTimeout(() => request.destroy(late), timeout)));
    try {
      return await answerTo(request);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Sends one request, and explains a missing answer. @param doing The operation, such as `ask for the dashboard`. */
  async ask(doing: string, request: RawRequest): Promise<RawAnswer> {
    try {
      return await this.send(request);
    } catch (error) {
      throw this.unreachable(doing, error);
    }
  }

  /** The certificate of the host. */
  async certificate(): Promise<X509Certificate> {
    const socket = connect({ ...this.target(), ...this.tls(), timeout: this.options.timeout });
    socket.once('timeout', () => socket.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })));
    try {
      await once(socket, 'secureConnect');
      return socket.getPeerX509Certificate()!;
    } catch (error) {
      throw this.unreachable('read the certificate', error);
    } finally {
      socket.destroy();
    }
  }

  /** Ends the connections, so that the process can end. */
  close(): void {
    this.agent.destroy();
  }

  private unreachable(doing: string, error: unknown): Error {
    const problem = `Could not ${doing} at ${this.name}: ${describeConnectionError(error)}`;
    return this.options.explain(new RequestError(problem, undefined, undefined, { cause: error }));
  }

  private get isTls(): boolean {
    return this.url.protocol === 'https:';
  }

  private tls() {
    const { ca } = this.options;
    return { ...trusting(ca), servername: this.url.hostname };
  }

  private target(): Address {
    return this.options.at ?? { host: this.url.hostname, port: Number(this.url.port) || (this.isTls ? 443 : 80) };
  }
}

function answerTo(request: http.ClientRequest): Promise<RawAnswer> {
  return new Promise((done, failed) => {
    request.once('error', failed);
    request.once('upgrade', ({ statusCode, headers }: http.IncomingMessage, socket) => {
      socket.destroy();
      done({ status: statusCode!, headers, body: '' });
    });
    request.once('response', response => {
      const { statusCode, headers } = response;
      let body = '';
      const finish = () => done({ status: statusCode!, headers, body });
      response.setEncoding('utf8').on('data', text => {
        body += text;
        if (body.length > LONGEST) {
          finish();
          response.destroy();
        }
      });
      response.once('end', finish).once('error', failed);
    });
    request.end();
  });
}
