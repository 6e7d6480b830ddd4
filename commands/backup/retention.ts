import type { Destination } from './destination';
import { removeBackup } from './destination';
import { type BackupManifest, heldBy, MANIFEST, parseManifest } from './manifest';
import { startedAtOf } from './names';
import { type StoredBackup, surplusOf } from './surplus';

/** The results of a retention. */
export interface Retained {
  /** The deleted folders. */
  readonly deleted: readonly string[];
  /** Remarks for the user, one sentence each. */
  readonly notes: readonly string[];
}

/**
 * Deletes the backups that newer backups surely replace.
 *
 * @param keep How many complete backups stay, including the newest.
 * @param newest Folder of the new backup. It stays, even where a clock was wrong.
 * @param folders The folders that can be deleted.
 */
export async function retain(
  destination: Destination,
  keep: number,
  newest: string,
  folders: readonly string[],
): Promise<Retained> {
  const stored: StoredBackup[] = [];
  for (const folder of [newest, ...folders.filter(each => each !== newest)]) {
    const backup = storedBackup(folder, await destination.read(`${folder}/${MANIFEST}`));
    if (backup) {
      stored.push(backup);
    }
  }
  const [first, ...others] = stored as [StoredBackup, ...StoredBackup[]];
  if (!first.isOfAll || first.collections.length === 0) {
    const reason = first.isOfAll ? 'the server has no collections' : 'the backup does not include every collection';
    return { deleted: [], notes: [`no older backup was deleted, because ${reason}`] };
  }
  const deleted = surplusOf(first, others, keep);
  for (const folder of deleted) {
    await removeBackup(destination, folder);
  }
  return { deleted, notes: [] };
}

/** What a manifest says about a backup. Undefined where it cannot be read: such a folder is never deleted. */
function storedBackup(folder: string, text: string | undefined): StoredBackup | undefined {
  try {
    const { server, finishedAt, scope, complete, collections } = parseManifest(text ?? '') as BackupManifest;
    const startedAt = startedAtOf(folder);
    return {
      folder,
      time: startedAt?.toISOString() ?? finishedAt,
      peers: [...(server.peers ?? []), ...server.nodes.map(({ peer }) => peer)],
      // Older releases do not say it. Scheduled backups are always of every collection.
      isOfAll: scope === undefined ? startedAt !== undefined : scope === 'all',
      isComplete: complete ?? true,
      collections: collections.map(({ name, state = 'whole', held, files, points: { before = 0, after = 0 } }) => ({
        name,
        points: (held ?? heldBy(files, { before, after })).least,
        isWhole: state === 'whole',
      })),
    };
  } catch {
    return undefined;
  }
}
