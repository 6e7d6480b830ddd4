import type { Report } from '../../cli/progress';
import type { Qdrant } from '../../clients/qdrant/qdrant';

/** The number of points of each collection. */
export async function countPoints(qdrant: Qdrant): Promise<Map<string, number>> {
  const points = new Map<string, number>();
  for (const collection of await qdrant.collections()) {
    points.set(collection, await qdrant.count(collection));
  }
  return points;
}

/** Applications can write meanwhile, so different counts are no error. */
export async function comparePoints(qdrant: Qdrant, before: ReadonlyMap<string, number>): Promise<Report> {
  const details = [...(await countPoints(qdrant))].map(
    ([collection, points]) => `collection ${collection}: ${before.get(collection) ?? 0} before, ${points} now`,
  );
  return { headline: 'Points', details };
}
