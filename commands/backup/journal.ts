import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../cli/failure';
import { parseJson, stringifyJson } from '../../clients/qdrant/json';
import type { Snapshot } from '../../clients/qdrant/qdrant';
import { removeFile, writeDurably } from './durable';
import type { BackedUpCollection, BackupFile, Compression, Format, BackupManifest, Searches } from './manifest';
import type { SurveyedCollection } from './survey';

/** Marks the folder of an unfinished backup. */
export const JOURNAL = 'unfinished.json';
/** Increased when other releases cannot continue a backup. */
const VERSION = 2;

/** A file that the backup will contain. */
export interface PlannedFile {
  /** Relative to the backup's folder. */
  readonly path: string;
  readonly collection: string;
  /** Snapshots: the node that makes it. */
  readonly peer: string;
}

/** A copied collection, without what the survey knows. */
export type Copied = Pick<BackedUpCollection, 'name' | 'state' | 'notes' | 'points' | 'held' | 'files' | 'searches'>;

/** The decisions at the start of a backup. */
export interface BackupPlan {
  readonly format: Format;
  readonly compression: Compression;
  /** Public keys of age. Absent: the files are not encrypted. */
  readonly recipients?: readonly string[];
  readonly startedAt: string;
  readonly server: BackupManifest['server'];
  /** Whether the backup contains every collection, because the options name none. */
  readonly everything: boolean;
  /** The names of the collections. Their order gives the files their numbers. */
  readonly names: readonly string[];
}

/** A snapshot of this backup on a node. */
export interface NotedSnapshot {
  readonly snapshot: Snapshot;
  readonly taken: NonNullable<BackupFile['taken']>;
}

/** A collection whose copy began. */
export interface BegunCollection {
  readonly collection: SurveyedCollection;
  /** Snapshots: the files, one for each node. */
  readonly planned: readonly PlannedFile[];
  /** Snapshots: the counts while they were made. */
  counts?: { readonly before?: number; readonly after: number; readonly least: number; readonly most: number };
  /** Snapshots: the searches around them. */
  searches?: Searches;
  copied?: Copied;
}

interface State {
  readonly version: typeof VERSION;
  readonly plan: BackupPlan;
  begun: BegunCollection[];
  /** Finished snapshots, by path. */
  readonly finished: Record<string, BackupFile>;
  /** Snapshots of this backup on the server, by path of the file that they become. */
  readonly snapshots: Record<string, NotedSnapshot>;
}

/** The progress of a backup, on disk, so that an interrupted backup can be resumed. */
export class Journal {
  private writing: Promise<void> = Promise.resolve();

  private constructor(
    private readonly folder: string,
    private readonly state: State,
  ) {}

  static async begin(folder: string, plan: BackupPlan): Promise<Journal> {
    const journal = new Journal(folder, { version: VERSION, plan, begun: [], finished: {}, snapshots: {} });
    await journal.save();
    return journal;
  }

  static async read(folder: string): Promise<Journal> {
    const path = join(folder, JOURNAL);
    try {
      const state = parseJson(await readFile(path, 'utf8')) as State;
      if (state.version !== VERSION) {
        throw new Error('another release of this program began it');
      }
      return new Journal(folder, state);
    } catch (error) {
      throw new Failure(
        `${folder} cannot be resumed: ${(error as Error).message}`,
        'start a new backup and delete this folder',
        { cause: error },
      );
    }
  }

  get plan(): BackupPlan {
    return this.state.plan;
  }

  get begun(): readonly BegunCollection[] {
    return this.state.begun;
  }

  of(collection: string): BegunCollection | undefined {
    return this.state.begun.find(({ collection: { name } }) => name === collection);
  }

  finished(path: string): BackupFile | undefined {
    return this.state.finished[path];
  }

  snapshot(path: string): NotedSnapshot | undefined {
    return this.state.snapshots[path];
  }

  /** Notes that the copy of a collection begins, or begins anew. */
  async beginCollection(collection: SurveyedCollection, planned: readonly PlannedFile[]): Promise<BegunCollection> {
    await this.forget(collection.name);
    const begun = { collection, planned };
    this.state.begun.push(begun);
    await this.save();
    return begun;
  }

  /** Forgets the progress of a collection. */
  async forget(collection: string): Promise<void> {
    this.of(collection)?.planned.forEach(({ path }) => {
      delete this.state.finished[path];
      delete this.state.snapshots[path];
    });
    this.state.begun = this.state.begun.filter(({ collection: { name } }) => name !== collection);
    await this.save();
  }

  async noteSnapshot(path: string, snapshot: NotedSnapshot): Promise<void> {
    this.state.snapshots[path] = snapshot;
    await this.save();
  }

  async forgetSnapshot(path: string): Promise<void> {
    delete this.state.snapshots[path];
    await this.save();
  }

  async noteFinished(file: BackupFile): Promise<void> {
    this.state.finished[file.path] = file;
    await this.save();
  }

  async noteCounts(
    begun: BegunCollection,
    counts: NonNullable<BegunCollection['counts']>,
    searches: Searches,
  ): Promise<void> {
    begun.counts = counts;
    begun.searches = searches;
    await this.save();
  }

  async noteCopied(begun: BegunCollection, copied: Copied): Promise<void> {
    begun.copied = copied;
    await this.save();
  }

  /** Removes the journal, once the backup is complete. */
  async end(): Promise<void> {
    await removeFile(join(this.folder, JOURNAL));
  }

  /** Saves one after the other: collections are copied in parallel and share the journal. */
  private async save(): Promise<void> {
    const write = () => writeDurably(join(this.folder, JOURNAL), stringifyJson(this.state, 2));
    this.writing = this.writing.then(write, write);
    await this.writing;
  }
}
