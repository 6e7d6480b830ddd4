import { randomUUID } from 'node:crypto';
import { CLIENT, OAUTH2_PROXY_SECRET, Stack } from './support/stack';

const stack = new Stack('sign-in');
const realm = `/realms/${stack.realm}`;
const PRODUCTION = { profile: 'production', keycloak: { clientId: CLIENT } };
const GROUPS = { ...PRODUCTION, dashboard: { access: { groups: ['/search/admins'] } } };
const ROLES = { ...PRODUCTION, dashboard: { access: { roles: ['qdrant-admin'] } } };

beforeAll(() => stack.create());
beforeEach(() => stack.reset({ adminEventsEnabled: true }));
afterAll(() => stack.delete());

/** Runs the Keycloak part of the hook. It must refuse, with one error. */
async function refusal(config: object = {}, ...args: string[]): Promise<string> {
  const { code, stderr } = await stack.hook(['--only', 'keycloak', ...args], { config });
  if (code !== 1) throw new Error(`hook ended with ${code}`);
  return stderr;
}

/** Runs the Keycloak part of the hook. It must refuse before it writes anything to Keycloak. */
async function refusalBeforeWrites(config: object = {}): Promise<string> {
  const before = (await stack.admin.adminEvents(stack.realm)).length;
  const stderr = await refusal(config);
  expect(await stack.admin.adminEvents(stack.realm)).toHaveLength(before);
  return stderr;
}

/** A confidential client of another tool, which the hook adopts. */
const createClient = (client: object = {}): Promise<string> =>
  stack.admin.post(`${realm}/clients`, { clientId: CLIENT, publicClient: false, redirectUris: [], ...client });

/** Creates a client scope whose mapper writes an attribute of the user into a claim. */
const createScope = (name: string, claim: string): Promise<string> =>
  stack.admin.post(`${realm}/client-scopes`, {
    name,
    protocol: 'openid-connect',
    protocolMappers: [
      {
        name: 'dept',
        protocol: 'openid-connect',
        protocolMapper: 'oidc-usermodel-attribute-mapper',
        config: { 'user.attribute': 'dept', 'claim.name': claim, 'id.token.claim': 'true' },
      },
    ],
  });

async function scopeId(name: string): Promise<string> {
  const scopes = await stack.admin.get<{ id: string; name: string }[]>(`${realm}/client-scopes`);
  return scopes.find(scope => scope.name === name)!.id;
}

describe('before the first write, the hook refuses', () => {
  test('settings of a client that oauth2-proxy does not support, all of them in one error', async () => {
    const id = await createClient({
      attributes: {
        'require.pushed.authorization.requests': 'true',
        'dpop.bound.access.tokens': 'true',
        'id.token.signed.response.alg': 'HS256',
      },
    });
    await stack.admin.delete(`${realm}/clients/${id}/default-client-scopes/${await scopeId('email')}`);

    const stderr = await refusalBeforeWrites();

    expect(await refusal({}, '--dry-run')).toBe(stderr);
    expect(stderr).toMatch(
      new RegExp(
        `^Error: Realm ${stack.realm} at https://.+ has settings that oauth2-proxy or dashboard.access does not allow: client scope email is not assigned to the client; no mapper writes claim email; the client requires pushed authorization requests \\(PAR\\); the client requires DPoP; Keycloak signs the ID tokens with HS256, and oauth2-proxy needs a public key\\.\\n {2}Fix: add client scope email`,
      ),
    );
  });

  test('a realm whose new clients get no client scope, and whose issuer is another', async () => {
    await stack.admin.delete(`${realm}/default-default-client-scopes/${await scopeId('profile')}`);
    await stack.admin.put(realm, { attributes: { frontendUrl: 'https://sso.example.com' } });

    const stderr = await refusalBeforeWrites();

    expect(stderr).toContain(`the issuer of the realm is https://sso.example.com/realms/${stack.realm}, and`);
    expect(stderr).toContain(`client scope profile is not assigned to new clients of realm ${stack.realm}`);
  });

  test('mappers that can give access to users whom the config does not admit, also in optional client scopes', async () => {
    for (const [kind, claim] of [
      ['optional', 'qdrant-dashboard-groups'],
      ['default', 'realm_access.roles'],
    ] as const) {
      await stack.admin.put(`${realm}/default-${kind}-client-scopes/${await createScope(kind, claim)}`, {});
    }

    const stderr = await refusalBeforeWrites(ROLES);

    expect(stderr).toContain(
      'mapper dept of client scope optional writes claim qdrant-dashboard-groups, which only mapper dashboard-groups-mapper of the hook may write',
    );
    expect(stderr).toContain('mapper dept of client scope default writes roles that a user may not have');
  });

  test('a group whose name makes its path that of an allowed group', async () => {
    await stack.admin.post(`${realm}/groups`, { name: 'search/admins' });

    expect(await refusalBeforeWrites(GROUPS)).toContain(
      `Group "search/admins" of realm ${stack.realm} has a slash in its name, so tokens give its members the allowed path /search/admins`,
    );
  });
});

describe('what the hook owns', () => {
  test('a claim of its own has the groups, and the earlier mapper and claims of others stay', async () => {
    await stack.admin.put(`${realm}/default-default-client-scopes/${await createScope('ldap', 'groups')}`, {});
    const earlier = {
      name: 'groups-mapper',
      protocol: 'openid-connect',
      protocolMapper: 'oidc-group-membership-mapper',
      config: { 'claim.name': 'groups', 'full.path': 'true', 'id.token.claim': 'true' },
    };
    await createClient({
      secret: randomUUID(),
      attributes: { 'use.refresh.tokens': 'false' },
      protocolMappers: [earlier],
    });

    const stdout = await stack.mustHook(['--only', 'keycloak'], { config: GROUPS });

    const { protocolMappers, attributes } = await stack.client();
    expect(attributes['use.refresh.tokens']).toBe('true');
    expect(protocolMappers.map(({ name, config }: any) => [name, config['claim.name']]).sort()).toEqual([
      ['audience-mapper', undefined],
      ['dashboard-groups-mapper', 'qdrant-dashboard-groups'],
      ['groups-mapper', 'groups'],
    ]);
    expect(stdout).toContain('note: mapper groups-mapper is from an earlier release; delete the mapper after');
    expect(await stack.mustHook(['--only', 'keycloak'], { config: GROUPS })).toMatch(/In sync\.\n$/);
  });

  test('a note names a weak client secret, and the secure settings replace it', async () => {
    await createClient({ secret: 'hunter2-hunter2' });
    const replaced = 'it is shorter than 16 characters';

    expect(await stack.mustHook()).toContain(`note: ${replaced}; replace it with `);
    expect(await stack.clientSecret()).toBe('hunter2-hunter2');
    expect(await stack.mustHook([], { config: GROUPS })).toContain(
      `note: Keycloak replaces the secret, because ${replaced}`,
    );

    const renewed = await stack.clientSecret();
    expect(renewed).toMatch(/^[A-Za-z0-9]{32,}$/);
    expect(await stack.secretValue(OAUTH2_PROXY_SECRET, 'client-secret')).toBe(renewed);
  });

  test('an expired client secret is replaced', async () => {
    const secret = randomUUID();
    await createClient({ secret, attributes: { 'client.secret.expiration.time': '1600000000' } });

    expect(await stack.mustHook()).toContain('Keycloak replaces the secret, because it expired on 2020-09-13');
    expect(await stack.clientSecret()).not.toBe(secret);
  });
});

test('after the last write, a client policy is found that only the request of oauth2-proxy shows', async () => {
  const executors = [{ executor: 'secure-par-content', configuration: {} }];
  await stack.admin.put(`${realm}/client-policies/profiles`, { profiles: [{ name: 'par', executors }] });
  await stack.admin.put(`${realm}/client-policies/policies`, {
    policies: [
      { name: 'all', enabled: true, profiles: ['par'], conditions: [{ condition: 'any-client', configuration: {} }] },
    ],
  });

  expect(await refusal()).toMatch(
    new RegExp(
      `^Error: Keycloak refuses the request for a sign-in that oauth2-proxy sends for client ${CLIENT}: .+\\.\\n {2}Fix: in the admin console, correct the setting that the answer names`,
    ),
  );
});
