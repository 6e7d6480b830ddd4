import { STATUS_CODES } from 'node:http';
import { Failure } from '../../cli/failure';
import { codeOf, isUntrusted, statusOf } from '../http';

/** An answer that is not what was asked for. */
export class Refusal extends Error {
  /** What `statusOf` looks for. */
  public readonly response: { readonly status: number };

  constructor(status: number, body: string) {
    super(messageOf(body) || 'without a message');
    this.response = { status };
  }
}

/** An answer with a good status that cannot be understood. */
export class BrokenAnswer extends Error {}

/** What failed, where, the server's answer, and what to do. */
export function failure(doing: string, url: string, error: unknown): Failure {
  return new Failure(`Could not ${doing} on ${url}: ${answer(error)}`, remedy(error), { cause: error });
}

function answer(error: unknown): string {
  const status = statusOf(error);
  const { message } = error as Error;
  if (status !== undefined) {
    return `the server answered ${status} ${STATUS_CODES[status] ?? ''} (${message})`;
  }
  if (error instanceof BrokenAnswer) {
    return `the answer cannot be understood: ${message}`;
  }
  const code = codeOf(error);
  return [message || 'no connection', ...(code && !message.includes(code) ? [`(${code})`] : [])].join(' ');
}

/** The server's message: JSON mostly, plain text for a missing key or snapshot, a page where a proxy answers. */
function messageOf(body: string): string {
  try {
    const { status } = JSON.parse(body) as { status?: { error?: unknown } };
    if (typeof status?.error === 'string') {
      return status.error;
    }
  } catch {
    // Not JSON.
  }
  return body.trim().replace(/\s+/g, ' ').slice(0, 300);
}

function remedy(error: unknown): string {
  const status = statusOf(error);
  switch (status) {
    case 301:
    case 302:
    case 307:
    case 308:
      return "use the API's own address; the dashboard's host sends everyone to sign in";
    case 401:
      return "set the environment variable QDRANT_API_KEY to the server's API key";
    case 403:
      return 'use an API key that may manage all collections: QDRANT_API_KEY holds one that may not';
    case 404:
      return 'the message says what is missing; each --url has to reach one node, always the same, not a Service in front of several';
    case 413:
      return 'let the proxy in front of Qdrant pass bodies of any size (proxy-body-size "0"), or go around it with kubectl port-forward';
    case undefined:
      break;
    default:
      return "the message says why; the server's log (kubectl logs) may say more, a full disk of the server for example";
  }
  if (error instanceof BrokenAnswer) {
    return 'check that the URL leads to Qdrant, and that nothing in between changes its answers';
  }
  if (isUntrusted(error)) {
    return 'name the certificate authority that signed the certificate of the server with --ca-file; for pods it is ca.crt in the Secret of qdrant.tls';
  }
  return 'check that the server runs and that the URL leads to it (curl URL/readyz), then run the command again';
}
