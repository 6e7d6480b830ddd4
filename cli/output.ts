import { writeSync } from 'node:fs';
import { ExitCode, Failure } from './failure';
import { io } from './io';
import { redact } from './secrets';

/** Prints a line on standard output, without any secret. */
export function print(line: string): void {
  io().stdout.write(`${redact(line)}\n`);
}

/** Prints a line on standard error, without any secret. */
export function printError(line: string): void {
  io().stderr.write(`${redact(line)}\n`);
}

/** Prints text as it is, secrets too, and waits until it is out. */
export async function printRaw(text: string): Promise<void> {
  await new Promise<void>((done, failed) => {
    io().stdout.write(text, error => (error ? failed(error) : done()));
  }).catch((error: Error) => {
    throw new Failure(`Could not print: ${error.message}`, 'run it again, into a command that reads to the end', {
      cause: error,
    });
  });
}

/** Tells what went wrong, with a stack trace where `DEBUG` is set, and what the process should exit with. */
export function explain(error: unknown): number {
  const { message, stack } = error as Error;
  if (error instanceof Failure) {
    printError(`Error: ${error.problem}.\n  Fix: ${error.fix}.`);
  } else {
    printError(message);
  }
  if (io().env.DEBUG && stack) {
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
  const { onInterrupt, stdout } = io();
  onInterrupt(exitCode => {
    // Past the list that is being drawn, which holds the streams and hides the cursor.
    const cursor = stdout.isTTY ? '\u001b[?25h\n' : '';
    try {
      writeSync(process.stderr.fd, `${cursor}Interrupted. ${advice}\n`);
    } catch {
      // Nobody reads it any more. What is to be undone is undone all the same.
    }
    undo()
      .catch(explain)
      .finally(() => process.exit(exitCode));
  });
}
