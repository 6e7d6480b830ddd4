import { setTimeout as sleep } from 'node:timers/promises';
import { isTransient, statusOf } from '../http';
import { retryAfter } from './answers';

/** How long one request may take, in milliseconds. */
const REQUEST_TIMEOUT = 30_000;
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
  const end = Date.now() + deadline;
  for (let attempt = 0; ; attempt++) {
    const left = Math.max(end - Date.now(), 1);
    try {
      return await request(Math.min(REQUEST_TIMEOUT, left));
    } catch (error) {
      const pause = pauseAfter(error, attempt);
      const isTooLong = statusOf(error) === 429 && pause !== undefined && Date.now() + pause > end;
      if (pause === undefined || isTooLong) {
        throw error;
      }
      if (attempt === 0) {
        onWait(error);
      }
      await sleep(Math.min(pause, Math.max(end - Date.now(), 0)));
      if (Date.now() >= end) {
        throw error;
      }
    }
  }
}

/** The pause before the next request. `undefined` if the server would answer the same again. */
function pauseAfter(error: unknown, attempt: number): number | undefined {
  const growing = Math.min(FIRST_PAUSE * 2 ** attempt, LONGEST_PAUSE);
  if (statusOf(error) === 429) {
    return retryAfter(error) ?? growing;
  }
  return isTransient(error) ? growing : undefined;
}
