import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { send } from '../../clients/node-http';
import { openQdrant } from '../../stack/qdrant';
import { RawHttp } from '../../clients/raw-http';
import { Bucket } from '../../clients/s3/bucket';
import { type Arrived, type ScriptedAnswer, ScriptedServer } from '../e2e/support/scripted-server';
import { runCommand } from '../support/run-command';

const PASSWORD = 'only-for-this-test';
const TOKEN = `e30.${Buffer.from(JSON.stringify({ exp: 4e9 })).toString('base64url')}.e30`;
const folder = mkdtempSync(join(tmpdir(), 'redirects-'));

/** The servers that redirects lead to: nothing may arrive there. */
let others: ScriptedServer[];
let server: ScriptedServer;

beforeAll(async () => {
  const welcome = () => ({ body: { access_token: TOKEN, metadata: {}, items: [] } });
  others = [await ScriptedServer.start(welcome), await ScriptedServer.start(welcome, 'http')];
});
afterEach(() => server.stop());
afterAll(async () => {
  await Promise.all(others.map(other => other.stop()));
  rmSync(folder, { recursive: true });
});

function file(name: string, content: string | object): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

/** Runs the hook on the server as Keycloak and as the API server. */
async function hook(...args: string[]): Promise<string> {
  const ca = ScriptedServer.ca;
  const cluster = { server: server.url, 'certificate-authority-data': Buffer.from(ca).toString('base64') };
  const env = {
    ADMIN_PASSWORD: PASSWORD,
    QDRANT_CONFIG: file('config.yaml', {
      keycloakUrl: server.url,
      keycloak: { caFile: file('ca.crt', ca) },
      apiKeys: { enabled: true },
    }),
    KUBECONFIG: file('kubeconfig', {
      clusters: [{ name: 'c', cluster }],
      users: [{ name: 'u', user: { token: PASSWORD } }],
      contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
      'current-context': 'c',
    }),
  };
  const { code, stderr } = await runCommand(['hook', '--timeout', '5', ...args], { env });
  expect(code).toBe(1);
  return stderr;
}

const signedIn = ({ path }: Arrived): ScriptedAnswer | undefined =>
  path.endsWith('/token') ? { body: { access_token: TOKEN } } : undefined;
/** What the hook reads of a realm before the first write. */
const REALM: Readonly<Record<string, (query: string | undefined) => object>> = {
  clients: query => (query?.includes('max=1') ? [{ clientId: 'account', access: { manage: true } }] : []),
  'client-scopes': () => SCOPES,
  'default-default-client-scopes': () => SCOPES,
  'default-optional-client-scopes': () => [],
  'openid-configuration': () => ({ issuer: `${server.url}/realms/thinkube` }),
};
const EMAIL = { protocolMapper: 'x', config: { 'claim.name': 'email', 'id.token.claim': 'true' } };
const SCOPES = ['email', 'profile'].map(name => ({ name, protocol: 'openid-connect', protocolMappers: [EMAIL] }));
const realm = (request: Arrived): ScriptedAnswer | undefined => {
  const [path, query] = request.path.split('?');
  const last = path!.split('/').filter(Boolean).at(-1)!;
  return request.method !== 'GET'
    ? signedIn(request)
    : { body: REALM[last]?.(query) ?? { realm: 'thinkube', browserSecurityHeaders: {} } };
};
const emptyCluster = ({ method, path }: Arrived): ScriptedAnswer | undefined =>
  method !== 'GET'
    ? undefined
    : path.startsWith('/api/v1/namespaces/qdrant?') || path === '/api/v1/namespaces/qdrant'
      ? { body: { kind: 'Namespace', metadata: { name: 'qdrant' } } }
      : { status: 404, body: { kind: 'Status', message: 'not found' } };
const createCollection = async () => {
  const qdrant = await openQdrant({
    url: server.url,
    apiKey: PASSWORD,
    ca: ScriptedServer.ca,
    snapshotTimeout: 1_000,
  });
  const failed = await qdrant.createCollection('c', {}).catch(error => error as Error);
  await qdrant.close();
  return failed?.message;
};

type Script = (request: Arrived) => ScriptedAnswer | undefined;

describe.each<[string, string, () => Promise<string | undefined>, Script?]>([
  ['the sign-in to Keycloak', 'POST', () => hook('--only', 'keycloak')],
  ["Keycloak's admin API", 'GET', () => hook('--only', 'keycloak'), signedIn],
  ["Keycloak's admin API", 'POST', () => hook('--only', 'keycloak'), realm],
  ['the API of Kubernetes', 'GET', () => hook('--only', 'api-keys')],
  ['the API of Kubernetes', 'POST', () => hook('--only', 'api-keys'), emptyCluster],
  ['the API of Qdrant', 'PUT', createCollection],
])('%s: %s follows no redirect', (_, method, request, unless = () => undefined) => {
  test.each([301, 302, 303, 307, 308])('of status %d to another server, or to plain HTTP', async status => {
    for (const other of others) {
      server = await ScriptedServer.start(
        asked => unless(asked) ?? { status, headers: { location: other.url + asked.path } },
      );

      expect(await request()).toMatch(new RegExp(`redirects to ${other.url}, |answered ${status} `));

      expect(server.arrived.at(-1)!.method).toBe(method);
      expect(others.flatMap(({ arrived }) => arrived)).toEqual([]);
      await server.stop();
    }
  });
});

test('the error names the target', async () => {
  const [, other] = others;
  server = await ScriptedServer.start(({ path }) => ({
    status: 307,
    headers: { location: `${other!.url}${path}?a=b` },
  }));

  expect(await hook('--only', 'keycloak')).toBe(
    `Error: Could not sign in to Keycloak at ${server.url} as user tkadmin of realm master: the server answered 307 Temporary Redirect to ${other!.url}/realms/master/protocol/openid-connect/token.\n` +
      '  Fix: set keycloakUrl in the config to the address of Keycloak itself; the hook follows no redirect, so that passwords and tokens stay at that address.\n',
  );
  expect(await hook('--only', 'api-keys')).toContain(
    `the server redirects to ${other!.url}, and no request leaves ${server.url}.`,
  );
});

test('a redirect within the API server is followed', async () => {
  server = await ScriptedServer.start(request =>
    request.path.startsWith('/moved')
      ? { status: 403, body: { kind: 'Status', message: 'this is the new place' } }
      : { status: 307, headers: { location: `/moved${request.path}` } },
  );

  expect(await hook('--only', 'api-keys')).toContain('this is the new place');
});

test.each([301, 302, 307, 308])('a raw request, and a request of a backup, are not redirected by %d', async status => {
  const [, other] = others;
  server = await ScriptedServer.start(({ path }) => ({ status, headers: { location: other!.url + path } }), 'http');
  const { url } = server;
  const raw = new RawHttp({ url, timeout: 5_000, explain: error => error });
  const bucket = new Bucket({
    endpoint: url,
    region: 'r',
    bucket: 'b',
    credentials: async () => ({ keyId: 'writer', signingKey: PASSWORD }),
  });
  const headers = { 'api-key': PASSWORD };

  expect(await raw.send({ method: 'GET', path: '/', headers })).toMatchObject({ status });
  raw.close();
  await expect(send('POST', url, { headers, body: PASSWORD })).rejects.toThrow(`answered with ${status}`);
  await expect(bucket.write('key', PASSWORD)).rejects.toThrow(`answered with ${status}`);

  expect(server.arrived).toHaveLength(3);
  expect(others.flatMap(({ arrived }) => arrived)).toEqual([]);
});
