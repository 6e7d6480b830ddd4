import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Failure } from '../../cli/failure';
import { commandLine, PROGRAM } from '../../cli/invocation';
import { parseJson } from '../../clients/qdrant/json';
import type { CollectionConfig, IndexedField } from '../../clients/qdrant/types';
import { COMPRESSIONS, FORMAT_VERSION, FORMATS, type BackupManifest, MANIFEST } from './manifest';

const count = z.number().int().nonnegative();

const file = z.object({
  /** Never outside the folder of the backup. */
  path: z.string().regex(/^collections\/[\w.%-]+$/),
  size: count,
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  peer: z.string().optional(),
  points: count.optional(),
});

const collection = z.object({
  name: z.string().min(1),
  points: z.object({ before: count, after: count }),
  aliases: z.array(z.string()),
  config: z.custom<CollectionConfig>(value => typeof (value as CollectionConfig | null)?.params === 'object'),
  payloadSchema: z.record(
    z.string(),
    z.custom<IndexedField>(value => typeof value === 'object'),
  ),
  files: z.array(file).min(1),
});

const schema: z.ZodType<BackupManifest> = z.object({
  tool: z.literal(PROGRAM),
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

/** Reads and validates the manifest of a backup. */
export async function readBackupManifest(folder: string): Promise<BackupManifest> {
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
      `${place} has format version ${formatVersion}; this release reads versions up to ${FORMAT_VERSION}`,
      `use a newer release of ${PROGRAM}`,
    );
  }
  const result = schema.safeParse(content);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw broken(place, `${issue?.path.join('.')}: ${issue?.message}`, result.error);
  }
  return result.data;
}

function missing(folder: string, cause: unknown): Failure {
  if (!existsSync(folder)) {
    return new Failure(
      `The folder ${folder} does not exist`,
      'use the folder of a backup, for example backups/monday',
      { cause },
    );
  }
  return new Failure(
    `${folder} is not a backup: the file ${MANIFEST}, which is written last, is missing`,
    `finish the backup with ${commandLine('backup', 'create', '--resume')} or use another folder`,
    { cause },
  );
}

function broken(place: string, reason: string, cause: unknown): Failure {
  return new Failure(`${place} is damaged (${reason})`, 'use another backup', { cause });
}
