/** A complete backup that can be deleted. */
export interface CompleteBackup {
  readonly folder: string;
  /** Text that sorts by time. */
  readonly time: string;
}

/**
 * The folders of the oldest backups, the newest of them first.
 *
 * @param others Complete backups without the new one.
 * @param keep How many backups stay, including the new one.
 */
export function surplusOf(others: readonly CompleteBackup[], keep: number): string[] {
  const newestFirst = [...others].sort((a, b) => b.time.localeCompare(a.time));
  return newestFirst.slice(keep - 1).map(({ folder }) => folder);
}
