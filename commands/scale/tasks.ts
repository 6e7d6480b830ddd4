import type { Task } from '../../cli/progress';

/** A task with a fixed headline. */
export function taskOf(title: string, run: () => Promise<void>, result?: string): Task {
  return {
    title,
    run: async () => {
      await run();
      return { headline: result === undefined ? title : `${title}: ${result}`, details: [] };
    },
  };
}
