import { createInterface } from 'node:readline';
import { io } from '../../cli/io';
import { Failure } from '../../cli/failure';
import { commandLine } from '../../cli/invocation';
import type { DataLoss } from './data-loss';
import type { ConfirmationOptions } from './options';

/** @throws Failure where nobody confirms the data loss */
export type Confirm = (loss: DataLoss) => Promise<void>;

const NOTHING = 'Nothing was changed';

/** The confirmation by an option, or else by typing the name of the namespace. */
export function confirmationOf(
  { yes, withoutQdrant }: ConfirmationOptions,
  namespace: string,
  backup: boolean,
): Confirm {
  return async ({ unasked }) => {
    if (!yes) {
      await askForName(namespace, backup, unasked);
    } else if (unasked && !withoutQdrant) {
      throw new Failure(
        `${NOTHING}: ${unasked}, so the collections that would be lost are unknown`,
        'name a Qdrant that answers with --url, or continue without an answer with --without-qdrant',
      );
    }
  };
}

async function askForName(namespace: string, backup: boolean, unasked?: string): Promise<void> {
  const warning = unasked ? `The collections that would be lost are unknown: ${unasked}\n` : '';
  const hint = backup || unasked ? '' : `To back up first, press Ctrl-C and run: ${commandLine('backup', 'create')}\n`;
  const typed = await ask(`${warning}${hint}Type the name of the namespace, ${namespace}, to continue: `);
  if (typed !== namespace) {
    throw new Failure(
      `${NOTHING}: ${typed === undefined ? 'no name was typed' : `"${typed}" is not the name of the namespace`}`,
      `run the command again and type ${namespace} to confirm`,
    );
  }
}

/** The typed answer. Absent where the input ends. */
function ask(question: string): Promise<string | undefined> {
  const terminal = createInterface({ input: io().stdin, output: io().stdout });
  return new Promise(done => {
    // The interface handles Ctrl-C itself, so this sends the signal to the rest of the program.
    terminal.once('SIGINT', () => process.kill(process.pid, 'SIGINT'));
    terminal.once('close', () => done(undefined));
    terminal.question(question, answer => {
      done(answer);
      terminal.close();
    });
  });
}
