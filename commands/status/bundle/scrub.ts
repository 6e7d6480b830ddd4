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
  // The private keys of age, and the keys and tokens of AWS, GitHub, GitLab, Slack, Google, Vault and OpenAI.
  [/AGE-SECRET-KEY-[\w-]{8,}/gi, MASK],
  [/(?:AKIA|ASIA)[A-Z\d]{16}/g, MASK],
  [/(?:gh[a-z]_|github_pat_|glpat-|xox[a-z]-|AIza|ya29\.|hv[sb]\.)[\w.-]{16,}/g, MASK],
  [/(?:(?<![\w-])|(?<=%[\dA-Fa-f]{2}|\\[nrt]))sk-[\w-]{16,}/g, MASK],
  // The user and the password of curl, not the numbers of a user and a group.
  [
    /((?<![\w-])(?:-[uU]|--(?:proxy-)?user)(?![\w-])[\s"',=\\]{0,8})(?!\d+:\d+(?!\S))(?:(?<=["'])[^"'\r\n:\\]{1,200}:[^"'\r\n\\]+|[^\s:"',\\]{1,200}:[^\s"',\\]+)/g,
    `$1${MASK}`,
  ],
  // The password of redis-cli and valkey-cli.
  [
    /((?:redis|valkey)-cli(?![\w.-])[^\r\n|;&]{0,500}?[\s"',\\]-a(?![\w-])[\s"',\\]{0,8})(?:(?<=["'])[^"'\r\n\\]+|[^\s"',\\]+)/g,
    `$1${MASK}`,
  ],
  // In an email address, the part before the @.
  [
    /(?:(?<![\p{L}\p{N}_.+-]|%(?=[\dA-Fa-f]{2}))|(?<=%[\dA-Fa-f]{2}))[\p{L}\p{N}_.+-]+((?:@|%40)[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)+)/gu,
    `${MASK}$1`,
  ],
];

/** A quote, also one that JSON in JSON escapes. */
const QUOTE = String.raw`(?:\\*["'])`;

/**
 * A name right before its value: a variable in a list, a setting in any notation, an option of a command line. Each part of the pattern reads a
 * text once, because logs have lines of megabytes.
 */
const NAMES = new RegExp(
  // The letters of an escape are not part of the name.
  String.raw`(?:(?<line>^[ \t]{0,200}(?:-[ \t]+)?)|(?<![\w-])(?:(?<=\\)[nrt]|(?<=%)[\dA-Fa-f]{2})?)(?:` +
    [
      String.raw`name${QUOTE}?:[ \t]*${QUOTE}?(?<variable>[\w-]+)${QUOTE}?,?\s*${QUOTE}?value${QUOTE}?:[ \t]*`,
      String.raw`(?<spaced>[\w-]+)(?::(?=\s)|[ \t]+=(?=[ \t]))[ \t]*(?:\w+\((?=${QUOTE}))?`,
      String.raw`(?<setting>[\w-]+)${QUOTE}?[ \t]*(?:[:=]|%3D)[ \t]*(?:\w+\((?=${QUOTE}))?`,
      String.raw`(?<option>--[\w-]+|requirepass|masterauth)(?:${QUOTE},[ \t]*|[ \t]+)(?!-)`,
    ].join('|') +
    ')',
  'gm',
);

const QUOTED = String.raw`(?<quote>\\+["']).*?(?:\k<quote>|$)|"(?:[^"\\\r\n]|\\.)*"?|'(?:[^'\r\n]|'')*'?|\[[^\]\r\n]*\]?`;
const BLOCK = String.raw`[|>][-+\d]*[ \t]*\n(?:[ \t]+.*(?:\n|$))+`;
/** A comma belongs to the value unless the next setting follows. */
const PLAIN = String.raw`[^\s"'&,;{}[\]\\]|[,;](?!["'[{]|[\w.-]+["']?[:=])(?=[^\s"'&,;{}[\]\\])`;
const BARE = String.raw`(?:${PLAIN})+`;
/** Several words, up to the next setting or option. */
const PHRASE = String.raw`(?:${PLAIN}|(?<=\w)'(?=\w)|[ \t]+(?![\w.-]+["']?[:=])(?=[^\s"'&,;{}[\]\\#-]))+`;
/** The rest of a line of YAML, without a comment. */
const REST = String.raw`(?:\S|[ \t]+(?=[^\s#]))+`;
/** The values in the lines below a name, each with an indent or a dash. The lines of a mapping have names of their own. */
const BELOW = String.raw`(?:\r?\n[ \t]*(?:(?<=[ \t])|-[ \t]+)(?!["']?[\w.-]+["']?:(?:\s|$)|-[ \t]+["']?[\w.-]+["']?:(?:\s|$))\S[^\r\n]*)+`;

const VALUE = new RegExp(`${QUOTED}|${BLOCK}|${BARE}`, 'my');
const VALUE_OF_WORDS = new RegExp(`${QUOTED}|${BLOCK}|${PHRASE}`, 'my');
const VALUE_OF_LINE = new RegExp(`${QUOTED}|${BLOCK}|${REST}|${BELOW}`, 'my');
const HEADER_VALUE = new RegExp(String.raw`${QUOTED}|[^\r\n"'}\]\\]+`, 'my');

const HEADER = /^(?:(?:[\w-]*[-_])?(?:cookie|authorization)|(?:x-)?api-key)$/i;
/** Names in logs and command lines, in addition to those in configs. */
const SECRET_TOO =
  /(?:requirepass|masterauth|signature|^sig|mnemonic|(?:account|encryption|signing|client|master)[-_]?key|session[-_]?id)$/i;
/** Names of secrets with words that a person chose. */
const PHRASE_NAME = /(?:passw(?:or)?d|passphrase|pwd|pass|mnemonic)s?$/i;
const NO_SECRET = /^(?:true|false|null|none|\**|\$\(\w+\)|\$)$/i;
/** A number of secrets, such as `tokens: 3000`. A number is also a possible password. */
const COUNTED = /(?:token|secret|key)(?=s$)/i;
const COUNT = /^\d{1,6}$/;

/** The text without registered secrets, and without what looks like a secret, an address of mail or a code of a sign-in. */
export function scrub(text: string): string {
  return withoutValues(HIDDEN.reduce((hidden, [pattern, by]) => hidden.replace(pattern, by), redactForeign(text)));
}

/** The same for a value of JSON: also a key, a variable or an option whose name looks like a secret. Texts stay texts. */
export function scrubbed(value: unknown, name = ''): unknown {
  if (typeof value === 'string' || typeof value === 'number') {
    const isHidden = (isSecret(name) || HEADER.test(name)) && !isHarmless(name, String(value));
    return isHidden ? MASK : typeof value === 'string' ? scrub(value) : value;
  }
  if (Array.isArray(value)) {
    // A number in a list of tokens is a token.
    const one = COUNTED.test(name) ? name.slice(0, -1) : name;
    return value.map((each, index) => scrubbed(each, optionBefore(value, index) ?? one));
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

/** The name of what the next text of a command line is: `['--client-secret', 'x']`. */
function optionBefore(list: readonly unknown[], index: number): string | undefined {
  const [before, own] = [list[index - 1], list[index]];
  if (typeof before !== 'string' || typeof own !== 'string') {
    return undefined;
  }
  if (/^(?:-[uU]|--(?:proxy-)?user)$/.test(before) && /^(?!\d+:\d+$)[^:]+:./.test(own)) {
    return 'password';
  }
  if (before === '-a' && list.slice(0, index).some(each => /(?:redis|valkey)-cli$/.test(String(each)))) {
    return 'password';
  }
  const isOption = /^(?:--[\w-]+|requirepass|masterauth)$/.test(before);
  return isOption && !own.startsWith('-') ? before : undefined;
}

function isSecret(name: string): boolean {
  return looksSecret(name) || SECRET_TOO.test(name);
}

function isHarmless(name: string, value: string): boolean {
  return NO_SECRET.test(value) || (COUNTED.test(name) && COUNT.test(value));
}

function withoutValues(text: string): string {
  const parts: string[] = [];
  let end = 0;
  for (const { 0: match, index, groups } of text.matchAll(NAMES)) {
    const { line, variable, spaced, setting, option } = groups!;
    const name = variable ?? spaced ?? setting ?? option!;
    const isLine = (spaced !== undefined && line !== undefined) || (variable !== undefined && match.includes('\n'));
    const pattern = patternOf(name, isLine, spaced !== undefined);
    const start = valueAt(text, index + match.length);
    if (pattern && start >= end) {
      pattern.lastIndex = start;
      const value = pattern.exec(text)?.[0] ?? '';
      parts.push(text.slice(end, start), masked(name, value));
      end = start + value.length;
    }
  }
  return parts.join('') + text.slice(end);
}

function patternOf(name: string, isLine: boolean, isSpaced: boolean): RegExp | undefined {
  if (HEADER.test(name)) {
    return HEADER_VALUE;
  }
  if (!isSecret(name)) {
    return undefined;
  }
  return isLine ? VALUE_OF_LINE : isSpaced && PHRASE_NAME.test(name) ? VALUE_OF_WORDS : VALUE;
}

/** The place of a value, which can be in quotes in the next line. */
function valueAt(text: string, start: number): number {
  const blank = /\s+(?=["'])/y;
  blank.lastIndex = start;
  return blank.test(text) ? blank.lastIndex : start;
}

/** White space and quotes stay, so that JSON and YAML stay what they are. */
function masked(name: string, value: string): string {
  const open = /^\s*(?:\\*["'])?/.exec(value)![0];
  const quote = open.trimStart();
  const close = quote !== '' && value.length >= open.length + quote.length && value.endsWith(quote) ? quote : '';
  const inner = value.slice(open.length, value.length - close.length);
  return isHarmless(name, inner) ? value : `${open}${MASK}${close}${value.endsWith('\n') ? '\n' : ''}`;
}
