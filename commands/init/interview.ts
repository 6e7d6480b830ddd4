import { createInterface } from 'node:readline';
import { io } from '../../cli/io';
import { Failure } from '../../cli/failure';
import { print } from '../../cli/output';
import { type Answers, ask } from './questions';

/** Asks a person in the terminal for everything that is not given. */
export async function interview(given: Answers): Promise<Answers> {
  const terminal = createInterface({ input: io().stdin, output: io().stdout });
  // It keeps Ctrl-C to itself, and the command has its own answer to that.
  terminal.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  // Keeps lines that come before they are asked for, as when several are pasted.
  const lines = terminal[Symbol.asyncIterator]();
  const question = async (text: string) => {
    terminal.setPrompt(text);
    terminal.prompt();
    const { done, value } = await lines.next();
    if (done) {
      throw new Failure('The input ended before the last answer', 'run it again, and press Enter to take a default');
    }
    return value;
  };
  try {
    return await ask(given, { question, say: print });
  } finally {
    terminal.close();
  }
}
