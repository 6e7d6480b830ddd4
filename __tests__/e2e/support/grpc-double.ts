import { once } from 'node:events';
import {
  createSecureServer,
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { ServerCertificate } from './certificates';

/** As protobuf: `HealthCheckResponse` with status SERVING, `ListCollectionsResponse` with nothing but the time it took. */
const HEALTH = [0x08, 0x01];
const COLLECTIONS = [0x11, 0xf1, 0x68, 0xe3, 0x88, 0xb5, 0xf8, 0xe4, 0x3e];

/** Stands in for Qdrant's gRPC port: two calls, with the messages and refusals that its proto files and source have. */
export class GrpcDouble {
  /** What the health service says. */
  health: readonly number[] = HEALTH;
  /** The key that it asks for. */
  apiKey: string | undefined;
  private readonly sessions = new Set<ServerHttp2Session>();

  private constructor(private readonly server: Http2Server) {}

  /** @param tls The certificate of the server, as an ingress has one. @default - plain HTTP/2, as Qdrant itself serves */
  static async start(tls?: ServerCertificate): Promise<GrpcDouble> {
    const server = tls ? createSecureServer({ cert: tls.certificate, key: tls.key }) : createServer();
    const double = new GrpcDouble(server);
    server.on('session', session => double.sessions.add(session));
    server.on('stream', (stream, headers) => double.serve(stream, headers));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return double;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    this.sessions.forEach(session => session.destroy());
    this.server.close();
    await once(this.server, 'close');
  }

  private serve(stream: ServerHttp2Stream, { ':path': path, 'api-key': key }: IncomingHttpHeaders): void {
    if (path === '/grpc.health.v1.Health/Check') {
      answer(stream, this.health);
    } else if (this.apiKey !== undefined && key === undefined) {
      refuse(stream, 16, 'Must provide an API key or an Authorization bearer token');
    } else if (this.apiKey !== undefined && key !== this.apiKey) {
      refuse(stream, 16, 'Invalid API key or JWT');
    } else if (path === '/qdrant.Collections/List') {
      answer(stream, COLLECTIONS);
    } else {
      refuse(stream, 12, '');
    }
  }
}

function answer(stream: ServerHttp2Stream, message: readonly number[]): void {
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
  stream.end(Buffer.from([0, 0, 0, 0, message.length, ...message]));
}

/** Without a body: the status is among the headers. */
function refuse(stream: ServerHttp2Stream, status: number, message: string): void {
  const headers = { 'content-type': 'application/grpc', 'grpc-status': status, 'grpc-message': encodeURI(message) };
  stream.respond({ ':status': 200, ...headers }, { endStream: true });
}
