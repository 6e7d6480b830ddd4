import { Failure } from '../../cli/failure';
import { lines } from '../../cli/progress';
import { reconcile, type Run } from '../../reconcile/reconcile';
import { resultOf, summaryOf } from '../../reconcile/report';
import type { Step, StepResult } from '../../reconcile/step';

let log: string[];
let results: StepResult[];
const output: string[] = [];
beforeEach(() => {
  log = [];
  results = [];
  output.length = 0;
});

/** A step on a value of its own. @param isKept Whether the value stays as written. */
function step(name: string, more: Partial<Step> & { readonly value?: string; readonly isKept?: boolean } = {}): Step {
  const { value = 'other', isKept = true, ...rest } = more;
  let stored = value;
  return {
    name,
    title: `Step ${name}`,
    plan: async () => {
      log.push(`plan ${name}`);
      return {
        action: 'update',
        changes: stored === 'wanted' ? [] : [{ field: 'value', from: stored, to: 'wanted' }],
        dryRun: async () => void log.push(`dry run ${name}`),
        apply: async () => {
          log.push(`apply ${name}`);
          stored = isKept ? 'wanted' : stored;
        },
      };
    },
    ...rest,
  };
}

const run = (steps: readonly Step[], more: Partial<Run> = {}) =>
  reconcile({
    isDryRun: false,
    progress: lines(line => output.push(line)),
    results,
    prepare: async () => ({ steps, headline: 'The plan' }),
    ...more,
  });

test('every step is planned before the first is applied, and verified after the last', async () => {
  await run([step('a'), step('b')]);

  expect(log).toEqual([
    ...['plan a', 'dry run a', 'plan b', 'dry run b'],
    ...['plan a', 'apply a', 'plan b', 'apply b'],
    ...['plan a', 'plan b'],
  ]);
  expect(results.map(({ state }) => state)).toEqual(['update', 'update']);
  expect(output).toContain('✔ Step a: updated');
  expect(output.at(-1)).toBe('✔ Verify: everything is as declared');
});

test('a dry run applies nothing', async () => {
  await run([step('a'), step('b', { value: 'wanted' })], { isDryRun: true });

  expect(log).toEqual(['plan a', 'dry run a', 'plan b']);
  expect(output).toEqual([
    '✔ The plan',
    '✔ Step a: would be updated',
    '    ~ value: "other" -> "wanted"',
    '✔ Step b: in sync',
  ]);
  expect(resultOf(results, true, 'applied')).toBe('differences');
  expect(summaryOf(results, true, 'applied')).toBe('1 of 2 differ; nothing was changed.');
});

test('while the namespace is missing, later steps have no dry run on the server', async () => {
  await run([step('namespace', { createsNamespace: true }), step('a')], { isDryRun: true });

  expect(log).toEqual(['plan namespace', 'dry run namespace', 'plan a']);
});

test('fails before the first write if the plan of a later step fails', async () => {
  const failing = step('b', { plan: () => Promise.reject(new Failure('Could not read', 'do so')) });

  await expect(run([step('a'), failing])).rejects.toThrow('Could not read');
  expect(log).not.toContain('apply a');
});

test('fails if a step differs again at the end, after the tasks between', async () => {
  const between = jest.fn(async () => ({ headline: 'Between', details: [] }));
  const afterApply = () => [{ title: 'Between', run: between }];

  await expect(run([step('a', { isKept: false })], { afterApply })).rejects.toThrow('these fields differ again: value');
  expect(between).toHaveBeenCalled();
  expect(results).toHaveLength(1);
});

test.each([
  [[], false, 'In sync.'],
  [['update'], false, 'Applied.'],
])('the summary of %j is a sentence', (states, isDryRun, text) => {
  const steps = states.map(state => ({ state })) as unknown as StepResult[];

  expect(summaryOf(steps, isDryRun, 'applied')).toBe(text);
});
