import { mergePatch } from '../../../commands/deploy/merge-patch';

test('a merge patch sets what differs, removes what is gone, and leaves the rest out', () => {
  const from = {
    same: { a: 1 },
    gone: 1,
    deep: { same: 1, gone: 2, changed: 3 },
    list: [{ a: 1 }],
    text: 'a',
    absent: undefined,
  };
  const to = {
    same: { a: 1 },
    deep: { same: 1, changed: 4 },
    list: [{ b: 1 }],
    text: { b: 1 },
    gone: undefined,
    added: 1,
  };

  expect(mergePatch(from, to)).toEqual({
    gone: null,
    deep: { gone: null, changed: 4 },
    list: [{ b: 1 }],
    text: { b: 1 },
    added: 1,
  });
});
