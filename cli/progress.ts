/** What a task tells at its end: how it went, and lines of detail. */
export interface Report {
  readonly headline: string;
  readonly details: readonly string[];
}

/** One line in the list that a person watches. */
export interface Task {
  readonly title: string;
  /** @param say Tells what the task is doing right now. */
  readonly run: (say: (text: string) => void) => Promise<Report>;
}

/** Tasks of one run, and what the one that runs right now is doing: for parts that were made before it began. */
export function speaking() {
  let current: (text: string) => void = () => undefined;
  return {
    say: (text: string) => current(text),
    task: (title: string, run: () => Promise<Report>): Task => ({
      title,
      run: say => {
        current = say;
        return run();
      },
    }),
  };
}

/** How tasks are shown. */
export type Progress = (tasks: readonly Task[]) => Promise<void>;

/** Shows nothing. */
export const silent: Progress = async tasks => {
  for (const task of tasks) {
    await task.run(() => undefined);
  }
};

/** A line for each thing that happens, for logs. */
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

/** A list that is drawn anew while the tasks run, for terminals. */
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
      // Its own listeners would end the process at once, before `stopOnSignals` has taken back what should not stay.
      {
        registerSignalListeners: false,
        rendererOptions: { collapseErrors: false, showErrorMessage: false, collapseSkips: false },
      },
    );
    await list.run();
  };
}
