import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pipeline } from 'node:stream/promises';
import { counted } from '../../cli/text';
import { TooLarge } from '../../clients/qdrant/errors';
import { compareIds, idOf } from '../../clients/qdrant/points';
import type { Page, Qdrant } from '../../clients/qdrant/qdrant';
import { Counts, idsOf, invisiblePoints, rangeOf, strictLimit } from './counts';
import { removeFile } from './durable';
import type { Recipient } from './encryption/age';
import { ContentFile } from './encryption/content-file';
import { SUFFIX } from './encryption/recipients';
import type { Copied } from './journal';
import { encoder, idsIn, linesOf } from './json-lines';
import type { BackupFile, Compression } from './manifest';
import { Meter } from './meter';
import { searchAfter, searchBefore } from './searches';
import type { SurveyedCollection } from './survey';

/** Target size of a page, in bytes. Several collections are copied in parallel, in little memory. */
const PAGE_SIZE = 1024 * 1024;
/** The largest page of several points, in bytes. */
const MOST_BYTES = 4 * PAGE_SIZE;
/** Points of the first page. The size of a point is unknown before. */
const FIRST_LIMIT = 16;
const HIGHEST_LIMIT = 5000;
/** How often the ids of a collection that changes are compared, and the growing pause between, in milliseconds. */
const READINGS = 10;
const PAUSE = 150;
/** How many points a reading can find in addition. Their ids are in memory. */
const MOST_FOUND = 500_000;

/** What one collection is copied with. */
export interface PointsJob {
  readonly qdrant: Qdrant;
  readonly collection: SurveyedCollection;
  readonly folder: string;
  /** Path of the files, without a suffix. */
  readonly stem: string;
  readonly compression: Compression;
  /** Empty: the files are not encrypted. */
  readonly recipients: readonly Recipient[];
  readonly say: (text: string) => void;
}

/** The points of one shard key, or of a collection without shard keys. */
interface Part {
  readonly shardKey?: string | number;
  /** Its content. */
  readonly read: () => AsyncIterable<Buffer>;
  /** Ids that are in other files: those that later readings found. */
  readonly found: Set<string>;
  /** Ids of points that JSON cannot carry. */
  readonly leftOut: Set<string>;
}

/** Copies all points of a collection. Each line is the JSON text of one point, exactly as the server wrote it. */
export async function copyPoints(job: PointsJob): Promise<Copied> {
  const files: BackupFile[] = [];
  try {
    return await new PointsCopy(job, files).make();
  } catch (error) {
    for (const { path } of files) {
      await removeFile(join(job.folder, path));
    }
    throw error;
  }
}

class PointsCopy {
  private readonly parts: Part[] = [];
  private readonly counts: Counts;
  private readonly notes: string[] = [];
  private meter!: Meter;

  /** @param files Filled in with the files that were written. */
  constructor(
    private readonly job: PointsJob,
    private readonly files: BackupFile[],
  ) {
    this.counts = new Counts(job.qdrant, job.collection);
  }

  async make(): Promise<Copied> {
    const { qdrant, collection } = this.job;
    const { name } = collection;
    await invisiblePoints(qdrant, name);
    const searched = await searchBefore(qdrant, collection);
    const total = await this.counts.take();
    this.meter = new Meter(this.job.say, name, total, 'points');
    for (const shardKey of shardKeysOf(collection)) {
      await this.copyPart(shardKey);
    }
    await this.counts.take();
    const { least, most } = this.counts;
    const isQuiet = least === most && this.held + this.left === most;
    const isWhole = isQuiet || (await this.readAgain());
    const invisible = await invisiblePoints(qdrant, name);
    if (invisible > 0) {
      this.notes.push(
        `Reads of collection ${name} do not return ${counted(invisible, 'point')} that the server still optimizes`,
      );
    }
    this.noteLeftOut();
    const isUnchanged = least === most && this.held === most && invisible === 0;
    return {
      name,
      state: isWhole && invisible === 0 && this.left === 0 ? 'whole' : 'partial',
      notes: this.notes,
      points: { before: this.counts.first, after: this.counts.last },
      held: { least: this.held, most: this.held },
      files: this.files,
      searches: await searchAfter(qdrant, collection, searched, isUnchanged),
    };
  }

  /** How many points the files hold. */
  private get held(): number {
    return this.files.reduce((sum, { points = 0 }) => sum + points, 0);
  }

  /** How many points JSON cannot carry. */
  private get left(): number {
    return this.parts.reduce((sum, { leftOut }) => sum + leftOut.size, 0);
  }

  private async copyPart(shardKey: string | number | undefined): Promise<void> {
    const leftOut = new Set<string>();
    const read = await this.write(this.scroll(shardKey), shardKey, leftOut);
    this.parts.push({ shardKey, read, found: new Set(), leftOut });
  }

  /** Writes pages to the next file of the collection. @returns Reads the file. */
  private async write(
    pages: AsyncIterable<Page>,
    shardKey: string | number | undefined,
    leftOut: Set<string>,
  ): Promise<Part['read']> {
    const { folder, stem, compression, recipients } = this.job;
    const { meter } = this;
    const suffix = (compression === 'gzip' ? '.gz' : '') + (recipients.length > 0 ? SUFFIX : '');
    const path = `${stem}${this.files.length > 0 ? `.${this.files.length}` : ''}.jsonl${suffix}`;
    const place = join(folder, path);
    const file = await ContentFile.open(place, recipients);
    const { counts } = this;
    let points = 0;
    async function* lines(): AsyncGenerator<Buffer> {
      for await (const page of pages) {
        page.leftOut.forEach(id => leftOut.add(id));
        points += page.points.length;
        if (page.points.length > 0) {
          yield linesOf(page.points);
        }
        meter.add(page.points.length);
        await counts.takeSometimes();
      }
    }
    try {
      await pipeline(lines, encoder(compression), async (encoded: AsyncIterable<Buffer>) => {
        for await (const piece of encoded) {
          await file.append(piece);
        }
      });
      const key = shardKey === undefined ? {} : { shardKey };
      this.files.push({ path, ...(await file.finish()), points, ...key });
      return () => file.read();
    } catch (error) {
      await removeFile(place);
      throw error;
    } finally {
      await file.close();
    }
  }

  private async *scroll(shardKey: string | number | undefined): AsyncGenerator<Page> {
    const { qdrant, collection } = this.job;
    const highest = Math.min(HIGHEST_LIMIT, strictLimit(collection));
    let limit = Math.min(FIRST_LIMIT, highest);
    let offset: Buffer | undefined;
    do {
      const request = { limit, offset, shardKey };
      const page = await smaller(limit, (count, most) =>
        qdrant.page(collection.name, { ...request, limit: count, most }),
      );
      yield page;
      const read = page.points.length + page.leftOut.length;
      const fitting = Math.floor((PAGE_SIZE * read) / page.size);
      limit = Math.max(1, Math.min(fitting, read * 4, highest));
      offset = page.next;
    } while (offset);
  }

  /**
   * Compares the ids in the files with those on the server, and copies the points that are missing, until both are equal.
   * A client that deletes points and writes them again hides points from a scroll.
   *
   * @returns Whether a reading found the same ids in both.
   */
  private async readAgain(): Promise<boolean> {
    const { name } = this.job.collection;
    let deleted: number | undefined;
    for (let reading = 1; reading <= READINGS; reading++) {
      const before = await this.counts.take();
      let [found, gone] = [0, 0];
      for (const part of this.parts) {
        const differences = await this.differences(part);
        found += differences.missing.length;
        gone += differences.gone;
        await this.copyMissing(part, differences.missing);
      }
      const after = await this.counts.take();
      const isSame = found === 0 && before === after && this.held + this.left - gone === after;
      const isStable = isSame && (gone === 0 || gone === deleted);
      // Points that were there before and were never read may come back: wait for them as long as possible.
      const lacksNone = this.held + this.left >= this.counts.most;
      if (isStable && (lacksNone || reading === READINGS)) {
        this.noteChanges(gone);
        return true;
      }
      deleted = isSame ? gone : undefined;
      if (this.parts.some(part => part.found.size > MOST_FOUND)) {
        break;
      }
      await sleep(PAUSE * reading);
    }
    this.notes.push(
      `Collection ${name} changed during each reading, so points may be missing: the server counted ${rangeOf(this.counts)} points, and the files hold ${this.held}`,
    );
    return false;
  }

  private async differences({ shardKey, read, found, leftOut }: Part): Promise<{ missing: string[]; gone: number }> {
    const { qdrant, collection, compression } = this.job;
    const unseen = new Set(found);
    const missing: string[] = [];
    let gone = 0;
    const mine = idsIn(read(), compression);
    let own = await mine.next();
    for await (const ids of idsOf(qdrant, collection, shardKey)) {
      for (const id of ids) {
        for (; !own.done && compareIds(own.value, id) < 0; own = await mine.next()) {
          gone++;
        }
        if (!own.done && own.value === id) {
          own = await mine.next();
        } else if (!unseen.delete(id) && !leftOut.has(id)) {
          missing.push(id);
        }
      }
    }
    for (; !own.done; own = await mine.next()) {
      gone++;
    }
    return { missing, gone: gone + unseen.size };
  }

  private async copyMissing({ shardKey, found, leftOut }: Part, missing: readonly string[]): Promise<void> {
    if (missing.length === 0) {
      return;
    }
    const { qdrant, collection } = this.job;
    const copied = async function* (): AsyncGenerator<Page> {
      for (let at = 0; at < missing.length;) {
        const limit = Math.min(FIRST_LIMIT * 8, missing.length - at);
        let asked = limit;
        const page = await smaller(limit, (count, most) => {
          asked = count;
          return qdrant.pointsOf(collection.name, missing.slice(at, at + count), shardKey, most);
        });
        page.points.forEach(point => found.add(idOf(point)));
        yield page;
        at += asked;
      }
    };
    await this.write(copied(), shardKey, leftOut);
  }

  private noteChanges(gone: number): void {
    const { name } = this.job.collection;
    const kept = gone > 0 ? `, with ${counted(gone, 'point')} that a client deleted meanwhile` : '';
    this.notes.push(
      `Collection ${name} changed during the backup: the server counted ${rangeOf(this.counts)} points, and the files hold ${this.held}${kept}`,
    );
  }

  private noteLeftOut(): void {
    const ids = this.parts.flatMap(({ leftOut }) => [...leftOut]);
    if (ids.length > 0) {
      const { name } = this.job.collection;
      const some = `${ids.slice(0, 5).join(', ')}${ids.length > 5 ? ', …' : ''}`;
      this.notes.push(
        `${counted(ids.length, 'point')} of collection ${name} (${some}) cannot be carried by JSON, because a component of their vectors is infinite; use --format snapshot`,
      );
    }
  }
}

/** Asks for fewer points until the answer is not too large. A single point can have any size. */
async function smaller<T>(limit: number, ask: (limit: number, most: number | undefined) => Promise<T>): Promise<T> {
  for (let count = limit; ; count = Math.max(1, count >> 2)) {
    try {
      return await ask(count, count > 1 ? MOST_BYTES : undefined);
    } catch (error) {
      if (!(error instanceof TooLarge)) {
        throw error;
      }
    }
  }
}

/** A collection with custom shard keys is read key by key. Without a key yet, it has no shards, and no points. */
function shardKeysOf({ shardKeys = [] }: SurveyedCollection): readonly (string | number | undefined)[] {
  return shardKeys.length > 0 ? shardKeys.map(({ key }) => key) : [undefined];
}
