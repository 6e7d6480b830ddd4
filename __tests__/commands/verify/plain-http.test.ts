import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseConfig } from '../../../config/load';
import { runChecks } from '../../../commands/verify/check';
import { noPlainHttp, plainHttpCheck } from '../../../commands/verify/plain-http';

const HOSTS = ['http://qdrant.example.com', 'http://qdrant-dashboard.example.com'];
const FIX = 'close it';

let server: Server;

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** What the check says where port 80 answers so. */
async function check(answer: RequestListener, timeout = 5000) {
  server = createServer(answer);
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  const at = { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
  const all = noPlainHttp(
    HOSTS.map(url => ({ url, at, timeout })),
    FIX,
  );
  const [result] = await runChecks([all], { waiting: () => undefined, finished: () => undefined });
  return result!;
}

const leadTo = (location: (host: string) => string, status = 302): RequestListener => {
  return (request, answer) => answer.writeHead(status, { location: location(request.headers.host!) }).end();
};

test.each<[string, RequestListener, string]>([
  ['leads to https', leadTo(host => `https://${host}/`, 308), '308 to https'],
  ['knows no such host', (_, answer) => answer.writeHead(404).end(), '404'],
  ['is the default of a router', (_, answer) => answer.writeHead(503).end(), '503'],
  ['hangs up', request => request.socket.destroy(), 'no answer'],
])('passes where port 80 %s', async (_, answer, detail) => {
  expect(await check(answer)).toMatchObject({ result: 'ok', detail });
});

test('passes where nobody answers in time, and does not wait longer', async () => {
  const start = Date.now();

  expect(await check(() => undefined, 100)).toMatchObject({ result: 'ok', detail: 'no answer' });
  expect(Date.now() - start).toBeLessThan(3000);
});

test.each<[string, RequestListener, RegExp]>([
  ['Qdrant answers', (_, answer) => answer.end('{"title":"qdrant"}'), /: answered 200 \(\{"title":"qdrant"\}\)$/],
  ['Qdrant asks for a key', (_, answer) => answer.writeHead(401).end(), /: answered 401/],
  ['the sign-in answers', leadTo(() => 'https://auth.example.com/realms/r'), /: answered 302 to https:\/\/auth\./],
  ['it stays plain', leadTo(host => `http://${host}/dashboard`), /: answered 302 to http:\/\/qdrant/],
])('fails where %s', async (_, answer, detail) => {
  const { result, detail: problem, fix, details } = await check(answer);

  expect({ result, problem, fix }).toEqual({
    result: 'failed',
    problem: '2 of 2 hosts serve plain HTTP, which shows keys to the network',
    fix: FIX,
  });
  expect(details!.map(each => each.split('/: ')[0])).toEqual(HOSTS.map(host => `GET ${host}`));
  details!.forEach(each => expect(each).toMatch(detail));
});

test('is not made where the port of plain HTTP is not known', async () => {
  const ingress = { host: '127.0.0.1', port: 8443 };
  const made = plainHttpCheck(parseConfig('domainName: example.com', 'config.yaml'), { ingress, timeout: 1 });

  expect(await made.run(() => undefined)).toEqual({
    detail: '--ingress names port 8443, so the port of plain HTTP is unknown',
    skipped: true,
  });
});
