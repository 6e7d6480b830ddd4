import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';

/** How much of an error's answer is repeated, in characters. */
const LONGEST = 300;
/** After how long a silent connection is probed, so that the end of a node is noticed, in milliseconds. */
const PROBE = 30_000;

/** An answer that tells no success. */
export class Refusal extends Error {
  /**
   * @param {string} message
   * @param {number} status
   */
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

/**
 * Sends a request and answers with the body of a success as a stream.
 *
 * It waits as long as the server needs, for a snapshot may take hours to make: the Job has a deadline. (`fetch` gives up
 * after five minutes.)
 *
 * @param {string} method
 * @param {string} url
 * @param {{ headers?: http.OutgoingHttpHeaders, body?: string | Buffer }} [options]
 * @returns {Promise<http.IncomingMessage>}
 */
export async function send(method, url, { headers = {}, body = '' } = {}) {
  const { request } = url.startsWith('https:') ? https : http;
  const length = method === 'GET' ? {} : { 'content-length': Buffer.byteLength(body) };
  const outgoing = request(url, { method, agent: false, headers: { ...headers, ...length } });
  outgoing.setSocketKeepAlive(true, PROBE);
  outgoing.end(body);
  const answer = await answerTo(outgoing, `${method} ${url}`);
  // From here on it is the answer that tells of a lost connection.
  outgoing.on('error', () => undefined);
  const { statusCode = 0 } = answer;
  if (statusCode < 200 || statusCode > 299) {
    const text = (await textOf(answer)).replace(/\s+/g, ' ').slice(0, LONGEST);
    throw new Refusal(`${method} ${url} was answered with ${statusCode}: ${text}`, statusCode);
  }
  return answer;
}

/**
 * @param {http.ClientRequest} outgoing
 * @param {string} what
 */
async function answerTo(outgoing, what) {
  try {
    const [answer] = await once(outgoing, 'response');
    return /** @type {http.IncomingMessage} */ (answer);
  } catch (error) {
    const { message, code } = /** @type {NodeJS.ErrnoException} */ (error);
    throw new Error(`${what} was not answered: ${message || code}`, { cause: error });
  }
}

/**
 * The whole body, for short answers.
 *
 * @param {http.IncomingMessage} answer
 */
export async function textOf(answer) {
  /** @type {Buffer[]} */
  const pieces = [];
  for await (const piece of answer) {
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString();
}
