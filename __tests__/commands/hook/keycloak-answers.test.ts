import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Arrived, type ScriptedAnswer, ScriptedServer } from '../../e2e/support/scripted-server';
import { runCommand } from '../../support/run-command';

type Script = (request: Arrived) => ScriptedAnswer | undefined;

const TOKEN = `e30.${Buffer.from(JSON.stringify({ exp: 4e9 })).toString('base64url')}.e30`;
const PAGE = { headers: { 'content-type': 'text/html' }, body: '<html><h1>Welcome</h1></html>' };
const folder = mkdtempSync(join(tmpdir(), 'keycloak-answers-'));
let server: ScriptedServer;

afterEach(() => server.stop());
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | object): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

/** Runs the Keycloak part of the hook against a server that answers so. */
async function hook(script: Script, { args = [] as string[], config = {}, password = 'only-for-this-test' } = {}) {
  server = await ScriptedServer.start(script);
  const keycloak = { caFile: file('ca.crt', ScriptedServer.ca), ...config };
  const env = {
    ADMIN_PASSWORD: password,
    QDRANT_CONFIG: file('config.yaml', { keycloakUrl: server.url, keycloakRealm: 'test', keycloak }),
  };
  const begin = Date.now();
  const result = await runCommand(['hook', '--only', 'keycloak', ...args], { env });
  return { ...result, seconds: (Date.now() - begin) / 1000 };
}

/** Signs in, and answers other requests so. */
const signedIn =
  (script: Script): Script =>
  request =>
    request.path.endsWith('/token') ? { body: { access_token: TOKEN } } : script(request);

const ADMIN_FIX =
  '\n  Fix: check keycloakUrl (is a path missing?); if a gateway does not publish /admin there, set keycloak.adminUrl to an address that serves the admin API.\n';

test.each<[string, ScriptedAnswer, string]>([
  ['404 of a gateway', { ...PAGE, status: 404 }, "the server answered 404 Not Found without Keycloak's JSON."],
  ['403 of a gateway', { ...PAGE, status: 403 }, "the server answered 403 Forbidden without Keycloak's JSON."],
  ['a page with 200', PAGE, "the answer is not Keycloak's JSON."],
])('the admin API: %s', async (_, answer, problem) => {
  const { code, stderr } = await hook(signedIn(() => answer));

  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: `Error: Could not read realm test in realm test at ${server.url}: ${problem}${ADMIN_FIX}`,
  });
});

test('a 404 of another path of Keycloak is not taken for a missing realm', async () => {
  const { stderr } = await hook(signedIn(() => ({ status: 404, body: { error: 'HTTP 404 Not Found' } })));

  expect(stderr).toContain(
    `Could not read realm test in realm test at ${server.url}: the server answered 404 Not Found`,
  );
});

test.each(['404', '403', '200'])('the sign-in: a page with %s', async status => {
  const { stderr } = await hook(() => ({ ...PAGE, status: Number(status) }));

  expect(stderr).toMatch(/Could not sign in .*(?:without|is not) Keycloak's JSON\.\n {2}Fix: check keycloakUrl/);
  expect(stderr).toContain('does not publish the sign-in of realm master there, set keycloak.adminUrl');
});

test('the admin API and the sign-in use keycloak.adminUrl', async () => {
  const admin = await ScriptedServer.start(signedIn(() => ({ status: 404, body: { error: 'Realm not found.' } })));
  const { stderr } = await hook(() => ({ status: 500 }), { config: { adminUrl: admin.url } });
  await admin.stop();

  expect(stderr).toContain(`Error: Realm test does not exist at ${server.url}.`);
  expect(server.arrived).toEqual([]);
  expect(admin.arrived.map(({ path }) => path)).toEqual([
    '/realms/master/protocol/openid-connect/token',
    '/admin/realms/test',
  ]);
});

test('429 is waited for as long as the server asks', async () => {
  let count = 0;
  const busy = { status: 429, headers: { 'retry-after': '1' }, body: {} };
  const { stdout, stderr, seconds } = await hook(
    signedIn(() => (count++ === 0 ? busy : { status: 404, body: { error: 'Realm not found.' } })),
  );

  expect(stdout).toContain('the server answered 429 Too Many Requests and asks to wait 1 s');
  expect(stderr).toContain('Realm test does not exist');
  expect(seconds).toBeGreaterThanOrEqual(1);
});

test('429 is not waited for longer than --timeout', async () => {
  const busy = { status: 429, headers: { 'retry-after': '3600' }, body: {} };
  const { stderr } = await hook(
    signedIn(() => busy),
    { args: ['--timeout', '5'] },
  );

  expect(stderr).toContain(
    'the server answered 429 Too Many Requests and asks to wait 3600 s.\n' +
      '  Fix: run the command again later, or wait longer with --timeout (now 5 s).',
  );
  expect(server.arrived).toHaveLength(2);
});

test.each<[string, Script]>([
  ['the sign-in', () => undefined],
  ['a request', signedIn(() => undefined)],
])('--timeout bounds the wait where %s hangs', async (_, script) => {
  const { stderr, seconds } = await hook(script, { args: ['--timeout', '2'] });

  expect(stderr).toMatch(/: no answer\.\n {2}Fix: check that Keycloak runs .* waited 2 s \(--timeout\)\.\n$/);
  expect(seconds).toBeGreaterThanOrEqual(2);
  expect(seconds).toBeLessThan(15);
});

test('--timeout bounds all waits of a run together', async () => {
  let count = 0;
  const busy = { status: 429, headers: { 'retry-after': '1' }, body: {} };
  const { stderr } = await hook(
    signedIn(() => (count++ % 2 === 0 ? busy : { status: 200, body: { realm: 'test', enabled: true } })),
    { args: ['--timeout', '2'] },
  );

  expect(stderr).toContain('429 Too Many Requests and asks to wait 1 s');
  expect(count).toBe(3);
});

test('a gateway without a server behind it is waited for', async () => {
  let count = 0;
  const { stderr } = await hook(
    signedIn(() => (count++ < 2 ? { ...PAGE, status: 502 } : { status: 404, body: { error: 'Realm not found.' } })),
  );

  expect(stderr).toContain('Realm test does not exist');
});

test('https on a port of plain HTTP is said', async () => {
  const plain = await ScriptedServer.start(() => PAGE, 'http');
  const url = plain.url.replace('http:', 'https:');
  const { stderr } = await hook(() => PAGE, { config: { adminUrl: url } });
  await plain.stop();

  expect(stderr).toBe(
    `Error: Could not sign in to Keycloak at ${url} as user tkadmin of realm master: the port does not speak TLS.\n` +
      '  Fix: set keycloak.adminUrl in the config to a port that serves https.\n',
  );
});

test('--remove is refused where the realm does not exist, or the admin API is not served', async () => {
  const missing = await hook(
    signedIn(() => ({ status: 404, body: { error: 'Realm not found.' } })),
    { args: ['--remove'] },
  );
  expect({ code: missing.code, stderr: missing.stderr }).toEqual({
    code: 1,
    stderr:
      `Error: Realm test does not exist at ${server.url}, so the hook cannot tell whether the client still exists; the Secrets stay.\n` +
      '  Fix: correct keycloakUrl and keycloakRealm in the config; if the realm was deleted on purpose, delete the Secrets with kubectl.\n',
  });
  await server.stop();

  const gateway = await hook(
    signedIn(() => ({ ...PAGE, status: 404 })),
    { args: ['--remove'] },
  );
  expect(gateway).toMatchObject({ code: 1, stderr: expect.stringContaining(ADMIN_FIX) });
});

test.each(['Pa ss(w)ord!~x&9', 'secret'])(
  'a gateway that repeats the password %s does not get it printed',
  async password => {
    const { stderr } = await hook(
      ({ body }) => ({ status: 400, body: { error: 'invalid_request', error_description: `blocked: ${body}` } }),
      { password },
    );

    expect(server.arrived[0]!.body).toContain(new URLSearchParams({ password }).toString().slice(0, 11));
    expect(stderr).toContain('(blocked: username=tkadmin&password=***&grant_type=password&client_id=admin-cli)');
  },
);

test('a service account can have spaces and any letters', async () => {
  const env = { KEYCLOAK_CLIENT_SECRET: 'a secret with spaces' };
  server = await ScriptedServer.start(signedIn(() => ({ status: 404, body: { error: 'Realm not found.' } })));
  const keycloak = { caFile: file('ca.crt', ScriptedServer.ca), serviceAccount: { clientId: 'Größe GmbH' } };
  const config = file('config.yaml', { keycloakUrl: server.url, keycloak });
  const { stderr } = await runCommand(['hook', '--only', 'keycloak'], { env: { ...env, QDRANT_CONFIG: config } });

  expect(stderr).toContain('Realm thinkube does not exist');
  const credentials = 'Gr%C3%B6%C3%9Fe+GmbH:a+secret+with+spaces';
  expect(server.arrived[0]!.headers.authorization).toBe(`Basic ${Buffer.from(credentials).toString('base64')}`);
});
