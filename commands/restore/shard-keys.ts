import type { Qdrant } from '../../clients/qdrant/qdrant';
import { CollectionFailure } from '../backup/collection-failure';
import type { ShardKey } from '../backup/manifest';
import { type Node, shardsOf } from '../backup/nodes';

/** The id that the server gives to the first shard of a key. */
const FIRST = 1;

/** Makes the custom shard keys of a new collection, in their order. */
export async function makeShardKeys(qdrant: Qdrant, collection: string, keys: readonly ShardKey[]): Promise<void> {
  for (const { key, shards } of keys) {
    await qdrant.createShardKey(collection, key, shards.length);
  }
}

/**
 * Makes the custom shard keys for a restore from snapshots, which name shards by id: each shard gets the id that it had.
 * A key that was deleted before the backup left a gap. Another key fills the gap until all keys exist.
 */
export async function makeShards(node: Node<Qdrant>, collection: string, keys: readonly ShardKey[]): Promise<void> {
  const { qdrant } = node;
  const fillers: string[] = [];
  let next = FIRST;
  for (const { key, shards } of keys) {
    const [first] = shards as [number, ...number[]];
    if (next < first) {
      fillers.push(`restore-filler-${next}`);
      await qdrant.createShardKey(collection, fillers.at(-1)!, first - next);
    }
    await qdrant.createShardKey(collection, key, shards.length);
    next = first + shards.length;
  }
  for (const filler of fillers) {
    await qdrant.deleteShardKey(collection, filler);
  }
  const made = (await shardsOf(collection, [node])).keys ?? [];
  if (textOf(made) !== textOf(keys)) {
    throw new CollectionFailure(
      `The shard keys of collection ${collection} got the shards ${textOf(made)}, and the snapshots have ${textOf(keys)}`,
      'restore the collection from a backup with --format jsonl',
    );
  }
}

function textOf(keys: readonly ShardKey[]): string {
  return keys.map(({ key, shards }) => `${shards.join('+')} of ${key}`).join(', ');
}
