/** Written last of all: a folder without it holds no backup. */
export const MANIFEST = 'manifest.json';
/** Names the snapshot that lies on a node because of a backup that is not complete. */
export const SNAPSHOT_NOTE = 'snapshot-on-server.json';

const NAME = /^scheduled-(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)Z$/;

/**
 * The folder of a scheduled backup. Its name tells it from what people put beside it, and when it began.
 *
 * @param {Date} beganAt
 */
export function folderOf(beganAt) {
  return `scheduled-${beganAt
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '-')}`;
}

/**
 * When a scheduled backup began; nothing where the folder is not one of ours.
 *
 * @param {string} folder
 */
export function beganAt(folder) {
  const [, day, hour, minute, second] = NAME.exec(folder) ?? [];
  return day === undefined ? undefined : new Date(`${day}T${hour}:${minute}:${second}Z`);
}

/**
 * Removes a folder. Without its manifest it is no backup any more, however far the rest gets.
 *
 * @param {import('./destination.mjs').Destination} destination
 * @param {string} folder
 */
export async function removeFolder(destination, folder) {
  await destination.remove(`${folder}/${MANIFEST}`);
  await destination.remove(folder);
}
