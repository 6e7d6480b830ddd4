import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../cli/failure';
import { isTransient } from '../../clients/http';
import type { Qdrant, Snapshot } from '../../clients/qdrant/qdrant';
import { bytes } from '../../cli/text';
import { requireSame } from './checksum';
import { freeSpace, removeFile } from './durable';
import type { Recipient } from './encryption/age';
import { ContentFile } from './encryption/content-file';
import { Counts, invisiblePoints } from './counts';
import type { BegunCollection, Copied, Journal, PlannedFile } from './journal';
import type { BackupFile } from './manifest';
import { Meter } from './meter';
import { type Node, requireUnmoved } from './nodes';
import type { Nodes } from './open-nodes';
import { searchAfter, searchBefore } from './searches';
import type { SurveyedCollection } from './survey';
import { notesOnSnapshots, takeSnapshots } from './take-snapshots';

/** How often in a row a download can break off without a new byte, before it fails. */
const ATTEMPTS = 6;

const SHARDS_MOVED = 'back the collection up when no shard moves';
const RESUME = 'run the command again with --resume';
const CHANGED = `${RESUME}; if the error occurs again, look for a proxy that changes the bytes, and bypass the proxy`;

/** Where files go. */
interface Target {
  readonly folder: string;
  /** Empty: the files are not encrypted. */
  readonly recipients: readonly Recipient[];
}

/**
 * Copies a collection as snapshots. All nodes make their snapshots at the same time. The command downloads one after the
 * other, and deletes each from its node. Continues where an interrupted run stopped.
 */
export async function copySnapshots(
  begun: BegunCollection,
  nodes: readonly Node<Qdrant>[],
  target: Target,
  journal: Journal,
  say: (text: string) => void,
): Promise<Copied> {
  const { collection, planned } = begun;
  const { name } = collection;
  try {
    await makeSnapshots(begun, nodes, journal, say);
    for (const file of planned) {
      await copySnapshot(ownerOf(file, nodes), file, target, journal, say);
    }
    await requireUnmoved(name, nodes, collection.active, SHARDS_MOVED);
  } catch (error) {
    throw await givenUp(begun, nodes, target.folder, journal, error);
  }
  const files = planned.map(({ path }) => journal.finished(path)!);
  const { before, after, ...held } = begun.counts!;
  const notes = notesOnSnapshots(name, held, files);
  return { name, state: 'whole', notes, points: { before, after }, held, files, searches: begun.searches };
}

function ownerOf({ peer }: PlannedFile, nodes: readonly Node<Qdrant>[]): Node<Qdrant> {
  return nodes.find(node => node.peer === peer)!;
}

async function makeSnapshots(
  begun: BegunCollection,
  nodes: readonly Node<Qdrant>[],
  journal: Journal,
  say: (text: string) => void,
): Promise<void> {
  const { collection, planned, counts: noted } = begun;
  if (noted) {
    return;
  }
  const { qdrant } = nodes[0]!;
  await invisiblePoints(qdrant, collection.name);
  const counts = new Counts(qdrant, collection);
  const searched = await searchBefore(qdrant, collection);
  const owners = planned.map(file => ownerOf(file, nodes));
  say(`${collection.name}: ${owners.map(({ peer }) => `node ${peer}`).join(', ')} makes a snapshot`);
  await takeSnapshots(collection.name, owners, counts, async ({ peer }, taken) => {
    await journal.noteSnapshot(planned.find(file => file.peer === peer)!.path, taken);
  });
  const { first: before, last: after, least, most } = counts;
  const searches = await searchAfter(qdrant, collection, searched, least === most);
  await journal.noteCounts(begun, { before, after, least, most }, searches);
}

/** Copies one snapshot, and deletes it from its node. */
async function copySnapshot(
  node: Node<Qdrant>,
  { collection, path }: PlannedFile,
  { folder, recipients }: Target,
  journal: Journal,
  say: (text: string) => void,
): Promise<void> {
  const noted = journal.snapshot(path);
  if (!noted) {
    return;
  }
  const { snapshot, taken } = noted;
  if (!journal.finished(path)) {
    const { qdrant, peer } = node;
    const meter = new Meter(say, `${collection} from ${qdrant.url}`, snapshot.size);
    const file = await ContentFile.open(join(folder, path), recipients, true);
    const written = await download(node, collection, snapshot, join(folder, path), file, meter);
    await journal.noteFinished({ path, ...written, peer, taken });
  }
  await node.qdrant.deleteSnapshot(collection, snapshot.name);
  await journal.forgetSnapshot(path);
}

/** Whether an interrupted copy can go on: the shards did not move, and the nodes still have its snapshots. */
export async function canContinue(
  { collection, planned, counts }: BegunCollection,
  { active }: SurveyedCollection,
  { all }: Nodes,
  journal: Journal,
): Promise<boolean> {
  if (!counts || planned.length === 0 || active !== collection.active) {
    return false;
  }
  for (const file of planned.filter(({ path }) => !journal.finished(path))) {
    const noted = journal.snapshot(file.path)?.snapshot;
    const present = noted ? await ownerOf(file, all).qdrant.snapshots(file.collection) : [];
    if (
      !present.some(
        ({ name, size, checksum }) => name === noted!.name && size === noted!.size && checksum === noted!.checksum,
      )
    ) {
      return false;
    }
  }
  return true;
}

/** Deletes the snapshots of a collection from the nodes, and its files. */
export async function dropSnapshots(
  { planned }: BegunCollection,
  folder: string,
  nodes: readonly Node<Qdrant>[],
  journal: Journal,
): Promise<void> {
  for (const file of planned) {
    const noted = journal.snapshot(file.path);
    if (noted) {
      await ownerOf(file, nodes).qdrant.deleteSnapshot(file.collection, noted.snapshot.name);
      await journal.forgetSnapshot(file.path);
    }
    await removeFile(join(folder, file.path));
  }
}

/**
 * Gives up the copy of a collection. If a node is unavailable, snapshots and files stay, so that the backup can be resumed.
 *
 * @returns The error to throw.
 */
async function givenUp(
  begun: BegunCollection,
  nodes: readonly Node<Qdrant>[],
  folder: string,
  journal: Journal,
  reason: unknown,
): Promise<unknown> {
  const { name } = begun.collection;
  try {
    await dropSnapshots(begun, folder, nodes, journal);
    await journal.forget(name);
    return reason;
  } catch (error) {
    const { problem = (reason as Error).message, fix = RESUME } = reason as Partial<Failure>;
    return new Failure(`${problem}; a snapshot of collection ${name} is still on the server`, fix, { cause: error });
  }
}

async function download(
  node: Node,
  collection: string,
  snapshot: Snapshot,
  place: string,
  file: ContentFile,
  meter: Meter,
): Promise<Pick<BackupFile, 'size' | 'sha256' | 'content'>> {
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
    const { content, ...written } = await file.finish();
    requireSame(snapshot, node.qdrant.url, content ?? written, CHANGED);
    return content ? { ...written, content } : written;
  } finally {
    await file.close();
  }
}

/** Receives until the end or an error. @returns The error. The bytes before it are kept. */
async function receive(
  { qdrant }: Node,
  collection: string,
  { name }: Snapshot,
  file: ContentFile,
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
