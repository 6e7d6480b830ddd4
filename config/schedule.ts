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

/** Whether the time zone database has the name in this case. Kubernetes opens a file of that name. */
export function isTimeZone(name: string): boolean {
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions();
    return timeZone === name || timeZone.toLowerCase() !== name.toLowerCase();
  } catch {
    return false; // The zone does not exist.
  }
}
