import { PassThrough } from 'node:stream';
import { Failure } from '../../../cli/failure';
import { type Io, withIo } from '../../../cli/io';
import { asJson, asLines, onTerminal, repeat, type Round, type Show } from '../../../commands/status/watch';

const at = (second: number) => new Date(Date.UTC(2026, 0, 2, 3, 4, second));
const round = (text: string): Round => ({ text, fields: { result: text } });

/** What a terminal of 20 columns and 5 rows, or a pipe, gets of these rounds. */
async function shown(newShow: () => Show, texts: readonly string[]): Promise<string[]> {
  const written: string[] = [];
  const stdout = Object.assign(new PassThrough(), {
    columns: 20,
    rows: 5,
    write: (text: string) => written.push(text) > 0,
  });
  const io = { env: {}, stdin: process.stdin, stdout, stderr: stdout, onInterrupt: () => undefined } as unknown as Io;
  await withIo(io, async () => {
    const show = newShow();
    texts.forEach((text, second) => show(round(text), at(second)));
    return Promise.resolve();
  });
  return written;
}

describe('a terminal', () => {
  test('is cleared once, and then drawn over', async () => {
    const [first, second] = await shown(() => onTerminal(5), ['one', 'two']);
    expect(first).toBe('\x1b[H\x1b[2JEvery 5 s, at 2026-…\x1b[K\n\x1b[K\none\x1b[K\n\x1b[J');
    expect(second).toBe('\x1b[HEvery 5 s, at 2026-…\x1b[K\n\x1b[K\ntwo\x1b[K\n\x1b[J');
  });

  test('does not scroll: lines that it has no row for are counted', async () => {
    const [drawn] = await shown(() => onTerminal(5), ['1\n2\n3\n4']);
    expect(drawn!.split('\x1b[K\n').slice(1)).toEqual(['', '1', '... and 3 more lines', '\x1b[J']);
    const [fits] = await shown(() => onTerminal(5), ['1\n2']);
    expect(fits!.split('\x1b[K\n').slice(1)).toEqual(['', '1', '2', '\x1b[J']);
  });
});

test('a log gets the first round, and what changes', async () => {
  expect(await shown(asLines, ['one', 'one', 'two'])).toEqual([
    '2026-01-02 03:04:00\none\n\n',
    '2026-01-02 03:04:02\ntwo\n\n',
  ]);
});

test('a program gets one line for each change', async () => {
  expect(await shown(asJson, ['one', 'one', 'two'])).toEqual([
    '{"time":"2026-01-02T03:04:00.000Z","result":"one"}\n',
    '{"time":"2026-01-02T03:04:02.000Z","result":"two"}\n',
  ]);
});

describe('a round that fails', () => {
  const failure = new Failure('The server is away', 'wait');

  /** Shows until there are no more rounds. */
  async function rounds(...results: readonly (Round | Error)[]): Promise<{ texts: string[]; error: unknown }> {
    const texts: string[] = [];
    const left = [...results];
    const next = async () => {
      const result = await Promise.resolve(left.shift() ?? new Error('no more rounds'));
      if (result instanceof Error) throw result;
      return result;
    };
    const error: unknown = await repeat(next, 0, ({ text }) => texts.push(text)).catch((thrown: unknown) => thrown);
    return { texts, error };
  }

  test('ends the command if it is the first', async () => {
    expect(await rounds(failure)).toEqual({ texts: [], error: failure });
  });

  test('is shown later, and the next rounds follow', async () => {
    const { texts, error } = await rounds(round('one'), failure, round('two'));
    expect(texts).toEqual(['one', 'The server is away\nwait', 'two']);
    expect(error).toEqual(new Error('no more rounds'));
  });
});
