import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../cli/failure';
import { isTransient } from '../../clients/http';
import type { Snapshot } from '../../clients/qdrant/qdrant';
import { HashedFile, removeFile, requireSpace } from './durable';
import type { Journal, PlannedFile } from './journal';
import { Meter } from './meter';
import type { Node } from './nodes';

/** How often in a row a download may be cut without a single byte in between. */
const CUTS = 6;

/**
 * Copies one node's part of a collection: has it make a snapshot, downloads it, and has it delete the snapshot again. An
 * interrupted run may have come to any point in between.
 */
export async function copySnapshot(
  node: Node,
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
      await giveUp(node, file, snapshot, place, journal, error);
      throw error;
    }
  }
  await qdrant.deleteSnapshot(collection, journal.snapshot(path)!.name);
  await journal.forgetSnapshot(path);
}

/** The snapshot of an interrupted run, if the server still has it. */
async function leftSnapshot({ qdrant }: Node, { collection, path }: PlannedFile, journal: Journal) {
  const noted = journal.snapshot(path);
  const present = noted && (await qdrant.snapshots(collection));
  return present?.some(
    ({ name, size, checksum }) => name === noted?.name && size === noted.size && checksum === noted.checksum,
  )
    ? noted
    : undefined;
}

/** Frees the server's disk. Where the server is away, the snapshot and what was downloaded of it stay, to go on with. */
async function giveUp(
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
      fix ?? 'run the command again with --resume',
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
    for (let cuts = 0; file.size < snapshot.size;) {
      const before = file.size;
      const error = await receive(node, collection, snapshot, file, meter);
      cuts = file.size > before ? 0 : cuts + 1;
      if (error && !isTransient((error as Failure).cause ?? error)) {
        throw error;
      }
      if (cuts === CUTS) {
        throw (
          error ??
          new Failure(`${node.qdrant.url} sends no more of snapshot ${snapshot.name}`, 'run again with --resume')
        );
      }
      await sleep(500 * cuts);
    }
    const sha256 = await file.finish();
    requireSame(node, snapshot, file.size, sha256);
    return sha256;
  } finally {
    await file.close();
  }
}

/** Receives until the end, or until the connection is cut: then the error is returned, and what came before it kept. */
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

function requireSame({ qdrant }: Node, { name, size, checksum }: Snapshot, received: number, sha256: string): void {
  if (received !== size || (checksum && checksum !== sha256)) {
    throw new Failure(
      `Snapshot ${name} is not what ${qdrant.url} made: ${received} of ${size} bytes with SHA-256 ${sha256}, and the server's is ${checksum}`,
      'run the command again with --resume; if it happens again, look for what changes the bytes on the way, a proxy for example, and go around it',
    );
  }
}
