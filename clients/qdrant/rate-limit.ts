import { setTimeout as sleep } from 'node:timers/promises';
import { type ResponseError, statusOf } from '../http';

/** How long one request waits at most for a server that limits the rate of requests, in milliseconds. */
const PATIENCE = 600_000;

/** Sends a request again after the time that an answer of status 429 asks for. The server has done nothing before. */
export async function waitingForLimit<T>(send: () => Promise<T>): Promise<T> {
  for (const end = Date.now() + PATIENCE; ;) {
    try {
      return await send();
    } catch (error) {
      const seconds = Number((error as Partial<ResponseError>).response?.headers?.get('retry-after') ?? NaN);
      // Without a time to wait, the request is larger than the limit ever allows.
      if (statusOf(error) !== 429 || !(Date.now() + seconds * 1000 < end)) {
        throw error;
      }
      await sleep(Math.max(seconds, 0.1) * 1000);
    }
  }
}
