import { admits } from '../../../commands/backup/counts';

test.each([
  [{ least: 500, most: 500 }, 500, true],
  [{ least: 500, most: 500 }, 499, false],
  // As it was counted while a client inserted and deleted 3,000 points in waves. The snapshot had fewer points than each count.
  [{ least: 20_492, most: 22_443 }, 20_000, true],
  [{ least: 20_492, most: 22_443 }, 18_540, false],
  [{ least: 20_492, most: 22_443 }, 24_395, false],
])('a copy with counts %j can have %d points: %s', (held, count, expected) => {
  expect(admits(held, count)).toBe(expected);
});
