import { createHash, randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import { newCookieSecret, weaknessOf, weaknessOfClientSecret } from '../../../commands/hook/cookie-secret';

const weakness = (text: string) => weaknessOf(Buffer.from(text));

/** Bytes that look random, and are the same in each run: a value that is really random can contain a word by chance. */
const bytes = (length: number, index: number) =>
  createHash('shake256', { outputLength: length }).update(String(index)).digest();
const uuid = (index: number) =>
  bytes(16, index)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');

test('a new one is 32 random bytes that oauth2-proxy can read, and never the same', () => {
  const made = Array.from({ length: 1_000 }, newCookieSecret);

  expect(made.every(secret => Buffer.from(secret, 'base64url').length === 32)).toBe(true);
  expect(made.every(secret => /^[A-Za-z0-9_-]{43}$/.test(secret))).toBe(true);
  expect(new Set(made).size).toBe(made.length);
});

test.each<[string, (index: number) => string | Buffer]>([
  ['URL-safe base64 of 32 random bytes', index => bytes(32, index).toString('base64url')],
  ['the same with padding', index => `${bytes(32, index).toString('base64url')}=`],
  ['32 random characters', index => bytes(32, index).toString('base64url').slice(0, 32)],
  ['32 random hexadecimal digits', index => bytes(16, index).toString('hex')],
  ['32 random bytes as they are', index => bytes(32, index)],
])('%s are never replaced', (_, make) => {
  const replaced = Array.from({ length: 20_000 }, (_none, index) => make(index))
    .map(secret => Buffer.from(secret))
    // Base64 of 24 bytes is what 32 characters may be as well: then that is what oauth2-proxy takes them for.
    .filter(secret => Buffer.from(secret.toString('latin1'), 'base64').length !== 24)
    .filter(secret => weaknessOf(secret) !== undefined);

  expect(replaced).toEqual([]);
});

test.each([
  ['X'.repeat(16), 'it is a placeholder'],
  ['X'.repeat(32), 'it is a placeholder'],
  ['A'.repeat(43), 'it is a placeholder'],
  ['OQINaROshtE9TcZkNAm-5Zs2Pv3xaWytBmc5W7sPX7w=', 'it is a published example'],
  ['', 'it is 0 bytes long instead of 32'],
  ['hunter2', 'it is 7 bytes long instead of 32'],
  [randomBytes(16).toString('base64url'), 'it is 16 bytes long instead of 32'],
  [`${randomBytes(32).toString('base64url')}\n`, 'it is 44 bytes long instead of 32'],
  [Buffer.alloc(32, 0).toString('base64url').replace(/A$/, 'B'), 'it is not random'],
  [Buffer.from(Array.from({ length: 32 }, (_, index) => index)).toString('base64url'), 'it is not random'],
  ['abcdefghijklmnopqrstuvwxyz.12345', 'it is not random'],
  ['0123456789.bcdef0123456789.bcdef', 'it is not random'],
  ['please.change.this.cookie.secret', 'it is not random'],
])('%j is replaced: %s', (secret, reason) => {
  expect(weakness(secret)).toBe(reason);
});

test('any text that repeats itself is replaced', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 16, unit: 'binary-ascii' }), part => {
      expect(weakness(part.repeat(32).slice(0, 16).repeat(2))).toBeDefined();
    }),
  );
});

describe('a client secret', () => {
  test.each<[string, (index: number) => string]>([
    [
      'of Keycloak, 32 letters and digits',
      index => bytes(48, index).toString('base64').replace(/[+/]/g, '').slice(0, 32),
    ],
    ['of earlier releases, a UUID', uuid],
    ['of 32 hexadecimal digits', index => bytes(16, index).toString('hex')],
    // Letters in random case make a word more often than words as people write them.
    ['with a word in random case', () => 'YTaAdMINTxrl9EOxGZjd2nWXKZhWDEDW'],
  ])('%s is kept', (_, make) => {
    const replaced = Array.from({ length: 20_000 }, (_none, index) => make(index)).filter(secret =>
      weaknessOfClientSecret(secret),
    );

    expect(replaced).toEqual([]);
  });

  test.each([
    ['', 'it is shorter than 16 characters'],
    ['secret', 'it is shorter than 16 characters'],
    ['**********', 'it is a placeholder'],
    ['d0b8122f-8dfb-46b7-b68a-f5cc4e25d000', 'it is a published example'],
    ['11111111-1111-1111-1111-111111111111', 'it is not random'],
    ['my-client-secret-of-qdrant', 'it is not random'],
    ['oauth2-proxy-secret-2024', 'it is not random'],
    ['Password1234Password', 'it is not random'],
    ['YT4ADMINTxrl9EOxGZjd2nWXKZhWDEDW', 'it is not random'],
    ['dashboard-of-the-lab-42', 'it is not random'],
  ])('%j is weak: %s', (secret, weakness) => {
    expect(weaknessOfClientSecret(secret)).toBe(weakness);
  });
});
