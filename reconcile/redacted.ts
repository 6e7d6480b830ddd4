import { looksSecret, MASK } from '../cli/secrets';
import type { Change } from './changes';

/** Holds the complete object, as kubectl applied it. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const VALUE = `"(?:[^"\\\\]|\\\\.)*"|'[^']*'|[^\\s"',;]+`;
/** `--client-secret=...` of an argument, `client_secret = "..."` of a settings file. */
const SETTING = new RegExp(`([\\w-]+)(["']?\\s*[=:]\\s*)(${VALUE})`, 'g');
/** `--password ...` in a command line. */
const OPTION = new RegExp(`(--?[\\w-]+)(\\s+)(${VALUE})`, 'g');
const AUTHORIZATION = /\b(Bearer|Basic)\s+[^\s"',;]+/gi;
const CREDENTIALS_OF_URL = /\/\/[^\s/@]*:[^\s/@]*@/g;

/** A change of an object without any secret. Ours hold none, but what others have installed may. */
export function redacted({ field, from, to }: Change): Change {
  const [, variable] = /\.env\[([^\]]+)\]\.value$/.exec(field) ?? [];
  const isSecret = looksSecret(variable ?? lastOf(field));
  const hide = (value: unknown) =>
    field.endsWith(LAST_APPLIED) || (isSecret && typeof value === 'string') ? hidden(value) : redactedValue(value);
  return { field, from: hide(from), to: hide(to) };
}

/** The name at the end of a path: `data.API_KEY`, `metadata.annotations.example.com/api-key`. */
function lastOf(field: string): string {
  return field.split(/[./[\]]+/).findLast(Boolean) ?? '';
}

function hidden(value: unknown): unknown {
  return value === undefined ? undefined : MASK;
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
        const isSecret = typeof each === 'string' && (looksSecret(lastOf(key)) || (isSecretPair && key === 'value'));
        return [key, isSecret ? hidden(each) : redactedValue(each)];
      }),
    );
  }
  return value;
}

function redactedText(text: string): string {
  return text
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
