import { statusOf } from '../../clients/http';
import { BrokenAnswer } from '../../clients/qdrant/errors';
import type { Alias } from '../../clients/qdrant/types';
import { CollectionFailure } from './collection-failure';
import type { BackedUpCollection } from './manifest';
import { type Node, type Shards, shardsOf } from './nodes';

/** A collection before anything is copied. */
export interface SurveyedCollection extends Pick<BackedUpCollection, 'name' | 'aliases' | 'info' | 'shardKeys'> {
  /** Which shards are active on which node. */
  readonly active: string;
}

/** A collection, or why it cannot be backed up. */
export type Survey =
  | { readonly collection: SurveyedCollection; readonly shards: Shards }
  | { readonly failed: string; readonly error: Error };

/** Reads collections before they are copied. A collection that cannot be read does not stop the others. */
export async function survey(nodes: readonly Node[], names: readonly string[]): Promise<Survey[]> {
  const aliases = await nodes[0]!.qdrant.aliases();
  const surveys: Survey[] = [];
  for (const name of names) {
    try {
      surveys.push(await surveyOf(name, nodes, aliases));
    } catch (error) {
      surveys.push({ failed: name, error: ofCollection(error) });
    }
  }
  return surveys;
}

async function surveyOf(name: string, nodes: readonly Node[], aliases: readonly Alias[]): Promise<Survey> {
  const info = await nodes[0]!.qdrant.collectionText(name);
  const shards = await shardsOf(name, nodes);
  const collection = {
    name,
    aliases: aliases.filter(({ collection_name }) => collection_name === name).map(({ alias_name }) => alias_name),
    info,
    shardKeys: shards.keys,
    active: shards.active,
  };
  return { collection, shards };
}

/**
 * The error, if it concerns one collection: the server refused a request, or its data cannot be used. Throws all other
 * errors: a missing server, a wrong key, or a full disk concerns the whole backup.
 */
export function ofCollection(error: unknown): Error {
  const status = statusOf(error);
  const { cause } = error as Error;
  const isBroken = cause instanceof BrokenAnswer || (cause as Error | undefined)?.cause instanceof BrokenAnswer;
  if (error instanceof CollectionFailure || isBroken || (status !== undefined && status !== 401)) {
    return error as Error;
  }
  throw error;
}

/** Collections that were created during the backup. The backup does not contain them. */
export async function createdSince(known: readonly string[], [first]: readonly Node[]): Promise<string[]> {
  return (await first!.qdrant.collections()).filter(name => !known.includes(name));
}
