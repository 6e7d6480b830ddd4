import { PassThrough } from 'node:stream';
import { processIo, withIo } from '../../../cli/io';
import { table } from '../../../commands/verify/show';

const CHECK = { name: 'api', title: 'API', run: () => Promise.reject(new Error('not run')) };

/** What a terminal receives while a check waits and finishes. */
async function written(): Promise<string> {
  const stdout = Object.assign(new PassThrough(), { isTTY: true });
  await withIo({ ...processIo, stdout }, async () => {
    const { waiting, finished } = table.observer([CHECK]);
    waiting(CHECK, 'attempt 2\u001b[2J');
    finished({ name: 'api', title: 'API', result: 'ok', detail: 'Qdrant 1.15.4', notes: [] });
  });
  return String(stdout.read());
}

test('a terminal obeys what erases the line, and shows control characters of a server', async () => {
  const erase = '\r\u001b[K';

  expect(await written()).toBe(`${erase}… API: attempt 2\\u001b[2J${erase}✔ API  ok       Qdrant 1.15.4\n`);
});
