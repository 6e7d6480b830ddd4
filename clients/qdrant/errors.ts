import { STATUS_CODES } from 'node:http';
import { redactForeign } from '../../cli/secrets';
import { RequestError } from '../errors';
import { describeConnectionError, ResponseError, statusOf } from '../http';

/** A response with a status of success that cannot be parsed. */
export class BrokenAnswer extends Error {}

/** A response that has more bytes than the request allows. */
export class TooLarge extends Error {}

/**
 * The error of a response without a status of success.
 *
 * @param body The body of the response.
 * @param retryAfter The header of the same name.
 */
export function responseError(status: number, body: string, retryAfter?: string): ResponseError {
  const headers = retryAfter === undefined ? undefined : new Headers({ 'retry-after': retryAfter });
  return new ResponseError(redactForeign(messageOf(body)) || 'no message', status, headers);
}

/** The error of a request: the operation, the node, and the answer of the server. */
export function requestError(doing: string, url: string, error: unknown): RequestError {
  return new RequestError(`Could not ${doing} on ${url}: ${reasonOf(error)}`, statusOf(error), undefined, {
    cause: error,
  });
}

function reasonOf(error: unknown): string {
  const status = statusOf(error);
  const { message } = error as Error;
  if (status !== undefined) {
    return `the server answered ${status} ${STATUS_CODES[status] ?? ''} (${message})`;
  }
  if (error instanceof BrokenAnswer) {
    return `the response cannot be parsed: ${message}`;
  }
  return describeConnectionError(error);
}

/** The message of the server: usually JSON, plain text for a missing key or snapshot, HTML from a proxy. */
function messageOf(body: string): string {
  try {
    const { status } = JSON.parse(body) as { status?: { error?: unknown } };
    if (typeof status?.error === 'string') {
      return status.error;
    }
  } catch {
    // The body is not JSON.
  }
  return body.trim().replace(/\s+/g, ' ').slice(0, 300);
}
