import { lstat, readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { MANIFEST, readManifest } from './manifest';

/**
 * Deletes the oldest complete backups of a folder.
 *
 * @param keep How many may stay, the newest one counted.
 * @param newest The backup that was just made. It stays, whatever its clock said.
 * @returns What was deleted.
 */
export async function retain(dir: string, keep: number, newest: string): Promise<string[]> {
  const others: { folder: string; finishedAt: string }[] = [];
  for (const name of await readdir(dir)) {
    const folder = join(dir, name);
    const finishedAt = resolve(folder) === resolve(newest) ? undefined : await finishedAtOf(folder);
    if (finishedAt) {
      others.push({ folder, finishedAt });
    }
  }
  others.sort((a, b) => b.finishedAt.localeCompare(a.finishedAt));
  const surplus = others.slice(keep - 1).map(({ folder }) => folder);
  for (const folder of surplus) {
    // Without its manifest it is no backup any more, however far the rest gets.
    await rm(join(folder, MANIFEST));
    await rm(folder, { recursive: true });
  }
  return surplus;
}

/** When a backup was complete; nothing where a folder holds none of ours. */
async function finishedAtOf(folder: string): Promise<string | undefined> {
  if (!(await lstat(folder)).isDirectory()) {
    return undefined;
  }
  try {
    return (await readManifest(folder)).finishedAt;
  } catch {
    return undefined; // Not ours, or not to be read: nothing to delete.
  }
}
