import { ExitCode, Failure } from './failure';
import { redact } from './secrets';

/** Prints a line on standard output, without any secret. */
export function print(line: string): void {
  process.stdout.write(`${redact(line)}\n`);
}

/** Prints a line on standard error, without any secret. */
export function printError(line: string): void {
  process.stderr.write(`${redact(line)}\n`);
}

/** Tells what went wrong, with a stack trace where `DEBUG` is set, and what the process should exit with. */
export function explain(error: unknown): number {
  const { message, stack } = error as Error;
  if (error instanceof Failure) {
    printError(`Error: ${error.problem}.\n  Fix: ${error.fix}.`);
  } else {
    printError(message);
  }
  if (process.env.DEBUG && stack) {
    printError(stack);
  }
  return ExitCode.FAILURE;
}

/**
 * What a running command says when it is told to stop. Every single write is whole, so that mostly nothing has to be undone.
 *
 * @param undo Takes back what should not stay. A second signal ends the process without it.
 */
export function stopOnSignals(advice: string, undo: () => Promise<void> = () => Promise.resolve()): void {
  const signals = { SIGINT: 130, SIGTERM: 143 };
  for (const [signal, exitCode] of Object.entries(signals)) {
    process.once(signal, () => {
      printError(`Interrupted. ${advice}`);
      undo()
        .catch(explain)
        .finally(() => process.exit(exitCode));
    });
  }
}
