import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../cli/failure';
import { parseJson, stringifyJson } from '../../clients/qdrant/json';
import type { Snapshot } from '../../clients/qdrant/qdrant';
import { removeFile, writeDurably } from './durable';
import type { BackedUpCollection, BackupFile, Compression, Format, Manifest } from './manifest';

/** Lies in the folder of a backup that is not complete. */
export const JOURNAL = 'unfinished.json';

/** A file that the backup will consist of. */
export interface PlannedFile {
  /** Relative to the backup's folder. */
  readonly path: string;
  readonly collection: string;
  /** Snapshots: the node that it comes from. */
  readonly peer?: string;
}

/** A collection as it was found before anything was copied. */
export interface PlannedCollection extends Pick<BackedUpCollection, 'name' | 'aliases' | 'config' | 'payloadSchema'> {
  readonly before: number;
  /** Snapshots: which shards were active on which node. */
  readonly shards?: string;
}

/** What was decided when a backup began. */
export interface BackupPlan {
  readonly format: Format;
  readonly compression: Compression;
  readonly startedAt: string;
  readonly server: Manifest['server'];
  /** Whether no collection was chosen, so that all of them are wanted. */
  readonly everything: boolean;
  readonly collections: readonly PlannedCollection[];
  readonly files: readonly PlannedFile[];
}

interface State {
  readonly plan: BackupPlan;
  /** Finished files, by path. */
  readonly finished: Record<string, BackupFile>;
  /** Snapshots that lie on the server because of this backup, by path of the file that they become. */
  readonly snapshots: Record<string, Snapshot>;
}

/** What is done of a backup, on disk, so that it can go on after whatever ended it. */
export class Journal {
  private writing: Promise<void> = Promise.resolve();

  private constructor(
    private readonly folder: string,
    private readonly state: State,
  ) {}

  static async begin(folder: string, plan: BackupPlan): Promise<Journal> {
    const journal = new Journal(folder, { plan, finished: {}, snapshots: {} });
    await journal.save();
    return journal;
  }

  static async read(folder: string): Promise<Journal> {
    const path = join(folder, JOURNAL);
    try {
      return new Journal(folder, parseJson(await readFile(path, 'utf8')) as State);
    } catch (error) {
      throw new Failure(
        `${folder} cannot be resumed: ${(error as Error).message}`,
        'begin a new backup, and delete this folder',
        { cause: error },
      );
    }
  }

  get plan(): BackupPlan {
    return this.state.plan;
  }

  finished(path: string): BackupFile | undefined {
    return this.state.finished[path];
  }

  snapshot(path: string): Snapshot | undefined {
    return this.state.snapshots[path];
  }

  async noteSnapshot(path: string, snapshot: Snapshot): Promise<void> {
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

  /** The backup is complete. */
  async end(): Promise<void> {
    await removeFile(join(this.folder, JOURNAL));
  }

  /** Collections are copied side by side, and one file holds the state of all. */
  private async save(): Promise<void> {
    const write = () => writeDurably(join(this.folder, JOURNAL), stringifyJson(this.state, 2));
    this.writing = this.writing.then(write, write);
    await this.writing;
  }
}
