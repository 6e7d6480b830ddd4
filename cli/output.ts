import { writeSync } from 'node:fs';
import { ExitCode, ExpectedError, Failure } from './failure';
import { io } from './io';
import { PROGRAM } from './invocation';
import { ISSUES } from './pages';
import { redact, redactedJson } from './secrets';

/** Prints a line on standard output, without any secret. */
export function print(line: string): void {
  io().stdout.write(`${redact(line)}\n`);
}

/** Prints JSON on standard output, without any secret. @param indent 0: everything on one line. */
export function printJson(value: unknown, indent = 2): void {
  io().stdout.write(`${redactedJson(value, indent)}\n`);
}

/** Prints a line on standard error, without any secret. */
export function printError(line: string): void {
  io().stderr.write(`${redact(line)}\n`);
}

/** Prints text unchanged, including secrets, and waits until it is written. */
export async function printRaw(text: string): Promise<void> {
  await new Promise<void>((done, failed) => {
    io().stdout.write(text, error => (error ? failed(error) : done()));
  }).catch((error: Error) => {
    throw new Failure(
      `Could not print: ${error.message}`,
      'run the command again, and let the receiving program read all of the output',
      {
        cause: error,
      },
    );
  });
}

/** Prints an error, with a stack trace where `DEBUG` is set. @returns the exit code */
export function explain(error: unknown): number {
  const { message, stack } = error as Error;
  if (error instanceof Failure) {
    printError(`Error: ${error.problem}.\n  Fix: ${error.fix}.`);
  } else if (error instanceof ExpectedError) {
    printError(message);
  } else {
    printError(
      `Unexpected error: ${message}\n  This is a fault of ${PROGRAM}. Report it: ${ISSUES}. With DEBUG=1, the command prints the stack trace.`,
    );
  }
  if (io().env.DEBUG && stack) {
    printError(stack);
  }
  return ExitCode.FAILURE;
}

/**
 * Sets what the command prints and cleans up when a signal interrupts it.
 *
 * @param advice What stays, and how to go on.
 * @param cleanUp A second signal ends the process without it.
 */
export function stopOnSignals(advice: string, cleanUp: () => Promise<void> = () => Promise.resolve()): void {
  const { onInterrupt, stdout } = io();
  onInterrupt(exitCode => {
    // The list that is being drawn holds the streams and hides the cursor, so this writes past it.
    const cursor = stdout.isTTY ? '\u001b[?25h\n' : '';
    try {
      writeSync(process.stderr.fd, `${cursor}Interrupted. ${advice}\n`);
    } catch {
      // The reader of the stream has ended. The clean-up runs all the same.
    }
    cleanUp()
      .catch(explain)
      .finally(() => process.exit(exitCode));
  });
}
