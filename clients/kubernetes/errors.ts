import { STATUS_CODES } from 'node:http';
import { codeOf, isUntrusted } from '../http';

/** All that the library tells of a WebSocket that was refused. */
const REFUSED = /^Unexpected server response: (\d{3})$/;

/** The HTTP status of an answer; nothing where there was no answer. */
export function statusOf(error: unknown): number | undefined {
  const { code } = error as { code?: unknown };
  return typeof code === 'number' ? code : undefined;
}

/** What the API server said, for a sentence. */
export function answer(error: unknown): string {
  const status = statusOf(error);
  if (status === undefined) {
    const { message } = error as Error;
    const code = codeOf(error);
    return code && !message.includes(code) ? `${code} (${message})` : message;
  }
  return `the server answered ${status} ${STATUS_CODES[status] ?? ''} (${messageOf(error) ?? 'without a message'})`;
}

/** The message of a Kubernetes `Status`, which the library passes on as text or as an object. */
function messageOf(error: unknown): string | undefined {
  const { body } = error as { body?: unknown };
  try {
    const status = typeof body === 'string' ? JSON.parse(body) : body;
    return typeof status?.message === 'string' ? status.message : undefined;
  } catch {
    return undefined; // Not from Kubernetes, but from something on the way to it.
  }
}

/**
 * What to do about it.
 *
 * @param rights The page that says which rights are needed.
 */
export function remedy(error: unknown, rights: string): string {
  switch (statusOf(error)) {
    case 401:
      return 'sign in to the cluster again, or check the user of the kubeconfig';
    case 403:
      return `give the user of the kubeconfig the rights in ${rights}`;
    case 422:
      return 'the message says which field is refused';
    case undefined:
      return isUntrusted(error)
        ? 'check the certificate authority in the kubeconfig'
        : 'check that the API server runs and that the kubeconfig names it (kubectl get --raw /readyz)';
    default:
      return messageOf(error) === undefined
        ? 'see whether what is named there runs (kubectl get pods), then run the command again'
        : 'the message says why; try the same with kubectl';
  }
}

/** The error inside of the library's event for a WebSocket, with the status of the answer as other requests have it. */
export function connectionError(thrown: unknown): unknown {
  const error = (thrown as { error?: Error }).error ?? (thrown as Error);
  const [, status] = REFUSED.exec(error.message) ?? [];
  return status === undefined ? error : Object.assign(error, { code: Number(status) });
}
