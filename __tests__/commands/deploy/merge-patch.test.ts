import { mergePatch } from '../../../commands/deploy/merge-patch';

test('a merge patch sets changed fields, deletes missing fields, and leaves out the others', () => {
  const from = {
    same: { a: 1 },
    deleted: 1,
    deep: { same: 1, deleted: 2, changed: 3 },
    list: [{ a: 1 }],
    text: 'a',
    absent: undefined,
  };
  const to = {
    same: { a: 1 },
    deep: { same: 1, changed: 4 },
    list: [{ b: 1 }],
    text: { b: 1 },
    deleted: undefined,
    added: 1,
  };

  expect(mergePatch(from, to)).toEqual({
    deleted: null,
    deep: { deleted: null, changed: 4 },
    list: [{ b: 1 }],
    text: { b: 1 },
    added: 1,
  });
});
