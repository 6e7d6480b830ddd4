import { LosslessNumber } from 'lossless-json';
import { Refused } from './qdrant-refused';

/** A vector as the server keeps it: 32-bit components. */
export type StoredVector =
  | { readonly dense: Float32Array }
  | { readonly multi: readonly Float32Array[] }
  | { readonly indices: readonly number[]; readonly values: Float32Array };

interface VectorParams {
  readonly size: unknown;
  readonly distance: string;
  readonly multivector_config?: object;
}

/** The vectors that a collection may hold; the one without a name is called ''. */
export class VectorSchema {
  private readonly dense: ReadonlyMap<string, VectorParams>;
  private readonly sparse: ReadonlySet<string>;

  /** @param params `params` of a collection's config. */
  constructor({ vectors = {}, sparse_vectors = {} }: { vectors?: any; sparse_vectors?: any }) {
    this.dense = new Map<string, VectorParams>('distance' in vectors ? [['', vectors]] : Object.entries(vectors));
    this.sparse = new Set(Object.keys(sparse_vectors));
  }

  /** The vectors of a point that was sent, in the order in which they were sent. */
  accept(sent: unknown, index: number): Map<string, StoredVector> {
    const named = this.dense.has('') ? { '': sent } : (sent ?? {});
    return new Map(Object.entries(named as object).map(([name, value]) => [name, this.one(name, value, index)]));
  }

  private one(name: string, value: any, index: number): StoredVector {
    if (isPair(value)) {
      const indices = value[0].map(toNumber);
      if (new Set(indices).size < indices.length || value[0].length !== value[1].length) {
        throw new Refused(
          422,
          `Validation error in JSON body: [points[${index}].vector.?.indices: Validation error: must be unique [{}]]`,
        );
      }
      throw new Refused(400, `Wrong input: Conversion between sparse and regular vectors failed`);
    }
    if (!Array.isArray(value)) {
      this.require(this.sparse.has(name), name);
      return { indices: value.indices.map(toNumber), values: Float32Array.from(value.values, toNumber) };
    }
    const params = this.dense.get(name);
    this.require(params !== undefined, name);
    if (params!.multivector_config) {
      return { multi: value.map(row => normalized(row, params!)) };
    }
    return { dense: normalized(value, params!) };
  }

  private require(known: boolean, name: string): void {
    if (!known) {
      throw new Refused(400, `Wrong input: Not existing vector name error: ${name}`);
    }
  }

  /** The score of a dense vector for a query. */
  score(query: readonly unknown[], stored: Float32Array, name = ''): number {
    const params = this.dense.get(name)!;
    const other = normalized(query, params);
    const sum = (each: (a: number, b: number) => number) =>
      other.reduce((total, component, at) => total + each(component, stored[at]!), 0);
    switch (params.distance) {
      case 'Euclid':
        return Math.fround(Math.sqrt(sum((a, b) => (a - b) ** 2)));
      case 'Manhattan':
        return Math.fround(sum((a, b) => Math.abs(a - b)));
      default:
        return Math.fround(sum((a, b) => a * b));
    }
  }

  /** Whether a lower score is nearer. */
  isDistance(name: string): boolean {
    return ['Euclid', 'Manhattan'].includes(this.dense.get(name)!.distance);
  }
}

/** Two rows of which the first holds whole numbers: the server reads them as indices and values. */
function isPair(value: any): value is [unknown[], unknown[]] {
  return (
    Array.isArray(value) &&
    value.length === 2 &&
    Array.isArray(value[0]) &&
    value[0].every(n => /^\d+$/.test(String(n)))
  );
}

function normalized(sent: readonly unknown[], { size, distance }: VectorParams): Float32Array {
  if (sent.length !== toNumber(size)) {
    throw new Refused(400, `Wrong input: Vector dimension error: expected dim: ${size}, got ${sent.length}`);
  }
  const numbers = sent.map(toNumber);
  const square = numbers.reduce((sum, number) => sum + number * number, 0);
  // As in the server's own code, a vector that is normalised already stays as it is.
  const isUnit = square === 0 || Math.abs(square - 1) <= 1e-6;
  const length = distance === 'Cosine' && !isUnit ? Math.sqrt(square) : 1;
  return Float32Array.from(numbers, number => number / length);
}

function toNumber(value: unknown): number {
  return Number(String(value));
}

/** Vectors as the server writes them. */
export function vectorsForJson(vectors: ReadonlyMap<string, StoredVector>): unknown {
  const unnamed = vectors.get('');
  return unnamed ? forJson(unnamed) : Object.fromEntries([...vectors].map(([name, vector]) => [name, forJson(vector)]));
}

function forJson(vector: StoredVector): unknown {
  if ('dense' in vector) {
    return [...vector.dense].map(float);
  }
  if ('multi' in vector) {
    return vector.multi.map(row => [...row].map(float));
  }
  return { indices: vector.indices, values: [...vector.values].map(float) };
}

/** The shortest text that reads as the same 32-bit number, always with a point or an exponent. */
function float(value: number): LosslessNumber {
  for (let digits = 1; ; digits++) {
    const text = String(Number(value.toPrecision(digits)));
    if (digits === 9 || Math.fround(Number(text)) === value) {
      return new LosslessNumber(/[.e]/.test(text) ? text.replace('e+', 'e') : `${text}.0`);
    }
  }
}
