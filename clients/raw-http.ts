import { type X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import * as http from 'node:http';
import * as https from 'node:https';
import { connect, rootCertificates } from 'node:tls';
import { Failure } from '../cli/failure';
import { commandLine } from '../cli/invocation';
import { type Address, codeOf, isUntrusted } from './http';

/** How much of a body is read. */
const LONGEST = 64 * 1024;
/** How many requests are under way at once. */
const AT_ONCE = 8;

/** One request, whose path is sent as it stands: `fetch` would make `/a/../b` into `/b`. It never has a body. */
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
  /** Where to connect to, when not where DNS says. */
  readonly at?: Address;
  /** How long one answer may take, in milliseconds. */
  readonly timeout: number;
}

/** Requests to one host as they stand. Certificates are always checked; redirects are not followed. */
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

  /** Sends one request, and reads the answer whatever its status. */
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
    // Not before its turn has come: some wait for a connection.
    request.once('socket', () => (timer = setTimeout(() => request.destroy(late), timeout)));
    try {
      return await answerTo(request);
    } finally {
      clearTimeout(timer);
    }
  }

  /** The same, where no answer is a failure. @param doing What it is good for, such as `ask for the dashboard`. */
  async ask(doing: string, request: RawRequest): Promise<RawAnswer> {
    try {
      return await this.send(request);
    } catch (error) {
      throw unreachable(doing, this.name, error);
    }
  }

  /** The certificate with which the host answers. */
  async certificate(): Promise<X509Certificate> {
    const socket = connect({ ...this.target(), ...this.tls(), timeout: this.options.timeout });
    socket.once('timeout', () => socket.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })));
    try {
      await once(socket, 'secureConnect');
      return socket.getPeerX509Certificate()!;
    } catch (error) {
      throw unreachable('see the certificate', this.name, error);
    } finally {
      socket.destroy();
    }
  }

  /** Ends the connections, so that the process can end. */
  close(): void {
    this.agent.destroy();
  }

  private get isTls(): boolean {
    return this.url.protocol === 'https:';
  }

  private tls() {
    const { ca } = this.options;
    return { rejectUnauthorized: true, servername: this.url.hostname, ...(ca && { ca: [...rootCertificates, ca] }) };
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

/** What to say of a connection that failed. */
function unreachable(doing: string, name: string, error: unknown): Failure {
  const { message } = error as Error;
  const code = codeOf(error);
  const said = [message || 'no connection', ...(code && !message.includes(code) ? [`(${code})`] : [])].join(' ');
  return new Failure(`Could not ${doing} at ${name}: ${said}`, remedy(error, code), { cause: error });
}

function remedy(error: unknown, code: string | undefined): string {
  switch (code) {
    case 'CERT_HAS_EXPIRED':
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `look at the check of the TLS Secret: if that is ok, the ingress does not use it; else renew it with ${commandLine('hook', '--only', 'tls')}`;
    case 'ENOTFOUND':
      return 'let DNS lead to the ingress, or name its address with --ingress';
  }
  return isUntrusted(error)
    ? 'name the certificate authority that signed the certificate with --ca-file'
    : 'check that the ingress controller runs and can be reached from here; --ingress names another address';
}
