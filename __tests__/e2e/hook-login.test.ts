import { type Browser, type Page } from 'playwright-core';
import { applyAll } from './support/objects';
import { wildcardFor } from './support/authority';
import { launchBrowser } from './support/browser';
import { keycloak } from './support/identity-provider';
import { RelyingParty } from './support/relying-party';
import { CLIENT, OAUTH2_PROXY_SECRET, Stack } from './support/stack';
import { proxySettings, synth } from './support/synth';

const stack = new Stack('login');
const dashboard = `https://${stack.dashboardHost}`;
const FOREIGN = 'https://evil.example.org';
const SECURE = { keycloak: { clientSettings: 'secure', securityHeaders: 'secure' } };
const user = { username: 'ada', password: 'lovelace-1815', email: 'ada@example.com', emailVerified: true };

let dist: string;
let userId: string;
let relyingParty: RelyingParty;
let browser: Browser;

beforeAll(async () => {
  await stack.create();
  userId = await stack.admin.createUser(stack.realm, user);
  dist = await synth(stack.config);
  await stack.mustHook();
  await applyAll(dist);
  const certificate = wildcardFor(stack.domain);
  const secret = async (key: string) => Buffer.from(await stack.secretValue(OAUTH2_PROXY_SECRET, key));
  // Knows the settings in `dist/` and the Secret that the hook wrote, and nothing else.
  relyingParty = new RelyingParty({
    config: proxySettings(dist),
    clientSecret: () => secret('client-secret'),
    cookieSecret: await secret('cookie-secret'),
    keycloakCa: keycloak().ca,
    certificate,
  });
  await relyingParty.start();
  browser = await launchBrowser({
    hosts: { [stack.dashboardHost]: relyingParty.port, [new URL(FOREIGN).hostname]: relyingParty.port },
    certificates: [certificate.certificate, keycloak().certificate],
  });
});

afterAll(async () => {
  await browser?.close();
  await relyingParty?.stop();
  await stack.delete();
});

async function newPage(url: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(url);
  return page;
}

async function signIn(page: Page): Promise<any> {
  await page.goto(`${dashboard}/oauth2/start?rd=/`);
  await page.fill('#username', user.username);
  await page.fill('#password', user.password);
  await Promise.all([page.waitForURL(`${dashboard}/`), page.click('#kc-login')]);
  return JSON.parse(await page.innerText('body'));
}

const sessions = () => stack.admin.get<unknown[]>(`/realms/${stack.realm}/users/${userId}/sessions`);

/** What a page of an origin gets when it asks the token endpoint, or that the browser refuses. */
async function askTokenEndpoint(origin: string): Promise<unknown> {
  const page = await newPage(`${origin}/frame?url=about:blank`);
  const url = `${keycloak().url}/realms/${stack.realm}/protocol/openid-connect/token`;
  const answer = await page.evaluate(
    async ([endpoint, client, secret]) => {
      const body = new URLSearchParams({ grant_type: 'authorization_code', code: 'none', redirect_uri: 'x:y' });
      const headers = { authorization: `Basic ${btoa(`${client}:${secret}`)}` }; // not simple, hence a preflight
      const asked = fetch(endpoint!, { method: 'POST', headers, body });
      return asked.then(
        response => response.status,
        (error: Error) => error.message,
      );
    },
    [url, CLIENT, await stack.clientSecret()],
  );
  await page.context().close();
  return answer;
}

/** Where a sign-in begins at Keycloak. */
function authorizationUrl(): URL {
  const url = new URL(`${keycloak().url}/realms/${stack.realm}/protocol/openid-connect/auth`);
  url.search = new URLSearchParams({
    client_id: CLIENT,
    redirect_uri: `${dashboard}/oauth2/callback`,
    response_type: 'code',
    scope: 'openid',
    code_challenge: 'x'.repeat(43),
    code_challenge_method: 'S256',
  }).toString();
  return url;
}

/** Whether the login page shows inside a page of an origin. */
async function showsInFrameOf(origin: string): Promise<boolean> {
  const page = await newPage(`${origin}/frame?url=${encodeURIComponent(authorizationUrl().href)}`);
  await page.waitForLoadState('networkidle');
  const frame = page.frames().find(each => each !== page.mainFrame())!;
  const shows = (await frame.locator('#username').count()) === 1;
  await page.context().close();
  return shows;
}

test('a user signs in, the ID token is for the client, and signing out ends the session of Keycloak', async () => {
  const page = await newPage(`${dashboard}/`);

  const { signedIn, claims } = await signIn(page);

  expect({ signedIn, audience: [claims.aud].flat() }).toEqual({ signedIn: true, audience: [CLIENT] });
  expect(claims).toMatchObject({ preferred_username: 'ada', iss: `${keycloak().url}/realms/${stack.realm}` });
  expect(await sessions()).toHaveLength(1);
  await page.goto(`${dashboard}/oauth2/sign_out?to=${dashboard}/oauth2/callback`);
  expect(await sessions()).toEqual([]);
  await page.context().close();
});

test('with the secure settings the same user signs in, and is back at the dashboard after signing out', async () => {
  await stack.mustHook([], { config: SECURE });
  const page = await newPage(`${dashboard}/`);

  expect(await signIn(page)).toMatchObject({ signedIn: true, claims: { aud: CLIENT, preferred_username: 'ada' } });
  await page.goto(`${dashboard}/oauth2/sign_out`);

  expect(page.url()).toBe(`${dashboard}/`);
  expect(JSON.parse(await page.innerText('body'))).toEqual({ signedIn: false });
  expect(await sessions()).toEqual([]);
  await page.context().close();
});

test('with the secure settings a sign-in without PKCE is refused', async () => {
  const url = authorizationUrl();
  url.searchParams.delete('code_challenge');
  url.searchParams.delete('code_challenge_method');

  const page = await newPage(url.href);

  expect(page.url()).toContain('error=invalid_request&error_description=Missing+parameter%3A+code_challenge_method');
  await page.context().close();
});

test('signing in works on after a rotation of the client secret, without a restart', async () => {
  const before = await stack.clientSecret();
  await stack.mustHook(['--rotate', 'client-secret'], { config: SECURE });
  const page = await newPage(`${dashboard}/`);

  expect(await stack.clientSecret()).not.toBe(before);
  expect(await signIn(page)).toMatchObject({ signedIn: true });
  await page.context().close();
});

describe('a page that asks the token endpoint from a browser', () => {
  test('is answered in the seed profile, wherever it is from', async () => {
    await stack.mustHook();

    expect(await askTokenEndpoint(dashboard)).toBe(400);
    expect(await askTokenEndpoint(FOREIGN)).toBe(400);
  });

  test('is answered with the secure settings only if it is the dashboard', async () => {
    await stack.mustHook([], { config: SECURE });

    expect(await askTokenEndpoint(dashboard)).toBe(400);
    expect(await askTokenEndpoint(FOREIGN)).toBe('Failed to fetch');
  });
});

describe('the login page in a frame', () => {
  test.each([
    ['seed', { dashboard: true, foreign: false }],
    ['secure', { dashboard: true, foreign: false }],
    ['literal', { dashboard: true, foreign: true }],
  ])('with securityHeaders: %s shows as in %j', async (securityHeaders, expected) => {
    await stack.mustHook([], { config: { keycloak: { securityHeaders } } });

    expect({ dashboard: await showsInFrameOf(dashboard), foreign: await showsInFrameOf(FOREIGN) }).toEqual(expected);
  });
});
