import { setTimeout as sleep } from 'node:timers/promises';
import { statusOf } from '../../clients/http';
import type { SnapshotApi } from '../../clients/qdrant/snapshot-api';
import { configOf } from './collection-info';

/** Points of one page of ids. */
const IDS = 10_000;
/** Answers of a server that does not allow an exact count. */
const REFUSED = [400, 403, 422];
/** Time between two counts while data is copied, in milliseconds. */
const INTERVAL = { copy: 1000, snapshot: 100 };
/** How long a backup waits until accepted writes are visible, in milliseconds. */
const QUEUE_TIMEOUT = 10_000;

interface Countable {
  readonly name: string;
  readonly info: string;
}

/** The most points that strict mode allows in a request. */
export function strictLimit(collection: Countable): number {
  const { strict_mode_config: strict } = configOf(collection);
  return strict?.enabled && typeof strict.max_query_limit === 'number' ? strict.max_query_limit : Infinity;
}

/** Every id of a collection, page by page, each as JSON text. */
export async function* idsOf(
  qdrant: SnapshotApi,
  collection: Countable,
  shardKey?: string | number,
): AsyncGenerator<readonly string[]> {
  const limit = Math.min(IDS, strictLimit(collection));
  let offset: unknown;
  do {
    const { ids, next } = await qdrant.ids(collection.name, limit, offset, shardKey);
    yield ids;
    offset = next;
  } while (offset !== undefined);
}

/** Exact counts of one collection, taken while it is copied. They differ where a client writes meanwhile. */
export class Counts {
  /** The lowest and the highest count so far. */
  least = Infinity;
  most = 0;
  /** The first and the last count so far. */
  first: number | undefined;
  last = 0;
  private readonly isLimited: boolean;
  private isRefused = false;
  private takenAt = 0;

  constructor(
    private readonly qdrant: SnapshotApi,
    private readonly collection: Countable,
  ) {
    const { strict_mode_config: strict } = configOf(collection);
    this.isLimited = strict?.enabled === true && typeof strict.read_rate_limit === 'number';
  }

  async take(): Promise<number> {
    const count = await this.count();
    this.takenAt = Date.now();
    this.least = Math.min(this.least, count);
    this.most = Math.max(this.most, count);
    this.first ??= count;
    this.last = count;
    return count;
  }

  /** Counts again if the last count is old, and if counting is cheap. */
  async takeSometimes(interval = INTERVAL.copy): Promise<void> {
    if (!this.isLimited && !this.isRefused && Date.now() - this.takenAt >= interval) {
      await this.take();
    }
  }

  /** Counts until the work ends. An error of a count is thrown then. */
  async takeDuring<T>(work: Promise<T>): Promise<T> {
    let isOver = false;
    let failure: unknown;
    const end = () => (isOver = true);
    work.then(end, end);
    while (!isOver) {
      await Promise.race([sleep(INTERVAL.snapshot), work.catch(() => undefined)]);
      await this.takeSometimes(INTERVAL.snapshot).catch((error: unknown) => (failure ??= error));
    }
    const result = await work;
    if (failure !== undefined) {
      throw failure;
    }
    return result;
  }

  /** Strict mode can forbid to count. Reading the ids is then the only way. */
  private async count(): Promise<number> {
    if (!this.isRefused) {
      try {
        return await this.qdrant.count(this.collection.name);
      } catch (error) {
        if (!REFUSED.includes(statusOf(error) ?? 0)) {
          throw error;
        }
        this.isRefused = true;
      }
    }
    let count = 0;
    for await (const ids of idsOf(this.qdrant, this.collection)) {
      count += ids.length;
    }
    return count;
  }
}

/** Waits a little until accepted writes are visible. @returns How many points reads still do not return. */
export async function invisiblePoints(qdrant: SnapshotApi, name: string): Promise<number> {
  for (const end = Date.now() + QUEUE_TIMEOUT; ; await sleep(250)) {
    const { update_queue: queue } = await qdrant.collection(name);
    const deferred = queue?.deferred_points ?? 0;
    if ((deferred === 0 && !queue?.length) || Date.now() >= end) {
      return deferred;
    }
  }
}

/**
 * Whether a copy with these counts can have so many points. Between two counts of a collection that changes, the number can
 * go lower and higher: by as much as all counts differ.
 */
export function admits({ least, most }: { readonly least: number; readonly most: number }, count: number): boolean {
  const margin = most - least;
  return count >= least - margin && count <= most + margin;
}

/** Counts as text. */
export function rangeOf({ least, most }: { readonly least: number; readonly most: number }): string {
  return least === most ? String(least) : `${least} to ${most}`;
}
