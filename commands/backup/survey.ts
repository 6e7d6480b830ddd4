import type { BackedUpCollection } from './manifest';
import { type Node, requireUnmoved, type Shards, shardsOf } from './nodes';

/** A collection before anything is copied. */
export interface SurveyedCollection extends Pick<BackedUpCollection, 'name' | 'aliases' | 'info' | 'shardKeys'> {
  /** The exact number of points. */
  readonly before: number;
  /** Snapshots: which shards are active on which node. */
  readonly shards?: string;
}

export interface Survey {
  readonly collection: SurveyedCollection;
  /** Snapshots: where the shards are. */
  readonly shards?: Shards;
}

/**
 * Reads collections before they are copied.
 *
 * @param withShards Whether snapshots are made, which contain the shards of one node each.
 */
export async function survey(nodes: readonly Node[], names: readonly string[], withShards: boolean): Promise<Survey[]> {
  const { qdrant } = nodes[0]!;
  const aliases = await qdrant.aliases();
  const surveys: Survey[] = [];
  for (const name of names) {
    const info = await qdrant.collectionText(name);
    const placed = await shardsOf(name, nodes);
    const shards = withShards ? placed : undefined;
    const collection = {
      name,
      before: await qdrant.count(name),
      shards: shards?.active,
      aliases: aliases.filter(({ collection_name }) => collection_name === name).map(({ alias_name }) => alias_name),
      info,
      shardKeys: placed.keys,
    };
    surveys.push({ collection, shards });
  }
  return surveys;
}

/**
 * Counts a collection again after it was copied, and throws where its shards moved meanwhile.
 *
 * @param fix What the error says to do.
 */
export async function countAfter(
  { name, before, shards }: SurveyedCollection,
  nodes: readonly Node[],
  fix: string,
): Promise<{ before: number; after: number }> {
  const after = await nodes[0]!.qdrant.count(name);
  if (shards !== undefined) {
    await requireUnmoved(name, nodes, shards, fix);
  }
  return { before, after };
}

/** Collections that were created during the backup. The backup does not contain them. */
export async function createdSince(
  surveyed: readonly SurveyedCollection[],
  [first]: readonly Node[],
): Promise<string[]> {
  const known = new Set(surveyed.map(({ name }) => name));
  return (await first!.qdrant.collections()).filter(name => !known.has(name));
}
