const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** An amount of bytes for people: `1.5 GB`. */
export function bytes(count: number): string {
  const step = Math.min(Math.max(Math.floor(Math.log10(Math.max(count, 1)) / 3), 0), UNITS.length - 1);
  const amount = count / 1000 ** step;
  return `${amount >= 100 || step === 0 ? amount.toFixed(0) : amount.toFixed(1)} ${UNITS[step]}`;
}

/** A count for people: `1,000,000 points`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}

/** A time for people: `45 s`, `3 min 20 s`, `2 h 5 min`. */
export function duration(seconds: number): string {
  const total = Math.ceil(seconds);
  if (total < 60) {
    return `${total} s`;
  }
  return total < 3600
    ? `${Math.floor(total / 60)} min ${total % 60} s`
    : `${Math.floor(total / 3600)} h ${Math.floor((total % 3600) / 60)} min`;
}

/** A moment for people, in UTC: `2026-01-02 03:04:05`. */
export function moment(time: Date): string {
  return time.toISOString().slice(0, 19).replace('T', ' ');
}
