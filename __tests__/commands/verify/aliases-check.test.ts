import type { RawHttp } from '../../../clients/raw-http';
import { aliasesCheck } from '../../../commands/verify/http-checks';
import { runChecks } from '../../../commands/verify/check';

const QDRANT = { status: 200, body: '{"title":"qdrant - vector search engine","version":"1.19.2"}' };

/** A host with the same answer to each request. */
const host = (name: string, answer: object) =>
  ({ name, ask: async () => ({ headers: {}, ...answer }) }) as unknown as RawHttp;

async function check(...hosts: RawHttp[]) {
  const quiet = { waiting: () => undefined, finished: () => undefined };
  return (await runChecks([aliasesCheck(hosts, 'compare the routes')], quiet))[0];
}

test('passes if Qdrant answers at every host', async () => {
  expect(await check(host('a.example.com', QDRANT), host('b.example.com', QDRANT))).toMatchObject({
    result: 'ok',
    detail: 'Qdrant answers at a.example.com, b.example.com',
  });
});

test('names the host where something else answers', async () => {
  const other = host('b.example.com', { status: 404, body: 'default backend' });

  expect(await check(host('a.example.com', QDRANT), other)).toMatchObject({
    result: 'failed',
    detail: expect.stringContaining('b.example.com answers, but is not Qdrant: 404'),
    fix: expect.stringContaining('compare the routes'),
  });
});
