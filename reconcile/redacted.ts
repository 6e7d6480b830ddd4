import { looksSecret, MASK } from '../cli/secrets';
import type { Change } from './changes';

/** Holds the complete object, as kubectl applied it. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
/** A quote that is not closed hides the rest of the text. */
const QUOTED = `"(?:[^"\\\\]|\\\\.)*"?|'[^']*'?`;
const LIST = `\\[[^\\]]*\\]?`;
/** Up to a space, or to the quote that closes the whole setting. */
const WORD = `[^\\s"'[](?:[^\\s"']|["'](?![\\s,;:\\])}]|$))*`;
const VALUE = `${QUOTED}|${LIST}|${WORD}`;
/** `--client-secret=...` of an argument, `client_secret = "..."` of a settings file. */
const SETTING = new RegExp(`([\\w-]+)(["']?\\s*[=:][ \\t]*)(${VALUE})`, 'g');
/** `password: ...` on a line of YAML: the rest of the line, a block of text, a list, or the next line. */
const LINE = new RegExp(
  `^([ \\t]*)((?:- +)?["']?)([\\w-]+)(["']?[ \\t]*:(?:[ \\t]+|(?=\\n)))` +
    `([|>].*(?:\\n\\1[ \\t]+.*|\\n[ \\t]*(?=\\n))*|(?:\\n[ \\t]*- .*)+|\\n\\1[ \\t]+[^\\s:][^:\\n]*$|[^\\s"'[{].*)`,
  'gm',
);
/** `--password ...` in a command line. */
const OPTION = new RegExp(`(--?[\\w-]+)(\\s+)(${VALUE})`, 'g');
const AUTHORIZATION = /\b(Bearer|Basic)\s+[^\s"',;]+/gi;
/** A password may contain `/` and `@`. */
const CREDENTIALS_OF_URL = /\/\/(?:[^\s"'/@:]*:[^\s"']*|[^\s"'/@]+)@/g;

/** A change of an object without any secret. Ours hold none, but what others have installed may. */
export function redacted({ field, from, to }: Change): Change {
  const [, variable] = /\.env\[([^\]]+)\]\.value$/.exec(field) ?? [];
  const isSecret = looksSecret(variable ?? lastOf(field));
  const hide = (value: unknown) =>
    field.endsWith(LAST_APPLIED) ? hidden(value) : isSecret ? withoutScalars(value) : redactedValue(value);
  return { field, from: hide(from), to: hide(to) };
}

/** The name at the end of a path: `data.API_KEY`, `metadata.annotations.example.com/api-key`, `api_keys[0]`. */
function lastOf(field: string): string {
  return field.split(/[./[\]]+/).findLast(part => !/^\d*$/.test(part)) ?? '';
}

function hidden(value: unknown): unknown {
  return value === undefined ? undefined : MASK;
}

/** The value of a secret key. An object or a boolean is a setting about the secret. */
function withoutScalars(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(withoutScalars);
  }
  return typeof value === 'string' || typeof value === 'number' ? MASK : redactedValue(value);
}

function redactedValue(value: unknown): unknown {
  if (typeof value === 'string') {
    return redactedText(value);
  }
  if (Array.isArray(value)) {
    // An option, and its value as the next argument.
    return value.map((each, at) => (isSecretOption(value[at - 1]) ? hidden(each) : redactedValue(each)));
  }
  if (typeof value === 'object' && value !== null) {
    const { name } = value as { name?: unknown };
    const isSecretPair = typeof name === 'string' && looksSecret(name);
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => {
        const isSecret = looksSecret(lastOf(key)) || (isSecretPair && key === 'value');
        return [key, isSecret ? withoutScalars(each) : redactedValue(each)];
      }),
    );
  }
  return value;
}

function redactedText(text: string): string {
  return text
    .replace(LINE, (all, indent: string, before: string, ...rest: [string, string, string]) => {
      const line = withoutSecret('', ...rest);
      return line === '' ? all : indent + before + line;
    })
    .replace(SETTING, withoutSecret)
    .replace(OPTION, withoutSecret)
    .replace(AUTHORIZATION, `$1 ${MASK}`)
    .replace(CREDENTIALS_OF_URL, `//${MASK}@`);
}

function withoutSecret(all: string, key: string, between: string, value: string): string {
  const quote = /^["']/.exec(value)?.[0] ?? '';
  return looksSecret(key) ? `${key}${between}${quote}${MASK}${quote}` : all;
}

function isSecretOption(argument: unknown): boolean {
  return typeof argument === 'string' && /^--?[\w-]+$/.test(argument) && looksSecret(argument);
}
