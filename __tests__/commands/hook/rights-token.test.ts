import { claimsIn, endOf, faultOfRight, signedRight, startOf } from '../../../commands/hook/rights-token';
import type { RightClaims } from '../../../config/rights';

const KEY = 'k'.repeat(16) + 'e'.repeat(16) + 'y';
const OTHER_KEY = `${KEY}2`;
const NOW = Date.UTC(2026, 0, 1);
const DAY = 86_400_000;
const claims = (now: number, more: Partial<RightClaims> = {}): RightClaims => ({
  exp: endOf(90, now),
  access: 'r',
  subject: '/search/readers',
  ...more,
});
/** Why a token that was made at one time is replaced at another. */
const fault = async (made: RightClaims, key = KEY, now = NOW) =>
  faultOfRight(await signedRight(made, key), claims(now), KEY, 90, now);

test('a token is kept until the last third of its lifetime', async () => {
  expect(await fault(claims(NOW))).toBeUndefined();
  expect(await fault(claims(NOW - 59 * DAY))).toBeUndefined();
  expect(await fault(claims(NOW - 61 * DAY))).toBe('it ends on 2026-01-30T00:00:00.000Z');
  expect(await fault(claims(NOW - 100 * DAY))).toBe('it ends on 2025-12-22T00:00:00.000Z');
});

test.each([
  ['another key signed it', claims(NOW), OTHER_KEY],
  ['its rights are not those of the config', claims(NOW, { access: 'm' }), KEY],
  ['its rights are not those of the config', claims(NOW, { subject: '/others' }), KEY],
  ['it is valid for more than 90 days', claims(NOW + DAY), KEY],
])('a token is replaced, because %s', async (reason, made, key) => {
  expect(await fault(made, key)).toBe(reason);
});

test('a token without an end is replaced', async () => {
  const endless = { ...claims(NOW), exp: undefined };
  expect(await fault(endless as unknown as RightClaims)).toBe('it is valid for more than 90 days');
});

test('a text that is no token is replaced, and a missing one is made', async () => {
  expect(await faultOfRight('e30.e30', claims(NOW), KEY, 90, NOW)).toBe('another key signed it');
  expect(await faultOfRight(undefined, claims(NOW), KEY, 90, NOW)).toBe('it is missing');
});

test('the start of a token follows from its end', async () => {
  const token = await signedRight(claims(NOW), KEY);
  expect(startOf((await claimsIn(token, KEY))!, 90)).toBe(NOW / 1000);
  expect(await claimsIn(token, OTHER_KEY)).toBeUndefined();
});
