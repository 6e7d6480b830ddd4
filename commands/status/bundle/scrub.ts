import { looksSecret, MASK, redactForeign } from '../../../cli/secrets';

const HIDDEN: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----/g, MASK],
  // A JSON Web Token, also one whose signature is cut off.
  [/\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?/g, MASK],
  [/\b(Bearer|Basic) +[\w.~+/=-]{6,}/gi, `$1 ${MASK}`],
  [/\b((?:set-)?cookie|authorization|(?:x-)?api-key)(["']?\s*[:=]\s*["']?)(?!\*)[^\s"',}][^\r\n"'}]*/gi, `$1$2${MASK}`],
  // The password in a URL.
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@"']+@/gi, `$1${MASK}@`],
  // What an identity provider adds to the address of a callback.
  [/([?&](?:code|state|session_state|id_token_hint|login_hint|nonce)=)[^&\s"']+/gi, `$1${MASK}`],
  [/[\w.+-]+(@[\w-]+(?:\.[\w-]+)+)/g, `${MASK}$1`],
];

/** A name, and the value that it has in a file of settings, JSON, YAML or a query. */
const SETTING = /([A-Za-z][\w-]*)(["']?\s*[:=]\s*["']?)([^\s"'&,;{}[\]]{3,})/g;
const NO_SECRET = /^(?:true|false|null|none|\d{1,6}|\*+)$/i;

/** The text without registered secrets, and without what looks like a secret, an address of mail or a code of a sign-in. */
export function scrub(text: string): string {
  const known = HIDDEN.reduce((hidden, [pattern, by]) => hidden.replace(pattern, by), redactForeign(text));
  return known.replace(SETTING, (whole: string, name: string, between: string, value: string) =>
    looksSecret(name) && !NO_SECRET.test(value) ? `${name}${between}${MASK}` : whole,
  );
}

/** The same for a value of JSON: also a key or a variable whose name looks like a secret. Texts stay texts. */
export function scrubbed(value: unknown, name = ''): unknown {
  if (typeof value === 'string') {
    return looksSecret(name) && value !== '' ? MASK : scrub(value);
  }
  if (Array.isArray(value)) {
    return value.map(each => scrubbed(each));
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
