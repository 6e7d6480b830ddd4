import { type Destination, removeBackup } from '../destination';
import { MANIFEST } from '../manifest';
import type { Node } from '../nodes';
import { startedAtOf } from '../names';
import { type NotedSnapshot, SNAPSHOT_NOTE } from './backup';
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
      await deleteSnapshots(destination, nodes, folder);
      await removeBackup(destination, folder);
      log(`removed ${folder}, which was never completed`);
    }
  }
}

/** The folders of scheduled backups, the oldest first. */
export async function scheduledFolders(destination: Destination): Promise<string[]> {
  return (await destination.folders()).filter(startedAtOf).sort();
}

async function deleteSnapshots(destination: Destination, nodes: readonly Node[], folder: string): Promise<void> {
  const note = await destination.read(`${folder}/${SNAPSHOT_NOTE}`);
  for (const { url, collection, snapshot } of note === undefined ? [] : (JSON.parse(note) as NotedSnapshot[])) {
    await nodes.find(({ qdrant }) => qdrant.url === url)?.qdrant.deleteSnapshot(collection, snapshot);
  }
}
