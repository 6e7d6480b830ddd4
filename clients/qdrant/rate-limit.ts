import { setTimeout as sleep } from 'node:timers/promises';
import { type ResponseError, statusOf } from '../http';

/** How long one request waits for a server that limits the rate of requests, in milliseconds. */
const TIMEOUT = 600_000;

/** Sends a request again after the time in an answer of status 429. The server has not worked on the earlier request. */
export async function waitingForLimit<T>(send: () => Promise<T>): Promise<T> {
  for (const end = Date.now() + TIMEOUT; ;) {
    try {
      return await send();
    } catch (error) {
      const seconds = Number((error as Partial<ResponseError>).response?.headers?.get('retry-after') ?? NaN);
      // An answer without a time means that the request is larger than the limit.
      if (statusOf(error) !== 429 || !(Date.now() + seconds * 1000 < end)) {
        throw error;
      }
      await sleep(Math.max(seconds, 0.1) * 1000);
    }
  }
}
