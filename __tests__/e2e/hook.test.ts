import { api } from './support/api';
import { execute } from './support/execute';
import { keycloak } from './support/identity-provider';
import { REPOSITORY } from './support/repository';
import { CLIENT, OAUTH2_PROXY_SECRET, Stack, TLS_SECRET } from './support/stack';
import { settingsOfOthers } from './support/whole-realm';

const stack = new Stack('hook');
const callback = `https://${stack.dashboardHost}/oauth2/callback`;

/** A realm that other people use too, with settings of their own. */
const USED_REALM = {
  displayName: 'Everybody',
  attributes: { frontendUrl: '', 'acme.cost-centre': '4711', 'a.long=one': 'x'.repeat(300) },
  browserSecurityHeaders: {
    contentSecurityPolicyReportOnly: "default-src 'self'",
    strictTransportSecurity: 'max-age=60',
    referrerPolicy: 'same-origin',
  },
  smtpServer: { host: 'mail.example.com', from: 'noreply@example.com' },
  accessTokenLifespan: 77,
};
beforeAll(() => stack.create(USED_REALM));
afterAll(() => stack.delete());

/** The realm as it is, without what the hook may write. */
async function restOfRealm(): Promise<object> {
  return settingsOfOthers(await stack.admin.get(`/realms/${stack.realm}`));
}

/** What the contract says of the client. */
function expectedClient() {
  return {
    clientId: CLIENT,
    enabled: true,
    protocol: 'openid-connect',
    publicClient: false,
    standardFlowEnabled: true,
    baseUrl: `https://${stack.dashboardHost}`,
    redirectUris: [callback],

    attributes: expect.objectContaining({ 'post.logout.redirect.uris': '+', 'access.token.lifespan': '3600' }),
    protocolMappers: expect.arrayContaining([
      expect.objectContaining({
        name: 'audience-mapper',
        protocolMapper: 'oidc-audience-mapper',
        config: expect.objectContaining({
          'included.client.audience': CLIENT,
          'id.token.claim': 'true',
          'access.token.claim': 'true',
        }),
      }),
    ]),
  };
}

async function secretVersions(): Promise<unknown[]> {
  const secrets = await Promise.all([OAUTH2_PROXY_SECRET, TLS_SECRET].map(name => stack.secret(name)));
  return secrets.map(secret => secret?.metadata.resourceVersion);
}

describe('a first install', () => {
  let before: object;

  beforeAll(async () => {
    before = await restOfRealm();
  });

  test('--dry-run names every field, changes nothing, and tells by its exit code', async () => {
    const { code, stdout } = await stack.hook(['--dry-run', '--exit-code']);

    expect(code).toBe(3);
    expect(stdout).toContain(`Client ${CLIENT}: would be created`);
    expect(stdout).toContain(`+ redirectUris: ["${callback}"]`);
    expect(stdout).toContain('+ data.cookie-secret: "***"');
    expect(stdout).toContain('7 of 8 differ; nothing was changed.');
    expect(await stack.client()).toBeUndefined();
    expect(await api.get('namespace', stack.namespace)).toBeUndefined();
    expect(await restOfRealm()).toEqual(before);
  });

  test('--dry-run alone ends with 0', async () => {
    expect(await stack.hook(['--dry-run'])).toMatchObject({ code: 0 });
  });

  test('makes the client, its mapper, the headers and the Secrets', async () => {
    const stdout = await stack.mustHook();

    expect(
      stdout
        .trimEnd()
        .split('\n')
        .filter(line => /^[✔✖]|^\w/.test(line)),
    ).toEqual([
      expect.stringMatching(
        `^✔ Keycloak ${keycloak().url}, realm ${stack.realm}; cluster .*, namespace ${stack.namespace}$`,
      ),
      `✔ Client ${CLIENT}: created`,
      `✔ Mapper audience-mapper of client ${CLIENT}: created`,
      `✔ CORS and token lifespan of client ${CLIENT}: updated`,
      `✔ Security headers of realm ${stack.realm}: updated`,
      `✔ Namespace ${stack.namespace}: created`,
      `✔ Secret ${stack.namespace}/${OAUTH2_PROXY_SECRET}: created`,
      `✔ Secret ${stack.namespace}/${TLS_SECRET}: created`,
      `✔ Pods of Deployment ${stack.namespace}/oauth2-proxy: in sync`,
      '✔ Verify: everything is as declared',
      'Applied.',
    ]);
    const client = await stack.client();
    expect(client).toMatchObject(expectedClient());
    expect(client.webOrigins.sort()).toEqual(['*', '+', `https://${stack.dashboardHost}`]);
    expect(client).toMatchObject({
      implicitFlowEnabled: false,
      directAccessGrantsEnabled: false,
      serviceAccountsEnabled: false,
    });
  });

  test('the Secret of oauth2-proxy has the client secret of Keycloak and a cookie secret of 32 random bytes', async () => {
    const secret = await stack.secret(OAUTH2_PROXY_SECRET);

    expect(secret.type).toBe('Opaque');
    expect(Object.keys(secret.data).sort()).toEqual(['client-id', 'client-secret', 'cookie-secret']);
    expect(await stack.secretValue(OAUTH2_PROXY_SECRET, 'client-id')).toBe(CLIENT);
    expect(await stack.secretValue(OAUTH2_PROXY_SECRET, 'client-secret')).toBe(await stack.clientSecret());
    const cookieSecret = await stack.secretValue(OAUTH2_PROXY_SECRET, 'cookie-secret');
    expect(cookieSecret).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });

  test('the TLS Secret is the copy of the certificate of the cluster', async () => {
    const source = await api.get('secret', stack.tlsSource, 'default');
    const copy = await stack.secret(TLS_SECRET);

    expect(copy).toMatchObject({ type: 'kubernetes.io/tls', data: source.data });
  });

  test('the realm has the headers of the contract, and sends them', async () => {
    const { browserSecurityHeaders } = await stack.admin.get(`/realms/${stack.realm}`);

    expect(browserSecurityHeaders).toMatchObject({
      xFrameOptions: `ALLOW-FROM https://${stack.dashboardHost}`,
      contentSecurityPolicy: `frame-src https://*.${stack.domain}; frame-ancestors 'self' https://${stack.dashboardHost}; object-src 'none';`,
      accessControlAllowOrigin: `https://${stack.dashboardHost}`,
      accessControlAllowMethods: 'GET, POST, OPTIONS',
      accessControlAllowHeaders: 'Origin, X-Requested-With, Content-Type, Accept, Authorization',
      accessControlAllowCredentials: 'true',
      xRobotsTag: 'none',
      xContentTypeOptions: 'nosniff',
    });
  });

  test('every other attribute, header and setting of the realm is as it was', async () => {
    expect(await restOfRealm()).toEqual(before);
  });

  test('a second run is in sync and writes nothing, as Keycloak and Kubernetes themselves tell', async () => {
    await stack.admin.enableAdminEvents(stack.realm);
    const events = await stack.admin.adminEvents(stack.realm);
    const versions = await secretVersions();

    const stdout = await stack.mustHook();

    expect(stdout).toMatch(/\nIn sync\.\n$/);
    expect(await stack.admin.adminEvents(stack.realm)).toEqual(events);
    expect(await secretVersions()).toEqual(versions);
    expect(await stack.hook(['--dry-run', '--exit-code'])).toMatchObject({ code: 0 });
  });

  test('admin events do tell of a write: a removed web origin is put back by one update', async () => {
    const client = await stack.client();
    await stack.admin.put(`/realms/${stack.realm}/clients/${client.id}`, { ...client, webOrigins: ['+'] });
    const events = await stack.admin.adminEvents(stack.realm);

    await stack.mustHook();

    const more = (await stack.admin.adminEvents(stack.realm)).length - events.length;
    expect(more).toBe(1);
    expect((await stack.client()).webOrigins.sort()).toEqual(['*', '+', `https://${stack.dashboardHost}`]);
  });
});

describe('drift', () => {
  test('of every kind is repaired, and nothing else is touched', async () => {
    await stack.mustHook();
    const good = await stack.client();
    const path = `/realms/${stack.realm}/clients/${good.id}`;
    const mapper = good.protocolMappers.find(({ name }: { name: string }) => name === 'audience-mapper');
    await stack.admin.put(path, {
      ...good,
      redirectUris: ['https://evil.example.com/*'],
      baseUrl: '',
      standardFlowEnabled: false,
      description: 'mine',
      attributes: { ...good.attributes, 'access.token.lifespan': '60', 'acme.own': 'kept' },
    });
    await stack.admin.put(`${path}/protocol-mappers/models/${mapper.id}`, {
      ...mapper,
      config: { ...mapper.config, 'included.client.audience': 'other', 'introspection.token.claim': 'false' },
    });
    await stack.admin.put(`/realms/${stack.realm}`, {
      browserSecurityHeaders: { xFrameOptions: 'DENY', referrerPolicy: 'origin' },
    });
    await api.patch('secret', OAUTH2_PROXY_SECRET, stack.namespace, {
      stringData: { 'client-secret': 'somebody-elses', mine: 'kept' },
    });
    const cookieSecret = await stack.secretValue(OAUTH2_PROXY_SECRET, 'cookie-secret');

    const stdout = await stack.mustHook();

    expect(stdout).toContain('~ redirectUris: ["https://evil.example.com/*"]');
    expect(await stack.client()).toMatchObject({
      ...good,
      redirectUris: [callback],
      webOrigins: expect.any(Array),
      description: 'mine',
      attributes: { ...good.attributes, 'acme.own': 'kept' },
      protocolMappers: [{ ...mapper, config: { ...mapper.config, 'introspection.token.claim': 'false' } }],
    });
    const { browserSecurityHeaders } = await stack.admin.get(`/realms/${stack.realm}`);
    expect(browserSecurityHeaders).toMatchObject({
      xFrameOptions: `ALLOW-FROM https://${stack.dashboardHost}`,
      referrerPolicy: 'origin',
    });
    expect(await stack.secretValue(OAUTH2_PROXY_SECRET, 'client-secret')).toBe(await stack.clientSecret());
    expect(await stack.secretValue(OAUTH2_PROXY_SECRET, 'cookie-secret')).toBe(cookieSecret);
    expect(await stack.secretValue(OAUTH2_PROXY_SECRET, 'mine')).toBe('kept');
    await stack.mustHook();
  });
});

describe('a client of another stack', () => {
  const other = 'https://other.example.com/oauth2/callback';
  const put = async (redirectUris: string[]) => {
    const path = `/realms/${stack.realm}/clients`;
    const found = await stack.client();
    if (found) await stack.admin.put(`${path}/${found.id}`, { ...found, redirectUris });
    else await stack.admin.post(path, { clientId: CLIENT, publicClient: false, redirectUris });
  };
  beforeEach(async () => {
    await stack.reset(USED_REALM);
    await put([other, callback]);
  });

  test('is refused before the first write, with the key of the config that gives this stack its own', async () => {
    const before = await stack.client();

    const { code, stderr } = await stack.hook();

    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `Error: Client ${CLIENT} in realm ${stack.realm} has the redirect URI ${other}, so it belongs to another stack: nobody could sign in there any more.\n  Fix: give this stack a client of its own: set keycloak.clientId in the config, for example to ${stack.namespace}-dashboard; if the other dashboard does not exist any more, remove the URI from Valid redirect URIs of client ${CLIENT} in the admin console.\n`,
    });
    expect(await stack.client()).toEqual(before);
    expect(await stack.secret(OAUTH2_PROXY_SECRET)).toBeUndefined();
  });

  test('stays as it is beside a client of its own, and is taken over without that URI', async () => {
    const own = `${stack.namespace}-dashboard`;
    const before = await stack.client();
    await put([other]);

    expect(await stack.mustHook([], { config: { keycloak: { clientId: own } } })).toContain(`✔ Client ${own}: created`);

    expect(await stack.client()).toMatchObject({ ...before, redirectUris: [other] });
    expect(await stack.secretValue(OAUTH2_PROXY_SECRET, 'client-id')).toBe(own);
    await put([]);
    expect(await stack.mustHook()).toContain(`note: client ${own} has the redirect URI of this stack too`);
    expect((await stack.client()).redirectUris).toEqual([callback]);
  });
});

describe('adoption', () => {
  test('a client that was made by hand is taken over with all that is its own', async () => {
    await stack.reset(USED_REALM);
    await stack.admin.post(`/realms/${stack.realm}/clients`, {
      clientId: CLIENT,
      name: 'Dashboard',
      secret: 'made-by-hand-4711',
      redirectUris: ['https://old.example.com/*'],
      directAccessGrantsEnabled: true,
      serviceAccountsEnabled: true,
      authorizationServicesEnabled: true,
      attributes: { 'acme.own': 'kept' },
      defaultClientScopes: ['profile', 'email'],
    });
    const before = await stack.client();

    const stdout = await stack.mustHook();

    expect(stdout).toContain('note: directAccessGrantsEnabled is on, and the dashboard does not need it');
    const after = await stack.client();
    expect(after).toMatchObject({
      id: before.id,
      name: 'Dashboard',
      secret: 'made-by-hand-4711',
      redirectUris: [callback],
      serviceAccountsEnabled: true,
      authorizationServicesEnabled: true,
      attributes: { 'acme.own': 'kept' },
      defaultClientScopes: before.defaultClientScopes,
    });
    expect(await stack.secretValue(OAUTH2_PROXY_SECRET, 'client-secret')).toBe('made-by-hand-4711');
    expect(await stack.mustHook()).toMatch(/In sync\.\n$/);
  });

  test('the secure settings turn off what the dashboard does not use', async () => {
    const config = { keycloak: { clientSettings: 'secure', securityHeaders: 'secure' } };
    const refused = await stack.hook([], { config });
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('has authorization services on, which need the service account');
    const client = await stack.client();
    await stack.admin.put(`/realms/${stack.realm}/clients/${client.id}`, {
      ...client,
      authorizationServicesEnabled: false,
    });

    await stack.mustHook([], { config });

    expect(await stack.client()).toMatchObject({
      webOrigins: [`https://${stack.dashboardHost}`],
      implicitFlowEnabled: false,
      directAccessGrantsEnabled: false,
      serviceAccountsEnabled: false,
      fullScopeAllowed: false,
      attributes: {
        'post.logout.redirect.uris': `https://${stack.dashboardHost}/`,
        'pkce.code.challenge.method': 'S256',
      },
    });
    const { browserSecurityHeaders } = await stack.admin.get(`/realms/${stack.realm}`);
    expect(browserSecurityHeaders).toMatchObject({
      xFrameOptions: 'SAMEORIGIN',
      contentSecurityPolicy: expect.stringContaining(`frame-ancestors 'self' https://${stack.dashboardHost};`),
    });
  });

  test('securityHeaders: keep leaves the headers of the realm alone', async () => {
    await stack.reset(USED_REALM);
    const before = await stack.admin.get(`/realms/${stack.realm}`);

    await stack.mustHook([], { config: { keycloak: { securityHeaders: 'keep' } } });

    expect(await stack.admin.get(`/realms/${stack.realm}`)).toEqual(before);
  });
});

test('a realm that is missing is created where the config asks for it', async () => {
  await stack.admin.deleteRealm(stack.realm);
  const config = { keycloak: { createRealm: true } };

  expect(await stack.hook(['--dry-run', '--exit-code'], { config })).toMatchObject({ code: 3 });
  const stdout = await stack.mustHook([], { config });

  expect(stdout).toContain(`✔ Realm ${stack.realm}: created`);
  expect(await stack.admin.get(`/realms/${stack.realm}`)).toMatchObject({ enabled: true });
  expect(await stack.mustHook([], { config })).toMatch(/In sync\.\n$/);
});

test('four runs at once all succeed, and end as one would', async () => {
  await stack.reset(USED_REALM);

  const runs = await Promise.all(Array.from({ length: 4 }, () => stack.hook()));

  expect(runs.map(({ code, stderr }) => ({ code, stderr }))).toEqual(runs.map(() => ({ code: 0, stderr: '' })));
  const clients = await stack.admin.get(`/realms/${stack.realm}/clients?clientId=${CLIENT}`);
  expect(clients).toHaveLength(1);
  expect(clients[0].protocolMappers).toHaveLength(1);
  expect(await stack.mustHook()).toMatch(/In sync\.\n$/);
});

test('--output json tells programs what was found, and --quiet says nothing', async () => {
  await stack.mustHook();
  const { id } = await stack.client();
  await stack.admin.delete(`/realms/${stack.realm}/clients/${id}`);

  const found = JSON.parse(await stack.mustHook(['--dry-run', '--output', 'json']));

  expect(found).toMatchObject({ result: 'differences', dryRun: true });
  expect(found.steps[0]).toMatchObject({
    name: 'client',
    state: 'create',
    changes: expect.arrayContaining([{ field: 'redirectUris', to: [callback] }]),
  });
  expect(await stack.mustHook(['--quiet'])).toBe('');
  expect(JSON.parse(await stack.mustHook(['--output', 'json']))).toMatchObject({ result: 'in sync', dryRun: false });
});

test('in a terminal the steps are a list that is drawn anew', async () => {
  await stack.mustHook();
  const command = `stty cols 100 && ${process.execPath} --require ./scripts/register.js commands/main.ts hook`;

  const { code, stdout } = await execute('script', ['-qefc', command, '/dev/null'], {
    cwd: REPOSITORY,
    env: stack.env(),
  });

  expect(code).toBe(0);
  expect(stdout).toContain('\u001b[?25l'); // the cursor is hidden,
  expect(stdout).toContain('\u001b[?25h'); // and shown again
  expect(stdout).toContain(`Client ${CLIENT}: in sync`);
  expect(stdout).toContain('In sync.');
});

test('--only keycloak asks no cluster, and --only tls asks no Keycloak', async () => {
  const nowhere = { KUBECONFIG: '/no/such/file' };

  expect(await stack.mustHook(['--only', 'keycloak'], { env: nowhere })).toMatch(/In sync\.\n$/);
  expect(
    await stack.mustHook(['--only', 'tls'], {
      config: { keycloakUrl: 'https://localhost:1' },
      env: { ADMIN_PASSWORD: undefined },
    }),
  ).toMatch(/In sync\.\n$/);
});
