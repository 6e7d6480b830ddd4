// Backs up every collection of every node of Qdrant: node main.mjs SETTINGS. Needs Node.js 20 or later, and nothing else.
import { readFileSync } from 'node:fs';
import { Backup } from './backup.mjs';
import { destinationOf } from './destination.mjs';
import { log } from './log.mjs';
import { openNodes } from './qdrant.mjs';
import { removeLeftovers, retain } from './retention.mjs';

/** @type {Backup | undefined} */
let unfinished;
let isEnding = false;

async function run() {
  /** @type {import('./destination.mjs').Settings} */
  const settings = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
  const destination = destinationOf(settings);
  const nodes = await openNodes(settings.nodes);
  await removeLeftovers(destination, nodes, settings.deadlineSeconds, log);
  const backup = new Backup(nodes, destination, log);
  unfinished = backup;
  const collections = await backup.make();
  if (isEnding) {
    return;
  }
  unfinished = undefined;
  if (collections === 0) {
    log('note: there was no collection to back up, so no older backup is removed');
    return;
  }
  await retain(destination, nodes, settings.keep, backup.folder, log);
}

/**
 * Takes back what was begun, and ends.
 *
 * @param {string} reason
 */
async function fail(reason) {
  if (isEnding) {
    return;
  }
  isEnding = true;
  log(`failed: ${reason}`, { error: true });
  try {
    await unfinished?.giveUp();
  } catch (error) {
    log(`could not be taken back: ${/** @type {Error} */ (error).message}`, { error: true });
  }
  process.exit(1);
}

process.on('SIGTERM', () => void fail('it was told to stop'));
run().catch(error => fail(error.message));
