import { folderOf } from '../names';

/** Names the snapshot that an unfinished backup has on a node. */
export const SNAPSHOT_NOTE = 'snapshot-on-server.json';

const PREFIX = 'scheduled-';
const NAME = /^scheduled-(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)Z$/;

/** The folder of a scheduled backup. The prefix separates it from the folders of users. */
export function scheduledFolder(startedAt: Date): string {
  return PREFIX + folderOf(startedAt);
}

/** When a scheduled backup started, or undefined where the folder is none. */
export function startedAtOf(folder: string): Date | undefined {
  const [, day, hour, minute, second] = NAME.exec(folder) ?? [];
  return day === undefined ? undefined : new Date(`${day}T${hour}:${minute}:${second}Z`);
}
