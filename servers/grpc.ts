import { once } from 'node:events';
import { connect, constants } from 'node:http2';
import { Failure } from '../cli/failure';

/** Flag and length of a message, before its bytes. */
const PREFIX = 5;
/** `grpc.health.v1.HealthCheckResponse` with status SERVING. */
const SERVING = Buffer.from([0x08, 0x01]);

/**
 * Asks the standard health service, which needs no key. A unary call with an empty message is one HTTP/2 request of five
 * zero bytes, so no gRPC library is needed for it.
 *
 * @param url Such as `http://127.0.0.1:6334`.
 * @param timeout In milliseconds.
 */
export async function grpcHealth(url: string, timeout: number): Promise<void> {
  const session = connect(url);
  const failed = once(session, 'error').then(([error]) => Promise.reject(error as Error));
  const call = async () => {
    const stream = session.request({
      [constants.HTTP2_HEADER_METHOD]: 'POST',
      [constants.HTTP2_HEADER_PATH]: '/grpc.health.v1.Health/Check',
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    stream.setTimeout(timeout, () => stream.destroy(new Error(`no answer within ${timeout / 1000} s`)));
    // A call that fails has its status in the headers, any other in the trailers.
    const told: Record<string, unknown> = {};
    stream
      .on('response', headers => Object.assign(told, headers))
      .on('trailers', trailers => Object.assign(told, trailers));
    stream.end(Buffer.alloc(PREFIX));
    const pieces: Buffer[] = [];
    for await (const piece of stream) {
      pieces.push(piece as Buffer);
    }
    return { told, message: Buffer.concat(pieces).subarray(PREFIX) };
  };
  try {
    const { told, message } = await Promise.race([call(), failed]);
    if (told['grpc-status'] !== '0' || !message.equals(SERVING)) {
      const said = told['grpc-message'] ?? (message.length > 0 ? `status ${message.toString('hex')}` : 'no message');
      throw new Error(`HTTP ${String(told[':status'])}, gRPC status ${String(told['grpc-status'])}, ${String(said)}`);
    }
  } catch (error) {
    throw new Failure(
      `gRPC at ${url} is not serving: ${(error as Error).message}`,
      'read the log of Qdrant: kubectl logs -l app.kubernetes.io/name=qdrant; service.grpc_port must be 6334',
      { cause: error },
    );
  } finally {
    session.destroy();
  }
}
