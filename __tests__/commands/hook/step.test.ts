import { Conflict, Failure } from '../../../cli/failure';
import { carryOut, look, type Plan, readBack, rehearse } from '../../../reconcile/step';

/** A step on a value that somebody else may change, too. */
function stepOn(stored: { value: string }, apply: () => Promise<void>, rehearsal?: () => Promise<void>) {
  return {
    name: 'value',
    title: 'The value',
    plan: async (): Promise<Plan> => ({
      action: 'update',
      changes: stored.value === 'wanted' ? [] : [{ field: 'value', from: stored.value, to: 'wanted' }],
      apply,
      rehearse: rehearsal,
    }),
  };
}

test('what is as declared is not written', async () => {
  const apply = jest.fn();

  expect(await carryOut(stepOn({ value: 'wanted' }, apply))).toMatchObject({ state: 'in sync', changes: [] });
  expect(apply).not.toHaveBeenCalled();
});

test('looking writes nothing', async () => {
  const apply = jest.fn();

  expect(await look(stepOn({ value: 'other' }, apply))).toMatchObject({ state: 'update' });
  expect(await rehearse(stepOn({ value: 'other' }, apply))).toMatchObject({ state: 'update' });
  expect(apply).not.toHaveBeenCalled();
});

test('a step that meets another writer looks again, and writes only what then still differs', async () => {
  const stored = { value: 'other' };
  const apply = jest.fn(async () => {
    stored.value = 'wanted'; // by the other one
    throw new Conflict('changed meanwhile');
  });

  expect(await carryOut(stepOn(stored, apply))).toMatchObject({ state: 'in sync' });
  expect(apply).toHaveBeenCalledTimes(1);
});

test('fails if the other writers never end', async () => {
  const apply = jest.fn().mockRejectedValue(new Conflict('changed meanwhile'));

  await expect(carryOut(stepOn({ value: 'other' }, apply))).rejects.toThrow('changed meanwhile');
  expect(apply).toHaveBeenCalledTimes(5);
});

test('fails if the server refuses in the rehearsal, but not if somebody writes at that moment', async () => {
  const refused = new Failure('Could not', 'do so');
  const rehearsal = (error: Error) => stepOn({ value: 'other' }, jest.fn(), () => Promise.reject(error));

  await expect(rehearse(rehearsal(refused))).rejects.toBe(refused);
  expect(await rehearse(rehearsal(new Conflict('meanwhile')))).toMatchObject({ state: 'update' });
});

test('fails if what was written reads back different', async () => {
  await expect(readBack(stepOn({ value: 'other' }, jest.fn()))).rejects.toThrow(
    /^The value was written but is not as promised; different: value\. Fix: run the hook again/,
  );
});
