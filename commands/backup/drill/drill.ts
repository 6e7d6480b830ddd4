import { Failure } from '../../../cli/failure';
import type { Progress, Task } from '../../../cli/progress';
import { counted } from '../../../cli/text';
import { type Backup, drop, fill, reasonOf } from '../../restore/fill';
import { requireVersion } from '../../restore/snapshot-version';
import { problemsOf } from '../collection-failure';
import { identitiesIn, openedWith } from '../encryption/identities';
import type { BackedUpCollection, BackupManifest } from '../manifest';
import type { Nodes } from '../open-nodes';
import { readManifestOf } from '../read-manifest';
import { repeatSearches } from '../searches';
import type { BackupSource } from '../source';
import { verifyBackup } from '../verify';
import { comparePoints, readPoints } from './points';
import { recordDrill } from './record';

/** A Qdrant for one drill. */
export interface TemporaryQdrant {
  readonly title: string;
  /** The caller closes the connections. */
  start(say: (text: string) => void): Promise<Nodes>;
  stop(): Promise<void>;
}

/** The results so far. */
export interface DrillOutcome {
  /** The folder or the URL of the backup. */
  folder?: string;
  version?: string;
  readonly collections: ProvenCollection[];
  /** Remarks for the user, one sentence each. */
  readonly notes: string[];
}

export interface ProvenCollection {
  readonly name: string;
  /** The count on the server. */
  readonly points: number;
  /** How many points were compared by value. */
  readonly compared: number;
  /** How many recorded searches were repeated. */
  readonly searches: number;
  /** Why the collection is not proven. */
  readonly problem?: string;
}

/**
 * Restores a backup to a temporary Qdrant, one collection after the other, and compares each with the backup. The folder of
 * the backup gets the result.
 *
 * @param identity File with the private key of an encrypted backup.
 * @throws Failure that names every collection that differs
 */
export async function drillBackup(
  source: BackupSource,
  temporary: TemporaryQdrant,
  progress: Progress,
  outcome: DrillOutcome,
  identity?: string,
): Promise<void> {
  const { place, manifest } = await verified(source, progress, outcome, identity);
  let nodes: Nodes | undefined;
  try {
    await progress([
      {
        title: temporary.title,
        run: async say => {
          nodes = await temporary.start(say);
          outcome.version = nodes.first.version;
          await requireEmpty(nodes);
          if (manifest.format === 'snapshot') {
            requireVersion(manifest.server.version, nodes.first.version);
          }
          return { headline: `${temporary.title}: Qdrant ${nodes.first.version}`, details: [] };
        },
      },
    ]);
    for (const collection of manifest.collections.filter(({ state }) => state !== 'failed')) {
      await progress([proving({ place, manifest, nodes: nodes! }, collection, outcome)]);
    }
  } finally {
    await nodes?.close();
    await temporary.stop();
  }
  const unsaved = problemsOf(manifest.collections);
  const differing = outcome.collections
    .filter(({ problem }) => problem !== undefined)
    .map(({ name, problem }) => `collection ${name}: ${problem}`);
  await conclude(place, outcome, [...(unsaved ? [unsaved] : []), ...differing]);
}

async function verified(
  source: BackupSource,
  progress: Progress,
  outcome: DrillOutcome,
  identity: string | undefined,
): Promise<{ place: BackupSource; manifest: BackupManifest }> {
  let place = source;
  outcome.folder = source.name;
  let manifest: BackupManifest | undefined;
  await progress([
    {
      title: 'Verify the backup',
      run: async say => {
        // A folder without a readable manifest is not a backup, and gets no result.
        const identities = identitiesIn(identity);
        place = openedWith(source, await readManifestOf(source), identities);
        try {
          manifest = await verifyBackup(source, say, identities);
        } catch (error) {
          await record(place, outcome, [reasonOf(error)]);
          throw error;
        }
        return { headline: `Verify the backup: ${place.name} is valid`, details: [] };
      },
    },
  ]);
  return { place, manifest: manifest! };
}

/** The drill deletes the collections that it restores, so nobody else's collection may be there. */
async function requireEmpty({ first: { qdrant } }: Nodes): Promise<void> {
  const present = await qdrant.collections();
  if (present.length > 0) {
    throw new Failure(
      `Qdrant at ${qdrant.url} is not empty: it has ${counted(present.length, 'collection')} (${present.slice(0, 3).join(', ')})`,
      'name an empty Qdrant that nobody uses with --url, for example a new container',
    );
  }
}

function proving(backup: Backup, collection: BackedUpCollection, outcome: DrillOutcome): Task {
  const { name } = collection;
  return {
    title: `Prove ${name}`,
    run: async say => {
      const proven = await prove(backup, collection, outcome, say);
      outcome.collections.push(proven);
      const { points, compared, searches, problem } = proven;
      const { reason } = collection.searches ?? { reason: 'an older release made the backup' };
      const details = reason === undefined ? [] : [`note: no searches are recorded, because ${reason}`];
      return problem === undefined
        ? {
            headline: `Prove ${name}: ${counted(points, 'point')}, ${compared} compared, searches repeated: ${searches}`,
            details,
          }
        : { headline: `Prove ${name}: not proven`, details: [problem] };
    },
  };
}

/** Restores one collection, compares it, and deletes it. The temporary Qdrant needs room for the largest collection only. */
async function prove(
  backup: Backup,
  collection: BackedUpCollection,
  outcome: DrillOutcome,
  say: (text: string) => void,
): Promise<ProvenCollection> {
  const { manifest, nodes } = backup;
  const { name } = collection;
  let proven: ProvenCollection;
  try {
    const { points, notes } = await fill(backup, collection, name, say);
    const { compared, problems } = await (manifest.format === 'jsonl' ? comparePoints : readPoints)(backup, collection);
    const different = await repeatSearches(nodes.first.qdrant, collection);
    // Another version can know other settings.
    const isSameVersion = nodes.first.version === manifest.server.version;
    outcome.notes.push(...(isSameVersion ? [] : notes));
    const found = [...(isSameVersion ? notes : []), ...problems, ...different];
    const searches = collection.searches?.answers.length ?? 0;
    proven = { name, points, compared, searches, ...(found.length > 0 && { problem: found.join('; ') }) };
  } catch (error) {
    proven = { name, points: 0, compared: 0, searches: 0, problem: reasonOf(error) };
  }
  await drop(backup, name);
  return proven;
}

async function conclude(place: BackupSource, outcome: DrillOutcome, problems: readonly string[]): Promise<void> {
  await record(place, outcome, problems);
  if (problems.length > 0) {
    throw new Failure(
      `The backup ${place.name} is not proven: ${problems.join('; ')}`,
      'make a new backup, and drill it; keep older backups until the new one is proven',
    );
  }
}

async function record(place: BackupSource, outcome: DrillOutcome, problems: readonly string[]): Promise<void> {
  const { version, collections } = outcome;
  const sum = (field: 'points' | 'compared' | 'searches') =>
    collections.reduce((total, each) => total + each[field], 0);
  try {
    await recordDrill(place, {
      finishedAt: new Date().toISOString(),
      result: problems.length > 0 ? 'failed' : 'proven',
      version,
      collections: collections.length,
      points: sum('points'),
      compared: sum('compared'),
      searches: sum('searches'),
      problems,
    });
  } catch (error) {
    const verdict = problems.length > 0 ? `is not proven (${problems.join('; ')})` : 'is proven';
    throw new Failure(
      `The backup ${place.name} ${verdict}, and the result could not be written beside its manifest: ${(error as Error).message}`,
      'give the command the right to write to the folder or bucket of the backup',
      { cause: error },
    );
  }
}
