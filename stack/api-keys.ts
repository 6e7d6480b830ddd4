import { randomBytes } from 'node:crypto';
import { remember } from '../cli/secrets';

/** Bytes of a new key: as many as Qdrant requires for signing tokens. */
const LENGTH = 32;
/** The minimum length of an existing key. */
const LEAST_CHARACTERS = 32;

export const MISSING = 'it is missing';

/** A new key: 32 random bytes in URL-safe base64. */
export function newApiKey(): string {
  return remember(randomBytes(LENGTH).toString('base64url'));
}

/** Why a key is not usable. */
export function faultOfKey(value: Buffer | undefined): string | undefined {
  if (value === undefined) {
    return MISSING;
  }
  const key = value.toString('latin1');
  if (key === '') {
    return 'it is empty, so Qdrant would require no key';
  }
  if (/[\r\n]/.test(key)) {
    return 'it has a line break, which no client can send';
  }
  if (/[^\x21-\x7e]/.test(key)) {
    return 'it has spaces or other characters that clients cannot send';
  }
  if (key.length < LEAST_CHARACTERS) {
    return `it has ${key.length} characters, and the minimum is ${LEAST_CHARACTERS}`;
  }
  return /^(.)\1*$/.test(key) ? 'it is a placeholder' : undefined;
}
