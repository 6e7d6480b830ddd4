import { isSafeNumber, LosslessNumber, parse, stringify } from 'lossless-json';

/** Reads JSON; a number that JavaScript cannot hold, such as an integer beyond 2^53, stays the text that it is. */
export function parseJson(text: string): unknown {
  return parse(text, null, number => (isSafeNumber(number) ? Number(number) : new LosslessNumber(number)));
}

/** Writes JSON, with such numbers as they were read. */
export function stringifyJson(value: unknown, indent?: number): string {
  return stringify(value, null, indent)!;
}
