import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse, stringify } from 'lossless-json';
import type { ServerCertificate } from './certificates';
import { type Answer, type Call, QdrantApi } from './qdrant-api';
import { Refused } from './qdrant-refused';
import { answerToToken } from './qdrant-token';

export interface DoubleOptions {
  readonly apiKey?: string;
  readonly readOnlyKey?: string;
  /** @default 1 */
  readonly nodes?: number;
  /** @default '1.15.4' */
  readonly version?: string;
  /** With what it serves TLS. Default: plain HTTP. */
  readonly tls?: ServerCertificate;
}

/** Something that goes wrong with the next requests that match. */
export interface Fault {
  readonly method?: string;
  readonly path: RegExp;
  /** How many requests it meets. @default 1 */
  times?: number;
  /** Wait this long first, in milliseconds. */
  readonly slow?: number;
  /** Answer with this instead. */
  readonly status?: number;
  /** The header with the seconds to wait: of `status`. */
  readonly retryAfter?: number;
  /** The body: of `status`, or of an answer that looks well. */
  readonly body?: string;
  /** Cut the connection, without an answer. */
  readonly cut?: boolean;
  /** Cut the connection after this many bytes of the body. */
  readonly cutAfter?: number;
  /** Send this many bytes of the body and no more, and keep the connection open. */
  readonly stallAfter?: number;
  /** Change a byte of a snapshot on its way. */
  readonly corrupt?: boolean;
}

const OPEN = ['/', '/healthz', '/readyz', '/livez', '/dashboard'];
/** The most bytes of a JSON body. */
const MOST = 32 * 1024 * 1024;
const READS = /\/points\/(scroll|count|query|search)$/;

/** Stands in for Qdrant: one node or a cluster, in memory, answering as a real server was recorded. */
export class QdrantDouble {
  /** What all nodes know. */
  readonly api: QdrantApi;
  readonly faults: Fault[] = [];
  /** Every request so far, such as `GET /collections`. */
  readonly requests: string[] = [];
  /** The headers of every request so far. */
  readonly headers: IncomingHttpHeaders[] = [];
  /** Called at each request and each piece of a snapshot. */
  onStep: () => void = () => undefined;
  /** Called when a response stalls. */
  onStall: () => void = () => undefined;
  private readonly servers: Server[] = [];

  private constructor(private readonly options: DoubleOptions) {
    const peers = Array.from({ length: options.nodes ?? 1 }, (_, at) => 3657837229511769 + at);
    this.api = new QdrantApi(peers, options.version ?? '1.15.4');
  }

  static async start(options: DoubleOptions = {}): Promise<QdrantDouble> {
    const double = new QdrantDouble(options);
    for (const peer of double.api.peers) {
      const serve = (request: IncomingMessage, response: ServerResponse) => void double.serve(peer, request, response);
      const { tls } = options;
      const server = tls ? createTlsServer({ cert: tls.certificate, key: tls.key }, serve) : createServer(serve);
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      double.servers.push(server);
    }
    return double;
  }

  /** One for each node. */
  get urls(): string[] {
    const scheme = this.options.tls ? 'https' : 'http';
    return this.servers.map(server => `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`);
  }

  async stop(): Promise<void> {
    for (const server of this.servers) {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    }
  }

  private async serve(peer: number, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url!, 'http://double');
    const fault = this.takeFault(request.method!, pathname);
    const raw = await bodyOf(request).catch(() => undefined);
    if (raw === undefined) {
      return;
    }
    this.requests.push(`${request.method} ${pathname}`);
    this.headers.push(request.headers);
    this.onStep();
    await sleep(fault?.slow ?? 0);
    if (fault?.cut) {
      response.destroy();
      return;
    }
    if (fault?.status !== undefined || fault?.body !== undefined) {
      const waiting = fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) };
      const headers = { 'content-type': 'application/json', ...waiting };
      response.writeHead(fault.status ?? 200, headers).end(fault.body ?? '');
      return;
    }
    const text = raw.toString();
    const call: Call = {
      peer,
      method: request.method!,
      path: pathname.slice(1).split('/').map(decodeURIComponent),
      query: searchParams,
      raw,
      text,
      json: () => parseBody(text),
      contentType: request.headers['content-type'] ?? '',
    };
    try {
      const answer = this.authorize(request, pathname) ?? this.api.answer(call);
      await this.write(answer, request, response, fault);
    } catch (error) {
      const { status, message } = error instanceof Refused ? error : new Refused(500, String((error as Error).stack));
      const body = stringify({ status: { error: message }, time: 0.0 })!;
      response.writeHead(status, { 'content-type': 'application/json' }).end(body);
    }
  }

  private takeFault(method: string, path: string): Fault | undefined {
    const at = this.faults.findIndex(fault => (fault.method ?? method) === method && fault.path.test(path));
    const fault = this.faults[at];
    if (fault && (fault.times = (fault.times ?? 1) - 1) <= 0) {
      this.faults.splice(at, 1);
    }
    return fault;
  }

  private authorize({ method, headers }: IncomingMessage, path: string): Answer | undefined {
    const { apiKey, readOnlyKey } = this.options;
    if (!apiKey || OPEN.includes(path) || method === 'OPTIONS') {
      return undefined;
    }
    const key = headers['api-key'] ?? headers.authorization?.replace('Bearer ', '');
    if (key === undefined) {
      return { status: 401, text: 'Must provide an API key or an Authorization bearer token' };
    }
    if (key !== apiKey && key !== readOnlyKey) {
      return answerToToken(String(key), apiKey, { method: method!, path }, collection =>
        this.api.collections.get(collection)?.payloads(),
      );
    }
    if (key === readOnlyKey && method !== 'GET' && !READS.test(path)) {
      throw new Refused(403, 'Forbidden: Global manage access is required');
    }
    return undefined;
  }

  private async write(
    answer: Answer,
    request: IncomingMessage,
    response: ServerResponse,
    fault?: Fault,
  ): Promise<void> {
    if ('json' in answer) {
      response.setHeader('content-type', 'application/json');
      response.end(answer.json);
      return;
    }
    if ('text' in answer) {
      response.writeHead(
        answer.status ?? 200,
        answer.text && answer.status !== 401 ? { 'content-type': 'text/plain; charset=utf-8' } : {},
      );
      response.end(answer.text);
      return;
    }
    const [name, file] = answer.file;
    const [, first, last] = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? '') ?? [];
    const from = Number(first ?? 0);
    const to = last ? Number(last) + 1 : file.size;
    response.writeHead(first === undefined ? 200 : 206, {
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="${name}"`,
      'content-length': to - from,
      ...(first !== undefined && { 'content-range': `bytes ${from}-${to - 1}/${file.size}` }),
    });
    response.setMaxListeners(0);
    let sent = 0;
    for (const piece of file.read(from, to)) {
      this.onStep();
      if (sent >= (fault?.stallAfter ?? Infinity)) {
        this.onStall();
        await once(response, 'close');
        return;
      }
      const whole = fault?.cutAfter === undefined || sent + piece.length < fault.cutAfter;
      const bytes = fault?.corrupt ? Buffer.from(piece.map(byte => byte ^ 1)) : piece;
      const fits = response.write(whole ? bytes : bytes.subarray(0, fault.cutAfter! - sent));
      sent += piece.length;
      if (!whole) {
        await sleep(20);
        response.destroy();
        return;
      }
      if (!fits && !response.destroyed) {
        await Promise.race([once(response, 'drain'), once(response, 'close')]);
      }
      if (response.destroyed) {
        return;
      }
    }
    response.end();
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) {
    pieces.push(piece as Buffer);
  }
  return Buffer.concat(pieces);
}

function parseBody(text: string): any {
  const size = Buffer.byteLength(text);
  if (size > MOST) {
    throw new Refused(400, `JSON payload (${size} bytes) is larger than allowed (limit: ${MOST} bytes).`);
  }
  try {
    return parse(text);
  } catch (error) {
    const message = /^\{[^"}]/.test(text) ? 'key must be a string at line 1 column 2' : (error as Error).message;
    throw new Refused(400, `Format error in JSON body: ${message}`);
  }
}
