import { type Destination, removeBackup } from '../destination';
import { MANIFEST } from '../manifest';
import type { Node } from '../nodes';
import { surplusOf } from '../surplus';
import { SNAPSHOT_NOTE, startedAtOf } from './folders';
import type { Log } from './log';

/**
 * Deletes what killed runs left. A run that can still be active stays: users start Jobs in addition to the schedule.
 *
 * @param deadlineSeconds The longest time that a run can take.
 */
export async function removeUnfinished(
  destination: Destination,
  nodes: readonly Node[],
  deadlineSeconds: number,
  log: Log,
): Promise<void> {
  const latest = Date.now() - deadlineSeconds * 1000;
  for (const folder of await scheduledFolders(destination)) {
    const isOld = startedAtOf(folder)!.getTime() < latest;
    if (isOld && (await destination.read(`${folder}/${MANIFEST}`)) === undefined) {
      await deleteSnapshot(destination, nodes, folder);
      await removeBackup(destination, folder);
      log(`removed ${folder}, which was never completed`);
    }
  }
}

/**
 * Deletes the oldest complete backups of this Qdrant. Backups of another Qdrant do not count and stay.
 *
 * @param keep How many backups stay, including the newest.
 * @param newest Folder of the new backup. It stays, even where a clock was wrong.
 */
export async function retain(
  destination: Destination,
  nodes: readonly Node[],
  keep: number,
  newest: string,
  log: Log,
): Promise<void> {
  const others = [];
  for (const folder of await scheduledFolders(destination)) {
    if (folder !== newest && (await isOf(destination, nodes, folder))) {
      others.push({ folder, time: folder });
    }
  }
  for (const folder of surplusOf(others, keep)) {
    await removeBackup(destination, folder);
    log(`removed ${folder}: ${keep} newer ones are complete`);
  }
}

/** The folders of scheduled backups, the oldest first. */
async function scheduledFolders(destination: Destination): Promise<string[]> {
  return (await destination.folders()).filter(startedAtOf).sort();
}

/** Whether a folder is a complete backup of this Qdrant: its manifest names one of the current nodes. */
async function isOf(destination: Destination, nodes: readonly Node[], folder: string): Promise<boolean> {
  const text = (await destination.read(`${folder}/${MANIFEST}`)) ?? '{}';
  try {
    const { server } = JSON.parse(text) as { server?: { nodes?: readonly { readonly peer: string }[] } };
    return (server?.nodes ?? []).some(({ peer }) => nodes.some(node => node.peer === peer));
  } catch {
    return false; // Never delete what cannot be read.
  }
}

async function deleteSnapshot(destination: Destination, nodes: readonly Node[], folder: string): Promise<void> {
  const note = await destination.read(`${folder}/${SNAPSHOT_NOTE}`);
  if (note !== undefined) {
    const { url, collection, snapshot } = JSON.parse(note) as { url: string; collection: string; snapshot: string };
    await nodes.find(({ qdrant }) => qdrant.url === url)?.qdrant.deleteSnapshot(collection, snapshot);
  }
}
