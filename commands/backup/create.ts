import { join } from 'node:path';
import { Failure } from '../../cli/failure';
import type { Progress, Report, Task } from '../../cli/progress';
import { bytes, counted } from '../../cli/text';
import type { Qdrant } from '../../clients/qdrant/qdrant';
import type { CreateOptions, CreateOutcome } from './create-options';
import { DiskError, writeDurably } from './durable';
import { type BackupPlan, type Journal, type PlannedFile } from './journal';
import { copyPoints } from './json-lines';
import { type BackedUpCollection, heldBy, MANIFEST, manifestText, sizeOf } from './manifest';
import { Meter } from './meter';
import type { Node } from './nodes';
import { type Nodes, openNodes } from './open-nodes';
import { inParallel } from './parallel';
import { beginBackup, resumeBackup } from './plan';
import { retain } from './retention';
import { copySnapshot } from './snapshots';
import { countAfter, createdSince } from './survey';

const SHARDS_MOVED = 'start a new backup without --resume when no shard moves, and delete this folder';

/** Makes a backup. Its manifest is written last: an interrupted backup has none, and does not look complete. */
export async function createBackup(options: CreateOptions, progress: Progress, outcome: CreateOutcome): Promise<void> {
  let nodes: Nodes | undefined;
  let journal: Journal | undefined;
  try {
    await progress([
      {
        title: 'Plan',
        run: async () => {
          nodes = await openNodes(options);
          journal = await (options.resume
            ? resumeBackup(options, nodes, outcome)
            : beginBackup(options, nodes, outcome));
          return { headline: `Plan: ${summaryOf(journal.plan)}`, details: [outcome.folder!] };
        },
      },
    ]);
    const [open, plan] = [nodes!, journal!];
    await progress([copying(options, open, plan, outcome), finishing(options, open, plan, outcome)]);
  } catch (error) {
    throw error instanceof DiskError ? diskFailure(error) : error;
  } finally {
    await nodes?.close();
  }
}

function copying(options: CreateOptions, nodes: Nodes, journal: Journal, outcome: CreateOutcome): Task {
  const { format, compression, collections, files } = journal.plan;
  return {
    title: 'Copy',
    run: async say => {
      const left = files.filter(({ path }) => !journal.finished(path) || journal.snapshot(path));
      const copy = async (file: PlannedFile) => {
        if (format === 'snapshot') {
          await copySnapshot(ownerOf(file, nodes), file, outcome.folder!, journal, say);
          return;
        }
        const collection = collections.find(({ name }) => name === file.collection)!;
        const meter = new Meter(say, collection.name, collection.before, 'points');
        const { qdrant } = nodes.first;
        await journal.noteFinished(await copyPoints(qdrant, collection, file, outcome.folder!, compression, meter));
      };
      // One snapshot at a time: each needs space on the server until it is deleted.
      await inParallel(format === 'snapshot' ? 1 : options.parallel, left, copy);
      return { headline: `Copy: ${counted(left.length, 'file')}`, details: [] };
    },
  };
}

function ownerOf({ peer }: PlannedFile, { all }: Nodes): Node<Qdrant> {
  return all.find(node => node.peer === peer)!;
}

function finishing(options: CreateOptions, nodes: Nodes, journal: Journal, outcome: CreateOutcome): Task {
  const { plan } = journal;
  return {
    title: 'Finish',
    run: async (): Promise<Report> => {
      for (const collection of plan.collections) {
        outcome.collections.push(await finished(collection, nodes, journal));
      }
      outcome.notes.push(...changesOf(outcome.collections), ...(await newCollections(nodes, plan)));
      const { format, compression, startedAt, server } = plan;
      const { collections } = outcome;
      const finishedAt = new Date().toISOString();
      const manifest = manifestText({
        scope: plan.everything ? 'all' : 'some',
        complete: true,
        format,
        compression,
        startedAt,
        server,
        finishedAt,
        collections,
      });
      await writeDurably(join(outcome.folder!, MANIFEST), manifest);
      await journal.end();
      await deleteOldest(options, plan, outcome);
      const size = bytes(sizeOf(collections.flatMap(({ files }) => files)));
      return {
        headline: `Finish: ${counted(collections.length, 'collection')}, ${size}`,
        details: [...outcome.notes.map(note => `note: ${note}`), ...outcome.deleted.map(folder => `deleted ${folder}`)],
      };
    },
  };
}

async function finished(
  collection: BackupPlan['collections'][number],
  nodes: Nodes,
  journal: Journal,
): Promise<BackedUpCollection> {
  const { name, aliases, info, shardKeys } = collection;
  const points = await countAfter(collection, nodes.all, SHARDS_MOVED);
  const files = journal.plan.files.filter(file => file.collection === name);
  const written = files.map(({ path }) => journal.finished(path)!);
  return {
    name,
    aliases,
    state: 'whole',
    notes: [],
    info,
    shardKeys,
    points,
    held: heldBy(written, points),
    files: written,
  };
}

function changesOf(collections: readonly BackedUpCollection[]): string[] {
  return collections
    .filter(({ points: { before, after } }) => before !== after)
    .map(({ name, points: { before, after } }) => {
      return `collection ${name} changed during the backup: ${before} points before, ${after} after`;
    });
}

async function newCollections(nodes: Nodes, { everything, collections }: BackupPlan): Promise<string[]> {
  const created = everything ? await createdSince(collections, nodes.all) : [];
  return created.map(name => `collection ${name} was created during the backup and is not included`);
}

/** Deletes backups beyond `keep`. A backup that has not every collection, or none, replaces no older backup. */
async function deleteOldest({ dir, keep }: CreateOptions, plan: BackupPlan, outcome: CreateOutcome): Promise<void> {
  if (keep === undefined) {
    return;
  }
  if (!plan.everything || plan.collections.length === 0) {
    const reason = plan.everything ? 'the server has no collections' : 'the backup does not include every collection';
    outcome.notes.push(`no older backup was deleted, because ${reason}`);
    return;
  }
  outcome.deleted.push(...(await retain(dir, keep, outcome.folder!)));
}

function summaryOf({ server, collections, format }: BackupPlan): string {
  const points = collections.reduce((sum, { before }) => sum + before, 0);
  const form = format === 'snapshot' ? 'snapshots' : 'JSON lines';
  const where = counted(server.nodes.length, 'node');
  return `Qdrant ${server.version}, ${where}, ${counted(collections.length, 'collection')}, ${counted(points, 'point')}, as ${form}`;
}

function diskFailure(error: DiskError): Failure {
  const fixes: Readonly<Record<string, string>> = {
    ENOSPC: 'free space on the disk, then run the command again with --resume',
    EDQUOT: 'free space on the disk, then run the command again with --resume',
    EEXIST: 'use another --name, or resume an unfinished backup with --resume',
  };
  const fix = fixes[error.code ?? ''] ?? 'check that the folder exists and is writable';
  return new Failure(error.message, fix, { cause: error });
}
