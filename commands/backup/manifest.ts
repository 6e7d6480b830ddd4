import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Failure } from '../../cli/failure';
import { commandLine } from '../../cli/invocation';
import { TOOL } from '../../config/names';
import { parseJson, stringifyJson } from '../../clients/qdrant/json';
import type { CollectionConfig, IndexedField } from '../../clients/qdrant/qdrant';
import { writeDurably } from './durable';

/** Written last of all: a folder without it holds no backup. */
export const MANIFEST = 'manifest.json';
/** Raised when an older release could not read it any more. */
const FORMAT_VERSION = 1;

export const FORMATS = ['snapshot', 'jsonl'] as const;
export const COMPRESSIONS = ['none', 'gzip'] as const;

/** A path inside of the backup's folder, never out of it. */
const path = z.string().regex(/^collections\/[\w.%-]+$/);
const count = z.number().int().nonnegative();

const file = z.object({
  path,
  /** Bytes. */
  size: count,
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Snapshots: the node whose shards it holds. */
  peer: z.string().optional(),
  /** JSON lines: how many points it holds. */
  points: count.optional(),
});

const collection = z.object({
  name: z.string().min(1),
  /** Exact counts, before the first and after the last byte was copied. They differ where somebody wrote meanwhile. */
  points: z.object({ before: count, after: count }),
  aliases: z.array(z.string()),
  /** As the server told it. */
  config: z.custom<CollectionConfig>(value => typeof (value as CollectionConfig | null)?.params === 'object'),
  payloadSchema: z.record(
    z.string(),
    z.custom<IndexedField>(value => typeof value === 'object'),
  ),
  files: z.array(file).min(1),
});

const manifest = z.object({
  tool: z.literal(TOOL),
  formatVersion: z.literal(FORMAT_VERSION),
  format: z.enum(FORMATS),
  compression: z.enum(COMPRESSIONS),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  server: z.object({
    version: z.string(),
    nodes: z.array(z.object({ url: z.string(), peer: z.string() })).min(1),
  }),
  collections: z.array(collection),
});

export type Format = (typeof FORMATS)[number];
export type Compression = (typeof COMPRESSIONS)[number];
export type BackupFile = z.infer<typeof file>;
export type BackedUpCollection = z.infer<typeof collection>;
export type Manifest = z.infer<typeof manifest>;

export async function writeManifest(folder: string, content: Omit<Manifest, 'tool' | 'formatVersion'>): Promise<void> {
  const text = stringifyJson({ tool: TOOL, formatVersion: FORMAT_VERSION, ...content }, 2);
  await writeDurably(join(folder, MANIFEST), `${text}\n`);
}

/** The manifest of a backup. */
export async function readManifest(folder: string): Promise<Manifest> {
  const place = join(folder, MANIFEST);
  let content: unknown;
  try {
    content = parseJson(await readFile(place, 'utf8'));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw code === 'ENOENT' || code === 'ENOTDIR' ? missing(folder, error) : broken(place, message, error);
  }
  const { formatVersion } = (content ?? {}) as { formatVersion?: unknown };
  if (typeof formatVersion === 'number' && formatVersion > FORMAT_VERSION) {
    throw new Failure(
      `${place} has format version ${formatVersion}, and this release reads up to ${FORMAT_VERSION}`,
      `use a newer release of ${TOOL}`,
    );
  }
  const result = manifest.safeParse(content);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw broken(place, `${issue?.path.join('.')}: ${issue?.message}`, result.error);
  }
  return result.data;
}

function missing(folder: string, cause: unknown): Failure {
  if (!existsSync(folder)) {
    return new Failure(`There is no folder ${folder}`, 'name the folder of a backup, such as backups/monday', {
      cause,
    });
  }
  return new Failure(
    `${folder} holds no backup: there is no ${MANIFEST} in it, which is written last`,
    `finish the backup with ${commandLine('backup', 'create', '--resume')}, or use another folder`,
    { cause },
  );
}

function broken(place: string, reason: string, cause: unknown): Failure {
  return new Failure(`${place} cannot be used (${reason})`, 'use another backup; this one is damaged', { cause });
}

/** Bytes of all files together. */
export function sizeOf(files: readonly BackupFile[]): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}
