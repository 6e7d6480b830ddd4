import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../cli/failure';
import type { Qdrant } from '../../clients/qdrant/qdrant';
import { CollectionFailure } from '../backup/collection-failure';
import { admits, Counts, rangeOf } from '../backup/counts';
import { batchesIn } from '../backup/json-lines';
import { type BackedUpCollection, type BackupManifest, contentOf } from '../backup/manifest';
import { Meter } from '../backup/meter';
import type { Nodes } from '../backup/open-nodes';
import type { BackupSource } from '../backup/source';
import { creationOf, differencesOf, indexSchemaOf, indexTextsOf, updateOf } from './parameters';
import { requireReplicas } from './replicas';
import { makeShardKeys, makeShards } from './shard-keys';

/** How long replicas can need to agree on a count, in milliseconds. */
const COUNT_TIMEOUT = 60_000;
/** Names of uploaded files. The server keeps an upload among the snapshots of the collection. */
const UPLOAD = /^restore-\d+-\d+\.snapshot$/;

/** What the restore of every collection needs. */
export interface Backup {
  readonly place: BackupSource;
  readonly manifest: BackupManifest;
  readonly nodes: Nodes;
}

/** A collection that was restored. */
export interface Filled {
  /** The count on the server. */
  readonly points: number;
  /** What differs from the backup, one sentence each. */
  readonly notes: readonly string[];
}

/** Restores a collection under a name that the server does not have, and compares the result with the backup. */
export async function fill(
  backup: Backup,
  source: BackedUpCollection,
  name: string,
  say: (text: string) => void,
): Promise<Filled> {
  const { manifest, nodes } = backup;
  const { qdrant } = nodes.first;
  await (manifest.format === 'snapshot' ? uploadSnapshots : writeLines)(backup, source, name, say);
  await restoreIndexes(qdrant, source, name);
  const notes = await correct(qdrant, source, name);
  await requireReplicas(nodes, source.info, name);
  return { points: await requireCount(nodes, source, name), notes };
}

/** Uploads the snapshots one after the other, each to one node. The node owns the shards of the snapshot afterwards. */
async function uploadSnapshots(
  { place, nodes }: Backup,
  source: BackedUpCollection,
  name: string,
  say: (text: string) => void,
): Promise<void> {
  const { all, first } = nodes;
  if (source.shardKeys) {
    await first.qdrant.createCollection(name, creationOf(source.info));
    await makeShards(first, name, source.shardKeys);
  }
  for (const [at, file] of source.files.entries()) {
    const { qdrant } = all[at % all.length]!;
    const meter = new Meter(say, `${name} to ${qdrant.url}`, contentOf(file).size);
    const open = () => place.open(file.path);
    const uploadName = `restore-${Date.now()}-${at}.snapshot`;
    await qdrant.upload(name, { ...contentOf(file), path: file.path, open }, uploadName, count => meter.add(count));
    await removeUploads(nodes, name);
  }
}

/** Deletes uploaded files, also those of a killed run. */
export async function removeUploads({ all }: Nodes, name: string): Promise<void> {
  for (const { qdrant } of all) {
    const uploads = (await qdrant.snapshots(name)).filter(snapshot => UPLOAD.test(snapshot.name));
    for (const upload of uploads) {
      await qdrant.deleteSnapshot(name, upload.name);
    }
  }
}

/** Deletes a collection. The server keeps the files in its snapshot folder, so uploads go first. */
export async function drop({ nodes }: Pick<Backup, 'nodes'>, name: string): Promise<void> {
  const { qdrant } = nodes.first;
  if ((await qdrant.collections()).includes(name)) {
    await removeUploads(nodes, name);
    await qdrant.deleteCollection(name);
  }
}

async function writeLines(
  { place, manifest, nodes }: Backup,
  source: BackedUpCollection,
  name: string,
  say: (text: string) => void,
): Promise<void> {
  const { qdrant } = nodes.first;
  await qdrant.createCollection(name, creationOf(source.info));
  await makeShardKeys(qdrant, name, source.shardKeys ?? []);
  // Before the points: the server then builds the graphs of the vectors for filters on these fields.
  await restoreIndexes(qdrant, source, name);
  const meter = new Meter(say, name, source.held.most, 'points');
  for (const { path, shardKey } of source.files) {
    for await (const points of batchesIn(place.open(path), manifest.compression)) {
      await qdrant.upsert(name, points, shardKey);
      meter.add(points.length);
    }
  }
}

async function restoreIndexes(qdrant: Qdrant, source: BackedUpCollection, name: string): Promise<void> {
  const present = indexTextsOf(await qdrant.collectionText(name));
  for (const [field, index] of indexTextsOf(source.info)) {
    if (!present.has(field)) {
      await qdrant.createIndex(name, field, indexSchemaOf(index));
    }
  }
}

/** Sends the settings that the server has otherwise than the backup. @returns The differences that stay. */
async function correct(qdrant: Qdrant, { info }: BackedUpCollection, name: string): Promise<string[]> {
  const differences = differencesOf(info, await qdrant.collectionText(name));
  const sections = [...new Set(differences.map(({ section }) => section))];
  for (const section of sections) {
    const update = updateOf(info, [section]);
    if (update) {
      await qdrant.updateCollection(name, update);
    }
  }
  const remaining = sections.length > 0 ? differencesOf(info, await qdrant.collectionText(name)) : [];
  return remaining.map(({ text }) => `collection ${name}: ${text}`);
}

/** Checks the count: a collection is green even where shards are missing. */
async function requireCount(
  { first: { qdrant, clusterSize } }: Nodes,
  { held, info }: BackedUpCollection,
  name: string,
): Promise<number> {
  const counts = new Counts(qdrant, { name, info });
  for (const deadline = Date.now() + (clusterSize > 1 ? COUNT_TIMEOUT : 0); ; await sleep(1000)) {
    const count = await counts.take();
    if (admits(held, count)) {
      return count;
    }
    if (Date.now() >= deadline) {
      throw new CollectionFailure(
        `Collection ${name} on ${qdrant.url} has ${count} points, and the backup has ${rangeOf(held)}`,
        'check whether a client writes to the collection; if none does, restore it again',
      );
    }
  }
}

/** Whether a collection on the server surely has the points and the configuration of the backup. */
export async function isSame({ first: { qdrant } }: Nodes, source: BackedUpCollection, name: string): Promise<boolean> {
  const count = await new Counts(qdrant, { name, info: source.info }).take();
  const differences = differencesOf(source.info, await qdrant.collectionText(name));
  return count >= source.held.least && count <= source.held.most && differences.length === 0;
}

/** The reason of an error as one sentence. */
export function reasonOf(error: unknown): string {
  return error instanceof Failure ? error.problem : (error as Error).message;
}
