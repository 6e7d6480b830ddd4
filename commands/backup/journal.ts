import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../cli/failure';
import { parseJson, stringifyJson } from '../../clients/qdrant/json';
import type { Snapshot } from '../../clients/qdrant/qdrant';
import { removeFile, writeDurably } from './durable';
import type { BackupFile, Compression, Format, BackupManifest } from './manifest';
import type { SurveyedCollection } from './survey';

/** Marks the folder of an unfinished backup. */
export const JOURNAL = 'unfinished.json';

/** A file that the backup will contain. */
export interface PlannedFile {
  /** Relative to the backup's folder. */
  readonly path: string;
  readonly collection: string;
  /** Snapshots: the node that makes it. */
  readonly peer?: string;
}

/** The decisions at the start of a backup. */
export interface BackupPlan {
  readonly format: Format;
  readonly compression: Compression;
  readonly startedAt: string;
  readonly server: BackupManifest['server'];
  /** Whether the backup contains every collection, because the options name none. */
  readonly everything: boolean;
  readonly collections: readonly SurveyedCollection[];
  readonly files: readonly PlannedFile[];
}

interface State {
  readonly plan: BackupPlan;
  /** Finished files, by path. */
  readonly finished: Record<string, BackupFile>;
  /** Snapshots of this backup on the server, by path of the file that they become. */
  readonly snapshots: Record<string, Snapshot>;
}

/** The progress of a backup, on disk, so that an interrupted backup can be resumed. */
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
        'start a new backup and delete this folder',
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
