import { randomBytes } from 'node:crypto';
import { Failure } from '../../../cli/failure';
import type { Progress, Task } from '../../../cli/progress';
import { counted } from '../../../cli/text';
import { isTransient, statusOf } from '../../../clients/http';
import { PROGRAM } from '../../../cli/invocation';
import { type Backup, drop, fill, reasonOf } from '../../restore/fill';
import { requireVersion } from '../../restore/snapshot-version';
import { problemsOf } from '../collection-failure';
import { identitiesIn, openedWith } from '../encryption/identities';
import type { BackedUpCollection, BackupManifest } from '../manifest';
import type { Nodes } from '../open-nodes';
import { readManifestOf } from '../read-manifest';
import { repeatSearches } from '../searches';
import type { BackupSource } from '../source';
import { Unreadable, verifyBackup } from '../verify';
import { comparePoints, readPoints } from './points';
import { type DrillRecord, recordDrill } from './record';

/** The names of temporary collections. A killed drill leaves one, and the next drill deletes it. */
const TEMPORARY = new RegExp(`^${PROGRAM}-drill-[0-9a-f]{8}$`);

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

/** An error that proves nothing about the backup, such as a broken connection. */
class Unfinished extends Error {}

/**
 * Restores a backup to a temporary Qdrant, one collection after the other, and compares each with the backup. The folder of
 * the backup gets the result.
 *
 * @param identity File with the private key of an encrypted backup.
 * @throws Failure that names every collection that differs, or the reason why the drill was not finished
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
  } catch (error) {
    if (error instanceof Unfinished) {
      throw await unfinished(place, outcome, error);
    }
    throw error;
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
          if (error instanceof Unreadable) {
            throw await unfinished(place, outcome, error);
          }
          await record(place, outcome, 'failed', [reasonOf(error)]);
          throw error;
        }
        return { headline: `Verify the backup: ${place.name} is valid`, details: [] };
      },
    },
  ]);
  return { place, manifest: manifest! };
}

/** The drill needs the memory and the disk of the server, so only the collection of a killed drill may be there. */
async function requireEmpty(nodes: Nodes): Promise<void> {
  const { qdrant } = nodes.first;
  const present = await qdrant.collections();
  const others = present.filter(name => !TEMPORARY.test(name));
  if (others.length > 0) {
    throw new Failure(
      `Qdrant at ${qdrant.url} is not empty: it has ${counted(others.length, 'collection')} (${others.slice(0, 3).join(', ')})`,
      'name an empty Qdrant that nobody uses with --url, for example a new container',
    );
  }
  for (const name of present) {
    await drop({ nodes }, name);
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

/**
 * Restores one collection under a temporary name, compares it, and deletes it. The temporary Qdrant needs room for the
 * largest collection only.
 */
async function prove(
  backup: Backup,
  collection: BackedUpCollection,
  outcome: DrillOutcome,
  say: (text: string) => void,
): Promise<ProvenCollection> {
  const { name } = collection;
  const temporary = `${PROGRAM}-drill-${randomBytes(4).toString('hex')}`;
  const withRealName = (text: string) => text.replaceAll(temporary, name);
  let proven: ProvenCollection;
  try {
    const { notes, problems, ...counts } = await compare(backup, collection, temporary, say);
    outcome.notes.push(...notes.map(withRealName));
    proven = { name, ...counts, ...(problems.length > 0 && { problem: withRealName(problems.join('; ')) }) };
  } catch (error) {
    const reason = withRealName(reasonOf(error));
    if (await provesNothing(error, backup, temporary)) {
      throw new Unfinished(reason, { cause: error });
    }
    proven = { name, points: 0, compared: 0, searches: 0, problem: reason };
  }
  try {
    await drop(backup, temporary);
  } catch (error) {
    throw new Unfinished(withRealName(reasonOf(error)), { cause: error });
  }
  return proven;
}

async function compare(
  backup: Backup,
  collection: BackedUpCollection,
  temporary: string,
  say: (text: string) => void,
): Promise<Omit<ProvenCollection, 'name' | 'problem'> & Record<'notes' | 'problems', string[]>> {
  const { manifest, nodes } = backup;
  const { points, notes } = await fill(backup, collection, temporary, say);
  const restored = { ...collection, name: temporary };
  const { compared, problems } = await (manifest.format === 'jsonl' ? comparePoints : readPoints)(backup, restored);
  const different = await repeatSearches(nodes.first.qdrant, restored);
  // Another version can know other settings.
  const isSameVersion = nodes.first.version === manifest.server.version;
  return {
    points,
    compared,
    searches: collection.searches?.answers.length ?? 0,
    notes: isSameVersion ? [] : [...notes],
    problems: [...(isSameVersion ? notes : []), ...problems, ...different],
  };
}

/** Whether Qdrant or the place of the backup does not answer or refuses the access, or another client deleted the collection. */
async function provesNothing(error: unknown, { nodes }: Backup, temporary: string): Promise<boolean> {
  const status = statusOf(error);
  return (
    isTransient(error) ||
    [401, 403, 429].includes(status ?? 0) ||
    (status === 404 && !(await nodes.first.qdrant.collections()).includes(temporary))
  );
}

async function conclude(place: BackupSource, outcome: DrillOutcome, problems: readonly string[]): Promise<void> {
  await record(place, outcome, problems.length > 0 ? 'failed' : 'proven', problems);
  if (problems.length > 0) {
    throw new Failure(
      `The backup ${place.name} is not proven: ${problems.join('; ')}`,
      'make a new backup, and drill it; keep older backups until the new one is proven',
    );
  }
}

/** Writes the result of a drill that proves nothing. @returns The error of the command. */
async function unfinished(place: BackupSource, outcome: DrillOutcome, error: Error): Promise<Failure> {
  const reason = reasonOf(error);
  await record(place, outcome, 'unfinished', [reason]);
  return new Failure(
    `The drill of ${place.name} was not finished, and says nothing about the backup: ${reason}`,
    'correct the reason, then run the drill again',
    { cause: error },
  );
}

/** What an error says about the backup whose result could not be written. */
const VERDICTS = { proven: 'is proven', failed: 'is not proven', unfinished: 'was not drilled to the end' };

async function record(
  place: BackupSource,
  outcome: DrillOutcome,
  result: DrillRecord['result'],
  problems: readonly string[],
): Promise<void> {
  const { version, collections } = outcome;
  const sum = (field: 'points' | 'compared' | 'searches') =>
    collections.reduce((total, each) => total + each[field], 0);
  try {
    await recordDrill(place, {
      finishedAt: new Date().toISOString(),
      result,
      version,
      collections: collections.length,
      points: sum('points'),
      compared: sum('compared'),
      searches: sum('searches'),
      problems,
    });
  } catch (error) {
    const reasons = problems.length > 0 ? ` (${problems.join('; ')})` : '';
    throw new Failure(
      `The backup ${place.name} ${VERDICTS[result]}${reasons}, and the result could not be written beside its manifest: ${(error as Error).message}`,
      'give the command the right to write to the folder or bucket of the backup',
      { cause: error },
    );
  }
}
