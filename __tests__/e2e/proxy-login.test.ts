import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, type Page } from 'playwright-core';
import { parseAllDocuments } from 'yaml';
import { type K8sObject } from '../support/objects';
import { clusterAuthority, wildcardFor } from './support/authority';
import { launchBrowser } from './support/browser';
import { type DashboardProxy, startDashboardProxy } from './support/dashboard-proxy';
import { keycloak } from './support/identity-provider';
import { Ingress } from './support/ingress';
import { QdrantDouble } from './support/qdrant-double';
import { CLIENT, API_KEYS_SECRET, Stack } from './support/stack';
import { synth } from './support/synth';

const PRODUCTION = {
  profile: 'production',
  keycloak: { clientId: CLIENT },
  dashboard: { access: { groups: ['/search/admins'] } },
};
const PASSWORD = 'lovelace-1815';
const stack = new Stack('proxy-login');
const dashboard = `https://${stack.dashboardHost}`;
const loginPage = `${keycloak().url}/realms/${stack.realm}/protocol/openid-connect/auth?`;
const certificate = wildcardFor(stack.domain);

let ada: string;
/** The id of the group above the others. */
let search: string;
let apiKey: string;
let objects: K8sObject[];
let qdrant: QdrantDouble;
let proxy: DashboardProxy;
let ingress: Ingress;
let browser: Browser;

beforeAll(async () => {
  await stack.create();
  ada = await createUser('ada');
  await createUser('eve');
  await makeGroupOf(ada);
  await stack.mustHook([], { config: PRODUCTION });
  objects = manifestsIn(await synth({ ...stack.config, ...PRODUCTION }));
  apiKey = await stack.secretValue(API_KEYS_SECRET, 'api-key');
  qdrant = await QdrantDouble.start({ apiKey });
  qdrant.faults.push({ path: /^\/dashboard$/, method: 'GET', body: '"the dashboard"', times: Infinity });
  proxy = await startProxy();
  ingress = await startIngress(proxy);
  browser = await launchBrowser({
    hosts: { [stack.dashboardHost]: ingress.port },
    certificates: [certificate.certificate, keycloak().certificate],
  });
});

afterAll(async () => {
  await browser?.close();
  await ingress?.stop();
  await proxy?.stop();
  await qdrant?.stop();
  await stack.delete();
});

beforeEach(() => {
  qdrant.requests.length = 0;
  qdrant.headers.length = 0;
});

const createUser = (username: string) =>
  stack.admin.createUser(stack.realm, {
    username,
    password: PASSWORD,
    email: `${username}@example.com`,
    emailVerified: true,
  });

/** Makes the group that may open the dashboard, with one member. */
async function makeGroupOf(user: string): Promise<void> {
  search = await stack.admin.post(`/realms/${stack.realm}/groups`, { name: 'search' });
  await addTo('admins', user);
}

/** Makes a group below `/search`, with these members. */
async function addTo(name: string, ...users: string[]): Promise<void> {
  const group = await stack.admin.post(`/realms/${stack.realm}/groups/${search}/children`, { name });
  for (const user of users) await stack.admin.put(`/realms/${stack.realm}/users/${user}/groups/${group}`, {});
}

function manifestsIn(folder: string): K8sObject[] {
  return readdirSync(folder).flatMap(name =>
    parseAllDocuments(readFileSync(join(folder, name), 'utf8')).map(document => document.toJS()),
  );
}

const qdrantPort = () => Number(new URL(qdrant.urls[0]!).port);

const startProxy = (settings?: string, of = objects) =>
  startDashboardProxy({ stack, objects: of, upstream: qdrantPort(), settings });

const startIngress = (to: DashboardProxy) =>
  Ingress.start({
    dashboardHost: stack.dashboardHost,
    apiHost: `qdrant.${stack.domain}`,
    certificate,
    qdrant: qdrantPort(),
    oauth2Proxy: to.port,
    toProxy: true,
  });

/** Opens the dashboard as a user who has just given a password. */
async function signIn(username: string, inBrowser = browser): Promise<{ page: Page; status: number }> {
  const page = await (await inBrowser.newContext()).newPage();
  await page.goto(`${dashboard}/`);
  expect(page.url()).toContain(loginPage);
  await page.fill('#username', username);
  await page.fill('#password', PASSWORD);
  const back = page.waitForResponse(
    response => response.url().startsWith(dashboard) && ![302, 303].includes(response.status()),
  );
  await page.click('#kc-login');
  const status = (await back).status();
  await page.waitForLoadState();
  return { page, status };
}

/** What a page of the dashboard gets when it asks for a path. */
const fetchIn = (page: Page, path: string, headers: Record<string, string> = {}, method = 'GET') =>
  page.evaluate(
    async ([url, sent, how]) => {
      const body = how === 'GET' ? undefined : '{"vectors":{"size":2,"distance":"Dot"}}';
      const response = await fetch(url, { headers: sent, redirect: 'manual', method: how, body });
      return { status: response.status, headers: [...response.headers], body: await response.text() };
    },
    [path, headers, method] as const,
  );

/** `verify --only http` through an ingress: its end, what came of each check, and the requests that got past the login. */
async function verify(at: Ingress) {
  const caFile = stack.file('ingress-ca.pem', clusterAuthority().certificate);
  const where = ['--ingress', `127.0.0.1:${at.port}`, '--ca-file', caFile, '--tries', '1', '--output', 'json'];
  const { code, stdout, stderr } = await stack.run(['verify', '--only', 'http', ...where], {
    config: PRODUCTION,
    env: { QDRANT_API_KEY: apiKey },
  });
  if (!stdout) throw new Error(stderr);
  const { checks } = JSON.parse(stdout);
  return {
    code,
    results: Object.fromEntries(checks.map(({ name, result }: any) => [name, result])),
    passed: checks.find(({ name }: any) => name === 'login').details ?? [],
  };
}

test('a member of the group signs in, works without a key, and signs out of Keycloak too', async () => {
  const { page, status } = await signIn('ada');

  expect({ status, url: page.url(), body: await page.innerText('body') }).toEqual({
    status: 200,
    url: `${dashboard}/`,
    body: '"the dashboard"',
  });
  expect(qdrant.requests).toContain('GET /dashboard');
  const listed = await fetchIn(page, '/collections', { 'api-key': 'of-the-browser', authorization: 'Bearer mine' });
  expect({ status: listed.status, body: JSON.parse(listed.body) }).toMatchObject({
    status: 200,
    body: { result: { collections: [] } },
  });
  expect(qdrant.headers.map(headers => [headers['api-key'], headers.authorization])).toEqual(
    qdrant.headers.map(() => [apiKey, undefined]),
  );
  expect(JSON.stringify([listed, await page.content(), await page.context().cookies()])).not.toContain(apiKey);

  const sessions = () => stack.admin.get<unknown[]>(`/realms/${stack.realm}/users/${ada}/sessions`);
  expect(await sessions()).toHaveLength(1);
  await page.goto(`${dashboard}/oauth2/sign_out`);
  expect(await sessions()).toEqual([]);
  expect(page.url()).toContain(loginPage);
  await page.context().close();
});

test('a user outside the group is refused, and nothing reaches Qdrant', async () => {
  const { page, status } = await signIn('eve');

  expect(status).toBe(403);
  expect((await fetchIn(page, '/collections')).status).toBe(401);
  expect(qdrant.requests).toEqual([]);
  await page.context().close();
});

const ALL_OK = {
  api: 'ok',
  certificate: 'ok',
  'plain-http': 'skipped',
  root: 'ok',
  dashboard: 'ok',
  'dashboard-session': 'ok',
  'sign-in': 'ok',
  login: 'ok',
  'api-key': 'ok',
  collection: 'ok',
  grpc: 'skipped',
};

test('verify finds it as it should be', async () => {
  expect(await verify(ingress)).toEqual({ code: 0, results: ALL_OK, passed: [] });
});

test('verify finds a path that needs no session', async () => {
  const open = await startProxy('skip_auth_routes = ["^/collections"]\n');
  const broken = await startIngress(open);
  try {
    const { code, results, passed } = await verify(broken);

    expect({ code, results }).toEqual({
      code: 1,
      results: { ...ALL_OK, 'dashboard-session': 'failed', login: 'failed' },
    });
    expect(passed).toContain('GET /collections: got 200 OK');
  } finally {
    await broken.stop();
    await open.stop();
  }
});

describe('with rights by group', () => {
  const rights = [
    { group: '/search/writers', rights: 'manage' },
    { group: '/search/readers', rights: 'read' },
  ];
  const RIGHTS = { ...PRODUCTION, dashboard: { access: { groups: ['/search/admins'], rights } } };
  let proxyOfRights: DashboardProxy;
  let ingressOfRights: Ingress;
  let browserOfRights: Browser;

  beforeAll(async () => {
    const [wanda, rita] = [await createUser('wanda'), await createUser('rita')];
    await addTo('writers', wanda);
    // The name of this group comes first, so Keycloak itself would prefer it.
    await addTo('readers', wanda, rita);
    await stack.mustHook([], { config: RIGHTS });
    proxyOfRights = await startProxy(undefined, manifestsIn(await synth({ ...stack.config, ...RIGHTS })));
    ingressOfRights = await startIngress(proxyOfRights);
    browserOfRights = await launchBrowser({
      hosts: { [stack.dashboardHost]: ingressOfRights.port },
      certificates: [certificate.certificate, keycloak().certificate],
    });
  });

  afterAll(async () => {
    await browserOfRights?.close();
    await ingressOfRights?.stop();
    await proxyOfRights?.stop();
  });

  /** The attributes of a group that contain tokens. */
  const tokensOf = async (group: string): Promise<Record<string, string[]>> =>
    (await stack.admin.get(`/realms/${stack.realm}/group-by-path/search/${group}`)).attributes;

  test.each([
    ['the first entry of a person counts', 'wanda', { read: 200, write: 200 }],
    ['a reader cannot write', 'rita', { read: 200, write: 403 }],
    ['a person without an entry gets nothing, with a key of the own too', 'ada', { read: 401, write: 401 }],
  ])('%s', async (_title, username, expected) => {
    const { page } = await signIn(username, browserOfRights);
    const key = { 'api-key': apiKey, authorization: `Bearer ${apiKey}` };
    const { status: read } = await fetchIn(page, '/collections', key);
    const { status: write } = await fetchIn(page, `/collections/of-${username}`, key, 'PUT');

    expect({ read, write }).toEqual(expected);
    expect((await fetchIn(page, '/oauth2/userinfo')).body).toBe('OK');
    expect(JSON.stringify(qdrant.headers)).not.toContain(apiKey);
    await page.context().close();
  });

  test('the hook writes nothing a second time, renews tokens of another key, and takes them away', async () => {
    await stack.mustHook(['--dry-run', '--exit-code'], { config: RIGHTS });
    const before = await tokensOf('readers');
    const check = async () => {
      const env = { QDRANT_API_KEY: apiKey };
      const { stdout } = await stack.run(['verify', '--only', 'keycloak', '--output', 'json'], { config: RIGHTS, env });
      return JSON.parse(stdout).checks.find(({ name }: any) => name === 'group-tokens');
    };
    expect(await check()).toMatchObject({ result: 'ok', detail: 'in sync with the config' });
    await stack.mustHook(['--rotate', 'api-key', '--only', 'api-keys'], { config: RIGHTS });
    const after = await tokensOf('readers');

    expect(Object.keys(after)).toEqual([`${CLIENT}-token-2`]);
    expect(after).not.toEqual(before);
    // The key of the check is the previous one.
    expect(await check()).toMatchObject({ result: 'failed', detail: expect.stringContaining('Token of group') });
    const claims = JSON.parse(Buffer.from(after[`${CLIENT}-token-2`]![0]!.split('.')[1]!, 'base64url').toString());
    expect(claims).toEqual({ exp: expect.any(Number), access: 'r', subject: '/search/readers' });

    // An entry less, and then none.
    const fewer = { ...PRODUCTION, dashboard: { access: { rights: [rights[1]] } } };
    await stack.mustHook([], { config: fewer });
    expect([await tokensOf('writers'), Object.keys(await tokensOf('readers'))]).toEqual([{}, [`${CLIENT}-token-1`]]);
    await stack.mustHook(['--remove', '--only', 'keycloak'], { config: PRODUCTION });
    expect(await tokensOf('readers')).toEqual({});
  });

  test('fails if a group does not exist, before any write', async () => {
    const config = { ...PRODUCTION, dashboard: { access: { rights: [{ group: '/search/none', rights: 'read' }] } } };
    const { code, stderr } = await stack.hook([], { config });

    expect(code).toBe(1);
    expect(stderr).toContain('Group /search/none of dashboard.access.rights does not exist in realm');
    expect(await stack.client()).toBeUndefined();
  });
});
