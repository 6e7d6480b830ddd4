import { STATUS_CODES } from 'node:http';
import { redactForeign } from '../../cli/secrets';
import { RequestError } from '../errors';
import { describeConnectionError, statusOf } from '../http';
import type { Container, PodPort } from './objects';

/** The only message of the library about a WebSocket that the server refused. */
const REFUSED = /^Unexpected server response: (\d{3})$/;

/** The kubeconfig cannot be used. */
export class KubeconfigError extends RequestError {
  constructor(
    message: string,
    public readonly reason: 'unreadable' | 'unknown context' | 'no current context',
    options?: ErrorOptions,
  ) {
    super(message, undefined, undefined, options);
  }
}

/** A command in a container could not be started. */
export class CommandNotStarted extends RequestError {
  constructor({ namespace, pod, name }: Container, reason = 'the server gives no reason') {
    super(`Could not start a command in container ${name} of pod ${namespace}/${pod}: ${reason}`);
  }
}

/** Nothing listens at a port of a pod. */
export class PortUnreachable extends RequestError {
  constructor(
    public readonly target: PodPort,
    reason: string,
  ) {
    super(`Port ${target.port} of pod ${target.namespace}/${target.pod} cannot be reached: ${reason}`);
  }
}

/** The error for an operation that failed. */
export function requestError(problem: string, error: unknown): RequestError {
  const message = `${problem}: ${answerOf(error)}`;
  return new RequestError(message, statusOf(error), messageOf(error), { cause: error });
}

/** The answer of the API server, as part of a sentence. */
export function answerOf(error: unknown): string {
  const status = statusOf(error);
  if (status === undefined) {
    return describeConnectionError(error);
  }
  return `the server answered ${status} ${STATUS_CODES[status] ?? ''} (${messageOf(error) ?? 'without a message'})`;
}

/** The message of a Kubernetes `Status`, which the library passes on as a string or as an object. */
function messageOf(error: unknown): string | undefined {
  const { body } = error as { body?: unknown };
  try {
    const status = typeof body === 'string' ? JSON.parse(body) : body;
    return typeof status?.message === 'string' ? redactForeign(status.message) : undefined;
  } catch {
    return undefined; // The answer of a proxy.
  }
}

/** The error inside of the WebSocket event of the library, with the status of the answer like other errors. */
export function connectionError(thrown: unknown): unknown {
  const error = (thrown as { error?: Error }).error ?? (thrown as Error);
  const [, status] = REFUSED.exec(error.message) ?? [];
  return status === undefined ? error : Object.assign(error, { code: Number(status) });
}
