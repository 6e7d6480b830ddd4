import type { SnapshotApi } from '../../clients/qdrant/snapshot-api';
import type { Hit } from '../../clients/qdrant/types';
import { stringifyJson } from '../../clients/qdrant/json';
import { configOf } from './collection-info';
import { strictLimit } from './counts';
import type { BackedUpCollection, RecordedSearch, Searches } from './manifest';
import { ofCollection, type SurveyedCollection } from './survey';

/** How many searches are recorded, and how many hits each has. */
const SEARCHES = 5;
const HITS = 5;
/** How many random points are read. Some of them can lack the vector. */
const SAMPLE = 16;
/** The largest collection, in components of its vectors. An exact search reads all of them. */
const MOST_COMPONENTS = 250_000_000;
/** The longest time of one search, in seconds. */
const TIMEOUT = 20;
/**
 * The largest difference of a score, relative to its size. The server rounds components, normalizes cosine vectors once
 * more, and adds in another order on another processor.
 */
const TOLERANCE = { normalizedFloat16: 4e-3, others: 1e-4 };

/** A vector of a collection that can be searched. */
interface DenseVector {
  /** Absent for the vector without a name. */
  readonly using?: string;
  readonly size: number;
  readonly distance: string;
}

/** Searches before a copy, to be repeated after the copy. */
export interface Searched {
  readonly vector?: DenseVector;
  readonly answers: readonly { readonly from: string; readonly tolerance: number; readonly hits: readonly Hit[] }[];
  /** Why there are no searches. */
  readonly reason?: string;
}

/** Searches from random points of a collection before the collection is copied. */
export async function searchBefore(qdrant: SnapshotApi, collection: SurveyedCollection): Promise<Searched> {
  const vector = denseVectorOf(collection);
  const reason = vector ? unsuitability(collection, vector) : 'it has no dense vector';
  if (!vector || reason) {
    return { answers: [], reason };
  }
  try {
    const points = await qdrant.sample(collection.name, Math.min(SAMPLE, strictLimit(collection)), vector.using);
    const answers: Searched['answers'][number][] = [];
    for (const { id, components } of points.filter(point => point.components.length > 0).slice(0, SEARCHES)) {
      const hits = await search(qdrant, collection, vector, id);
      const tolerance = toleranceOf(collection, vector, components, hits);
      // A product of large components is infinite, and JSON cannot carry its value.
      if (Number.isFinite(tolerance)) {
        answers.push({ from: id, tolerance, hits });
      }
    }
    return { vector, answers, ...(answers.length === 0 && { reason: 'no point of a sample can be searched from' }) };
  } catch (error) {
    return { answers: [], reason: ofCollection(error).message };
  }
}

/**
 * Repeats the searches after the copy. Answers belong to the copy only where both times agree, in the versions of the points
 * too: the version of a point increases with each write.
 *
 * @param isUnchanged Whether every count during the copy was the same, and the copy holds as many points.
 */
export async function searchAfter(
  qdrant: SnapshotApi,
  collection: SurveyedCollection,
  { vector, answers, reason }: Searched,
  isUnchanged: boolean,
): Promise<Searches> {
  if (reason !== undefined) {
    return { answers: [], reason };
  }
  const changed = { answers: [], reason: 'it changed during the backup, or the backup lacks points' };
  if (!isUnchanged) {
    return changed;
  }
  try {
    for (const { from, hits } of answers) {
      const now = await search(qdrant, collection, vector!, from);
      if (stringifyJson(now) !== stringifyJson(hits)) {
        return changed;
      }
    }
  } catch (error) {
    return { answers: [], reason: ofCollection(error).message };
  }
  const { using } = vector!;
  const recorded = answers.map(({ from, tolerance, hits }): RecordedSearch => ({
    from,
    ...(using !== undefined && { using }),
    tolerance,
    hits: hits.map(({ id, score }) => ({ id: stringifyJson(id), score: numberOf(score) })),
  }));
  return { answers: recorded };
}

/** Repeats the recorded searches on a server. @returns What differs, one sentence each. */
export async function repeatSearches(qdrant: SnapshotApi, collection: BackedUpCollection): Promise<string[]> {
  const problems: string[] = [];
  for (const recorded of collection.searches?.answers ?? []) {
    const hits = await search(qdrant, collection, recorded, recorded.from);
    const problem = differenceOfHits(recorded, hits);
    problems.push(...(problem === undefined ? [] : [`the search from point ${recorded.from} ${problem}`]));
  }
  return problems;
}

/** How hits differ from those of a recorded search. Undefined where they do not. Points of the same score have no order. */
export function differenceOfHits({ hits, tolerance }: RecordedSearch, found: readonly Hit[]): string | undefined {
  if (found.length !== hits.length) {
    return `has ${found.length} hits instead of ${hits.length}`;
  }
  const scores = new Map(found.map(({ id, score }) => [stringifyJson(id), numberOf(score)]));
  const isClose = (one: number, other: number) => Math.abs(one - other) <= tolerance;
  const place = hits.findIndex(({ score }, at) => !isClose(score, numberOf(found[at]!.score)));
  if (place >= 0) {
    return `has score ${found[place]!.score} at hit ${place + 1} instead of ${hits[place]!.score}`;
  }
  const last = hits.at(-1)?.score ?? 0;
  for (const { id, score } of hits) {
    const now = scores.get(id);
    // Another point can take the place of the last hits where their scores are the same.
    const isReplaceable = hits.length === HITS && Math.abs(score - last) <= 2 * tolerance;
    if (now === undefined ? !isReplaceable : !isClose(score, now)) {
      return now === undefined ? `lacks point ${id}` : `gives point ${id} score ${now} instead of ${score}`;
    }
  }
  return undefined;
}

function search(
  qdrant: SnapshotApi,
  collection: Pick<BackedUpCollection, 'name' | 'info'>,
  { using }: { readonly using?: string },
  from: string,
): Promise<Hit[]> {
  const { strict_mode_config: strict } = configOf(collection);
  const limit = Math.min(HITS, strictLimit(collection));
  const most = strict?.enabled && typeof strict.max_timeout === 'number' ? strict.max_timeout : TIMEOUT;
  return qdrant.nearest(collection.name, from, { using, limit, timeout: Math.min(TIMEOUT, most) });
}

/** Why exact searches of a collection are not recorded. */
function unsuitability(collection: SurveyedCollection, { size }: DenseVector): string | undefined {
  const { strict_mode_config: strict } = configOf(collection);
  const { points_count = 0 } = JSON.parse(collection.info) as { points_count?: number };
  if (collection.shardKeys) {
    // The server then finds any of the points that share an id.
    return 'it has custom shard keys';
  }
  if (strict?.enabled && typeof strict.read_rate_limit === 'number') {
    return 'strict mode limits its reads';
  }
  return points_count * size > MOST_COMPONENTS ? 'it is too large for exact searches' : undefined;
}

function denseVectorOf(collection: SurveyedCollection): DenseVector | undefined {
  type Parameters = Omit<DenseVector, 'using'> & { readonly multivector_config?: object | null };
  const vectors = (configOf(collection).params.vectors ?? {}) as Parameters | Readonly<Record<string, Parameters>>;
  const named = (typeof vectors.size === 'number' ? { '': vectors } : vectors) as Readonly<Record<string, Parameters>>;
  const found = Object.entries(named).find(([, { multivector_config }]) => !multivector_config);
  return found && { ...found[1], using: found[0] || undefined };
}

function toleranceOf(
  { info }: SurveyedCollection,
  { distance }: DenseVector,
  components: readonly number[],
  hits: readonly Hit[],
): number {
  const isRounded = distance === 'Cosine' && info.includes('"float16"');
  const relative = isRounded ? TOLERANCE.normalizedFloat16 : TOLERANCE.others;
  const square = components.reduce((sum, component) => sum + component * component, 0);
  // A small product of large vectors has the rounding of large numbers.
  const least = distance === 'Cosine' ? 1 : distance === 'Dot' ? square : 0;
  const sizes = hits.map(({ score }) => Math.abs(numberOf(score)));
  return relative * sizes.reduce((most, size) => (size <= most ? most : size), least);
}

/** NaN where JSON cannot carry the value. */
function numberOf(score: unknown): number {
  return score === null ? NaN : Number(String(score));
}
