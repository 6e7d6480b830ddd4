import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type { Qdrant } from '../../clients/qdrant/qdrant';
import { configOf } from './collection-info';
import { HashedFile, removeFile } from './durable';
import type { PlannedFile } from './journal';
import type { BackupFile, Compression } from './manifest';
import type { Meter } from './meter';
import type { SurveyedCollection } from './survey';

const NEWLINE = 0x0a;
const SPACE = 0x20;
/** Target size of a page, in bytes. Several collections are copied in parallel, in little memory. */
const PAGE_SIZE = 1024 * 1024;
/** Points of the first page. The size of a point is unknown before. */
const FIRST_LIMIT = 16;
const HIGHEST_LIMIT = 5000;

/** Copies all points of a collection. Each line is the JSON text of one point, exactly as the server wrote it. */
export async function copyPoints(
  qdrant: Qdrant,
  collection: SurveyedCollection,
  { path }: PlannedFile,
  folder: string,
  compression: Compression,
  meter: Meter,
): Promise<BackupFile> {
  const place = join(folder, path);
  const file = await HashedFile.open(place);
  let points = 0;
  async function* pages(): AsyncGenerator<Buffer> {
    for await (const page of scroll(qdrant, collection)) {
      points += page.length;
      yield lines(page);
      meter.add(page.length);
    }
  }
  try {
    await pipeline(pages, encoder(compression), async (encoded: AsyncIterable<Buffer>) => {
      for await (const piece of encoded) {
        await file.append(piece);
      }
    });
    return { path, size: file.size, sha256: await file.finish(), points };
  } catch (error) {
    await removeFile(place);
    throw error;
  } finally {
    await file.close();
  }
}

async function* scroll(qdrant: Qdrant, collection: SurveyedCollection): AsyncGenerator<readonly Buffer[]> {
  const highest = Math.min(HIGHEST_LIMIT, strictLimit(collection));
  const { name } = collection;
  let limit = Math.min(FIRST_LIMIT, highest);
  let offset: Buffer | undefined;
  do {
    const page = await qdrant.page(name, limit, offset);
    if (page.points.length > 0) {
      yield page.points;
    }
    const fitting = Math.floor((PAGE_SIZE * page.points.length) / page.size);
    limit = Math.max(1, Math.min(fitting, limit * 4, highest));
    offset = page.next;
  } while (offset);
}

/** The most points that strict mode allows in a request. */
function strictLimit(collection: SurveyedCollection): number {
  const { strict_mode_config: strict } = configOf(collection);
  return strict?.enabled && typeof strict.max_query_limit === 'number' ? strict.max_query_limit : Infinity;
}

/** Joins points as lines. A line break in the JSON is white space (strings escape it), so a space replaces it. */
function lines(points: readonly Buffer[]): Buffer {
  const text = Buffer.alloc(
    points.reduce((sum, { length }) => sum + length + 1, 0),
    SPACE,
  );
  let at = 0;
  for (const point of points) {
    at += point.copy(text, at) + 1;
    for (let found = text.indexOf(NEWLINE, at - point.length - 1); found >= 0; found = text.indexOf(NEWLINE, found)) {
      text[found] = SPACE;
    }
    text[at - 1] = NEWLINE;
  }
  return text;
}

function encoder(compression: Compression): Transform {
  return compression === 'gzip' ? createGzip() : new PassThrough();
}

function decoder(compression: Compression): Transform {
  return compression === 'gzip' ? createGunzip() : new PassThrough();
}

/** The hash of a file, and the number of its lines. */
export async function countLines(place: string, compression: Compression): Promise<{ sha256: string; lines: number }> {
  const hash = createHash('sha256');
  let count = 0;
  async function* hashed(): AsyncGenerator<Buffer> {
    for await (const piece of createReadStream(place)) {
      hash.update(piece as Buffer);
      yield piece as Buffer;
    }
  }
  await pipeline(hashed, decoder(compression), async (decoded: AsyncIterable<Buffer>) => {
    for await (const piece of decoded) {
      for (let at = piece.indexOf(NEWLINE); at >= 0; at = piece.indexOf(NEWLINE, at + 1)) {
        count++;
      }
    }
  });
  return { sha256: hash.digest('hex'), lines: count };
}

/**
 * Writes the points of a file to a collection.
 *
 * @param batch The most points, and about how many bytes, of one request.
 */
export async function restorePoints(
  qdrant: Qdrant,
  name: string,
  place: string,
  compression: Compression,
  batch: { readonly points: number; readonly bytes: number },
  meter: Meter,
): Promise<void> {
  await pipeline(createReadStream(place), decoder(compression), async (decoded: AsyncIterable<Buffer>) => {
    let points: Buffer[] = [];
    let size = 0;
    const send = async () => {
      await qdrant.upsert(name, points);
      meter.add(points.length);
      [points, size] = [[], 0];
    };
    for await (const point of split(decoded)) {
      points.push(point);
      size += point.length;
      if (points.length >= batch.points || size >= batch.bytes) {
        await send();
      }
    }
    if (points.length > 0) {
      await send();
    }
  });
}

async function* split(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let begun: Buffer[] = [];
  for await (const piece of source) {
    let start = 0;
    for (let end = piece.indexOf(NEWLINE); end >= 0; end = piece.indexOf(NEWLINE, start)) {
      yield Buffer.concat([...begun, piece.subarray(start, end)]);
      begun = [];
      start = end + 1;
    }
    begun.push(piece.subarray(start));
  }
}
