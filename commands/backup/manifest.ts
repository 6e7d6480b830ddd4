import { PROGRAM } from '../../cli/program';
import { stringifyJson } from '../../clients/qdrant/json';
import type { CollectionConfig, IndexedField } from '../../clients/qdrant/types';

/** Written last: a folder without this file is not a backup. */
export const MANIFEST = 'manifest.json';
/** Increased when older releases cannot read the format. */
export const FORMAT_VERSION = 1;

export const FORMATS = ['snapshot', 'jsonl'] as const;
export const COMPRESSIONS = ['none', 'gzip'] as const;

export type Format = (typeof FORMATS)[number];
export type Compression = (typeof COMPRESSIONS)[number];

/** What a backup contains. The fields are a contract: later releases read them. */
export interface BackupManifest {
  readonly tool: typeof PROGRAM;
  readonly formatVersion: typeof FORMAT_VERSION;
  readonly format: Format;
  readonly compression: Compression;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly server: {
    readonly version: string;
    readonly nodes: readonly { readonly url: string; readonly peer: string }[];
  };
  readonly collections: readonly BackedUpCollection[];
}

export interface BackedUpCollection {
  readonly name: string;
  /** Exact counts, before the first byte and after the last byte was copied. Writes during the backup change them. */
  readonly points: { readonly before: number; readonly after: number };
  readonly aliases: readonly string[];
  /** As the server returns it. */
  readonly config: CollectionConfig;
  readonly payloadSchema: Readonly<Record<string, IndexedField>>;
  readonly files: readonly BackupFile[];
}

export interface BackupFile {
  /** Relative to the folder of the backup. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  readonly sha256: string;
  /** Snapshots: the node whose shards the file contains. */
  readonly peer?: string;
  /** JSON lines: how many points the file contains. */
  readonly points?: number;
}

/** The text of a manifest. */
export function manifestText(content: Omit<BackupManifest, 'tool' | 'formatVersion'>): string {
  return `${stringifyJson({ tool: PROGRAM, formatVersion: FORMAT_VERSION, ...content }, 2)}\n`;
}

/** Bytes of all files. */
export function sizeOf(files: readonly BackupFile[]): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}
