/** The range of each cron field, and the names of its numbers from the lowest. */
const FIELDS: readonly (readonly [lowest: number, highest: number, names: readonly string[]])[] = [
  [0, 59, []],
  [0, 23, []],
  [1, 31, []],
  [1, 12, ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']],
  [0, 6, ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']],
];

/** Whether Kubernetes accepts the values of the five cron fields. Names such as `@daily` have no fields. */
export function isSchedule(schedule: string): boolean {
  return (
    schedule.startsWith('@') ||
    schedule.split(/ +/).every((field, at) => field.split(',').every(part => isAllowed(part, FIELDS[at]!)))
  );
}

function isAllowed(part: string, [lowest, highest, names]: (typeof FIELDS)[number]): boolean {
  const found = /^(?:[*?]|(\w+)(?:-(\w+))?)(?:\/([1-9]\d*))?$/.exec(part);
  const number = (text: string) => (/^\d+$/.test(text) ? Number(text) : names.indexOf(text.toLowerCase()) + lowest);
  const first = number(found?.[1] ?? String(lowest));
  const last = number(found?.[2] ?? String(first));
  return found !== null && lowest <= first && first <= last && last <= highest;
}

const DAY = 24 * 60;
const NAMED: Readonly<Record<string, number>> = {
  '@hourly': 60,
  '@daily': DAY,
  '@weekly': 7 * DAY,
  '@monthly': 31 * DAY,
  '@yearly': 366 * DAY,
};

/** The minutes that pass at least once between two start times. With single days, the gap can be longer. */
export function gapOf(schedule: string): number {
  const named = NAMED[schedule];
  if (named !== undefined) {
    return named;
  }
  const [minutes, hours] = schedule.split(/ +/).map((field, at) => numbersOf(field, FIELDS[at]!));
  const starts = hours!.flatMap(hour => minutes!.map(minute => hour * 60 + minute));
  return Math.max(...starts.map((start, index) => (starts[index + 1] ?? starts[0]! + DAY) - start));
}

/** The numbers of a field of minutes or hours, from the lowest. */
function numbersOf(field: string, [lowest, highest]: (typeof FIELDS)[number]): number[] {
  const parts = field.split(',').map(part => {
    const [range, step] = part.split('/');
    const [first, last] = /^[*?]$/.test(range!) ? [lowest, highest] : range!.split('-').map(Number);
    // A single number with a step goes on to the highest.
    return { first: first!, last: last ?? (step === undefined ? first! : highest), step: Number(step ?? 1) };
  });
  return Array.from({ length: highest + 1 }, (_, number) => number).filter(number =>
    parts.some(({ first, last, step }) => first <= number && number <= last && (number - first) % step === 0),
  );
}

/** Whether the time zone database has the name in this case. Kubernetes opens a file of that name. */
export function isTimeZone(name: string): boolean {
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions();
    return timeZone === name || timeZone.toLowerCase() !== name.toLowerCase();
  } catch {
    return false; // The zone does not exist.
  }
}
