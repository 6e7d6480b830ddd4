import { elements, isObject, members } from './json-text';

/** A string in quotes, or a number. Vectors hold nothing else that has digits. */
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const INTEGER = /^-?\d+$/;

/**
 * The point with every vector component written with a decimal point. Qdrant takes two rows of integers for the
 * indices and values of a sparse vector, and refuses the multivector that they are.
 */
export function withDecimalPoints(point: Buffer): Buffer {
  const vector = members(point).get('vector');
  if (!vector || !hasIntegers(vector)) {
    return point;
  }
  const start = vector.byteOffset - point.byteOffset;
  const after = point.subarray(start + vector.length);
  return Buffer.concat([point.subarray(0, start), Buffer.from(decimalVector(vector)), after]);
}

function hasIntegers(vector: Buffer): boolean {
  return (
    vector
      .toString()
      .match(TOKEN)
      ?.some(token => INTEGER.test(token)) ?? false
  );
}

function decimalVector(vector: Buffer): string {
  if (!isObject(vector)) {
    return decimals(vector);
  }
  const named = [...members(vector)].map(([name, value]) => {
    return `${JSON.stringify(name)}:${isObject(value) ? decimalSparse(value) : decimals(value)}`;
  });
  return `{${named.join(',')}}`;
}

/** Indices stay integers. */
function decimalSparse(sparse: Buffer): string {
  const parts = [...members(sparse)].map(([name, value]) => {
    return `${JSON.stringify(name)}:${name === 'values' ? decimals(value) : value.toString()}`;
  });
  return `{${parts.join(',')}}`;
}

function decimals(numbers: Buffer): string {
  return numbers.toString().replace(TOKEN, token => (INTEGER.test(token) ? `${token}.0` : token));
}

/** The start of a point as the server writes it: its id. */
const ID = /^\{\s*"id"\s*:\s*(\d+|"[^"]*")/;

/** The id of a point, as JSON text. */
export function idOf(point: Buffer): string {
  return ID.exec(point.toString('latin1', 0, 200))?.[1] ?? members(point).get('id')!.toString();
}

/** The order of a scroll: numbers by size, then UUIDs. */
export function compareIds(a: string, b: string): number {
  const [aIsNumber, bIsNumber] = [a[0] !== '"', b[0] !== '"'];
  if (aIsNumber !== bIsNumber) {
    return aIsNumber ? -1 : 1;
  }
  return (aIsNumber ? a.length - b.length : 0) || (a < b ? -1 : Number(a > b));
}

/** Points: each as the text that the server wrote, and the offset of the next page. */
export interface Page {
  readonly points: readonly Buffer[];
  /** Ids of points that are left out. A component of their vectors is infinite, and JSON cannot carry its value. */
  readonly leftOut: readonly string[];
  readonly next?: Buffer;
  /** Bytes of the complete answer. */
  readonly size: number;
}

/** Takes the answer to a scroll, or to a request for points by their ids, apart. */
export function pageOf(answer: Buffer): Page {
  // The parser's numbers are not exact, but it finds whatever is wrong with the text.
  const { result } = JSON.parse(answer.toString()) as { result?: { points?: unknown } | unknown[] };
  const parsed = Array.isArray(result) ? result : result?.points;
  if (!Array.isArray(parsed)) {
    throw new SyntaxError('the list of points is missing');
  }
  const text = members(answer).get('result')!;
  const page = isObject(text) ? members(text) : new Map([['points', text]]);
  const next = page.get('next_page_offset');
  const points = elements(page.get('points')!);
  if (!points.every(isObject)) {
    throw new SyntaxError('a point is not an object');
  }
  const isCarried = (_: Buffer, at: number) => !hasNull((parsed[at] as { vector?: unknown }).vector ?? {});
  const carried = points.filter(isCarried);
  const leftOut = points.filter((point, at) => !isCarried(point, at)).map(idOf);
  return { points: carried, leftOut, next: isNull(next) ? undefined : next, size: answer.length };
}

/** Whether vectors have a component that the server writes as null, because it is infinite. */
function hasNull(vector: unknown): boolean {
  return Array.isArray(vector)
    ? vector.includes(null) || (Array.isArray(vector[0]) && vector.some(hasNull))
    : typeof vector === 'object' && vector !== null && Object.values(vector).some(hasNull);
}

function isNull(value: Buffer | undefined): boolean {
  return value === undefined || value.equals(Buffer.from('null'));
}
