import { io } from '../../cli/io';
import { print, printError } from '../../cli/output';
import { redact } from '../../cli/secrets';
import type { Check, CheckResult, Onlooker } from './check';
import { closing, remedy, row, widthOf } from './table';

const ERASE_LINE = '\r\x1b[K';

/** How rounds are shown. */
export interface Shown {
  readonly onlooker: (checks: readonly Check[]) => Onlooker;
  /** After the first round. */
  readonly first: (results: readonly CheckResult[]) => void;
  /** After each round that follows. @param changes Results that are not what they were. */
  readonly later: (changes: readonly CheckResult[], results: readonly CheckResult[]) => void;
}

const nothing = () => undefined;

/** Shows nothing of a round while it runs. */
export const unseen: Pick<Shown, 'onlooker'> = { onlooker: () => ({ waiting: nothing, finished: nothing }) };

/** A table for people that grows while the checks run. */
export const table: Shown = {
  onlooker: checks => {
    const width = widthOf(checks);
    return {
      waiting: ({ title }, text) => {
        if (io().stdout.isTTY) {
          io().stdout.write(`${ERASE_LINE}${redact(`… ${text ? `${title}: ${text}` : title}`)}`);
        } else if (text) {
          print(`  ${title}: ${text}`);
        }
      },
      finished: result => {
        if (io().stdout.isTTY) {
          io().stdout.write(ERASE_LINE);
        }
        print(row(result, width));
      },
    };
  },
  first: results => ['', ...closing(results)].forEach(print),
  later: changes => news(changes, print),
};

/** Failures, on standard error; nothing where there are none. */
export const failuresOnly: Shown = {
  ...unseen,
  first: results => news(failures(results), printError),
  later: changes => news(failures(changes), printError),
};

/** JSON: one object, or in a watch one on a line for the first round and for each that brings a change. */
export function forPrograms(watching: boolean): Shown {
  const show = (checks: readonly CheckResult[]) => {
    const result = failures(checks).length > 0 ? 'failed' : 'ok';
    print(JSON.stringify({ result, time: new Date().toISOString(), checks }, null, watching ? undefined : 2));
  };
  return {
    ...unseen,
    first: show,
    later: (changes, results) => {
      if (changes.length > 0) {
        show(results);
      }
    },
  };
}

function failures(results: readonly CheckResult[]): CheckResult[] {
  return results.filter(({ result }) => result === 'failed');
}

function news(results: readonly CheckResult[], show: (line: string) => void): void {
  const time = new Date().toISOString().slice(0, 19).replace('T', ' ');
  for (const result of results) {
    show(`${time} ${row(result, widthOf(results))}`);
    if (result.result === 'failed') {
      remedy(result).slice(1).forEach(show);
    }
  }
}
