/** What retention knows about a backup. */
export interface StoredBackup {
  readonly folder: string;
  /** Text that sorts by time. */
  readonly time: string;
  /** The ids of the nodes of its Qdrant. */
  readonly peers: readonly string[];
  /** Whether the backup was made for every collection. Unknown backups count as made for some. */
  readonly isOfAll: boolean;
  /** Whether each of its collections is whole. */
  readonly isComplete: boolean;
  readonly collections: readonly StoredCollection[];
}

interface StoredCollection {
  readonly name: string;
  /** How many points the backup surely holds. */
  readonly points: number;
  readonly isWhole: boolean;
}

/**
 * The folders of backups that newer backups surely replace, the newest of them first.
 *
 * - Only backups of the same Qdrant count and are deleted, and only those that were made for every collection.
 * - A complete backup is deleted where `keep` newer ones are complete and not empty. A partial backup deletes none.
 * - A partial backup is deleted where `keep` newer ones hold each of its collections whole.
 * - The newest complete backup that holds the points of a collection stays.
 *
 * @param newest The new backup. It counts as the newest one, even where a clock was wrong.
 * @param others All other backups in the same place.
 * @param keep How many complete backups stay, including the new one.
 */
export function surplusOf(newest: StoredBackup, others: readonly StoredBackup[], keep: number): string[] {
  const own = ofSameQdrant(newest, others).filter(({ isOfAll }) => isOfAll);
  const newestFirst = [...(newest.isOfAll ? [newest] : []), ...own.sort((a, b) => b.time.localeCompare(a.time))];
  const complete = newestFirst.filter(each => each.isComplete && each.collections.length > 0);
  return newestFirst
    .filter((each, at) => {
      if (each === newest || isNewestHolder(each, complete)) {
        return false;
      }
      const held = each.collections.filter(({ points }) => points > 0);
      return each.isComplete
        ? newest.isComplete && complete.indexOf(each) >= keep
        : held.length > 0 && held.every(({ name }) => holdersOf(name, newestFirst.slice(0, at)).length >= keep);
    })
    .map(({ folder }) => folder);
}

/** Nodes come and go: backups are of the same Qdrant if a chain of shared nodes connects them. */
function ofSameQdrant(newest: StoredBackup, others: readonly StoredBackup[]): StoredBackup[] {
  const peers = new Set(newest.peers);
  const own = new Set<StoredBackup>();
  for (let size = -1; size < own.size;) {
    size = own.size;
    for (const each of others.filter(other => other.peers.some(peer => peers.has(peer)))) {
      own.add(each);
      each.peers.forEach(peer => peers.add(peer));
    }
  }
  return [...own];
}

function isNewestHolder(backup: StoredBackup, newestFirst: readonly StoredBackup[]): boolean {
  return backup.collections.some(({ name, points }) => points > 0 && holdersOf(name, newestFirst)[0] === backup);
}

/** Backups that hold every point of a collection that is not empty. */
function holdersOf(name: string, backups: readonly StoredBackup[]): StoredBackup[] {
  return backups.filter(({ collections }) =>
    collections.some(each => each.name === name && each.isWhole && each.points > 0),
  );
}
