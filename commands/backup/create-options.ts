import type { BackedUpCollection, Compression, Format } from './manifest';
import type { Access } from '../../stack/qdrant-access';

export interface CreateOptions extends Access {
  /** Folder for backups, each in a folder of its own. */
  readonly dir: string;
  /** Name of the folder of the backup. @default - the time in UTC; with `resume`, the newest unfinished backup */
  readonly name?: string;
  /** Names of collections. Empty: every collection. */
  readonly collections: readonly string[];
  readonly format: Format;
  readonly compression: Compression;
  /** Public keys of age, to which the files are encrypted. @default - the files are not encrypted */
  readonly recipients?: readonly string[];
  /** JSON lines: how many collections are copied in parallel. */
  readonly parallel: number;
  /** Continue an unfinished backup. */
  readonly resume: boolean;
  /** How many complete backups stay in `dir`. @default - all */
  readonly keep?: number;
}

/** The results so far. A backup fills them in while it runs, so that a failure reports what was done before. */
export interface CreateOutcome {
  folder?: string;
  collections: BackedUpCollection[];
  /** Remarks for the user, one sentence each. */
  readonly notes: string[];
  /** Older backups that were deleted. */
  readonly deleted: string[];
}
