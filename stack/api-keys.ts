import { randomBytes } from 'node:crypto';
import { remember } from '../cli/secrets';

/** Bytes of a new key: as many as Qdrant asks for where tokens are signed with it. */
const LENGTH = 32;
/** The fewest characters of a key that is kept. */
const LEAST_CHARACTERS = 32;

export const MISSING = 'it is missing';

/** A new key: 32 random bytes in URL-safe base64. */
export function newApiKey(): string {
  return remember(randomBytes(LENGTH).toString('base64url'));
}

/** Why a key must not be used; nothing where it may. */
export function faultOfKey(value: Buffer | undefined): string | undefined {
  if (value === undefined) {
    return MISSING;
  }
  const key = value.toString('latin1');
  if (key === '') {
    return 'it is empty, which means to Qdrant that it needs none';
  }
  if (/[\r\n]/.test(key)) {
    return 'it has a line break, which becomes part of it, and no client can send that';
  }
  if (/[^\x21-\x7e]/.test(key)) {
    return 'it has spaces or other characters that clients cannot send as they are';
  }
  if (key.length < LEAST_CHARACTERS) {
    return `it is ${key.length} characters long, and ${LEAST_CHARACTERS} are the least`;
  }
  return /^(.)\1*$/.test(key) ? 'it is a placeholder' : undefined;
}
