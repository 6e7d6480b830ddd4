import { randomInt } from 'node:crypto';
import { members } from '../../../clients/qdrant/json-text';
import { idOf } from '../../../clients/qdrant/points';
import type { Backup } from '../../restore/fill';
import { canonicalText } from '../../restore/parameters';
import { strictLimit } from '../counts';
import { batchesIn } from '../json-lines';
import type { BackedUpCollection } from '../manifest';

/** How many points of each file are compared. */
const SAMPLE = 200;
/** How many points of a collection from snapshots are read. */
const READ = 16;
/**
 * The largest difference of a component, relative to the largest component of the vector. The server normalizes cosine
 * vectors once more, and then rounds them.
 */
const TOLERANCE = { float16: 2e-3, others: 1e-5 };

const EMPTY = Buffer.from('{}');

/** The result of a comparison by value. */
export interface Comparison {
  /** How many points were compared. */
  readonly compared: number;
  /** What differs, one sentence each. */
  readonly problems: readonly string[];
}

/** Compares a sample of the points in the files with the points on the server. */
export async function comparePoints(
  { place, manifest, nodes }: Backup,
  { name, info, files }: BackedUpCollection,
): Promise<Comparison> {
  const tolerance = info.includes('"float16"') ? TOLERANCE.float16 : TOLERANCE.others;
  const problems: string[] = [];
  let compared = 0;
  for (const { path, points = 0, shardKey } of files) {
    const step = Math.max(1, Math.ceil(points / SAMPLE));
    // Each drill takes other points.
    const first = randomInt(step);
    let at = 0;
    for await (const batch of batchesIn(place.open(path), manifest.compression)) {
      const chosen = batch.filter((_, index) => (at + index) % step === first);
      at += batch.length;
      if (chosen.length > 0) {
        const page = await nodes.first.qdrant.pointsOf(name, chosen.map(idOf), shardKey);
        const present = new Map(page.points.map(point => [idOf(point), point]));
        problems.push(...chosen.flatMap(saved => differenceOf(saved, present.get(idOf(saved)), tolerance) ?? []));
        compared += chosen.length;
      }
    }
  }
  const [example] = problems;
  return {
    compared,
    problems: example === undefined ? [] : [`${problems.length} of ${compared} compared points differ (${example})`],
  };
}

/** Reads some points with their vectors. The format of snapshots is the server's own, so the backup names no values. */
export async function readPoints({ nodes }: Backup, { name, info, held }: BackedUpCollection): Promise<Comparison> {
  const limit = Math.min(READ, strictLimit({ name, info }));
  const { points, leftOut } = await nodes.first.qdrant.page(name, { limit });
  const [read, expected] = [points.length + leftOut.length, Math.min(limit, held.least)];
  const problems = read < expected ? [`the server returns ${read} points where it counts ${held.least}`] : [];
  return { compared: 0, problems };
}

/** Why a point differs from the backup. Undefined where both are the same. */
export function differenceOf(saved: Buffer, present: Buffer | undefined, tolerance: number): string | undefined {
  if (!present) {
    return `point ${idOf(saved)} is missing`;
  }
  const [before, now] = [members(saved), members(present)];
  const [payload, presentPayload] = [before, now].map(each => canonicalText(filled(each.get('payload'))));
  if (payload !== presentPayload) {
    return `point ${idOf(saved)} has another payload`;
  }
  const [vector, presentVector] = [before, now].map(
    each => JSON.parse(filled(each.get('vector')).toString()) as unknown,
  );
  return isClose(vector, presentVector, tolerance) ? undefined : `point ${idOf(saved)} has another vector`;
}

/** Servers write an empty value as null, or leave it out. */
function filled(value: Buffer | undefined): Buffer {
  return value === undefined || value.equals(Buffer.from('null')) ? EMPTY : value;
}

/** Compares vectors of every kind: rows, rows of rows, sparse vectors, and objects of named vectors. */
function isClose(one: unknown, other: unknown, tolerance: number): boolean {
  if (Array.isArray(one) && Array.isArray(other)) {
    const rows = [one, other].map(each => each.flat() as number[]) as [number[], number[]];
    const largest = rows[0].reduce((most, component) => Math.max(most, Math.abs(component)), 0);
    return (
      one.length === other.length &&
      rows[0].length === rows[1].length &&
      rows[0].every((component, at) => Math.abs(component - rows[1][at]!) <= tolerance * largest)
    );
  }
  if (isRecord(one) && isRecord(other)) {
    const names = new Set([...Object.keys(one), ...Object.keys(other)]);
    return isSparse(one) && isSparse(other)
      ? isCloseSparse(one, other, tolerance)
      : [...names].every(name => isClose(one[name], other[name], tolerance));
  }
  return false;
}

interface Sparse {
  readonly indices: readonly number[];
  readonly values: readonly number[];
}

/** The server can sort the indices. */
function isCloseSparse(one: Sparse, other: Sparse, tolerance: number): boolean {
  const [before, now] = [one, other].map(({ indices, values }) =>
    indices.map((index, at) => [index, values[at]!] as const).sort(([a], [b]) => a - b),
  ) as [Pair[], Pair[]];
  const indicesOf = (pairs: readonly Pair[]) => pairs.map(([index]) => index).join(' ');
  const valuesOf = (pairs: readonly Pair[]) => pairs.map(([, value]) => value);
  return indicesOf(before) === indicesOf(now) && isClose(valuesOf(before), valuesOf(now), tolerance);
}

type Pair = readonly [index: number, value: number];

function isSparse(vector: object): vector is Sparse {
  const { indices, values, ...others } = vector as Partial<Sparse>;
  return (
    Array.isArray(indices) && Array.isArray(values) && Object.keys(others).length === 0 && !Array.isArray(values[0])
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
