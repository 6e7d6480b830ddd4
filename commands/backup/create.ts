import { basename, join } from 'node:path';
import { Failure } from '../../cli/failure';
import type { Progress, Report, Task } from '../../cli/progress';
import { bytes, counted } from '../../cli/text';
import { failedCollection, requireWhole } from './collection-failure';
import { copyPoints } from './copy-points';
import type { CreateOptions, CreateOutcome } from './create-options';
import { DiskError, writeDurably } from './durable';
import { recipientsOf } from './encryption/recipients';
import { FolderDestination } from './folder-destination';
import type { BackupPlan, BegunCollection, Copied } from './journal';
import { Lock } from './lock';
import { type BackedUpCollection, MANIFEST, manifestText, sizeOf } from './manifest';
import { stemOf } from './names';
import { type Nodes, openNodes } from './open-nodes';
import { inParallel } from './parallel';
import { beginBackup, type Planned, resumeBackup } from './plan';
import { retain } from './retention';
import { copySnapshots } from './snapshots';
import { createdSince, ofCollection } from './survey';

/**
 * Makes a backup. Its manifest is written last: an interrupted backup has none, and does not look complete. A collection
 * that fails does not stop the others: the manifest then says that the backup is partial, and the command fails.
 */
export async function createBackup(options: CreateOptions, progress: Progress, outcome: CreateOutcome): Promise<void> {
  let nodes: Nodes | undefined;
  let planned: Planned | undefined;
  let lock: Lock | undefined;
  try {
    await progress([
      {
        title: 'Plan',
        run: async () => {
          nodes = await openNodes(options);
          lock = await Lock.acquire(new FolderDestination(options.dir), options.dir);
          planned = await (options.resume
            ? resumeBackup(options, nodes, outcome)
            : beginBackup(options, nodes, outcome));
          return { headline: `Plan: ${summaryOf(planned.journal.plan)}`, details: [outcome.folder!] };
        },
      },
    ]);
    const [open, plan] = [nodes!, planned!];
    await progress([copying(options, open, plan, outcome), finishing(options, open, plan, lock!, outcome)]);
  } catch (error) {
    throw error instanceof DiskError ? diskFailure(error) : error;
  } finally {
    await lock?.release();
    await nodes?.close();
  }
  requireWhole(outcome.folder!, outcome.collections);
}

function copying(options: CreateOptions, nodes: Nodes, { journal, failures }: Planned, outcome: CreateOutcome): Task {
  const { format, compression, names } = journal.plan;
  const recipients = recipientsOf(journal.plan.recipients ?? []);
  const folder = outcome.folder!;
  return {
    title: 'Copy',
    run: async say => {
      const left = journal.begun.filter(({ copied }) => !copied);
      const copy = async (begun: BegunCollection): Promise<Copied> => {
        if (format === 'snapshot') {
          return copySnapshots(begun, nodes.all, { folder, recipients }, journal, say);
        }
        const { collection } = begun;
        const stem = stemOf(names.indexOf(collection.name), collection.name);
        const { qdrant } = nodes.first;
        return copyPoints({ qdrant, collection, folder, stem, compression, recipients, say });
      };
      const copyOrNote = async (begun: BegunCollection) => {
        try {
          await journal.noteCopied(begun, await copy(begun));
        } catch (error) {
          failures.set(begun.collection.name, ofCollection(error));
        }
      };
      // One collection at a time: its snapshots need space on the server until they are deleted.
      await inParallel(format === 'snapshot' ? 1 : options.parallel, left, copyOrNote);
      return { headline: `Copy: ${counted(left.length, 'collection')}`, details: [] };
    },
  };
}

function finishing(options: CreateOptions, nodes: Nodes, planned: Planned, lock: Lock, outcome: CreateOutcome): Task {
  const { journal } = planned;
  const { plan } = journal;
  return {
    title: 'Finish',
    run: async (): Promise<Report> => {
      outcome.collections.push(...plan.names.map(name => finished(name, planned)));
      const { collections } = outcome;
      outcome.notes.push(...collections.flatMap(({ notes }) => notes), ...(await newCollections(nodes, plan)));
      const { format, compression, startedAt, server } = plan;
      const finishedAt = new Date().toISOString();
      const complete = collections.every(({ state }) => state === 'whole');
      const scope = plan.everything ? 'all' : 'some';
      const encryption = plan.recipients && { encryption: { format: 'age', recipients: plan.recipients } as const };
      const content = {
        format,
        compression,
        ...encryption,
        startedAt,
        finishedAt,
        scope,
        complete,
        server,
        collections,
      } as const;
      lock.requireHeld();
      await writeDurably(join(outcome.folder!, MANIFEST), manifestText(content));
      if (complete) {
        await journal.end();
      }
      if (options.keep !== undefined) {
        const place = new FolderDestination(options.dir);
        const newest = basename(outcome.folder!);
        const { deleted, notes } = await retain(place, options.keep, newest, await place.folders());
        outcome.deleted.push(...deleted.map(folder => join(options.dir, folder)));
        outcome.notes.push(...notes);
      }
      const size = bytes(sizeOf(collections.flatMap(({ files }) => files)));
      return {
        headline: `Finish: ${counted(collections.length, 'collection')}, ${size}`,
        details: [...outcome.notes.map(note => `note: ${note}`), ...outcome.deleted.map(folder => `deleted ${folder}`)],
      };
    },
  };
}

function finished(name: string, { journal, failures }: Planned): BackedUpCollection {
  const begun = journal.of(name);
  if (!begun?.copied) {
    return failedCollection(name, begun?.collection.aliases ?? [], failures.get(name)!);
  }
  const { aliases, info, shardKeys } = begun.collection;
  const { state, notes, points, held, files, searches } = begun.copied;
  return { name, state, notes, points, held, aliases, info, shardKeys, files, searches };
}

async function newCollections(nodes: Nodes, { everything, names }: BackupPlan): Promise<string[]> {
  const created = everything ? await createdSince(names, nodes.all) : [];
  return created.map(name => `collection ${name} was created during the backup and is not included`);
}

function summaryOf({ server, names, format }: BackupPlan): string {
  const form = format === 'snapshot' ? 'snapshots' : 'JSON lines';
  const where = counted(server.nodes.length, 'node');
  return `Qdrant ${server.version}, ${where}, ${counted(names.length, 'collection')}, as ${form}`;
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
