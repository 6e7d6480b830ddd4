import { changePlacement, membersOf, withoutTransfers } from './members';
import type { ScaleContext } from './context';
import { type ScaleOutcome, titleOfChange } from './outcome';
import { replications } from './placement';

/** Gives each shard as many copies as its collection sets, but at least `factor`. A larger factor becomes the collection's. */
export async function replicate({ qdrant, live, timeout }: ScaleContext, factor: number, outcome: ScaleOutcome) {
  const peers = [...(await membersOf(qdrant, live.metadata.name, timeout)).values()];
  const wanted = Math.min(factor, peers.length);
  const details: string[] = [];
  for (const collection of await qdrant.collections()) {
    const { config: found } = await qdrant.collection(collection);
    const own = Number(found.params.replication_factor ?? 1);
    if (own < wanted) {
      await qdrant.updateCollection(collection, { params: { replication_factor: wanted } });
      details.push(`collection ${collection}: replication_factor ${own} -> ${wanted}`);
    }
    const copies = await withoutTransfers(qdrant, collection, timeout);
    for (const change of replications(copies, peers, Math.max(own, wanted))) {
      await changePlacement(qdrant, collection, change, timeout);
      outcome.shards.push({ ...change, collection });
      details.push(titleOfChange({ ...change, collection }));
    }
  }
  return { headline: details.length > 0 ? 'Copies: created' : 'Copies: in sync', details };
}
