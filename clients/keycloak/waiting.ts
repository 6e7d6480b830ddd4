import { setTimeout as sleep } from 'node:timers/promises';
import { isTransient, statusOf } from '../http';
import { retryAfter } from './answers';

/** How long one request may take at most, and the last request at least, in milliseconds. */
const REQUEST_TIMEOUT = 30_000;
const LAST_TIMEOUT = 1_000;
/** The first pause between two requests, which doubles, and the longest, in milliseconds. */
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 3_000;

export interface Waiting {
  /** How long the requests and the pauses between them may take together, in milliseconds. */
  readonly deadline: number;
  /** Gets the first error that makes a pause. */
  readonly onWait: (error: unknown) => void;
}

/**
 * Sends a request, and repeats it while the server does not answer or asks to wait.
 *
 * @param request Gets the time that it may take, in milliseconds.
 */
export async function waiting<T>(request: (timeout: number) => Promise<T>, { deadline, onWait }: Waiting): Promise<T> {
  const { default: pRetry } = await import('p-retry');
  const end = Date.now() + deadline;
  return pRetry(() => request(Math.min(REQUEST_TIMEOUT, Math.max(end - Date.now(), LAST_TIMEOUT))), {
    retries: Infinity,
    maxRetryTime: deadline,
    minTimeout: FIRST_PAUSE,
    maxTimeout: LONGEST_PAUSE,
    shouldRetry: async ({ error, attemptNumber }) => {
      const asked = statusOf(error) === 429 ? (retryAfter(error) ?? 0) : undefined;
      if (asked === undefined ? !isTransient(error) : Date.now() + asked > end) {
        return false;
      }
      if (attemptNumber === 1) {
        onWait(error);
      }
      await sleep(asked);
      return true;
    },
  });
}
