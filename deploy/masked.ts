import { looksSecret, MASK } from '../config/errors';
import type { Change } from '../hooks/changes';

/** Holds the whole object, as it was applied by kubectl. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
/** `--client-secret=...` of an argument, `client_secret = "..."` of a settings file. */
const SETTING = /([\w-]+)(["']?\s*[=:]\s*["']?)([^\s"',;]+)/g;
const CREDENTIALS_OF_URL = /\/\/[^\s/@]*:[^\s/@]*@/g;

/** A change of an object without any secret. Ours hold none, but what others have installed may. */
export function masked({ field, from, to }: Change): Change {
  const [, variable] = /\.env\[([^\]]+)\]\.value$/.exec(field) ?? [];
  const hide = field.endsWith(LAST_APPLIED) || (variable !== undefined && looksSecret(variable)) ? hidden : maskedValue;
  return { field, from: hide(from), to: hide(to) };
}

function hidden(value: unknown): unknown {
  return value === undefined ? undefined : MASK;
}

function maskedValue(value: unknown): unknown {
  if (typeof value === 'string') {
    return maskedText(value);
  }
  if (Array.isArray(value)) {
    // An option, and its value as the next argument.
    return value.map((each, at) => (isSecretOption(value[at - 1]) ? hidden(each) : maskedValue(each)));
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, maskedValue(each)]));
  }
  return value;
}

function maskedText(text: string): string {
  return text
    .replace(SETTING, (all, key: string, between: string) => (looksSecret(key) ? `${key}${between}${MASK}` : all))
    .replace(CREDENTIALS_OF_URL, `//${MASK}@`);
}

function isSecretOption(argument: unknown): boolean {
  return typeof argument === 'string' && /^--?[\w-]+$/.test(argument) && looksSecret(argument);
}
