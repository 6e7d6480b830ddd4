import { join, resolve } from 'node:path';
import { removeBackup } from './destination';
import { FolderDestination } from './folder-destination';
import { readBackupManifest } from './read-manifest';
import { type CompleteBackup, surplusOf } from './surplus';

/**
 * Deletes the oldest complete backups in a folder.
 *
 * @param keep How many backups stay, including the newest.
 * @param newest Folder of the new backup. It stays, even where a clock was wrong.
 * @returns The deleted folders.
 */
export async function retain(dir: string, keep: number, newest: string): Promise<string[]> {
  const destination = new FolderDestination(dir);
  const others: CompleteBackup[] = [];
  for (const folder of await destination.folders()) {
    const finishedAt = await finishedAtOf(join(dir, folder));
    if (finishedAt && resolve(dir, folder) !== resolve(newest)) {
      others.push({ folder, time: finishedAt });
    }
  }
  const surplus = surplusOf(others, keep);
  for (const folder of surplus) {
    await removeBackup(destination, folder);
  }
  return surplus.map(folder => join(dir, folder));
}

/** When a backup was completed, or undefined where the folder is not a backup. */
async function finishedAtOf(folder: string): Promise<string | undefined> {
  try {
    return (await readBackupManifest(folder)).finishedAt;
  } catch {
    return undefined; // Never delete what cannot be read.
  }
}
