import { describe } from './members';
import type { ShardChange } from './placement';

/** A change of one shard of a collection. */
export type CollectionChange = ShardChange & { readonly collection: string };

/** The results of a run. They are added one by one, so that a failure leaves the results before it. */
export interface ScaleOutcome {
  nodes?: { readonly from: number; readonly to: number };
  /** The shards that move, or have moved. */
  readonly shards: CollectionChange[];
  /** The pods of the nodes that leave, or have left. */
  readonly left: string[];
  /** The pods of the nodes that join with new ids, because their data was lost. */
  readonly healed: string[];
  /** The collections that are deleted, because the only copy of a shard was lost. */
  readonly deleted: string[];
}

export function titleOfChange(change: CollectionChange): string {
  return `collection ${change.collection}: ${describe(change)}`;
}
