import { setTimeout as sleep } from 'node:timers/promises';
import { statusOf } from '../http';

/** How often a request is sent at most, and the base of the growing pause between two, in milliseconds. */
const ATTEMPTS = 5;
const PAUSE = 500;

/** Sends a request and repeats it while the service is unavailable. The request can safely be sent twice. */
export async function repeated<T>(request: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await request();
    } catch (error) {
      const status = statusOf(error);
      const isFinal = status !== undefined && status < 500 && status !== 429;
      if (isFinal || attempt === ATTEMPTS) {
        throw error;
      }
      await sleep(PAUSE * 2 ** attempt);
    }
  }
}
