import type { Snapshot } from '../../clients/qdrant/types';
import type { SnapshotApi } from '../../clients/qdrant/snapshot-api';
import { duration } from '../../cli/text';
import { type Counts, rangeOf } from './counts';
import type { BackupFile } from './manifest';
import type { Node } from './nodes';

export interface TakenSnapshot {
  readonly snapshot: Snapshot;
  readonly taken: NonNullable<BackupFile['taken']>;
}

/**
 * Lets all nodes make their snapshots of a collection at the same time, so that the snapshots are close together, and
 * counts the points meanwhile.
 *
 * @param onTaken Called for each snapshot that exists on a node, even if another node fails.
 */
export async function takeSnapshots<Api extends SnapshotApi>(
  collection: string,
  nodes: readonly Node<Api>[],
  counts: Counts,
  onTaken: (node: Node<Api>, taken: TakenSnapshot) => Promise<void>,
): Promise<void> {
  await counts.take();
  const taking = nodes.map(async node => {
    const from = new Date().toISOString();
    const snapshot = await node.qdrant.createSnapshot(collection);
    await onTaken(node, { snapshot, taken: { from, to: new Date().toISOString() } });
  });
  const results = await counts.takeDuring(Promise.allSettled(taking));
  const failure = results.find(({ status }) => status === 'rejected') as PromiseRejectedResult | undefined;
  if (failure) {
    throw failure.reason;
  }
  await counts.take();
}

/** What a user should know about the snapshots of a collection. */
export function notesOnSnapshots(
  name: string,
  { least, most }: { readonly least: number; readonly most: number },
  files: readonly BackupFile[],
): string[] {
  const times = files.flatMap(({ taken }) => (taken ? [taken] : []));
  const [from, to] = [
    Math.min(...times.map(each => Date.parse(each.from))),
    Math.max(...times.map(each => Date.parse(each.to))),
  ];
  if (least === most) {
    return [];
  }
  const span =
    files.length > 1 ? `; the snapshots of ${files.length} nodes were made within ${duration((to - from) / 1000)}` : '';
  return [
    `Collection ${name} changed during the backup: the server counted ${rangeOf({ least, most })} points while it made the snapshot${span}`,
  ];
}
