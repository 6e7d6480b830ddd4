import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { Failure } from '../cli/failure';
import { print } from '../cli/output';
import { Answers, ask } from './questions';

/** Asks a person in the terminal for everything that is not given. */
export async function interview(given: Answers): Promise<Answers> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  // It keeps Ctrl-C to itself, and the command has its own answer to that.
  terminal.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  const closed = once(terminal, 'close').then((): never => {
    throw new Failure('The input ended before the last answer', 'run it again, and press Enter to take a default');
  });
  try {
    return await Promise.race([ask(given, { question: text => terminal.question(text), say: print }), closed]);
  } finally {
    terminal.close();
  }
}
