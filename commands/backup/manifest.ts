import { createHash } from 'node:crypto';
import { PROGRAM } from '../../cli/program';
import { parseJson, stringifyJson } from '../../clients/qdrant/json';

/** Written last: a folder without this file is not a backup. */
export const MANIFEST = 'manifest.json';
/** Increased when older releases cannot read the format. */
export const FORMAT_VERSION = 3;
/** The version of backups without encryption: older releases read them. */
const PLAIN_VERSION = 2;

export const FORMATS = ['snapshot', 'jsonl'] as const;
export const COMPRESSIONS = ['none', 'gzip'] as const;
export const SCOPES = ['all', 'some'] as const;
export const STATES = ['whole', 'partial', 'failed'] as const;

export type Format = (typeof FORMATS)[number];
export type Compression = (typeof COMPRESSIONS)[number];

/** What a backup contains. The fields are a contract: later releases read them. */
export interface BackupManifest {
  readonly tool: typeof PROGRAM;
  readonly formatVersion: number;
  readonly format: Format;
  readonly compression: Compression;
  /** The public keys of age to which the files are encrypted. Absent where they are not. */
  readonly encryption?: { readonly format: 'age'; readonly recipients: readonly string[] };
  readonly startedAt: string;
  readonly finishedAt: string;
  /** Whether the backup covers every collection, or those that the options named. Absent in version 1. */
  readonly scope?: (typeof SCOPES)[number];
  /** Whether every collection is whole. */
  readonly complete: boolean;
  readonly server: {
    readonly version: string;
    readonly nodes: readonly { readonly url: string; readonly peer: string }[];
    /** The ids of all nodes of the cluster. Two backups that share an id are of the same Qdrant. */
    readonly peers: readonly string[];
  };
  readonly collections: readonly BackedUpCollection[];
}

export interface BackedUpCollection {
  readonly name: string;
  /**
   * `whole`: the files hold every point. `partial`: the files may lack points. `failed`: there are no files.
   * `notes` has the reason.
   */
  readonly state: (typeof STATES)[number];
  /** Sentences for the user. */
  readonly notes: readonly string[];
  /** Exact counts of the server, before the first byte and after the last byte was copied. Absent where the server refuses. */
  readonly points: { readonly before?: number; readonly after?: number };
  /** How many points the files hold. The numbers differ where writes during a snapshot changed the count. */
  readonly held: { readonly least: number; readonly most: number };
  readonly aliases: readonly string[];
  /** The field `result` of the server's answer to `GET /collections/NAME`, as the server wrote the text. */
  readonly info: string;
  /** The custom shard keys, in the order in which they were made. Absent where the collection has none. */
  readonly shardKeys?: readonly ShardKey[];
  readonly files: readonly BackupFile[];
  /** Searches that a drill repeats. Absent in backups of older releases, and where the collection failed. */
  readonly searches?: Searches;
}

export interface Searches {
  readonly answers: readonly RecordedSearch[];
  /** Why there are no answers: the end of a sentence about the collection. */
  readonly reason?: string;
}

/** The answer to an exact search for the points nearest to a point of the collection. */
export interface RecordedSearch {
  /** The id of the point, as JSON text. */
  readonly from: string;
  /** Name of the vector. Absent for the vector without a name. */
  readonly using?: string;
  /** The largest difference of a score that is no error. */
  readonly tolerance: number;
  /** The nearest first. The ids are JSON text. */
  readonly hits: readonly { readonly id: string; readonly score: number }[];
}

export interface ShardKey {
  readonly key: string | number;
  /** The ids of the shards of this key. */
  readonly shards: readonly number[];
}

/** A file as it was written. */
export interface WrittenFile {
  /** Bytes. */
  readonly size: number;
  readonly sha256: string;
}

export interface BackupFile {
  /** Relative to the folder of the backup. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  readonly sha256: string;
  /** Encrypted files: the content. `size` and `sha256` are those of the encrypted file. */
  readonly content?: WrittenFile;
  /** Snapshots: the node whose shards the file contains. */
  readonly peer?: string;
  /** JSON lines: how many points the file contains. No other file of the collection contains any of them. */
  readonly points?: number;
  /** JSON lines: the shard key of these points. */
  readonly shardKey?: string | number;
  /** When the server began and finished to make the snapshot. */
  readonly taken?: { readonly from: string; readonly to: string };
}

/** The end of a manifest: the SHA-256 of the text before it. */
const SEAL = /,\n {2}"sha256": "([0-9a-f]{64})"\n\}\n$/;

/** The text of a manifest. Its last field is the checksum of all other bytes. */
export function manifestText(content: Omit<BackupManifest, 'tool' | 'formatVersion'>): string {
  const formatVersion = content.encryption ? FORMAT_VERSION : PLAIN_VERSION;
  const text = stringifyJson({ tool: PROGRAM, formatVersion, ...content }, 2);
  const body = text.slice(0, text.lastIndexOf('\n}'));
  return `${body},\n  "sha256": "${hashOf(body)}"\n}\n`;
}

/** Parses a manifest. Throws where the text differs from its checksum. Version 1 has no checksum. */
export function parseManifest(text: string): unknown {
  const content = parseJson(text);
  const { formatVersion } = (content ?? {}) as { formatVersion?: unknown };
  const seal = SEAL.exec(text);
  if (
    seal
      ? hashOf(text.slice(0, seal.index)) !== seal[1]
      : formatVersion === PLAIN_VERSION || formatVersion === FORMAT_VERSION
  ) {
    throw new Error('its checksum does not match its text');
  }
  return content;
}

/** How many points the files of a collection hold: their lines, or what the server counted around the snapshots. */
export function heldBy(
  files: readonly BackupFile[],
  { before, after }: { readonly before: number; readonly after: number },
): BackedUpCollection['held'] {
  const lines = files.flatMap(({ points }) => points ?? []);
  const held = lines.length === files.length ? [lines.reduce((sum, count) => sum + count, 0)] : [before, after];
  return { least: Math.min(...held), most: Math.max(...held) };
}

/** The content of a file, as it was before its encryption. */
export function contentOf({ size, sha256, content = { size, sha256 } }: BackupFile): WrittenFile {
  return content;
}

/** Bytes of all files. */
export function sizeOf(files: readonly BackupFile[]): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
