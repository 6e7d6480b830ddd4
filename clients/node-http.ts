import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import { pipeline, Readable } from 'node:stream';
import { ResponseError } from './http';

/** How much of the body of an error is quoted, in characters. */
const QUOTED = 300;
/** Delay before TCP probes a silent connection, in milliseconds. The probes detect that the node is unreachable. */
const PROBE_DELAY = 30_000;

export interface NodeRequest {
  readonly headers?: http.OutgoingHttpHeaders;
  /** A stream needs the header `content-length`. */
  readonly body?: string | Buffer | Readable;
}

/**
 * Sends a request with the modules of Node.js alone, and streams the body of a successful response.
 *
 * There is no timeout: a snapshot can take hours. (`fetch` gives up after five minutes.)
 */
export async function send(
  method: string,
  url: string,
  { headers = {}, body = '' }: NodeRequest = {},
): Promise<http.IncomingMessage> {
  const { request } = url.startsWith('https:') ? https : http;
  const isStream = body instanceof Readable;
  const length = method === 'GET' || isStream ? {} : { 'content-length': Buffer.byteLength(body) };
  const outgoing = request(url, { method, agent: false, headers: { ...headers, ...length } });
  outgoing.setSocketKeepAlive(true, PROBE_DELAY);
  if (isStream) {
    // An error of the stream ends the request, and the request reports it.
    pipeline(body, outgoing, () => undefined);
  } else {
    outgoing.end(body);
  }
  const response = await responseTo(outgoing, `${method} ${url}`);
  // From now on the response reports a lost connection.
  outgoing.on('error', () => undefined);
  const { statusCode = 0 } = response;
  if (statusCode < 200 || statusCode > 299) {
    const text = (await bytesOf(response)).toString().replace(/\s+/g, ' ').slice(0, QUOTED);
    const retryAfter = response.headers['retry-after'];
    const waiting = retryAfter === undefined ? undefined : new Headers({ 'retry-after': retryAfter });
    throw new ResponseError(`${method} ${url} was answered with ${statusCode}: ${text}`, statusCode, waiting);
  }
  return response;
}

async function responseTo(outgoing: http.ClientRequest, what: string): Promise<http.IncomingMessage> {
  try {
    const [response] = (await once(outgoing, 'response')) as [http.IncomingMessage];
    return response;
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException;
    throw new Error(`${what} was not answered: ${message || code}`, { cause: error });
  }
}

/** The complete body of a short response. */
export async function bytesOf(response: http.IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of response) {
    pieces.push(piece as Buffer);
  }
  return Buffer.concat(pieces);
}
