import type { Progress, Report, Task } from '../../cli/progress';
import type { CreateOptions, CreateOutcome } from './create-options';
import { type BackupPlan, type Journal, type PlannedFile } from './journal';
import { copyPoints } from './json-lines';
import { sizeOf, writeManifest } from './manifest';
import { Meter } from './meter';
import { type Node, type Nodes, openNodes, requireUnmoved } from './nodes';
import { inParallel } from './parallel';
import { beginBackup, resumeBackup } from './plan';
import { retain } from './retention';
import { copySnapshot } from './snapshots';
import { bytes, counted } from '../../cli/text';

/** Makes a backup. Its manifest is written last of all, so that whatever ends this early leaves no backup that looks whole. */
export async function createBackup(options: CreateOptions, progress: Progress, outcome: CreateOutcome): Promise<void> {
  let nodes: Nodes | undefined;
  let journal: Journal | undefined;
  try {
    await progress([
      {
        title: 'Look',
        run: async () => {
          nodes = await openNodes(options);
          journal = await (options.resume
            ? resumeBackup(options, nodes, outcome)
            : beginBackup(options, nodes, outcome));
          return { headline: `Look: ${summaryOf(journal.plan)}`, details: [outcome.folder!] };
        },
      },
    ]);
    const [open, plan] = [nodes!, journal!];
    await progress([copying(options, open, plan, outcome), finishing(options, open, plan, outcome)]);
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
        const { qdrant } = nodes.all[0]!;
        await journal.noteFinished(await copyPoints(qdrant, collection, file, outcome.folder!, compression, meter));
      };
      // One snapshot at a time: each takes room on the server as long as it is there.
      await inParallel(format === 'snapshot' ? 1 : options.parallel, left, copy);
      return { headline: `Copy: ${counted(left.length, 'file')}`, details: [] };
    },
  };
}

function ownerOf({ peer }: PlannedFile, { all }: Nodes): Node {
  return all.find(node => node.peer === peer)!;
}

function finishing(options: CreateOptions, nodes: Nodes, journal: Journal, outcome: CreateOutcome): Task {
  const { plan } = journal;
  return {
    title: 'Finish',
    run: async (): Promise<Report> => {
      const { qdrant } = nodes.all[0]!;
      for (const { before, shards, ...collection } of plan.collections) {
        const after = await qdrant.count(collection.name);
        if (shards !== undefined) {
          await requireUnmoved(collection.name, nodes.all, shards);
        }
        const files = plan.files.filter(file => file.collection === collection.name);
        outcome.collections.push({
          ...collection,
          points: { before, after },
          files: files.map(({ path }) => journal.finished(path)!),
        });
        if (before !== after) {
          outcome.notes.push(
            `collection ${collection.name} was written to during the backup: ${before} points before, ${after} after`,
          );
        }
      }
      outcome.notes.push(...(await newcomers(nodes, plan)));
      const { format, compression, startedAt, server } = plan;
      await writeManifest(outcome.folder!, {
        format,
        compression,
        startedAt,
        server,
        finishedAt: new Date().toISOString(),
        collections: outcome.collections,
      });
      await journal.end();
      await retainOthers(options, plan, outcome);
      const size = bytes(sizeOf(outcome.collections.flatMap(({ files }) => files)));
      return {
        headline: `Finish: ${counted(outcome.collections.length, 'collection')}, ${size}`,
        details: [...outcome.notes.map(note => `note: ${note}`), ...outcome.deleted.map(folder => `deleted ${folder}`)],
      };
    },
  };
}

/** A backup without collections, or of some of them, takes the place of none. */
async function retainOthers({ dir, keep }: CreateOptions, plan: BackupPlan, outcome: CreateOutcome): Promise<void> {
  if (keep === undefined) {
    return;
  }
  if (!plan.everything || plan.collections.length === 0) {
    const what = plan.everything ? 'there was no collection to back up' : 'not every collection was wanted';
    outcome.notes.push(`${what}, so no older backup was deleted`);
    return;
  }
  outcome.deleted.push(...(await retain(dir, keep, outcome.folder!)));
}

/** Collections that were made during the backup, and are not in it. */
async function newcomers(nodes: Nodes, plan: BackupPlan): Promise<string[]> {
  const known = new Set(plan.collections.map(({ name }) => name));
  const present = plan.everything ? await nodes.all[0]!.qdrant.collections() : [];
  return present
    .filter(name => !known.has(name))
    .map(name => `collection ${name} was made during the backup and is not in it`);
}

function summaryOf({ server, collections, format }: BackupPlan): string {
  const points = collections.reduce((sum, { before }) => sum + before, 0);
  const form = format === 'snapshot' ? 'snapshots' : 'JSON lines';
  const where = counted(server.nodes.length, 'node');
  return `Qdrant ${server.version}, ${where}, ${counted(collections.length, 'collection')}, ${counted(points, 'point')}, as ${form}`;
}
