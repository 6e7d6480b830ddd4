import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { silent } from '../../cli/progress';
import type { Access } from '../../stack/qdrant-access';
import { createBackup } from '../backup/create';
import type { CreateOutcome } from '../backup/create-options';
import { MANIFEST } from '../backup/manifest';
import { folderOf } from '../backup/names';
import { readBackupManifest } from '../backup/read-manifest';

/**
 * Backs up a collection that is replaced. Backups of killed runs stay too: they hold the collection before.
 *
 * @param beside The name of the copy, which identifies the restore.
 * @returns The oldest of the folders.
 */
export async function save(
  collection: string,
  beside: string,
  options: Access & { readonly inPlace: string },
  say: (text: string) => void,
): Promise<string> {
  const { inPlace: dir } = options;
  const earlier = await savedIn(dir, beside);
  const name = prefixOf(beside) + folderOf(new Date());
  say(`${collection}: backup of the existing collection to ${join(dir, name)}`);
  const outcome: CreateOutcome = { collections: [], notes: [], deleted: [] };
  const fixed = { format: 'snapshot', compression: 'none', parallel: 1, resume: false } as const;
  try {
    await createBackup({ ...options, ...fixed, dir, name, collections: [collection] }, silent, outcome);
  } catch (error) {
    // What a killed run left of the new collection can be too damaged for a backup.
    if (earlier.length === 0) {
      throw error;
    }
  }
  return earlier[0] ?? join(dir, name);
}

/** The aliases of a collection that a killed run deleted. */
export async function savedAliases(dir: string, beside: string): Promise<readonly string[]> {
  const aliases: string[] = [];
  for (const folder of await savedIn(dir, beside)) {
    const { collections } = await readBackupManifest(folder);
    aliases.push(...collections.flatMap(each => each.aliases));
  }
  return aliases;
}

/** Deletes the backups of a collection that was replaced. */
export async function dropSaved(dir: string, beside: string): Promise<void> {
  for (const folder of await savedIn(dir, beside)) {
    await rm(folder, { recursive: true });
  }
}

/** The complete backups, the oldest first. */
async function savedIn(dir: string, beside: string): Promise<string[]> {
  const names = existsSync(dir) ? await readdir(dir) : [];
  const folders = names.filter(name => name.startsWith(prefixOf(beside))).sort();
  return folders.map(name => join(dir, name)).filter(folder => existsSync(join(folder, MANIFEST)));
}

function prefixOf(beside: string): string {
  return `replaced-${beside.slice(-25)}-`;
}
