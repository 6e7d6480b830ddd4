import { parseConfig } from '../../../config/load';
import { dashboardChecks } from '../../../commands/verify/dashboard-checks';

const HOST = 'https://qdrant-dashboard.example.com';
const SIGN_IN = 'https://auth.example.com/realms/thinkube/protocol/openid-connect/auth?client_id=qdrant-dashboard';
const CONFIG = parseConfig(
  'domainName: example.com\ndashboard: { mode: proxy }\ngateway: { name: thinkube-gateway, namespace: gateway-system }',
  'config.yaml',
);
const root = dashboardChecks(CONFIG).find(({ name }) => name === 'root')!;

type Answers = Readonly<Record<string, readonly [status: number, location?: string]>>;

/** What the check says about a host that answers so. */
function check(answers: Answers) {
  const ask = async (_: string, { path }: { path: string }) => {
    const [status, location] = answers[path] ?? [404];
    return { status, headers: { location }, body: '' };
  };
  return root.ask({ name: HOST, ask } as never);
}

test.each<[string, Answers, string]>([
  ['oauth2-proxy itself', { '/': [302, SIGN_IN] }, `302 to ${SIGN_IN.split('?')[0]}`],
  [
    'the HTTPRoute of the stack',
    { '/': [301, `${HOST}/dashboard`], '/dashboard': [302, SIGN_IN] },
    `301 to ${HOST}/dashboard, 302 to ${SIGN_IN.split('?')[0]}`,
  ],
  [
    'a Gateway that names its port',
    { '/': [301, `${HOST}:443/dashboard`], '/dashboard': [302, '/oauth2/start?rd=%2Fdashboard'] },
    `301 to ${HOST}/dashboard, 302 to ${HOST}/oauth2/start`,
  ],
])('the root of the dashboard is accepted from %s', async (_, answers, detail) => {
  expect(await check(answers)).toMatchObject({ detail });
});

test.each<[string, Answers, string]>([
  [
    'redirects to a page that needs no session',
    { '/': [301, `${HOST}/dashboard`], '/dashboard': [200] },
    `GET ${HOST}/dashboard must redirect to the sign-in, but answered 200`,
  ],
  [
    'redirects to another host',
    { '/': [301, 'https://qdrant.example.com/dashboard'], '/dashboard': [302, SIGN_IN] },
    `GET ${HOST}/ must redirect to the sign-in, but answered 301 to https://qdrant.example.com/dashboard`,
  ],
  [
    'redirects to a host with the same beginning',
    { '/': [301, `${HOST}.example.org/dashboard`] },
    `GET ${HOST}/ must redirect to the sign-in, but answered 301 to ${HOST}.example.org/dashboard`,
  ],
  [
    'redirects in a circle',
    { '/': [301, `${HOST}/`] },
    `GET ${HOST}/ must redirect to the sign-in, but answered 301 to ${HOST}/`,
  ],
])('fails if the root %s', async (_, answers, problem) => {
  await expect(check(answers)).rejects.toMatchObject({ problem });
});
