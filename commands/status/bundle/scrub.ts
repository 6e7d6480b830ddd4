import { looksSecret, MASK, redactForeign } from '../../../cli/secrets';

const HIDDEN: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [
    /-----BEGIN [A-Z ]{0,30}PRIVATE KEY[A-Z ]{0,10}-----(?:(?!-----BEGIN )[\s\S]){0,20000}?-----END [A-Z ]{0,30}PRIVATE KEY[A-Z ]{0,10}-----/g,
    MASK,
  ],
  // The start of a private key at the end of a log.
  [/-----BEGIN [A-Z ]{0,30}PRIVATE KEY[A-Z ]{0,10}-----(?:\s|\\[nr]|[\w+/=]{16,})*/g, MASK],
  // A JSON Web Token, signed or encrypted, also one whose end is cut off.
  [/(?:\b|(?<=_|%[\dA-Fa-f]{2}|\\[nrt]))eyJ[\w-]{8,}(?:\.[\w-]*){1,4}/g, MASK],
  [/\b(Bearer|Basic)( +|%20|\+)[\w.~+/=-]{6,}/gi, `$1$2${MASK}`],
  // The password in a URL.
  [/(\b[a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/@"']+@/gi, `$1${MASK}@`],
  // What an identity provider adds to the address of a callback, also in an address inside of another one.
  [
    /((?:[?&#;]|\\u0026|%3F|%26|%23)(?:code|state|session_state|id_token_hint|login_hint|nonce)(?:=|\\u003d|%3D))(?:(?!%26|\\u0026)[^&\s"'])+/gi,
    `$1${MASK}`,
  ],
  // The cookies of oauth2-proxy, without the name of the header.
  [/((?:_oauth2_proxy|__(?:Secure|Host)-)[\w-]{0,64}=)[^;\s"']+/g, `$1${MASK}`],
  [/(?<![\w.+-])[\w.+-]+(@[\w-]+(?:\.[\w-]+)+)/g, `${MASK}$1`],
];

/** A quote, also one that JSON in JSON escapes. */
const QUOTE = String.raw`(?:\\*["'])`;

/**
 * A name right before its value: a variable in a list, a setting in any notation, an option of a command line. Each part of the pattern reads a
 * text once, because logs have lines of megabytes.
 */
const NAMES = new RegExp(
  // The letters of an escape are not part of the name.
  String.raw`(?<![\w-])(?:(?<=\\)[nrt]|(?<=%)[\dA-Fa-f]{2})?(?:` +
    [
      String.raw`name${QUOTE}?:[ \t]*${QUOTE}?(?<variable>[\w-]+)${QUOTE}?,?\s*${QUOTE}?value${QUOTE}?:[ \t]*`,
      String.raw`(?<setting>[\w-]+)${QUOTE}?[ \t]*(?:[:=]|%3D)[ \t]*(?:\w+\((?=${QUOTE}))?`,
      String.raw`(?<option>--[\w-]+|requirepass|masterauth)(?:${QUOTE},[ \t]*|[ \t]+)(?!-)`,
    ].join('|') +
    ')',
  'g',
);

const QUOTED = String.raw`(?<quote>\\+["']).*?(?:\k<quote>|$)|"(?:[^"\\\r\n]|\\.)*"?|'(?:[^'\r\n]|'')*'?|\[[^\]\r\n]*\]?`;
const BLOCK = String.raw`[|>][-+\d]*[ \t]*\n(?:[ \t]+.*(?:\n|$))+`;
/** A comma belongs to the value unless the next setting follows. */
const BARE = String.raw`(?:[^\s"'&,;{}[\]\\]|[,;](?!["'[{]|[\w.-]+["']?[:=])(?=[^\s"'&,;{}[\]\\]))+`;
const VALUE = new RegExp(`${QUOTED}|${BLOCK}|${BARE}`, 'my');
const HEADER_VALUE = new RegExp(String.raw`${QUOTED}|[^\r\n"'}\]\\]+`, 'my');

const HEADER = /^(?:(?:[\w-]*[-_])?(?:cookie|authorization)|(?:x-)?api-key)$/i;
/** Names in logs and command lines, in addition to those in configs. */
const SECRET_TOO =
  /(?:requirepass|masterauth|signature|(?:account|encryption|signing|client|master)[-_]?key|session[-_]?id)$/i;
const NO_SECRET = /^(?:true|false|null|none|\d{1,6}|\**|\$\(\w+\)|\$)$/i;

/** The text without registered secrets, and without what looks like a secret, an address of mail or a code of a sign-in. */
export function scrub(text: string): string {
  return withoutValues(HIDDEN.reduce((hidden, [pattern, by]) => hidden.replace(pattern, by), redactForeign(text)));
}

/** The same for a value of JSON: also a key, a variable or an option whose name looks like a secret. Texts stay texts. */
export function scrubbed(value: unknown, name = ''): unknown {
  if (typeof value === 'string' || typeof value === 'number') {
    const isHidden = (isSecret(name) || HEADER.test(name)) && !NO_SECRET.test(String(value));
    return isHidden ? MASK : typeof value === 'string' ? scrub(value) : value;
  }
  if (Array.isArray(value)) {
    return value.map((each, index) => scrubbed(each, optionBefore(value, index) ?? name));
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const { name: variable } = value as { readonly name?: unknown };
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => {
      const isVariable = key === 'value' && typeof variable === 'string';
      return [key, scrubbed(each, isVariable ? variable : key)];
    }),
  );
}

/** The option of a command line that the next text is the value of: `['--client-secret', 'x']`. */
function optionBefore(list: readonly unknown[], index: number): string | undefined {
  const [before, own] = [list[index - 1], list[index]];
  const isOption = typeof before === 'string' && /^(?:--[\w-]+|requirepass|masterauth)$/.test(before);
  return isOption && typeof own === 'string' && !own.startsWith('-') ? before : undefined;
}

function isSecret(name: string): boolean {
  return looksSecret(name) || SECRET_TOO.test(name);
}

function withoutValues(text: string): string {
  const parts: string[] = [];
  let end = 0;
  for (const { 0: match, index, groups } of text.matchAll(NAMES)) {
    const name = groups!.variable ?? groups!.setting ?? groups!.option!;
    const pattern = HEADER.test(name) ? HEADER_VALUE : isSecret(name) ? VALUE : undefined;
    const start = index + match.length;
    if (pattern && start >= end) {
      pattern.lastIndex = start;
      const value = pattern.exec(text)?.[0] ?? '';
      parts.push(text.slice(end, start), masked(value));
      end = start + value.length;
    }
  }
  return parts.join('') + text.slice(end);
}

/** The quotes stay, so that JSON stays JSON. */
function masked(value: string): string {
  const open = /^\\*["']/.exec(value)?.[0] ?? '';
  const close = open !== '' && value.length >= 2 * open.length && value.endsWith(open) ? open : '';
  const inner = value.slice(open.length, value.length - close.length);
  return NO_SECRET.test(inner) ? value : `${open}${MASK}${close}${value.endsWith('\n') ? '\n' : ''}`;
}
