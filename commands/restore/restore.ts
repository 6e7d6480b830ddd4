import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../cli/failure';
import type { Progress, Task } from '../../cli/progress';
import type { Qdrant } from '../../clients/qdrant/qdrant';
import { restorePoints } from '../backup/json-lines';
import { type BackedUpCollection, type Manifest, sizeOf } from '../backup/manifest';
import { Meter } from '../backup/meter';
import { type Nodes, openNodes } from '../backup/nodes';
import { creationOf, indexOf } from '../backup/parameters';
import { planRestore, type Restoration, type RestoreOptions } from './plan';
import { bytes, counted } from '../../cli/text';
import { verifyBackup } from '../backup/verify';

/** What is sent to the server at once. */
const BATCH = { points: 1000, bytes: 1024 * 1024 };
/** How long replicas may take to agree on a count, in milliseconds. */
const AGREEMENT = 60_000;

/** What came of a restore so far. */
export interface RestoreOutcome {
  readonly collections: RestoredCollection[];
  /** What a person should know, a sentence each. */
  readonly notes: string[];
}

export interface RestoredCollection {
  /** Its name in the backup. */
  readonly source: string;
  /** Its name on the server. */
  readonly name: string;
  readonly replaced: boolean;
  readonly aliases: readonly string[];
  /** Counted on the server; absent until it is complete. */
  points?: number;
}

/** Brings collections back. Everything is checked first, the last byte of the backup included. */
export async function restoreBackup(
  options: RestoreOptions,
  progress: Progress,
  outcome: RestoreOutcome,
): Promise<void> {
  let manifest: Manifest | undefined;
  let nodes: Nodes | undefined;
  let plan: readonly Restoration[] = [];
  try {
    await progress([
      {
        title: 'Verify the backup',
        run: async say => {
          manifest = await verifyBackup(options.folder, say);
          return { headline: `Verify the backup: ${options.folder} is whole`, details: [] };
        },
      },
      {
        title: 'Look',
        run: async () => {
          nodes = await openNodes(options);
          plan = await planRestore(options, manifest!, nodes);
          outcome.notes.push(...notesOn(manifest!, nodes));
          return {
            headline: `Look: Qdrant ${nodes.version} at ${options.urls.join(', ')}`,
            details: [...plan.map(intention), ...outcome.notes.map(note => `note: ${note}`)],
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

function notesOn({ format, collections }: Manifest, nodes: Nodes): string[] {
  const changing = collections.filter(({ points: { before, after } }) => before !== after);
  return [
    ...(format === 'snapshot' && nodes.clusterSize > nodes.all.length
      ? [
          `${counted(nodes.clusterSize, 'node')} form the cluster, and all shards will lie on the ${nodes.all.length} named`,
        ]
      : []),
    ...changing.map(({ name, points: { before, after } }) => {
      return `collection ${name} was written to during the backup (${before} points before, ${after} after)`;
    }),
  ];
}

function intention({ source, target, replaces, aliases }: Restoration): string {
  const names = source.name === target ? target : `${source.name} as ${target}`;
  const over = replaces ? ', which replaces the one that is there' : '';
  return `${names}${over}: ${counted(source.points.before, 'point')}, ${bytes(sizeOf(source.files))}${aliases.length > 0 ? `, alias ${aliases.join(', ')}` : ''}`;
}

function restoring(
  restoration: Restoration,
  options: RestoreOptions,
  manifest: Manifest,
  nodes: Nodes,
  outcome: RestoreOutcome,
): Task {
  const { source, target, replaces, aliases } = restoration;
  const { qdrant } = nodes.all[0]!;
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

/** Each node's snapshot to a node, one after the other: the node that takes a shard in is its owner from then on. */
async function restoreSnapshots(
  { source, target }: Restoration,
  { folder }: RestoreOptions,
  { all }: Nodes,
  say: (text: string) => void,
): Promise<void> {
  for (const [at, file] of source.files.entries()) {
    const { qdrant } = all[at % all.length]!;
    const meter = new Meter(say, `${target} to ${qdrant.url}`, file.size);
    const uploadName = `restore-${Date.now()}-${at}.snapshot`;
    await qdrant.upload(target, { ...file, path: join(folder, file.path) }, uploadName, count => meter.add(count));
    // The server keeps what was uploaded, on its disk.
    await qdrant.deleteSnapshot(target, uploadName);
  }
  await restoreIndexes(source, target, all[0]!.qdrant);
}

async function restoreLines(
  { source, target }: Restoration,
  { folder }: RestoreOptions,
  { compression }: Manifest,
  qdrant: Qdrant,
  say: (text: string) => void,
): Promise<void> {
  const { config, points } = source;
  await qdrant.createCollection(target, creationOf(config));
  // Before the points, so that the graphs of the vectors are built for filters on these fields.
  await restoreIndexes(source, target, qdrant);
  const meter = new Meter(say, target, points.before, 'points');
  for (const { path } of source.files) {
    await restorePoints(qdrant, target, join(folder, path), compression, BATCH, meter);
  }
  if (config.strict_mode_config?.enabled) {
    await qdrant.updateCollection(target, { strict_mode_config: config.strict_mode_config });
  }
}

async function restoreIndexes({ payloadSchema }: BackedUpCollection, target: string, qdrant: Qdrant): Promise<void> {
  const { payload_schema } = await qdrant.collection(target);
  for (const [field, index] of Object.entries(payloadSchema)) {
    if (!(field in payload_schema)) {
      await qdrant.createIndex(target, field, indexOf(index));
    }
  }
}

/** Nothing but the count tells that a part of a collection is missing: the server calls it green all the same. */
async function requireCount({ source, target }: Restoration, { all, clusterSize }: Nodes): Promise<number> {
  const { qdrant } = all[0]!;
  const { before, after } = source.points;
  const exact = source.files.every(({ points }) => points !== undefined);
  const copied = source.files.reduce((sum, { points = 0 }) => sum + points, 0);
  const [least, most] = exact ? [copied, copied] : [Math.min(before, after), Math.max(before, after)];
  for (const deadline = Date.now() + (clusterSize > 1 ? AGREEMENT : 0); ; await sleep(1000)) {
    const count = await qdrant.count(target);
    if (count >= least && count <= most) {
      return count;
    }
    if (Date.now() >= deadline) {
      throw new Failure(
        `Collection ${target} on ${qdrant.url} has ${count} points, and the backup holds ${least === most ? least : `${least} to ${most}`}`,
        'look whether something writes to the collection; if nothing does, restore it again',
      );
    }
  }
}

function incomplete(target: string, error: unknown): Failure {
  const { problem, fix } =
    error instanceof Failure ? error : { problem: (error as Error).message, fix: 'run the command again' };
  return new Failure(
    `Collection ${target} is not complete: ${problem}`,
    `${fix}; then restore again, with --replace for what is there by now`,
    { cause: error },
  );
}
