import { existsSync } from 'node:fs';
import * as z from 'zod';
import { Failure } from '../../cli/failure';
import { commandLine, PROGRAM } from '../../cli/invocation';
import { stringifyJson } from '../../clients/qdrant/json';
import type { CollectionConfig, IndexedField } from '../../clients/qdrant/types';
import {
  type BackedUpCollection,
  type BackupManifest,
  COMPRESSIONS,
  FORMAT_VERSION,
  FORMATS,
  heldBy,
  MANIFEST,
  parseManifest,
  SCOPES,
  STATES,
} from './manifest';
import { type BackupSource, FolderSource } from './source';

const count = z.number().int().nonnegative();
const shardKey = z.union([z.string(), z.number()]);

const file = z.object({
  /** Never outside the folder of the backup. */
  path: z.string().regex(/^collections\/[\w.%-]+$/),
  size: count,
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  peer: z.string().optional(),
  points: count.optional(),
  shardKey: shardKey.optional(),
  taken: z.object({ from: z.iso.datetime(), to: z.iso.datetime() }).optional(),
});

const server = z.object({
  version: z.string(),
  nodes: z.array(z.object({ url: z.string(), peer: z.string() })).min(1),
});

const common = {
  tool: z.literal(PROGRAM),
  format: z.enum(FORMATS),
  compression: z.enum(COMPRESSIONS),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
};

const collection = z
  .object({
    name: z.string().min(1),
    state: z.enum(STATES),
    notes: z.array(z.string()),
    points: z.object({ before: count.optional(), after: count.optional() }),
    held: z.object({ least: count, most: count }),
    aliases: z.array(z.string()),
    info: z.string(),
    shardKeys: z.array(z.object({ key: shardKey, shards: z.array(count) })).optional(),
    files: z.array(file),
  })
  .refine(({ state, files }) => (state === 'failed') === (files.length === 0), 'only a failed collection has no files');

const current: z.ZodType<BackupManifest> = z.object({
  ...common,
  formatVersion: z.literal(FORMAT_VERSION),
  scope: z.enum(SCOPES),
  complete: z.boolean(),
  server: server.extend({ peers: z.array(z.string()).min(1) }),
  collections: z.array(collection),
});

/** Releases before version 2 wrote only backups in which each collection had its files. */
const version1 = z.object({
  ...common,
  formatVersion: z.literal(1),
  server,
  collections: z.array(
    z.object({
      name: z.string().min(1),
      points: z.object({ before: count, after: count }),
      aliases: z.array(z.string()),
      config: z.custom<CollectionConfig>(value => typeof (value as CollectionConfig | null)?.params === 'object'),
      payloadSchema: z.record(
        z.string(),
        z.custom<IndexedField>(value => typeof value === 'object'),
      ),
      files: z.array(file).min(1),
    }),
  ),
});

/** The manifest of version 1 as the current version describes the same backup. */
function upgraded(old: z.infer<typeof version1>): BackupManifest {
  return {
    ...old,
    complete: true,
    server: { ...old.server, peers: old.server.nodes.map(({ peer }) => peer) },
    collections: old.collections.map(({ config, payloadSchema, ...each }): BackedUpCollection => {
      const { files, points } = each;
      return {
        ...each,
        state: 'whole',
        notes: [],
        held: heldBy(files, points),
        info: stringifyJson({ config, payload_schema: payloadSchema }),
      };
    }),
  };
}

/** Reads and validates the manifest of a backup. */
export function readBackupManifest(folder: string): Promise<BackupManifest> {
  return readManifestOf(new FolderSource(folder));
}

/** Reads and validates the manifest of a backup. */
export async function readManifestOf(source: BackupSource): Promise<BackupManifest> {
  const place = `${source.name.replace(/\/+$/, '')}/${MANIFEST}`;
  let content: unknown;
  try {
    content = parseManifest(await source.read(MANIFEST));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw code === 'ENOENT' || code === 'ENOTDIR' ? missing(source.name, error) : broken(place, message, error);
  }
  const { formatVersion } = (content ?? {}) as { formatVersion?: unknown };
  if (typeof formatVersion === 'number' && formatVersion > FORMAT_VERSION) {
    throw new Failure(
      `${place} has format version ${formatVersion}; this release reads versions up to ${FORMAT_VERSION}`,
      `use a newer release of ${PROGRAM}`,
    );
  }
  const result = formatVersion === 1 ? version1.transform(upgraded).safeParse(content) : current.safeParse(content);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw broken(place, `${issue?.path.join('.')}: ${issue?.message}`, result.error);
  }
  return result.data;
}

function missing(folder: string, cause: unknown): Failure {
  if (!folder.startsWith('s3://') && !existsSync(folder)) {
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
