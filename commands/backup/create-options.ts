import type { BackedUpCollection, Compression, Format } from './manifest';
import type { Access } from '../../stack/qdrant-access';

export interface CreateOptions extends Access {
  /** Where backups lie, each in a folder of its own. */
  readonly dir: string;
  /** Name of the backup's folder. Default: the time in UTC; with `resume` the newest unfinished one. */
  readonly name?: string;
  /** Default: every collection. */
  readonly collections: readonly string[];
  readonly format: Format;
  readonly compression: Compression;
  /** JSON lines: how many collections are copied side by side. */
  readonly parallel: number;
  /** Go on with an unfinished backup. */
  readonly resume: boolean;
  /** How many complete backups may lie in `dir` afterwards. Default: all. */
  readonly keep?: number;
}

/** What came of a backup so far: it is filled in on the way, so that a failure leaves what was done before it. */
export interface CreateOutcome {
  folder?: string;
  collections: BackedUpCollection[];
  /** What a person should know, a sentence each. */
  readonly notes: string[];
  /** Older backups that were deleted. */
  readonly deleted: string[];
}
