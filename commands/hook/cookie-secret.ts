import { randomBytes } from 'node:crypto';
import { remember } from '../../cli/secrets';

/** Bytes of the key with which oauth2-proxy encrypts its cookies. */
const LENGTH = 32;
/** The fewest different characters in 32 random characters. Only one text in a million has fewer. */
const FEWEST_DIFFERENT = 11;

/** Values that documentation and charts print, and that people copy. */
const PUBLISHED = ['OQINaROshtE9TcZkNAm-5Zs2Pv3xaWytBmc5W7sPX7w=', 'bXVzdF9iZV8xNl8yNF9vcl8zMl9ieXRlc19sb25nIQ=='];

const IS_PUBLISHED = 'it is a published example';
const IS_PLACEHOLDER = 'it is a placeholder';
const IS_NOT_RANDOM = 'it is not random';

/** The shortest client secret: 16 characters. Keycloak generates 32, earlier releases 36. */
const SHORTEST_CLIENT_SECRET = 16;
/** The same for random hexadecimal digits. */
const FEWEST_DIFFERENT_DIGITS = 8;
/** The client secret of an example in Keycloak's documentation. */
const PUBLISHED_CLIENT_SECRETS = ['d0b8122f-8dfb-46b7-b68a-f5cc4e25d000'];

/** Why the hook must replace a client secret. `undefined` if it may keep the secret. */
export function weaknessOfClientSecret(secret: string): string | undefined {
  if (PUBLISHED_CLIENT_SECRETS.includes(secret)) {
    return IS_PUBLISHED;
  }
  if (isPlaceholder(secret)) {
    return IS_PLACEHOLDER;
  }
  if (secret.length < SHORTEST_CLIENT_SECRET) {
    return `it is shorter than ${SHORTEST_CLIENT_SECRET} characters`;
  }
  return isRandom(Buffer.from(secret), FEWEST_DIFFERENT_DIGITS) ? undefined : IS_NOT_RANDOM;
}

/** A new cookie secret: 32 random bytes in URL-safe base64, as oauth2-proxy reads it. */
export function newCookieSecret(): string {
  return remember(randomBytes(LENGTH).toString('base64url'));
}

/** Why the hook must replace a cookie secret. `undefined` if it may keep the secret. */
export function weaknessOf(value: Buffer): string | undefined {
  const secret = value.toString('latin1');
  if (PUBLISHED.includes(secret)) {
    return IS_PUBLISHED;
  }
  if (isPlaceholder(secret)) {
    return IS_PLACEHOLDER;
  }
  const key = keyOf(secret) ?? value;
  if (key.length !== LENGTH) {
    return `it is ${key.length} bytes long instead of ${LENGTH}`;
  }
  return isRandom(key) ? undefined : IS_NOT_RANDOM;
}

/** Whether a secret is one character, repeated. Exports of a realm contain asterisks. */
function isPlaceholder(secret: string): boolean {
  return /^(.)\1*$/.test(secret);
}

/** The key, if the text is a key in URL-safe base64. Otherwise, oauth2-proxy uses the text itself as the key. */
function keyOf(secret: string): Buffer | undefined {
  const isBase64 = /^[A-Za-z0-9_-]+={0,2}$/.test(secret);
  const decoded = Buffer.from(secret, 'base64');
  return isBase64 && [16, 24, 32].includes(decoded.length) ? decoded : undefined;
}

/** People add a few digits to words, such as a year. */
const MOST_DIGITS = 4;
/** Words in values that a person made up, as people write them: random letters make one about once in five million times. */
const WORDS = new RegExp(
  ['admin', 'changeme', 'keycloak', 'oauth2', 'passw', 'qdrant', 'secret']
    .flatMap(word => [word, word.toUpperCase(), word[0]!.toUpperCase() + word.slice(1)])
    .join('|'),
);

/** Whether a key is random. A key that a person made up has few different bytes, a repetition, a sequence, or words. */
function isRandom(key: Buffer, fewest = FEWEST_DIFFERENT): boolean {
  const bytes = [...key];
  const steps = new Set(bytes.slice(1).map((byte, index) => byte - bytes[index]!));
  const repeats = [1, 2, 4, 8, 16].some(period => bytes.every((byte, index) => byte === bytes[index % period]));
  const text = key.toString('latin1');
  const letters = text.replace(/\d/g, '');
  const isMixed = /[a-z]/.test(letters) && /[A-Z]/.test(letters);
  const isWords = /^[a-z \-_.!]+$/i.test(letters) && !isMixed && text.length - letters.length <= MOST_DIGITS;
  return new Set(bytes).size >= fewest && steps.size >= fewest && !repeats && !isWords && !WORDS.test(text);
}
