const SCHEDULED = 'scheduled-';
const SCHEDULED_NAME = /^scheduled-(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)Z$/;

/** The folder of a backup that started at this time, such as `2026-11-24T07-39-18Z`. */
export function folderOf(startedAt: Date): string {
  return startedAt
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '-');
}

/**
 * The path of a collection's files, without a suffix. File systems allow fewer characters than names of collections.
 *
 * @param index Position of the collection in the backup.
 */
export function stemOf(index: number, collection: string): string {
  return `collections/${String(index).padStart(3, '0')}-${collection.replace(/[^\w-]/g, '_').slice(0, 60)}`;
}

/** The paths of a collection's snapshots, one for each node that has shards of the collection. @param suffix Of encrypted files. */
export function snapshotPaths(index: number, collection: string, nodes: number, suffix = ''): string[] {
  return Array.from({ length: nodes }, (_, node) => `${stemOf(index, collection)}.${node}.snapshot${suffix}`);
}

/** The folder of a scheduled backup. The prefix separates it from the folders of users. */
export function scheduledFolder(startedAt: Date): string {
  return SCHEDULED + folderOf(startedAt);
}

/** When a scheduled backup started, or undefined where the folder is none. */
export function startedAtOf(folder: string): Date | undefined {
  const [, day, hour, minute, second] = SCHEDULED_NAME.exec(folder) ?? [];
  return day === undefined ? undefined : new Date(`${day}T${hour}:${minute}:${second}Z`);
}
