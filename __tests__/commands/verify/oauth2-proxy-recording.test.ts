import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Oauth2ProxyDouble, SESSION } from '../../e2e/support/oauth2-proxy-double';

interface Recorded {
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly signed_in: boolean;
    readonly headers?: Readonly<Record<string, string>>;
  };
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly set_cookie: readonly string[];
    readonly body_start: string;
  };
}

const recording: Recorded[] = JSON.parse(
  readFileSync(join(__dirname, '../../e2e/fixtures/oauth2-proxy-7.15.3.json'), 'utf8'),
);
const cases = recording.map((each, at) => ({ ...each, at, title: `${each.request.method} ${each.request.path}` }));
/** What tells who somebody is: nobody that these tests are about reads more of it than that it is there. */
const ABOUT_THE_USER = ['gap-auth', 'x-auth-request-email', 'x-auth-request-preferred-username'];

let double: Oauth2ProxyDouble;

beforeAll(async () => {
  double = await Oauth2ProxyDouble.start({
    dashboardHost: 'qdrant-dashboard.example.com',
    issuer: 'https://auth.example.com/realms/thinkube',
    cookieDomain: 'example.com',
  });
});
afterAll(() => double.stop());

/** Random in each answer. */
function lasting(text: string): string {
  return text.replace(/code_challenge=[\w-]+/g, 'code_challenge=X').replace(/state=[\w-]+(=?)/g, 'state=X');
}

// One after the other: the last one comes after signing out.
test.each(cases)('$at $title, signed in: $request.signed_in', async ({ request, response }) => {
  const answer = await fetch(`http://127.0.0.1:${double.port}${request.path}`, {
    method: request.method,
    redirect: 'manual',
    headers: { ...request.headers, ...(request.signed_in && { cookie: SESSION }) },
  });
  const body = await answer.text();

  const sent = Object.fromEntries(answer.headers);
  const told = ['content-type', 'location', 'cache-control', ...ABOUT_THE_USER];
  const [actual, recorded] = [sent, response.headers].map(headers =>
    Object.fromEntries(told.map(name => [name, headers[name] && lasting(headers[name])])),
  );
  expect({ status: answer.status, ...actual }).toEqual({ status: response.status, ...recorded });
  expect(answer.headers.getSetCookie()).toEqual(response.set_cookie);
  const page = sent['content-type'] === 'application/json' ? 7 : 80;
  expect(lasting(body.slice(0, page))).toBe(lasting(response.body_start.slice(0, page)));
});
