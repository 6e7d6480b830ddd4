import type { CheckResult } from './check';

const MARKS = { ok: '✔', failed: '✖', skipped: '-' } as const;
/** How many details of a failed check are shown. */
const SHOWN = 12;

/** Of the longest title. */
export function widthOf(checks: readonly { readonly title: string }[]): number {
  return Math.max(0, ...checks.map(({ title }) => title.length));
}

/** One line of the table. @param width Of the longest title. */
export function row({ title, result, detail }: CheckResult, width: number): string {
  return `${MARKS[result]} ${title.padEnd(width)}  ${result.padEnd('skipped'.length)}  ${detail}`;
}

/** The lines below the table: notes, the fix for each failure, and the counts. */
export function closing(results: readonly CheckResult[]): string[] {
  const failed = results.filter(({ result }) => result === 'failed');
  const skipped = results.filter(({ result }) => result === 'skipped');
  const notes = results.flatMap(({ title, notes: each }) => each.map(note => `note: ${title}: ${note}`));
  const counted = [
    `${results.length - failed.length - skipped.length} ok`,
    `${failed.length} failed`,
    `${skipped.length} skipped`,
  ];
  return [...notes, ...failed.flatMap(remedy), `${counted.join(', ')}.`];
}

/** A failure with its details and its fix. */
export function remedy({ title, details = [], fix }: CheckResult): string[] {
  const more = details.length - SHOWN;
  return [
    `${title}:`,
    ...details.slice(0, SHOWN).map(line => `  ${line}`),
    ...(more > 0 ? [`  and ${more} more (--output json has all)`] : []),
    `  Fix: ${fix}.`,
  ];
}

/** The results that changed. */
export function changed(before: readonly CheckResult[], after: readonly CheckResult[]): CheckResult[] {
  return after.filter(({ name, result }) => before.find(each => each.name === name)?.result !== result);
}
