import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../cli/failure';
import type { Progress, Task } from '../../cli/progress';
import type { Qdrant } from '../../clients/qdrant/qdrant';
import { restorePoints } from '../backup/json-lines';
import { type BackedUpCollection, type BackupManifest, sizeOf } from '../backup/manifest';
import { configOf, indexesOf } from '../backup/collection-info';
import { Meter } from '../backup/meter';
import { type Nodes, openNodes } from '../backup/open-nodes';
import { creationOf, indexOf } from '../backup/parameters';
import { planRestore, type Restoration, type RestoreOptions } from './plan';
import { bytes, counted } from '../../cli/text';
import { verifyBackup } from '../backup/verify';

/** The most points, and about how many bytes, of one request. */
const BATCH = { points: 1000, bytes: 1024 * 1024 };
/** How long replicas can need to agree on a count, in milliseconds. */
const COUNT_TIMEOUT = 60_000;

/** The results so far. */
export interface RestoreOutcome {
  readonly collections: RestoredCollection[];
  /** Remarks for the user, one sentence each. */
  readonly notes: string[];
}

export interface RestoredCollection {
  /** Name in the backup. */
  readonly source: string;
  /** Name on the server. */
  readonly name: string;
  readonly replaced: boolean;
  readonly aliases: readonly string[];
  /** The count on the server; absent until the restore of the collection is complete. */
  points?: number;
}

/** Restores collections. Every byte of the backup and every conflict is checked before anything is written. */
export async function restoreBackup(
  options: RestoreOptions,
  progress: Progress,
  outcome: RestoreOutcome,
): Promise<void> {
  let manifest: BackupManifest | undefined;
  let nodes: Nodes | undefined;
  let plan: readonly Restoration[] = [];
  try {
    await progress([
      {
        title: 'Verify the backup',
        run: async say => {
          manifest = await verifyBackup(options.folder, say);
          return { headline: `Verify the backup: ${options.folder} is valid`, details: [] };
        },
      },
      {
        title: 'Plan',
        run: async () => {
          nodes = await openNodes(options);
          plan = await planRestore(options, manifest!, nodes);
          outcome.notes.push(...notesOn(manifest!, nodes));
          return {
            headline: `Plan: Qdrant ${nodes.first.version} at ${options.urls.join(', ')}`,
            details: [...plan.map(summaryOf), ...outcome.notes.map(note => `note: ${note}`)],
          };
        },
      },
    ]);
    if (!options.dryRun) {
      await progress(plan.map(each => restoring(each, options, manifest!, nodes!, outcome)));
    }
  } finally {
    await nodes?.close();
  }
}

function notesOn({ format, collections }: BackupManifest, nodes: Nodes): string[] {
  const { clusterSize } = nodes.first;
  const changing = collections.filter(({ points: { before, after } }) => before !== after);
  return [
    ...(format === 'snapshot' && clusterSize > nodes.all.length
      ? [
          `the cluster has ${counted(clusterSize, 'node')}, and all shards will be on the ${nodes.all.length} that the options name`,
        ]
      : []),
    ...changing.map(({ name, points: { before, after } }) => {
      return `collection ${name} changed during the backup (${before} points before, ${after} after)`;
    }),
  ];
}

function summaryOf({ source, target, replaces, aliases }: Restoration): string {
  const names = source.name === target ? target : `${source.name} as ${target}`;
  const over = replaces ? ', replaces the existing collection' : '';
  return `${names}${over}: ${counted(source.held.most, 'point')}, ${bytes(sizeOf(source.files))}${aliases.length > 0 ? `, alias ${aliases.join(', ')}` : ''}`;
}

function restoring(
  restoration: Restoration,
  options: RestoreOptions,
  manifest: BackupManifest,
  nodes: Nodes,
  outcome: RestoreOutcome,
): Task {
  const { source, target, replaces, aliases } = restoration;
  const { qdrant } = nodes.first;
  return {
    title: `Restore ${target}`,
    run: async say => {
      const restored: RestoredCollection = { source: source.name, name: target, replaced: replaces, aliases };
      outcome.collections.push(restored);
      if (replaces) {
        await qdrant.deleteCollection(target);
      }
      try {
        await (manifest.format === 'snapshot'
          ? restoreSnapshots(restoration, options, nodes, say)
          : restoreLines(restoration, options, manifest, qdrant, say));
        if (aliases.length > 0) {
          await qdrant.setAliases(aliases.map(alias_name => ({ alias_name, collection_name: target })));
        }
        restored.points = await requireCount(restoration, nodes);
      } catch (error) {
        throw incomplete(target, error);
      }
      return { headline: `Restore ${target}: ${counted(restored.points, 'point')}`, details: [] };
    },
  };
}

/** Uploads the snapshots one after the other, each to one node. The node owns the shards of the snapshot afterwards. */
async function restoreSnapshots(
  { source, target }: Restoration,
  { folder }: RestoreOptions,
  { all, first }: Nodes,
  say: (text: string) => void,
): Promise<void> {
  for (const [at, file] of source.files.entries()) {
    const { qdrant } = all[at % all.length]!;
    const meter = new Meter(say, `${target} to ${qdrant.url}`, file.size);
    const uploadName = `restore-${Date.now()}-${at}.snapshot`;
    await qdrant.upload(target, { ...file, path: join(folder, file.path) }, uploadName, count => meter.add(count));
    // The server keeps the uploaded file on its disk.
    await qdrant.deleteSnapshot(target, uploadName);
  }
  await restoreIndexes(source, target, first.qdrant);
}

async function restoreLines(
  { source, target }: Restoration,
  { folder }: RestoreOptions,
  { compression }: BackupManifest,
  qdrant: Qdrant,
  say: (text: string) => void,
): Promise<void> {
  const config = configOf(source);
  await qdrant.createCollection(target, creationOf(config));
  // Before the points: the server then builds the graphs of the vectors for filters on these fields.
  await restoreIndexes(source, target, qdrant);
  const meter = new Meter(say, target, source.held.most, 'points');
  for (const { path } of source.files) {
    await restorePoints(qdrant, target, join(folder, path), compression, BATCH, meter);
  }
  if (config.strict_mode_config?.enabled) {
    await qdrant.updateCollection(target, { strict_mode_config: config.strict_mode_config });
  }
}

async function restoreIndexes(source: BackedUpCollection, target: string, qdrant: Qdrant): Promise<void> {
  const { payload_schema } = await qdrant.collection(target);
  for (const [field, index] of indexesOf(source)) {
    if (!(field in payload_schema)) {
      await qdrant.createIndex(target, field, indexOf(index));
    }
  }
}

/** Checks the count: a collection is green even where shards are missing. */
async function requireCount(
  { source, target }: Restoration,
  { first: { qdrant, clusterSize } }: Nodes,
): Promise<number> {
  const { least, most } = source.held;
  for (const deadline = Date.now() + (clusterSize > 1 ? COUNT_TIMEOUT : 0); ; await sleep(1000)) {
    const count = await qdrant.count(target);
    if (count >= least && count <= most) {
      return count;
    }
    if (Date.now() >= deadline) {
      throw new Failure(
        `Collection ${target} on ${qdrant.url} has ${count} points, and the backup has ${least === most ? least : `${least} to ${most}`}`,
        'check whether a client writes to the collection; if none does, restore it again',
      );
    }
  }
}

function incomplete(target: string, error: unknown): Failure {
  const { problem, fix } =
    error instanceof Failure
      ? error
      : { problem: (error as Error).message, fix: 'correct the error that the message names' };
  return new Failure(`Collection ${target} is not complete: ${problem}`, `${fix}; then restore again with --replace`, {
    cause: error,
  });
}
