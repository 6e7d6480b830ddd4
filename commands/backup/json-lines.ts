import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { PassThrough, pipeline as joined, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { idOf } from '../../clients/qdrant/points';
import type { Qdrant } from '../../clients/qdrant/qdrant';
import type { Compression } from './manifest';
import type { Meter } from './meter';

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

/** The ids in a file, each as JSON text, in the order of the lines. */
export async function* idsIn(place: string, compression: Compression): AsyncGenerator<string, undefined> {
  const source = createReadStream(place);
  const decoded = compression === 'gzip' ? joined(source, createGunzip(), () => undefined) : source;
  try {
    for await (const line of split(decoded as AsyncIterable<Buffer>)) {
      yield idOf(line);
    }
  } finally {
    source.destroy();
  }
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
