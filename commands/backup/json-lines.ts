import { createHash } from 'node:crypto';
import { PassThrough, pipeline as joined, Readable, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { idOf } from '../../clients/qdrant/points';
import type { Compression } from './manifest';

const NEWLINE = 0x0a;
const SPACE = 0x20;

/** Joins points as lines. A line break in the JSON is white space (strings escape it), so a space replaces it. */
export function linesOf(points: readonly Buffer[]): Buffer {
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

export function encoder(compression: Compression): Transform {
  return compression === 'gzip' ? createGzip() : new PassThrough();
}

function decoder(compression: Compression): Transform {
  return compression === 'gzip' ? createGunzip() : new PassThrough();
}

function decoding(source: AsyncIterable<Buffer>, compression: Compression): AsyncIterable<Buffer> {
  return compression === 'gzip'
    ? (joined(Readable.from(source), createGunzip(), () => undefined) as AsyncIterable<Buffer>)
    : source;
}

/** The ids in the content of a file, each as JSON text, in the order of the lines. */
export async function* idsIn(
  source: AsyncIterable<Buffer>,
  compression: Compression,
): AsyncGenerator<string, undefined> {
  for await (const line of split(decoding(source, compression))) {
    yield idOf(line);
  }
}

/** The hash of a file, and the number of its lines. */
export async function countLines(
  content: AsyncIterable<Buffer>,
  compression: Compression,
): Promise<{ sha256: string; lines: number }> {
  const hash = createHash('sha256');
  let count = 0;
  async function* hashed(): AsyncGenerator<Buffer> {
    for await (const piece of content) {
      hash.update(piece);
      yield piece;
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

/** The most points, and the most bytes, of one request. A larger point is a request of its own. */
const BATCH = { points: 1000, bytes: 1024 * 1024 };

/** The points of a file, in batches for one request each. */
export async function* batchesIn(source: AsyncIterable<Buffer>, compression: Compression): AsyncGenerator<Buffer[]> {
  let batch: Buffer[] = [];
  let size = 0;
  for await (const point of split(decoding(source, compression))) {
    if (batch.length === BATCH.points || (batch.length > 0 && size + point.length > BATCH.bytes)) {
      yield batch;
      [batch, size] = [[], 0];
    }
    batch.push(point);
    size += point.length;
  }
  if (batch.length > 0) {
    yield batch;
  }
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
