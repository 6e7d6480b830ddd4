import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../cli/failure';
import { io } from '../../cli/io';
import { print, printJson } from '../../cli/output';
import { redact } from '../../cli/secrets';
import { moment } from '../../cli/text';

/** What one round shows. */
export interface Round {
  /** The lines for people. */
  readonly text: string;
  /** The fields for programs. */
  readonly fields: object;
}

/** How the rounds are shown. */
export type Show = (round: Round, time: Date) => void;

const HOME = '\x1b[H';
const CLEAR = `${HOME}\x1b[2J`;
const CLEAR_LINE = '\x1b[K';
const CLEAR_BELOW = '\x1b[J';

/**
 * Repeats a round until a signal ends the process. A server that does not answer for some time does not end the rounds.
 *
 * @throws what the first round throws
 */
export async function repeat(round: () => Promise<Round>, seconds: number, show: Show): Promise<never> {
  show(await round(), new Date());
  for (;;) {
    await sleep(seconds * 1000);
    show(await round().catch(failed), new Date());
  }
}

function failed(error: unknown): Round {
  if (!(error instanceof Failure)) {
    throw error;
  }
  const { problem, fix } = error;
  return { text: `${problem}\n${fix}`, fields: { result: 'error', error: { problem, fix } } };
}

/** Draws each round over the one before, cut to the size of the terminal. */
export function onTerminal(seconds: number): Show {
  let start = CLEAR;
  return ({ text }, time) => {
    const { stdout } = io();
    const { columns = 80, rows = 24 } = stdout;
    const lines = [`Every ${seconds} s, at ${moment(time)}. Ctrl+C ends.`, '', ...redact(text).split('\n')];
    // The cursor stays on the last row.
    const room = rows - 1;
    const seen =
      lines.length > room ? [...lines.slice(0, room - 1), `... and ${lines.length - room + 1} more lines`] : lines;
    const drawn = seen.map(line => `${cut(line, columns)}${CLEAR_LINE}\n`);
    stdout.write(`${start}${drawn.join('')}${CLEAR_BELOW}`);
    start = HOME;
  };
}

function cut(line: string, columns: number): string {
  const characters = [...line];
  return characters.length > columns ? `${characters.slice(0, columns - 1).join('')}…` : line;
}

/** Prints the first round, and each round that differs from the one before, under its time. */
export function asLines(): Show {
  return ifChanged(({ text }, time) => print(`${moment(time)}\n${text}\n`));
}

/** The same as JSON, each round on one line. */
export function asJson(): Show {
  return ifChanged(({ fields }, time) => printJson({ time: time.toISOString(), ...fields }, 0));
}

function ifChanged(show: Show): Show {
  let before: string | undefined;
  return (round, time) => {
    const now = JSON.stringify(round);
    if (now !== before) {
      show(round, time);
    }
    before = now;
  };
}
