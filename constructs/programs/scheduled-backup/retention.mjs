import { beganAt, MANIFEST, removeFolder, SNAPSHOT_NOTE } from './folder.mjs';

/**
 * @typedef {import('./destination.mjs').Destination} Destination
 * @typedef {import('./log.mjs').Log} Log
 */

/**
 * Removes what runs have left that were killed. A run that may still be under way, because a person started a Job beside
 * the schedule, is left alone.
 *
 * @param {Destination} destination
 * @param {readonly import('./qdrant.mjs').QdrantNode[]} nodes
 * @param {number} deadlineSeconds How long a run can last.
 * @param {Log} log
 */
export async function removeLeftovers(destination, nodes, deadlineSeconds, log) {
  const latest = Date.now() - deadlineSeconds * 1000;
  for (const folder of await scheduled(destination)) {
    if (/** @type {Date} */ (beganAt(folder)).getTime() < latest && !(await isComplete(destination, folder))) {
      await removeNotedSnapshot(destination, nodes, folder);
      await removeFolder(destination, folder);
      log(`removed ${folder}, which was never completed`);
    }
  }
}

/**
 * Removes the oldest complete backups of this Qdrant. Those of another one in the same place are neither counted nor removed.
 *
 * @param {Destination} destination
 * @param {readonly import('./qdrant.mjs').QdrantNode[]} nodes
 * @param {number} keep How many may stay, the newest one counted.
 * @param {string} newest The backup that was just made: it stays, whatever the clock said.
 * @param {Log} log
 */
export async function retain(destination, nodes, keep, newest, log) {
  const complete = [];
  for (const folder of (await scheduled(destination)).reverse()) {
    if (folder !== newest && (await isOf(destination, nodes, folder))) {
      complete.push(folder);
    }
  }
  for (const folder of complete.slice(keep - 1)) {
    await removeFolder(destination, folder);
    log(`removed ${folder}: ${keep} newer ones are complete`);
  }
}

/**
 * The folders of scheduled backups, the oldest first.
 *
 * @param {Destination} destination
 */
async function scheduled(destination) {
  return (await destination.folders()).filter(beganAt).sort();
}

/**
 * @param {Destination} destination
 * @param {string} folder
 */
async function isComplete(destination, folder) {
  return (await destination.read(`${folder}/${MANIFEST}`)) !== undefined;
}

/**
 * Whether a folder holds a complete backup of this Qdrant: one of its nodes was a node then.
 *
 * @param {Destination} destination
 * @param {readonly import('./qdrant.mjs').QdrantNode[]} nodes
 * @param {string} folder
 */
async function isOf(destination, nodes, folder) {
  const text = (await destination.read(`${folder}/${MANIFEST}`)) ?? '{}';
  try {
    /** @type {{ peer: string }[]} */
    const then = JSON.parse(text).server?.nodes ?? [];
    return then.some(({ peer }) => nodes.some(node => node.peer === peer));
  } catch {
    return false; // Not to be read: nothing to delete.
  }
}

/**
 * @param {Destination} destination
 * @param {readonly import('./qdrant.mjs').QdrantNode[]} nodes
 * @param {string} folder
 */
async function removeNotedSnapshot(destination, nodes, folder) {
  const note = await destination.read(`${folder}/${SNAPSHOT_NOTE}`);
  if (note !== undefined) {
    const { url, collection, snapshot } = JSON.parse(note);
    await nodes.find(node => node.url === url)?.deleteSnapshot(collection, snapshot);
  }
}
