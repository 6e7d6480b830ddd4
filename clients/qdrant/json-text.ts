/*
 * Parts of a JSON text as the very bytes they were written in. What is passed on this way keeps every digit: integers
 * beyond 2^53, `1.0` as `1.0`. The text must have been checked by a parser before.
 */

/** What a byte outside of strings does to the structure. A table, because millions of them are looked at each second. */
const KIND = new Uint8Array(256);
const [QUOTE, OPEN, CLOSE, COMMA, COLON, SPACE] = [1, 2, 3, 4, 5, 6] as const;
for (const [characters, kind] of [
  ['"', QUOTE],
  ['{[', OPEN],
  ['}]', CLOSE],
  [',', COMMA],
  [':', COLON],
  [' \t\r\n', SPACE],
] as const) {
  Buffer.from(characters).forEach(byte => (KIND[byte] = kind));
}
const BACKSLASH = 0x5c;
const QUOTE_BYTE = 0x22;

/** The elements of an array. */
export function elements(array: Buffer): Buffer[] {
  const found: Buffer[] = [];
  let at = skip(array, 1);
  while (KIND[array[at]!] !== CLOSE) {
    const end = endOfValue(array, at);
    found.push(array.subarray(at, end));
    at = skip(array, end);
  }
  return found;
}

/** The members of an object, by name. */
export function members(object: Buffer): Map<string, Buffer> {
  const found = new Map<string, Buffer>();
  let at = skip(object, 1);
  while (KIND[object[at]!] !== CLOSE) {
    const endOfName = endOfValue(object, at);
    const name = JSON.parse(object.toString('utf8', at, endOfName)) as string;
    const start = skip(object, endOfName);
    const end = endOfValue(object, start);
    found.set(name, object.subarray(start, end));
    at = skip(object, end);
  }
  return found;
}

export function isObject(text: Buffer | undefined): text is Buffer {
  return text?.[0] === 0x7b;
}

/** Where the next name or value begins, or the surrounding one ends. */
function skip(text: Buffer, start: number): number {
  for (let at = start; at < text.length; at++) {
    const kind = KIND[text[at]!];
    if (kind !== SPACE && kind !== COMMA && kind !== COLON) {
      return at;
    }
  }
  throw new SyntaxError('A JSON text ends too early');
}

function endOfValue(text: Buffer, start: number): number {
  const kind = KIND[text[start]!];
  return kind === QUOTE
    ? endOfString(text, start)
    : kind === OPEN
      ? endOfStructure(text, start)
      : endOfWord(text, start);
}

function endOfStructure(text: Buffer, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const kind = KIND[text[at]!];
    if (kind === QUOTE) {
      at = endOfString(text, at) - 1;
    } else if (kind === OPEN) {
      depth++;
    } else if (kind === CLOSE && --depth === 0) {
      return at + 1;
    }
  }
  throw new SyntaxError('A JSON text ends too early');
}

function endOfString(text: Buffer, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const byte = text[at]!;
    if (byte === BACKSLASH) {
      at++;
    } else if (byte === QUOTE_BYTE) {
      return at + 1;
    }
  }
  throw new SyntaxError('A string in a JSON text does not end');
}

/** A number, `true`, `false` or `null`. */
function endOfWord(text: Buffer, start: number): number {
  let at = start;
  while (at < text.length && KIND[text[at]!] === 0) {
    at++;
  }
  return at;
}
