/*
 * The program of the backup pods: `node main.mjs settings.json`. It backs up every collection of every node of Qdrant.
 * `npm run programs` bundles it. It needs Node.js 20 or later and no npm packages.
 */
import { readFileSync } from 'node:fs';
import { recipientsOf } from '../encryption/recipients';
import { Backup } from './backup';
import { log } from './log';
import { openNodes } from './qdrant-node';
import { Lock } from '../lock';
import { retain } from '../retention';
import { removeUnfinished, scheduledFolders } from './retention';
import { destinationOf, type Settings } from './settings';

let unfinished: Backup | undefined;
let lock: Lock | undefined;
let isEnding = false;

async function run(): Promise<void> {
  const settings = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Settings;
  const recipients = recipientsOf(settings.encryptTo ?? []);
  const destination = destinationOf(settings, process.env);
  const nodes = await openNodes(settings.nodes, process.env.QDRANT_API_KEY);
  // A retry of a killed pod comes soon: it watches the lock instead of waiting until the lock is old.
  lock = await Lock.acquire(destination, settings.volume ?? `s3://${settings.s3!.bucket}/${settings.s3!.prefix}`, {
    age: 0,
  });
  await removeUnfinished(destination, nodes, settings.deadlineSeconds, log);
  const backup = new Backup(nodes, destination, log, recipients);
  unfinished = backup;
  const problems = await backup.make();
  if (isEnding) {
    return;
  }
  unfinished = undefined;
  lock.requireHeld();
  const { deleted, notes } = await retain(
    destination,
    settings.keep,
    backup.folder,
    await scheduledFolders(destination),
  );
  notes.forEach(note => log(`note: ${note}`));
  deleted.forEach(folder => log(`removed ${folder}: newer backups replace it`));
  await lock.release();
  lock = undefined;
  if (problems !== undefined) {
    throw new Error(`the backup ${backup.folder} is partial: ${problems}`);
  }
}

/** Deletes the unfinished backup and ends the process. */
async function fail(reason: string): Promise<void> {
  if (isEnding) {
    return;
  }
  isEnding = true;
  log(`failed: ${reason}`, { error: true });
  try {
    await unfinished?.giveUp();
    await lock?.release();
  } catch (error) {
    log(`could not delete the unfinished backup: ${(error as Error).message}`, { error: true });
  }
  process.exit(1);
}

process.on('SIGTERM', () => void fail('Kubernetes stopped the pod'));
run().catch((error: Error) => fail(error.message));
