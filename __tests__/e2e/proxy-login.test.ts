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
  const groups = `/realms/${stack.realm}/groups`;
  const parent = await stack.admin.post(groups, { name: 'search' });
  const group = await stack.admin.post(`${groups}/${parent}/children`, { name: 'admins' });
  await stack.admin.put(`/realms/${stack.realm}/users/${user}/groups/${group}`, {});
}

function manifestsIn(folder: string): K8sObject[] {
  return readdirSync(folder).flatMap(name =>
    parseAllDocuments(readFileSync(join(folder, name), 'utf8')).map(document => document.toJS()),
  );
}

const qdrantPort = () => Number(new URL(qdrant.urls[0]!).port);

const startProxy = (settings?: string) => startDashboardProxy({ stack, objects, upstream: qdrantPort(), settings });

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
async function signIn(username: string): Promise<{ page: Page; status: number }> {
  const page = await (await browser.newContext()).newPage();
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
const fetchIn = (page: Page, path: string, headers: Record<string, string> = {}) =>
  page.evaluate(
    async ([url, sent]) => {
      const response = await fetch(url, { headers: sent, redirect: 'manual' });
      return { status: response.status, headers: [...response.headers], body: await response.text() };
    },
    [path, headers] as const,
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
