import { once } from 'node:events';
import { type ClientHttp2Session, connect, constants } from 'node:http2';
import * as net from 'node:net';
import * as tls from 'node:tls';
import { io } from '../../cli/io';
import { remember } from '../../cli/secrets';
import { type Explain, RequestError } from '../errors';
import { type Address, trusting } from '../http';

/** Flag and length of a message, before its bytes. */
const PREFIX = 5;
const UNCOMPRESSED = 0;
/** `grpc.health.v1.HealthCheckResponse` with status SERVING. */
const SERVING = Buffer.from([0x08, 0x01]);
/** Status codes of gRPC. */
const OK = '0';
const REFUSED_KEY = ['7', '16']; // PERMISSION_DENIED and UNAUTHENTICATED

export interface GrpcOptions {
  /** Such as `http://qdrant-0:6334`, or `https://qdrant-grpc.example.com` with TLS. */
  readonly url: string;
  /** Where to connect to, when not where DNS says. */
  readonly at?: Address;
  /** Certificate authorities as PEM, beside the public ones. */
  readonly ca?: string;
  /** Default: `QDRANT_API_KEY` of the environment. */
  readonly apiKey?: string;
  /** How long an answer may take, in milliseconds. */
  readonly timeout: number;
}

/** A call that failed. */
export class GrpcError extends RequestError {
  /** Whether Qdrant refuses the API key. */
  get isRefusedKey(): boolean {
    return this.cause instanceof StatusError && REFUSED_KEY.includes(this.cause.status);
  }
}

/**
 * One node of Qdrant over gRPC, for calls without arguments. Such a call is one HTTP/2 request of five zero bytes, so no
 * gRPC library is needed.
 */
export class QdrantGrpc {
  constructor(
    private readonly options: GrpcOptions,
    private readonly explain: Explain,
  ) {}

  get url(): string {
    return this.options.url;
  }

  /** Asks the standard health service, which needs no key. */
  async assertServing(): Promise<void> {
    const doing = 'ask the health service';
    const message = await this.call(doing, '/grpc.health.v1.Health/Check');
    if (!message.equals(SERVING)) {
      throw this.failure(doing, `it does not say SERVING, but ${message.toString('hex') || 'nothing'}`);
    }
  }

  /** Lists collections, which needs the key where there is one. What they are is not looked at. */
  async assertListsCollections(): Promise<void> {
    const { apiKey = io().env.QDRANT_API_KEY } = this.options;
    const metadata = apiKey ? { 'api-key': remember(apiKey) } : undefined;
    await this.call('list collections', '/qdrant.Collections/List', metadata);
  }

  private async call(doing: string, path: string, metadata: Record<string, string> = {}): Promise<Buffer> {
    const { url, timeout } = this.options;
    const session = connect(url, { createConnection: () => this.socket() });
    const lost = once(session, 'close').then(() => Promise.reject(closed()));
    session.on('error', () => undefined); // `lost` has it.
    try {
      return await Promise.race([unary(session, path, metadata, timeout), lost]);
    } catch (error) {
      throw this.failure(doing, (error as Error).message, error);
    } finally {
      lost.catch(() => undefined);
      session.destroy();
    }
  }

  private socket(): net.Socket {
    const { url, ca } = this.options;
    const { protocol, hostname, port } = new URL(url);
    const isTls = protocol === 'https:';
    const at = this.options.at ?? { host: hostname, port: Number(port) || (isTls ? 443 : 80) };
    return isTls
      ? tls.connect({ ...at, ...trusting(ca), servername: hostname, ALPNProtocols: ['h2'] })
      : net.connect(at);
  }

  private failure(doing: string, answer: string, cause?: unknown): Error {
    const problem = `Could not ${doing} over gRPC at ${this.url}: ${answer}`;
    return this.explain(new GrpcError(problem, undefined, undefined, { cause }));
  }
}

/** The code is that of a socket, so that callers look for the cause of the closed connection. */
function closed(): Error {
  return Object.assign(new Error('the connection was closed'), { code: 'ECONNRESET' });
}

/** An answer without the status of success. */
class StatusError extends Error {
  constructor(
    readonly status: string,
    message: string,
  ) {
    super(`gRPC status ${status} (${message})`);
  }
}

/** One call with an empty message. @returns the message that it is answered with */
async function unary(
  session: ClientHttp2Session,
  path: string,
  metadata: Record<string, string>,
  timeout: number,
): Promise<Buffer> {
  const stream = session.request({
    [constants.HTTP2_HEADER_METHOD]: 'POST',
    [constants.HTTP2_HEADER_PATH]: path,
    'content-type': 'application/grpc',
    te: 'trailers',
    ...metadata,
  });
  const timer = setTimeout(() => stream.destroy(new Error(`no answer within ${timeout / 1000} s`)), timeout);
  // A refused call has its status in the headers. Other calls have it in the trailers.
  const metadataOfAnswer: Record<string, unknown> = {};
  stream.on('response', headers => Object.assign(metadataOfAnswer, headers));
  stream.on('trailers', trailers => Object.assign(metadataOfAnswer, trailers));
  stream.end(Buffer.alloc(PREFIX));
  try {
    const pieces: Buffer[] = [];
    for await (const piece of stream) {
      pieces.push(piece as Buffer);
    }
    return messageIn(metadataOfAnswer, Buffer.concat(pieces));
  } finally {
    clearTimeout(timer);
  }
}

function messageIn(metadata: Record<string, unknown>, body: Buffer): Buffer {
  const { ':status': http, 'grpc-status': status, 'grpc-message': message = 'without a message' } = metadata;
  if (http === undefined) {
    throw closed();
  }
  if (status === undefined) {
    throw new Error(`the answer is not gRPC, but HTTP status ${String(http)}`);
  }
  if (status !== OK) {
    throw new StatusError(String(status), decodeURIComponent(String(message)));
  }
  if (body.length < PREFIX || body[0] !== UNCOMPRESSED || body.readUInt32BE(1) !== body.length - PREFIX) {
    throw new Error(`the answer is not one complete message: ${body.toString('hex')}`);
  }
  return body.subarray(PREFIX);
}
