import { setTimeout as sleep } from 'node:timers/promises';

/** How long a wait may take, and who is told the reason for it. */
export interface Timeout {
  /** Seconds. */
  readonly timeout: number;
  readonly say: (text: string) => void;
}

/** The result of one poll: the awaited value, or the reason why it is not there yet. */
export type Found<T> = { readonly value: T } | { readonly reason: string };

export interface Wait extends Timeout {
  /** Milliseconds between two polls. */
  readonly interval: number;
  /** The error after the deadline. @param reason The last one. */
  readonly onTimeout: (reason: string) => Error | Promise<Error>;
}

/** Polls until the value is there. Says each reason once, and not at every poll. */
export async function until<T>(poll: () => Promise<Found<T>>, wait: Wait): Promise<T> {
  const deadline = Date.now() + wait.timeout * 1000;
  for (let said: string | undefined; ;) {
    const found = await poll();
    if ('value' in found) {
      return found.value;
    }
    const left = deadline - Date.now();
    if (left <= 0) {
      throw await wait.onTimeout(found.reason);
    }
    if (found.reason !== said) {
      wait.say(found.reason);
      said = found.reason;
    }
    await sleep(Math.min(wait.interval, left));
  }
}
