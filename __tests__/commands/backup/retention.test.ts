import { type StoredBackup, surplusOf } from '../../../commands/backup/surplus';

interface Described extends Partial<Omit<StoredBackup, 'collections'>> {
  /** Names; a name with `=0` has no points, a name with `?` is not whole. */
  readonly holds?: string;
}

/** Backups by name, the oldest first. */
function backups(described: Readonly<Record<string, Described>>): StoredBackup[] {
  return Object.entries(described).map(([folder, { holds = 'a b', ...rest }], at) => ({
    folder,
    time: `2026-11-${String(at + 1).padStart(2, '0')}`,
    peers: ['7'],
    isOfAll: true,
    isComplete: true,
    collections: holds.split(' ').flatMap(text => {
      const name = text.replace(/=0|\?/, '');
      return name ? [{ name, points: text.endsWith('=0') ? 0 : 9, isWhole: !text.endsWith('?') }] : [];
    }),
    ...rest,
  }));
}

const some = { isOfAll: false };
const partial = { isComplete: false };
const other = { peers: ['8'] };

test.each<[string, number, Record<string, Described>, string[]]>([
  ['the oldest of complete backups', 2, { one: {}, two: {}, three: {} }, ['one']],
  ['none where fewer exist than are kept', 3, { one: {}, two: {} }, []],
  [
    'none for backups of some collections, which do not count',
    2,
    { full1: {}, part0: some, part1: some, part2: some, full2: {} },
    [],
  ],
  [
    'none for backups without collections, which do not count',
    3,
    {
      full1: {},
      full2: {},
      empty0: { holds: '' },
      empty1: { holds: '' },
      empty2: { holds: '' },
      again: { holds: 'a' },
    },
    [],
  ],
  ['none of another Qdrant', 1, { other1: other, other2: other, mine: {} }, []],
  [
    'those of the same Qdrant whose nodes were replaced one by one',
    1,
    { first: { peers: ['1', '2'] }, second: { peers: ['2', '3'] }, third: { peers: ['3', '4'] } },
    ['second', 'first'],
  ],
  ['none after a partial backup', 1, { one: {}, two: {}, now: { ...partial, holds: 'a' } }, []],
  ['none for partial backups, which do not count', 2, { one: {}, bad: { ...partial, holds: 'a' }, two: {} }, []],
  [
    'a partial backup whose collections newer backups hold',
    2,
    { bad: { ...partial, holds: 'a b?' }, one: {}, two: {} },
    ['bad'],
  ],
  [
    'no partial backup whose collection the newer backups lack',
    1,
    { bad: { ...partial, holds: 'a c' }, one: {}, two: {} },
    ['one'],
  ],
  [
    'old partial backups while one collection fails for ever',
    2,
    { good: {}, n1: { ...partial, holds: 'a' }, n2: { ...partial, holds: 'a' }, n3: { ...partial, holds: 'a' } },
    ['n1'],
  ],
  [
    'not the newest complete backup of a collection that was deleted',
    1,
    { old: { holds: 'a gone' }, with: { holds: 'a gone' }, two: { holds: 'a' }, three: { holds: 'a' } },
    ['two', 'old'],
  ],
  [
    'not the newest complete backup of a collection that was emptied',
    1,
    { full: { holds: 'a b' }, two: { holds: 'a b=0' }, three: { holds: 'a b=0' } },
    ['two'],
  ],
  [
    'nothing newer than the new backup by a wrong clock, but the rest',
    1,
    { old: {}, ahead: { time: '2999' }, now: {} },
    ['ahead', 'old'],
  ],
])('retention deletes %s', (_, keep, described, deleted) => {
  const all = backups(described);

  expect(surplusOf(all.at(-1)!, all.slice(0, -1), keep)).toEqual(deleted);
});
