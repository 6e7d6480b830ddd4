import { Failure } from '../../cli/failure';
import type { Progress, Task } from '../../cli/progress';
import { bytes, counted } from '../../cli/text';
import { identitiesIn, openedWith } from '../backup/encryption/identities';
import { type BackupManifest, sizeOf } from '../backup/manifest';
import { type Nodes, openNodes } from '../backup/open-nodes';
import { sourceOf } from '../backup/places';
import { readManifestOf } from '../backup/read-manifest';
import type { BackupSource } from '../backup/source';
import { verifyBackup } from '../backup/verify';
import { type Backup, fill, type Filled, reasonOf, removeUploads } from './fill';
import { planRestore, type Restoration, type RestoreOptions } from './plan';
import { dropCopies, pointAliases, replaceBeside, replaceInPlace } from './replace';
import { dropSaved } from './saved';

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
  /** Why the collection was not restored. */
  error?: string;
}

/**
 * Restores collections. Every byte of the backup and every conflict is checked before anything is written. A collection
 * that fails does not stop the others: the command names it at the end, and fails.
 */
export async function restoreBackup(
  options: RestoreOptions,
  progress: Progress,
  outcome: RestoreOutcome,
): Promise<void> {
  let place: BackupSource | undefined;
  let manifest: BackupManifest | undefined;
  let nodes: Nodes | undefined;
  let plan: readonly Restoration[] = [];
  const failures: Failure[] = [];
  try {
    await progress([
      {
        title: 'Verify the backup',
        run: async say => {
          const source = await sourceOf(options.folder);
          const identities = identitiesIn(options.identity);
          place = openedWith(source, await readManifestOf(source), identities);
          manifest = await verifyBackup(source, say, identities);
          return { headline: `Verify the backup: ${source.name} is valid`, details: [] };
        },
      },
      {
        title: 'Plan',
        run: async () => {
          nodes = await openNodes(options);
          plan = await planRestore(options, manifest!, nodes);
          outcome.notes.push(...notesOn(options, manifest!, nodes, plan));
          return {
            headline: `Plan: Qdrant ${nodes.first.version} at ${options.urls.join(', ')}`,
            details: [...plan.map(summaryOf), ...outcome.notes.map(note => `note: ${note}`)],
          };
        },
      },
    ]);
    for (const each of options.dryRun ? [] : plan) {
      const { source, target, replaces, aliases } = each;
      const restored: RestoredCollection = { source: source.name, name: target, replaced: replaces, aliases };
      outcome.collections.push(restored);
      try {
        await progress([
          restoring(each, options, { place: place!, manifest: manifest!, nodes: nodes! }, restored, outcome),
        ]);
      } catch (error) {
        const failure = failureOf(target, error);
        restored.error = failure.problem;
        failures.push(failure);
      }
    }
  } finally {
    await nodes?.close();
  }
  requireNone(failures, plan.length);
}

function notesOn(
  { replace, inPlace }: RestoreOptions,
  { format, collections }: BackupManifest,
  nodes: Nodes,
  plan: readonly Restoration[],
): string[] {
  const { clusterSize } = nodes.first;
  const chosen = plan.map(({ source }) => source.name);
  const largest = Math.max(0, ...plan.filter(({ replaces }) => replaces).map(({ source }) => sizeOf(source.files)));
  return [
    ...(format === 'snapshot' && clusterSize > nodes.all.length
      ? [
          `the cluster has ${counted(clusterSize, 'node')}, and all shards will be on the ${nodes.all.length} that the options name`,
        ]
      : []),
    ...(replace && inPlace === undefined && largest > 0
      ? [
          `the server needs room for a second copy of one collection at a time, up to about ${bytes(largest)}; where it has none, use --in-place`,
        ]
      : []),
    ...collections
      .filter(({ state }) => state === 'failed')
      .map(({ name, notes }) => `collection ${name} is not in the backup (${notes.join('; ')})`),
    ...collections
      .filter(({ name, state }) => state !== 'failed' && chosen.includes(name))
      .flatMap(({ notes }) => notes),
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
  backup: Backup,
  restored: RestoredCollection,
  outcome: RestoreOutcome,
): Task {
  const { target, aliases, beside } = restoration;
  return {
    title: `Restore ${target}`,
    run: async say => {
      const { points, notes } = await restore(restoration, options, backup, say);
      await removeUploads(backup.nodes, target);
      await pointAliases(backup.nodes.first.qdrant, aliases, target);
      await dropCopies(backup, restoration);
      if (options.inPlace !== undefined) {
        await dropSaved(options.inPlace, beside);
      }
      restored.points = points;
      outcome.notes.push(...notes);
      return {
        headline: `Restore ${target}: ${counted(points, 'point')}`,
        details: notes.map(note => `note: ${note}`),
      };
    },
  };
}

function restore(
  restoration: Restoration,
  options: RestoreOptions,
  backup: Backup,
  say: (text: string) => void,
): Promise<Filled> {
  const { inPlace } = options;
  if (!restoration.replaces) {
    return fill(backup, restoration.source, restoration.target, say);
  }
  return inPlace === undefined
    ? replaceBeside(backup, restoration, say)
    : replaceInPlace(backup, restoration, { ...options, inPlace }, say);
}

function failureOf(target: string, error: unknown): Failure {
  const text = reasonOf(error);
  const problem = text.startsWith(`Collection ${target} is `) ? text : `Collection ${target} is not complete: ${text}`;
  const fix = error instanceof Failure ? error.fix : 'correct the error that the message names';
  const isExplained = problem === text;
  return new Failure(problem, isExplained ? fix : `${fix}; then restore again with --replace`, { cause: error });
}

function requireNone(failures: readonly Failure[], planned: number): void {
  const [first, ...others] = failures;
  if (first && others.length === 0) {
    throw planned === 1
      ? first
      : new Failure(`${first.problem}. All other collections were restored`, first.fix, { cause: first });
  }
  if (first) {
    throw new Failure(
      `${failures.length} of ${planned} collections were not restored: ${failures.map(({ problem }) => problem).join('; ')}`,
      'correct the reasons, then restore these collections again with --collection and --replace',
      { cause: first },
    );
  }
}
