import { randomBytes } from 'node:crypto';
import { remember } from '../../cli/secrets';

/** Bytes of the key with which oauth2-proxy encrypts its cookies. */
const LENGTH = 32;
/** A text of 32 random characters has at least this many different ones, but once in a million times. */
const FEWEST_DIFFERENT = 11;

/** Values that documentation and charts print, and that people copy. */
const PUBLISHED = ['OQINaROshtE9TcZkNAm-5Zs2Pv3xaWytBmc5W7sPX7w=', 'bXVzdF9iZV8xNl8yNF9vcl8zMl9ieXRlc19sb25nIQ=='];

/** A new cookie secret: 32 random bytes in URL-safe base64, as oauth2-proxy reads it. */
export function newCookieSecret(): string {
  return remember(randomBytes(LENGTH).toString('base64url'));
}

/** Why a cookie secret must be replaced; nothing where it may be kept. */
export function weaknessOf(value: Buffer): string | undefined {
  const secret = value.toString('latin1');
  if (PUBLISHED.includes(secret)) {
    return 'it is a published example';
  }
  if (/^(.)\1*$/.test(secret)) {
    return 'it is a placeholder';
  }
  const key = keyOf(secret) ?? value;
  if (key.length !== LENGTH) {
    return `it is ${key.length} bytes long instead of ${LENGTH}`;
  }
  return isRandom(key) ? undefined : 'it is not random';
}

/** The bytes that oauth2-proxy takes for the key where the text is URL-safe base64 of one; else it takes the text itself. */
function keyOf(secret: string): Buffer | undefined {
  const isBase64 = /^[A-Za-z0-9_-]+={0,2}$/.test(secret);
  const decoded = Buffer.from(secret, 'base64');
  return isBase64 && [16, 24, 32].includes(decoded.length) ? decoded : undefined;
}

/** Tells keys that a person thought of from random ones: few different bytes, a repetition, a sequence, or words. */
function isRandom(key: Buffer): boolean {
  const bytes = [...key];
  const steps = new Set(bytes.slice(1).map((byte, index) => byte - bytes[index]!));
  const repeats = [1, 2, 4, 8, 16].some(period => bytes.every((byte, index) => byte === bytes[index % period]));
  const text = key.toString('latin1');
  const isWords = /^[a-z \-_.!]+$/i.test(text) && !(/[a-z]/.test(text) && /[A-Z]/.test(text));
  return new Set(bytes).size >= FEWEST_DIFFERENT && steps.size >= FEWEST_DIFFERENT && !repeats && !isWords;
}
