import { secrets } from './io';

/** Replaces a secret. */
export const MASK = '***';

/** Shorter values, words and numbers occur in ordinary text, and in the names of fields. */
const SHORTEST_STRONG = 8;
const WORDS = /^\p{L}?\p{Ll}*(?:[-_. ]\p{Ll}+)*\d{0,4}$|^\p{Lu}+$|^\d+$/u;
/** From this length on, even words are no ordinary text. */
const LONG = 20;
/** A shorter part of Base64 occurs in ordinary text. */
const SHORTEST_BASE64 = 6;

/** A part of a word: a weak secret between two of these is not the secret. */
const IN_WORD = '[\\p{L}\\p{N}_-]';
/** Before a weak secret: no letter, or the end of an escape such as `%20`, `\n` or `&amp;`. */
const BEFORE = `(?<!${IN_WORD})|(?<=%[0-9A-Fa-f]{2}|\\\\[nrt]|\\\\u[0-9A-Fa-f]{4})`;

const NAMED_ENTITIES: Readonly<Record<string, string>> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos' };
const JSON_ESCAPES: Readonly<Record<string, string>> = { '\n': 'n', '\r': 'r', '\t': 't', '\b': 'b', '\f': 'f' };

/** Registers a secret: `redact` then removes it in every encoding from texts. */
export function remember(secret: string): string {
  if (secret !== '') {
    secrets().add(secret);
  }
  return secret;
}

/** Characters that a terminal obeys instead of showing them: control characters, and those that change the order of a text. */
const INVISIBLE = /[^\P{Cc}\n\t]|[\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * The text without registered secrets, with invisible characters as escapes such as `\u202e`. Everything that is printed goes through it. Secrets
 * that are ordinary words stay, because the texts of this tool contain the words and not the secrets.
 */
export function redact(text: string): string {
  return visible(withoutStrong(text));
}

/** The text of a server, or a value that somebody else set, without registered secrets, also those that are ordinary words. */
export function redactForeign(text: string): string {
  return without(forms().weak, withoutStrong(text));
}

/** JSON whose texts contain no registered secret. Names of fields stay, and the result is always JSON. */
export function redactedJson(value: unknown, indent?: number): string {
  const json = JSON.stringify(
    value,
    (_, each: unknown) => (typeof each === 'string' ? withoutStrong(each) : each),
    indent,
  );
  return visible(json);
}

/** JSON knows the escapes, too. */
function visible(text: string): string {
  return text.replace(INVISIBLE, character =>
    unitsOf(character)
      .map(unit => `\\u${unit}`)
      .join(''),
  );
}

function withoutStrong(text: string): string {
  return without(forms().strong, text);
}

const SECRET_NAME =
  /(?:passw(?:or)?d|passphrase|pwd|secret|token|credential|(?:api|access|private|secret)[-_]?key|(?<![a-z])pass)s?$/i;

/** Whether a key of this name holds a secret: `adminPassword`, `api_key`, `inference.token`, `secret_key`, `DB_PASS`. */
export function looksSecret(name: string): boolean {
  return SECRET_NAME.test(name) || /[a-z]Pass$/.test(name);
}

/** One encoding of a secret. */
interface Form {
  /** A text in every match. Looking for it is much quicker than the pattern. */
  readonly needle: string;
  readonly pattern: string;
}

/** Every encoding of the secrets of a run, the longest secret first. */
interface Forms {
  /** How many secrets they are made of. */
  readonly count: number;
  readonly strong: readonly Form[];
  readonly weak: readonly Form[];
}

const known = new WeakMap<Set<string>, Forms>();

function forms(): Forms {
  const all = secrets();
  const cached = known.get(all);
  if (cached?.count === all.size) {
    return cached;
  }
  const longestFirst = [...all].sort((a, b) => b.length - a.length);
  const made: Forms = {
    count: all.size,
    strong: longestFirst.filter(isStrong).flatMap(secret => [inText(secret), ...inBase64(secret)]),
    weak: longestFirst.filter(secret => !isStrong(secret)).flatMap(secret => [asWord(secret), ...inBase64(secret)]),
  };
  known.set(all, made);
  return made;
}

function without(hidden: readonly Form[], text: string): string {
  const possible = hidden.filter(({ needle }) => text.includes(needle));
  return possible.length === 0
    ? text
    : text.replace(new RegExp(possible.map(({ pattern }) => pattern).join('|'), 'gu'), MASK);
}

function isStrong(secret: string): boolean {
  return secret.length >= LONG || (secret.length >= SHORTEST_STRONG && !WORDS.test(secret));
}

/** A secret in which each character can be written as in URLs, forms, JSON or HTML. */
function inText(secret: string): Form {
  return { needle: longestWord(secret), pattern: [...secret].map(inAnyEncoding).join('') };
}

/** The same, as a whole word. */
function asWord(secret: string): Form {
  const { needle, pattern } = inText(secret);
  return { needle, pattern: `(?:${BEFORE})${pattern}(?!${IN_WORD})` };
}

/** The part that looks the same in every encoding. */
function longestWord(text: string): string {
  return text.split(/[^A-Za-z0-9]+/).reduce((longest, word) => (word.length > longest.length ? word : longest));
}

function inAnyEncoding(character: string): string {
  if (/[A-Za-z0-9]/.test(character)) {
    return character;
  }
  const point = character.codePointAt(0)!;
  const hex = point.toString(16);
  const written = [
    literal(character),
    [...Buffer.from(character)].map(byte => `%${anyCase(byte.toString(16).padStart(2, '0'))}`).join(''),
    unitsOf(character)
      .map(unit => `\\\\u${anyCase(unit)}`)
      .join(''),
    `&#0*${point};`,
    `&#[xX]0*${anyCase(hex)};`,
    ...(character === ' ' ? ['\\+'] : []),
    ...(/["\\/]/.test(character) ? [`\\\\${literal(character)}`] : []),
    ...(JSON_ESCAPES[character] ? [`\\\\${JSON_ESCAPES[character]}`] : []),
    ...(NAMED_ENTITIES[character] ? [`&${NAMED_ENTITIES[character]};`] : []),
  ];
  // The longest first: the backslash of an escape belongs to the character.
  return `(?:${written.sort((a, b) => b.length - a.length).join('|')})`;
}

/** A secret inside of Base64, which writes it in three ways: by the number of bytes before it. */
function inBase64(secret: string): Form[] {
  return [0, 1, 2].flatMap(before => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]);
    const bits = bytes.length * 8;
    // The first and the last character can hold bits of the neighbors.
    const core = bytes.toString('base64').slice(before === 0 ? 0 : before + 1, Math.floor(bits / 6));
    const anyAlphabet = core.replace(/[+/]/g, sign => (sign === '+' ? '(?:[+-]|%2[Bb])' : '(?:[/_]|%2[Ff])'));
    const first = before === 0 ? '' : '[A-Za-z0-9+/_-]';
    const last = bits % 6 === 0 ? '' : '[A-Za-z0-9+/_-]?(?:=|%3[Dd]){0,2}';
    return core.length < SHORTEST_BASE64 ? [] : [{ needle: longestWord(core), pattern: first + anyAlphabet + last }];
  });
}

/** The UTF-16 code units of a character in hexadecimal, as JSON escapes them. */
function unitsOf(character: string): string[] {
  return Array.from(character.split(''), unit => unit.charCodeAt(0).toString(16).padStart(4, '0'));
}

function literal(character: string): string {
  return character.replace(/[$()*+./?[\\\]^{|}]/, '\\$&');
}

function anyCase(hex: string): string {
  return hex.replace(/[a-f]/g, digit => `[${digit}${digit.toUpperCase()}]`);
}
