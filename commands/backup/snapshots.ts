import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../cli/failure';
import { isTransient } from '../../clients/http';
import type { Qdrant, Snapshot } from '../../clients/qdrant/qdrant';
import { bytes } from '../../cli/text';
import { requireSame } from './checksum';
import { freeSpace, HashedFile, removeFile } from './durable';
import type { Journal, PlannedFile } from './journal';
import { Meter } from './meter';
import type { Node } from './nodes';

/** How often in a row a download can break off without a new byte, before it fails. */
const ATTEMPTS = 6;

const RESUME = 'run the command again with --resume';
const CHANGED = `${RESUME}; if the error occurs again, look for a proxy that changes the bytes, and bypass the proxy`;

/**
 * Copies the shards that one node has of a collection. The node makes a snapshot. The command downloads the snapshot, and
 * deletes it from the node. Continues where an interrupted run stopped.
 */
export async function copySnapshot(
  node: Node<Qdrant>,
  file: PlannedFile,
  folder: string,
  journal: Journal,
  say: (text: string) => void,
): Promise<void> {
  const { qdrant } = node;
  const { collection, path } = file;
  if (!journal.finished(path)) {
    const left = await leftSnapshot(node, file, journal);
    if (!left) {
      say(`${collection}: node ${node.peer} makes a snapshot`);
    }
    const snapshot = left ?? (await qdrant.createSnapshot(collection));
    await journal.noteSnapshot(path, snapshot);
    const place = join(folder, path);
    try {
      const meter = new Meter(say, `${collection} from ${qdrant.url}`, snapshot.size);
      const sha256 = await download(node, collection, snapshot, place, meter, left !== undefined);
      await journal.noteFinished({ path, size: snapshot.size, sha256, peer: node.peer });
    } catch (error) {
      await discard(node, file, snapshot, place, journal, error);
      throw error;
    }
  }
  await qdrant.deleteSnapshot(collection, journal.snapshot(path)!.name);
  await journal.forgetSnapshot(path);
}

/** The snapshot of an interrupted run, if the server still has it. */
async function leftSnapshot({ qdrant }: Node<Qdrant>, { collection, path }: PlannedFile, journal: Journal) {
  const noted = journal.snapshot(path);
  const present = noted && (await qdrant.snapshots(collection));
  return present?.some(
    ({ name, size, checksum }) => name === noted?.name && size === noted.size && checksum === noted.checksum,
  )
    ? noted
    : undefined;
}

/**
 * Deletes the snapshot from the server, and the file. If the server is unavailable, both stay, so that the backup can be
 * resumed.
 */
async function discard(
  { qdrant }: Node,
  { collection, path }: PlannedFile,
  snapshot: Snapshot,
  place: string,
  journal: Journal,
  reason: unknown,
): Promise<void> {
  try {
    await qdrant.deleteSnapshot(collection, snapshot.name);
  } catch (error) {
    const { problem, fix } = reason as Failure;
    throw new Failure(
      `${problem ?? (reason as Error).message}; snapshot ${snapshot.name} of collection ${collection} is still on the server`,
      fix ?? RESUME,
      { cause: error },
    );
  }
  await removeFile(place);
  await journal.forgetSnapshot(path);
}

async function download(
  node: Node,
  collection: string,
  snapshot: Snapshot,
  place: string,
  meter: Meter,
  resume: boolean,
): Promise<string> {
  const file = await HashedFile.open(place, resume);
  try {
    if (file.size > snapshot.size) {
      await file.empty();
    }
    meter.skip(file.size);
    await requireSpace(place, snapshot.size - file.size);
    for (let failures = 0; file.size < snapshot.size;) {
      const before = file.size;
      const error = await receive(node, collection, snapshot, file, meter);
      failures = file.size > before ? 0 : failures + 1;
      if (error && !isTransient((error as Failure).cause ?? error)) {
        throw error;
      }
      if (failures === ATTEMPTS) {
        throw error ?? new Failure(`${node.qdrant.url} sent an incomplete snapshot ${snapshot.name}`, RESUME);
      }
      await sleep(500 * failures);
    }
    const sha256 = await file.finish();
    requireSame(snapshot, node.qdrant.url, { size: file.size, sha256 }, CHANGED);
    return sha256;
  } finally {
    await file.close();
  }
}

/** Receives until the end or an error. @returns The error. The bytes before it are kept. */
async function receive(
  { qdrant }: Node,
  collection: string,
  { name }: Snapshot,
  file: HashedFile,
  meter: Meter,
): Promise<unknown> {
  try {
    const { from, body } = await qdrant.download(collection, name, file.size);
    if (from < file.size) {
      await file.empty();
    }
    for await (const piece of body) {
      await file.append(piece);
      meter.add(piece.length);
    }
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Throws where a snapshot does not fit on the disk. @param needed Bytes. */
async function requireSpace(place: string, needed: number): Promise<void> {
  const free = await freeSpace(place);
  if (free < needed) {
    throw new Failure(
      `The disk of ${place} has ${bytes(free)} left, and ${bytes(needed)} are needed`,
      'free space on the disk or use another folder with --dir, then run the command again',
    );
  }
}
