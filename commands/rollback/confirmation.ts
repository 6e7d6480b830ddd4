import { createInterface } from 'node:readline';
import { io } from '../../cli/io';
import { Failure } from '../../cli/failure';
import { commandLine } from '../../cli/invocation';
import type { Losses } from './data-loss';
import type { ConsentOptions } from './options';

/** Returns where what will be lost may go, and throws where it may not. */
export type Consent = (losses: Losses) => Promise<void>;

const NOTHING = 'Nothing was changed';

/** Consent that was given on the command line, or else by typing the name of the namespace. */
export function consentOf({ yes, withoutQdrant }: ConsentOptions, namespace: string, backup: boolean): Consent {
  return async ({ unasked }) => {
    if (!yes) {
      await askForName(namespace, backup, unasked);
    } else if (unasked && !withoutQdrant) {
      throw new Failure(
        `${NOTHING}: ${unasked}, so what would be lost is not known`,
        'name a Qdrant that answers with --url, or go on all the same with --without-qdrant',
      );
    }
  };
}

async function askForName(namespace: string, backup: boolean, unasked?: string): Promise<void> {
  const warning = unasked ? `What would be lost is not known: ${unasked}\n` : '';
  const hint = backup || unasked ? '' : `To back up first, press Ctrl-C and run: ${commandLine('backup', 'create')}\n`;
  const typed = await ask(`${warning}${hint}Type the name of the namespace, ${namespace}, to go on: `);
  if (typed !== namespace) {
    throw new Failure(
      `${NOTHING}: ${typed === undefined ? 'no name was typed' : `"${typed}" is not the name of the namespace`}`,
      `run the command again and type ${namespace} if you mean it`,
    );
  }
}

/** What is typed; nothing where the input ends instead. */
function ask(question: string): Promise<string | undefined> {
  const terminal = createInterface({ input: io().stdin, output: io().stdout });
  return new Promise(done => {
    // The interface takes Ctrl-C for itself: the rest of the program should hear of it as ever.
    terminal.once('SIGINT', () => process.kill(process.pid, 'SIGINT'));
    terminal.once('close', () => done(undefined));
    terminal.question(question, answer => {
      done(answer);
      terminal.close();
    });
  });
}
