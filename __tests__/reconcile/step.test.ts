import { Conflict, Failure } from '../../cli/failure';
import { apply, dryRun, type Plan, plan, verify } from '../../reconcile/step';

/** A step on a value that another client may change, too. */
function stepOn(stored: { value: string }, write: () => Promise<void>, onServer?: () => Promise<void>) {
  return {
    name: 'value',
    title: 'The value',
    plan: async (): Promise<Plan> => ({
      action: 'update',
      changes: stored.value === 'wanted' ? [] : [{ field: 'value', from: stored.value, to: 'wanted' }],
      apply: write,
      dryRun: onServer,
    }),
  };
}

test('apply does not write a value that is as declared', async () => {
  const write = jest.fn();

  expect(await apply(stepOn({ value: 'wanted' }, write))).toMatchObject({ state: 'in sync', changes: [] });
  expect(write).not.toHaveBeenCalled();
});

test('plan and dry run write nothing', async () => {
  const write = jest.fn();

  expect(await plan(stepOn({ value: 'other' }, write))).toMatchObject({ state: 'update' });
  expect(await dryRun(stepOn({ value: 'other' }, write))).toMatchObject({ state: 'update' });
  expect(write).not.toHaveBeenCalled();
});

test('after a conflict, apply plans again, and writes only what still differs', async () => {
  const stored = { value: 'other' };
  const write = jest.fn(async () => {
    stored.value = 'wanted'; // by the other client
    throw new Conflict('changed at the same time');
  });

  expect(await apply(stepOn(stored, write))).toMatchObject({ state: 'in sync' });
  expect(write).toHaveBeenCalledTimes(1);
});

test('fails if the conflicts never end', async () => {
  const write = jest.fn().mockRejectedValue(new Conflict('changed at the same time'));

  await expect(apply(stepOn({ value: 'other' }, write))).rejects.toThrow('changed at the same time');
  expect(write).toHaveBeenCalledTimes(5);
});

test('fails if the server refuses the dry run, but not at a conflict', async () => {
  const refused = new Failure('Could not', 'do so');
  const refusedWith = (error: Error) => stepOn({ value: 'other' }, jest.fn(), () => Promise.reject(error));

  await expect(dryRun(refusedWith(refused))).rejects.toBe(refused);
  expect(await dryRun(refusedWith(new Conflict('changed')))).toMatchObject({ state: 'update' });
});

test('fails if a written value differs again', async () => {
  await expect(verify(stepOn({ value: 'other' }, jest.fn()))).rejects.toThrow(
    /^The value was written, but these fields differ again: value\. Fix: run the command again/,
  );
});
