import { setTimeout as sleep } from 'node:timers/promises';

/** How long a wait may take, and who is told the reason for it. */
export interface Timeout {
  /** Seconds. */
  readonly timeout: number;
  readonly say: (text: string) => void;
}

/** The result of a look at the state: the awaited value, or the reason why it is not there yet. */
export type Found<T> = { readonly value: T } | { readonly reason: string };

export interface Wait extends Timeout {
  /** Milliseconds between two looks. */
  readonly interval: number;
  /** The error after the deadline. @param reason The last one. */
  readonly onTimeout: (reason: string) => Error | Promise<Error>;
}

/** Looks again and again until the value is there. Says each reason once, and not at every look. */
export async function until<T>(look: () => Promise<Found<T>>, wait: Wait): Promise<T> {
  const deadline = Date.now() + wait.timeout * 1000;
  for (let said: string | undefined; ;) {
    const found = await look();
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
