/** What a task shows at its end: the result, and lines of detail. */
export interface Report {
  readonly headline: string;
  readonly details: readonly string[];
}

/** One piece of work, shown as one line. */
export interface Task {
  readonly title: string;
  /** @param say Tells what the task is doing right now. */
  readonly run: (say: (text: string) => void) => Promise<Report>;
}

/** How tasks are shown. */
export type Progress = (tasks: readonly Task[]) => Promise<void>;

/** Lets objects that live longer than one task tell what the current task is doing. */
export function reporter(progress: Progress): { readonly say: (text: string) => void; readonly progress: Progress } {
  let current: (text: string) => void = () => undefined;
  return {
    say: text => current(text),
    progress: tasks =>
      progress(
        tasks.map(({ title, run }) => ({
          title,
          run: say => {
            current = say;
            return run(say);
          },
        })),
      ),
  };
}

/** Shows nothing. */
export const silent: Progress = async tasks => {
  for (const task of tasks) {
    await task.run(() => undefined);
  }
};

/** A line for each event, for logs. */
export function lines(print: (line: string) => void): Progress {
  return async tasks => {
    for (const { title, run } of tasks) {
      try {
        const { headline, details } = await run(text => print(`  ${title}: ${text}`));
        print(`✔ ${headline}`);
        details.forEach(detail => print(`    ${detail}`));
      } catch (error) {
        print(`✖ ${title}`);
        throw error;
      }
    }
  };
}

/** A list that is redrawn while the tasks run, for terminals. */
export function live(redact: (text: string) => string): Progress {
  return async tasks => {
    const { Listr } = await import('listr2');
    const list = new Listr(
      tasks.map(({ title, run }) => ({
        title,
        task: async (_, line) => {
          const { headline, details } = await run(text => (line.output = redact(text)));
          line.title = redact(headline);
          line.output = redact(details.join('\n'));
        },
        rendererOptions: { persistentOutput: true, outputBar: Infinity },
      })),
      // The listeners of listr2 would end the process at once, before `stopOnSignals` has cleaned up.
      {
        registerSignalListeners: false,
        rendererOptions: { collapseErrors: false, showErrorMessage: false, collapseSkips: false },
      },
    );
    await list.run();
  };
}
