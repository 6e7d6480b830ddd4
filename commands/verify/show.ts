import { io } from '../../cli/io';
import { print, printError, printJson } from '../../cli/output';
import { redact } from '../../cli/secrets';
import { moment } from '../../cli/text';
import type { Check, CheckResult, Observer } from './check';
import { closing, remedy, row, widthOf } from './table';

const ERASE_LINE = '\r\x1b[K';

/** How rounds are shown. */
export interface Shown {
  readonly observer: (checks: readonly Check[]) => Observer;
  /** After the first round. */
  readonly first: (results: readonly CheckResult[]) => void;
  /** After each later round. @param changes The results that changed. */
  readonly later: (changes: readonly CheckResult[], results: readonly CheckResult[]) => void;
}

const nothing = () => undefined;

/** Shows nothing while a round runs. */
export const unseen: Pick<Shown, 'observer'> = { observer: () => ({ waiting: nothing, finished: nothing }) };

/** A table for people that grows while the checks run. */
export const table: Shown = {
  observer: checks => {
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
  later: changes => showAll(changes, print),
};

/** Only failures, on standard error. */
export const failuresOnly: Shown = {
  ...unseen,
  first: results => showAll(failures(results), printError),
  later: changes => showAll(failures(changes), printError),
};

/** JSON: one object. With `--watch`, one line for the first round and for each round with a change. */
export function forPrograms(watching: boolean): Shown {
  const show = (checks: readonly CheckResult[]) => {
    const result = failures(checks).length > 0 ? 'failed' : 'ok';
    printJson({ result, time: new Date().toISOString(), checks }, watching ? 0 : 2);
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

function showAll(results: readonly CheckResult[], show: (line: string) => void): void {
  const time = moment(new Date());
  for (const result of results) {
    show(`${time} ${row(result, widthOf(results))}`);
    if (result.result === 'failed') {
      remedy(result).slice(1).forEach(show);
    }
  }
}
