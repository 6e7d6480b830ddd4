import { STATUS_CODES } from 'node:http';
import { Failure } from '../../cli/failure';
import { redactForeign } from '../../cli/secrets';
import { codeOf, isUntrusted, ResponseError, statusOf } from '../http';

/** A response with a status of success that cannot be parsed. */
export class BrokenAnswer extends Error {}

/** The error of a response without a status of success. @param body The body of the response. */
export function responseError(status: number, body: string): ResponseError {
  return new ResponseError(redactForeign(messageOf(body)) || 'no message', status);
}

/** Says what failed, on which node, what the server answered and what to do. */
export function failure(doing: string, url: string, error: unknown): Failure {
  return new Failure(`Could not ${doing} on ${url}: ${reasonOf(error)}`, fixOf(error), { cause: error });
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
  const code = codeOf(error);
  return [message || 'no connection', ...(code && !message.includes(code) ? [`(${code})`] : [])].join(' ');
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

function fixOf(error: unknown): string {
  const status = statusOf(error);
  switch (status) {
    case 301:
    case 302:
    case 307:
    case 308:
      return 'use the address of the API; the host of the dashboard redirects requests to the sign-in page';
    case 401:
      return 'set the environment variable QDRANT_API_KEY to the API key of the server';
    case 403:
      return 'set QDRANT_API_KEY to a key that can manage all collections';
    case 404:
      return 'check the name in the message; each --url must always reach the same node, not a Service of several nodes';
    case 413:
      return 'let the proxy in front of Qdrant accept bodies of any size (proxy-body-size "0"), or bypass the proxy with kubectl port-forward';
    case undefined:
      break;
    default:
      return 'read the message and the log of the server (kubectl logs); a full disk is one possible cause';
  }
  if (error instanceof BrokenAnswer) {
    return 'check that the URL is the URL of Qdrant and that no proxy changes its responses';
  }
  if (isUntrusted(error)) {
    return 'set --ca-file to the certificate authority that signed the certificate of the server; for pods, it is ca.crt in the Secret of qdrant.tls';
  }
  return 'check that the server runs and that the URL reaches it (curl URL/readyz), then run the command again';
}
