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

/** A page of a scroll: its points and the offset of the next, each as the text that the server wrote. */
export interface Page {
  readonly points: readonly Buffer[];
  readonly next?: Buffer;
  /** Bytes of the complete answer. */
  readonly size: number;
}

/** Takes the answer to a scroll apart. */
export function pageOf(answer: Buffer): Page {
  // The parser's numbers are not exact, but it finds whatever is wrong with the text.
  const { result } = JSON.parse(answer.toString()) as { result?: { points?: unknown } };
  if (!Array.isArray(result?.points)) {
    throw new SyntaxError('the list of points is missing');
  }
  const page = members(members(answer).get('result')!);
  const next = page.get('next_page_offset');
  const points = elements(page.get('points')!);
  if (!points.every(isObject)) {
    throw new SyntaxError('a point is not an object');
  }
  return { points, next: isNull(next) ? undefined : next, size: answer.length };
}

function isNull(value: Buffer | undefined): boolean {
  return value === undefined || value.equals(Buffer.from('null'));
}
