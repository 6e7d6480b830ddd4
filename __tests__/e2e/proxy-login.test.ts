import { readdirSync, readFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
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
import { CLIENT, API_KEYS_SECRET, merged, Stack } from './support/stack';
import { synth } from './support/synth';
import { fetchTrusting } from './support/trusting-fetch';

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
  objects = manifestsIn(await synth(merged(stack.config, PRODUCTION)));
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

/** The cookies of a user who has just signed in, as a header. */
async function sessionOf(username: string, inBrowser: Browser): Promise<string> {
  const { page } = await signIn(username, inBrowser);
  const cookies = await page.context().cookies(dashboard);
  await page.context().close();
  return cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
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
async function verify(at: Ingress, config: object = PRODUCTION, more: readonly string[] = []) {
  const caFile = stack.file('ingress-ca.pem', clusterAuthority().certificate);
  const where = ['--ingress', `127.0.0.1:${at.port}`, '--ca-file', caFile, '--tries', '1', '--output', 'json'];
  const { code, stdout, stderr } = await stack.run(['verify', '--only', 'http', ...where, ...more], {
    config,
    env: { QDRANT_API_KEY: apiKey },
  });
  if (!stdout) throw new Error(stderr);
  const { checks } = JSON.parse(stdout);
  return {
    code,
    results: Object.fromEntries(checks.map(({ name, result }: any) => [name, result])),
    passed: checks.find(({ name }: any) => name === 'login').details ?? [],
    rights: checks.find(({ name }: any) => name === 'dashboard-rights')?.detail,
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
  expect(await verify(ingress)).toEqual({ code: 0, results: ALL_OK, passed: [], rights: undefined });
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

describe('with rights by group and user', () => {
  const readers = { group: '/search/readers', rights: 'read' };
  const rights = [
    { user: 'vic', rights: 'manage' },
    { group: '/search/writers', rights: 'manage' },
    readers,
    { user: 'uma', collections: { docs: 'r' } },
  ];
  const RIGHTS = { ...PRODUCTION, dashboard: { access: { groups: ['/search/admins'], rights } } };
  let proxyOfRights: DashboardProxy;
  let ingressOfRights: Ingress;
  let browserOfRights: Browser;
  /** The user profile, and a user, before the first token. */
  let profile: any;
  let vic: any;

  beforeAll(async () => {
    const [wanda, rita] = [await createUser('wanda'), await createUser('rita')];
    const id = await createUser('vic');
    await createUser('uma');
    await addTo('writers', wanda);
    // The name of this group comes first, so Keycloak itself would prefer it.
    await addTo('readers', wanda, rita, id);
    const original = await profileNow();
    const department = { name: 'department', permissions: { view: ['admin', 'user'], edit: ['admin'] } };
    await stack.admin.put(`/realms/${stack.realm}/users/profile`, {
      ...original,
      attributes: [...original.attributes, department],
      unmanagedAttributePolicy: 'ENABLED',
    });
    profile = await profileNow();
    const attributes = { department: ['books'], shoe: ['44'] };
    await stack.admin.put(`/realms/${stack.realm}/users/${id}`, { ...(await user('vic')), attributes });
    vic = await user('vic');
    await stack.mustHook([], { config: RIGHTS });
    proxyOfRights = await startProxy(undefined, manifestsIn(await synth(merged(stack.config, RIGHTS))));
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

  const profileNow = () => stack.admin.get(`/realms/${stack.realm}/users/profile`);

  /** A user as Keycloak has it. */
  const user = async (username: string): Promise<any> => {
    const [{ id }] = await stack.admin.get(`/realms/${stack.realm}/users?username=${username}&exact=true`);
    return stack.admin.get(`/realms/${stack.realm}/users/${id}`);
  };

  /** The users who can open the dashboard by the role of the hook. */
  const holders = async (): Promise<string[]> => {
    const { id } = await stack.client();
    const users = await stack.admin.get(`/realms/${stack.realm}/clients/${id}/roles/dashboard-rights/users`);
    return users.map(({ username }: any) => username);
  };

  /** The claims of a token. */
  const claimsIn = (token: string) => JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString());

  /** The attributes of a group that contain tokens. */
  const tokensOf = async (group: string): Promise<Record<string, string[]>> =>
    (await stack.admin.get(`/realms/${stack.realm}/group-by-path/search/${group}`)).attributes;

  test.each([
    ['the first entry of a person counts', 'wanda', { read: 200, write: 200 }],
    ['a reader cannot write', 'rita', { read: 200, write: 403 }],
    ['the entry of a user counts before that of the group', 'vic', { read: 200, write: 200 }],
    ['a user in no group can open the dashboard, and has the right of the own entry', 'uma', { read: 200, write: 403 }],
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

  test('verify proves the right of a session of each kind, and fails for a session of another kind', async () => {
    const sessions: Record<string, string> = {};
    for (const username of ['vic', 'uma', 'rita', 'ada']) {
      sessions[username] = stack.file(`session-of-${username}`, await sessionOf(username, browserOfRights));
    }
    const { vic: manager, uma: reader, rita, ada: nobody } = sessions;
    const of = (...given: string[]) =>
      verify(
        ingressOfRights,
        RIGHTS,
        given.flatMap(each => ['--session', each]),
      );

    expect(await of(`vic=${manager}`, `uma=${reader}`, `/search/readers=${rita}`, `none=${nobody}`)).toMatchObject({
      code: 0,
      rights: 'as in the config: vic, uma, /search/readers, none',
    });
    expect(await of(`uma=${manager}`)).toMatchObject({
      code: 1,
      rights: expect.stringMatching(/With the session of uma, DELETE .* must be answered with 403, but got 200/),
    });
    expect(await of(`none=${reader}`)).toMatchObject({
      code: 1,
      rights: expect.stringContaining('GET /collections must be answered with 401, but got 200'),
    });
  });

  // The stand-in says nothing about the time that oauth2-proxy takes.
  const describeProgram = process.env.E2E_OAUTH2_PROXY ? describe : describe.skip;
  describeProgram('at the median', () => {
    test('a request takes at most half a millisecond longer than with one key for all', async () => {
      const sessions = [
        { port: proxy.port, cookie: await sessionOf('ada', browser), times: [] as number[] },
        { port: proxyOfRights.port, cookie: await sessionOf('wanda', browserOfRights), times: [] as number[] },
      ];
      const agent = new Agent({ keepAlive: true });
      const statuses = new Set<unknown>();
      const milliseconds = (port: number, cookie: string) =>
        new Promise<number>((done, failed) => {
          const headers = { host: stack.dashboardHost, cookie, 'x-forwarded-proto': 'https' };
          const start = performance.now();
          get({ host: '127.0.0.1', port, path: '/collections', headers, agent }, response => {
            statuses.add(response.statusCode);
            response.resume().once('end', () => done(performance.now() - start));
          }).once('error', failed);
        });

      for (let round = 0; round < 3000; round++) {
        for (const { port, cookie, times } of sessions) times.push(await milliseconds(port, cookie));
      }

      agent.destroy();
      expect([...statuses]).toEqual([200]);
      const [one, each] = sessions.map(({ times }) => times.sort((a, b) => a - b)[times.length / 2]!);
      console.log(`p50 with one key ${one!.toFixed(3)} ms, with a token for each group or user ${each!.toFixed(3)} ms`);
      expect(each! - one!).toBeLessThan(0.5);
    });
  });

  test('a token of a user names the user, and the rest of the user and of the user profile stays', async () => {
    const { attributes, ...rest } = await user('vic');
    const { [`${CLIENT}-token-1`]: tokens, ...others } = attributes;
    expect({ ...rest, attributes: others }).toEqual(vic);
    expect(tokens.map(claimsIn)).toEqual([{ exp: expect.any(Number), access: 'm', subject: 'vic' }]);
    expect(claimsIn((await user('uma')).attributes[`${CLIENT}-token-4`][0])).toMatchObject({
      access: [{ collection: 'docs', access: 'r' }],
      subject: 'uma',
    });
    const declared = [1, 4].map(number =>
      expect.objectContaining({
        name: `${CLIENT}-token-${number}`,
        permissions: { view: ['admin'], edit: ['admin'] },
      }),
    );
    expect(await profileNow()).toEqual({ ...profile, attributes: [...profile.attributes, ...declared] });
  });

  test('a user neither sees nor changes the own token, also where the realm allows every other attribute', async () => {
    const console = await stack.admin.client(stack.realm, 'account-console');
    const path = `/realms/${stack.realm}/clients/${console.id}`;
    await stack.admin.put(path, { ...console, directAccessGrantsEnabled: true });
    const ask = fetchTrusting(keycloak().ca);
    const realmUrl = `${keycloak().url}/realms/${stack.realm}`;
    const form = { grant_type: 'password', client_id: 'account-console', username: 'vic', password: PASSWORD };
    const tokens = await ask(`${realmUrl}/protocol/openid-connect/token`, {
      method: 'POST',
      body: new URLSearchParams(form),
    });
    const { access_token: accessToken } = (await tokens.json()) as any;
    const headers = { authorization: `Bearer ${accessToken}`, accept: 'application/json' };
    const text = await (await ask(`${realmUrl}/account/?userProfileMetadata=true`, { headers })).text();
    const account = JSON.parse(text);
    const post = (attributes: object) =>
      ask(`${realmUrl}/account/`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify({
          ...account,
          userProfileMetadata: undefined,
          attributes: { ...account.attributes, ...attributes },
        }),
      });

    expect(text).toContain('department');
    expect(text).not.toContain('-token-');
    expect((await post({ [`${CLIENT}-token-1`]: ['of-vic'] })).status).toBe(400);
    expect((await post({ shoe: ['45'] })).status).toBe(204);
    // A change of the own account keeps the token.
    expect((await user('vic')).attributes).toMatchObject({ shoe: ['45'], [`${CLIENT}-token-1`]: [expect.any(String)] });
  });

  test('the hook writes nothing a second time, renews tokens of another key, and takes them away', async () => {
    await stack.mustHook(['--dry-run', '--exit-code'], { config: RIGHTS });
    const [before, userBefore] = [await tokensOf('readers'), await user('uma')];
    const check = async () => {
      const env = { QDRANT_API_KEY: apiKey };
      const { stdout } = await stack.run(['verify', '--only', 'keycloak', '--output', 'json'], { config: RIGHTS, env });
      return JSON.parse(stdout).checks.find(({ name }: any) => name === 'group-tokens');
    };
    expect(await check()).toMatchObject({ result: 'ok', detail: 'in sync with the config' });
    await stack.mustHook(['--rotate', 'api-key', '--only', 'api-keys'], { config: RIGHTS });
    const after = await tokensOf('readers');

    expect(Object.keys(after)).toEqual([`${CLIENT}-token-3`]);
    expect(after).not.toEqual(before);
    expect((await user('uma')).attributes).not.toEqual(userBefore.attributes);
    const finish = await stack.hook(['--rotate', 'api-key', '--only', 'api-keys', '--finish'], { config: RIGHTS });
    expect(finish.stderr).toContain('The token of user vic is new, and sessions can have the previous token until');
    // The key of the check is the previous one.
    expect(await check()).toMatchObject({
      result: 'failed',
      detail: expect.stringMatching(/Token of user vic.*group/),
    });
    expect(claimsIn(after[`${CLIENT}-token-3`]![0]!)).toEqual({
      exp: expect.any(Number),
      access: 'r',
      subject: '/search/readers',
    });

    // Fewer entries, all again, and then none.
    const fewer = { ...PRODUCTION, dashboard: { access: { rights: [readers] } } };
    await stack.mustHook([], { config: fewer });
    expect([await tokensOf('writers'), Object.keys(await tokensOf('readers'))]).toEqual([{}, [`${CLIENT}-token-1`]]);
    expect([(await user('uma')).attributes, await profileNow()]).toEqual([undefined, profile]);
    const roles = await stack.admin.get(`/realms/${stack.realm}/clients/${(await stack.client()).id}/roles`);
    expect(roles).toEqual([]);
    await stack.mustHook([], { config: RIGHTS });
    // The user loses the right and the role, and another one keeps both.
    await stack.mustHook([], { config: { ...RIGHTS, dashboard: { access: { rights: rights.slice(0, 3) } } } });
    expect([(await user('uma')).attributes, await holders()]).toEqual([undefined, ['vic']]);
    await stack.mustHook(['--remove', '--only', 'keycloak'], { config: PRODUCTION });
    expect(await tokensOf('readers')).toEqual({});
    expect([Object.keys((await user('vic')).attributes).sort(), await profileNow()]).toEqual([
      ['department', 'shoe'],
      profile,
    ]);
  });

  test('removes the tokens of users also after a run that was interrupted', async () => {
    const ofUser = { ...PRODUCTION, dashboard: { access: { rights: [rights[0]] } } };
    await stack.mustHook([], { config: ofUser });
    // A run removes the mappers first.
    const { id, protocolMappers } = await stack.client();
    const mapper = protocolMappers.find(({ name }: any) => name === 'dashboard-token-mapper-1');
    await stack.admin.delete(`/realms/${stack.realm}/clients/${id}/protocol-mappers/models/${mapper.id}`);
    await stack.mustHook([], { config: PRODUCTION });

    expect(Object.keys((await user('vic')).attributes).sort()).toEqual(['department', 'shoe']);
    expect(await profileNow()).toEqual(profile);
    expect(await stack.admin.get(`/realms/${stack.realm}/clients/${id}/roles`)).toEqual([]);
    await stack.mustHook(['--remove', '--only', 'keycloak'], { config: PRODUCTION });
  });

  test.each([
    [{ group: '/search/none' }, 'Group /search/none of dashboard.access.rights does not exist in realm'],
    [{ user: 'nobody' }, 'User nobody of dashboard.access.rights does not exist in realm'],
  ])('fails if %j does not exist, before any write', async (holder, problem) => {
    const config = { ...PRODUCTION, dashboard: { access: { rights: [{ ...holder, rights: 'read' }] } } };
    const { code, stderr } = await stack.hook([], { config });

    expect(code).toBe(1);
    expect(stderr).toContain(problem);
    expect(await stack.client()).toBeUndefined();
    expect(await profileNow()).toEqual(profile);
  });

  test('tells that a user cannot open the dashboard, and fails if Keycloak refuses to change the user', async () => {
    const uma = await user('uma');
    const path = `/realms/${stack.realm}/users/${uma.id}`;
    const config = { ...PRODUCTION, dashboard: { access: { rights: [{ user: 'uma', rights: 'read' }] } } };
    await stack.admin.put(path, { ...uma, enabled: false });
    expect(await stack.mustHook(['--dry-run'], { config })).toContain(
      'note: user uma cannot open the dashboard: the user is disabled',
    );
    await stack.admin.put(path, uma);
    await stack.admin.put(`/realms/${stack.realm}`, { editUsernameAllowed: true });
    expect(await stack.mustHook(['--dry-run'], { config })).toContain('note: people choose usernames in this realm');
    await stack.admin.put(`/realms/${stack.realm}`, { editUsernameAllowed: false });
    const team = {
      name: 'team',
      required: { roles: ['admin', 'user'] },
      permissions: profile.attributes[0].permissions,
    };
    await stack.admin.put(`/realms/${stack.realm}/users/profile`, {
      ...profile,
      attributes: [...profile.attributes, team],
    });
    const { code, stderr } = await stack.hook([], { config });

    expect(code).toBe(1);
    expect(stderr).toMatch(
      /Keycloak refuses to change user uma of realm .*error-user-attribute-required.*\n {2}Fix: open/,
    );
    await stack.mustHook(['--remove', '--only', 'keycloak'], { config });
    await stack.admin.put(`/realms/${stack.realm}/users/profile`, profile);
  });
});
