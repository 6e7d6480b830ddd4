import { createInterface } from 'node:readline';
import { io } from '../../cli/io';
import { Failure } from '../../cli/failure';
import { print } from '../../cli/output';
import { type Answers, ask } from './questions';

/** Asks for all missing answers in the terminal. */
export async function interview(given: Answers): Promise<Answers> {
  const terminal = createInterface({ input: io().stdin, output: io().stdout });
  // readline catches Ctrl-C, and the command has its own handler.
  terminal.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  // The iterator keeps lines that arrive before their question, as after a paste.
  const lines = terminal[Symbol.asyncIterator]();
  const question = async (text: string) => {
    terminal.setPrompt(text);
    terminal.prompt();
    const { done, value } = await lines.next();
    if (done) {
      throw new Failure(
        'The input ended before the last answer',
        'run the command again, and press Enter for a default',
      );
    }
    return value;
  };
  try {
    return await ask(given, { question, say: print });
  } finally {
    terminal.close();
  }
}
