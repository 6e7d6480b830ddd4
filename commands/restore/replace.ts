import type { Qdrant } from '../../clients/qdrant/qdrant';
import { CollectionFailure } from '../backup/collection-failure';
import { type Backup, drop, fill, type Filled, isSame, reasonOf } from './fill';
import type { Restoration, RestoreOptions } from './plan';
import { save } from './saved';

type Say = (text: string) => void;

/**
 * Replaces a collection. The server cannot rename collections, so the backup is restored twice: first beside the existing
 * collection, which proves the backup and keeps the data; then, after the existing collection was deleted, under its name.
 * Aliases lead to the copy meanwhile. A killed run leaves the copy, and a second run continues with it.
 */
export async function replaceBeside(backup: Backup, restoration: Restoration, say: Say): Promise<Filled> {
  const { nodes } = backup;
  const { qdrant } = nodes.first;
  const { source, target, beside, aliases } = restoration;
  try {
    await makeCopy(backup, restoration, say);
  } catch (error) {
    throw new CollectionFailure(
      `Collection ${target} is unchanged, because its restore beside the existing collection failed: ${reasonOf(error)}`,
      'correct the reason, then restore again; where the server has no room for a second copy, use --in-place',
      { cause: error },
    );
  }
  await pointAliases(qdrant, await aliasesOf(qdrant, restoration), beside);
  await drop(backup, target);
  let filled: Filled;
  try {
    filled = await fill(backup, source, target, say);
  } catch (error) {
    throw new CollectionFailure(
      `Collection ${target} is not complete: ${reasonOf(error)}; a complete copy is collection ${beside}${aliases.length > 0 ? ', and the aliases lead to the copy' : ''}`,
      'correct the reason, then restore again with --replace',
      { cause: error },
    );
  }
  return filled;
}

/** Restores the copy, unless an earlier run did. */
async function makeCopy(backup: Backup, restoration: Restoration, say: Say): Promise<void> {
  const { source, beside, copies } = restoration;
  const { nodes } = backup;
  if (copies.includes(beside)) {
    const aliases = await nodes.first.qdrant.aliases();
    // Aliases lead to a copy only after its comparison with the backup.
    if (aliases.some(each => each.collection_name === beside) || (await isSame(nodes, source, beside))) {
      return;
    }
    await drop(backup, beside);
  }
  try {
    await fill(backup, source, beside, say);
  } catch (error) {
    // The error of the restore counts. A later run deletes the copy if this request fails.
    await drop(backup, beside).catch(() => undefined);
    throw error;
  }
}

/** Deletes what the restore of a collection left beside it. The aliases belong to the collection before. */
export async function dropCopies(backup: Backup, { beside, copies }: Restoration): Promise<void> {
  const present = await backup.nodes.first.qdrant.collections();
  for (const copy of new Set([beside, ...copies].filter(name => present.includes(name)))) {
    await drop(backup, copy);
  }
}

/** The aliases of the collection and of its copies now. */
async function aliasesOf(qdrant: Qdrant, { target, beside, copies }: Restoration): Promise<string[]> {
  const owners = [target, beside, ...copies];
  const aliases = await qdrant.aliases();
  return aliases.filter(each => owners.includes(each.collection_name)).map(({ alias_name }) => alias_name);
}

export async function pointAliases(qdrant: Qdrant, names: readonly string[], collection: string): Promise<void> {
  if (names.length > 0) {
    await qdrant.setAliases(names.map(alias_name => ({ alias_name, collection_name: collection })));
  }
}

/**
 * Replaces a collection on a server without room for a second copy. A backup of the existing collection is in a folder
 * until the restore is complete.
 */
export async function replaceInPlace(
  backup: Backup,
  { source, target, beside }: Restoration,
  options: RestoreOptions & { readonly inPlace: string },
  say: Say,
): Promise<Filled> {
  const folder = await save(target, beside, options, say);
  await drop(backup, target);
  try {
    return await fill(backup, source, target, say);
  } catch (error) {
    throw new CollectionFailure(
      `Collection ${target} is not complete: ${reasonOf(error)}; the backup ${folder} holds the replaced collection`,
      `correct the reason, then restore again with --replace, or restore the backup ${folder}`,
      { cause: error },
    );
  }
}
