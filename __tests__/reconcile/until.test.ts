import { until } from '../../reconcile/until';

const said: string[] = [];
beforeEach(() => (said.length = 0));

const wait = (timeout: number) => ({
  timeout,
  interval: 10,
  say: (text: string) => void said.push(text),
  onTimeout: (reason: string) => new Error(`not in time: ${reason}`),
});

test('returns the value, and says each reason once', async () => {
  const found = [{ reason: 'a' }, { reason: 'a' }, { reason: 'b' }, { reason: 'b' }, { value: 7 }];

  expect(await until<number>(async () => found.shift()!, wait(5))).toBe(7);
  expect(said).toEqual(['a', 'b']);
});

test('fails after the deadline, with the last reason', async () => {
  let polls = 0;
  const before = Date.now();

  await expect(until(async () => ({ reason: `poll ${(polls += 1)}` }), wait(0.05))).rejects.toThrow(
    /^not in time: poll \d+$/,
  );
  expect(polls).toBeGreaterThan(1);
  expect(Date.now() - before).toBeLessThan(5000);
});

test('polls once more at the deadline, also with a longer interval', async () => {
  const found = [{ reason: 'a' }, { value: 'there' }];

  expect(await until<string>(async () => found.shift()!, { ...wait(0.05), interval: 60_000 })).toBe('there');
});

test('an error of the poll ends the wait', async () => {
  await expect(until(() => Promise.reject(new Error('refused')), wait(5))).rejects.toThrow('refused');
});
