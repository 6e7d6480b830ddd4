import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ManyFailures } from '../../../commands/verify/check';
import { rawHttp } from '../../../commands/verify/reach';
import { parseConfig } from '../../../config/load';
import { loginCheck, problemOf } from '../../../commands/verify/login';

const SIGN_IN = {
  dashboardUrl: 'https://qdrant-dashboard.example.com',
  signInUrl: 'https://auth.example.com/realms/thinkube/protocol/openid-connect/auth',
};
const JSON_TYPE = { 'content-type': 'application/json' };

function problem(status: number, body: string, headers: Record<string, string> = {}, method = 'GET') {
  return problemOf({ method, path: '/collections' }, { status, headers, body }, SIGN_IN);
}

test.each([
  ["oauth2-proxy's of an API route", 401, '{}', JSON_TYPE, 'GET'],
  ["oauth2-proxy's of an API route, of which HEAD shows no body", 401, '', JSON_TYPE, 'HEAD'],
  ["oauth2-proxy's of /oauth2/auth", 401, 'Unauthorized\n', {}, 'GET'],
])('a refusal that is %s is none of what is behind the login', (_, status, body, headers, method) => {
  expect(problem(status, body, headers, method)).toBeUndefined();
});

test.each([
  [401, 'Must provide an API key or an Authorization bearer token', {}],
  [403, '{"status":{"error":"Forbidden"},"time":0.0}', JSON_TYPE],
])("a refusal of Qdrant's own, %i %s, tells that the login let it through", (status, body, headers) => {
  expect(problem(status, body, headers)).toMatch(/, from Qdrant itself$/);
});

test('fails if the server closes the connections after the first answer: a connection error is no refusal', async () => {
  let count = 0;
  const server = createServer((request, response) => {
    count += 1;
    if (count === 1) {
      response.writeHead(302, { location: '/oauth2/start' }).end();
    } else {
      request.socket.destroy();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const dashboard = rawHttp({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, timeout: 5000 });
  try {
    const error = await loginCheck(dashboard, parseConfig('domainName: example.com', 'config.yaml'))
      .run(() => undefined)
      .catch((failure: unknown) => failure);

    expect(error).toBeInstanceOf(ManyFailures);
    expect((error as ManyFailures).problem).toMatch(/^\d+ of \d+ requests/);
    expect((error as ManyFailures).details[0]).toMatch(/: no answer: .*(?:ECONNRESET|hang up)/);
  } finally {
    dashboard.close();
    server.close();
  }
});
