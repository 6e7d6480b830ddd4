import { randomBytes } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser } from 'playwright-core';
import { wildcardFor } from './support/authority';
import { launchBrowser } from './support/browser';
import { changed, unchanged } from './support/changed-settings';
import { cluster } from './support/cluster';
import { command } from './support/command';
import type { Result } from './support/execute';
import { Gate } from './support/gate';
import { type Keycloak } from './support/keycloak';
import { KeycloakAdmin } from './support/keycloak-admin';
import { MailServer } from './support/mail-server';
import { readOAuth2ProxyAlphaConfig } from './support/oauth2-proxy-config';
import { freePorts } from './support/ports';
import { REALMS } from './support/realms';
import { RelyingParty } from './support/relying-party';
import { CLIENT } from './support/stack';
import { startKeycloak, versionsUnderTest } from './support/supported-keycloaks';
import { VERSIONS } from './support/keycloak-distribution';
import { proxyFiles, synth } from './support/synth';
import { wholeRealm } from './support/whole-realm';

// Each realm takes some seconds on an idle machine.
jest.setTimeout(600_000);

const DOMAIN = 'realms.example.com';
const user = { username: 'ada', password: 'Lovelace-1815-ada', email: 'ada@example.com', emailVerified: true };

describe.each(versionsUnderTest())('Keycloak %s', version => {
  let keycloak: Keycloak;
  let stop: () => Promise<void>;
  let admin: KeycloakAdmin;
  let folder: string;
  let browser: Browser;
  /** Where the relying party of the moment listens. */
  let port: number;
  const certificate = wildcardFor(DOMAIN);
  const isOldest = version === VERSIONS[0];
  /** For what does not differ with the version. */
  const onNewest = isOldest ? test.skip : test;

  beforeAll(async () => {
    ({ server: keycloak, stop } = await startKeycloak(version));
    admin = new KeycloakAdmin(keycloak);
    folder = mkdtempSync(join(cluster().folder, 'realms-'));
    [port] = (await freePorts(1)) as [number];
    browser = await launchBrowser({
      hosts: { [`qdrant-dashboard.${DOMAIN}`]: port },
      certificates: [certificate.certificate, keycloak.certificate],
    });
  });
  afterAll(async () => {
    await browser?.close();
    await stop?.();
  });

  const configOf = (realm: string, more: object = {}) => {
    const caFile = join(folder, 'ca.pem');
    writeFileSync(caFile, keycloak.ca ?? '');
    return {
      domainName: DOMAIN,
      keycloakUrl: keycloak.url,
      keycloakRealm: realm,
      adminUsername: keycloak.adminUsername,
      keycloak: keycloak.ca ? { caFile } : {},
      ...more,
    };
  };

  /** What the dashboard says to a user who signs in, through a relying party that knows only the manifests. */
  async function signedIn(config: { readonly keycloakRealm: string }): Promise<unknown> {
    const { id } = await admin.client(config.keycloakRealm, CLIENT);
    const { value } = await admin.get(`/realms/${config.keycloakRealm}/clients/${id}/client-secret`);
    const files = proxyFiles(await synth(config));
    const [settings, alpha] = [files['oauth2-proxy.cfg']!, files['alpha.yaml']];
    const relyingParty = new RelyingParty(
      {
        config: settings,
        clientSecret: async () => Buffer.from(value),
        cookieSecret: randomBytes(32),
        keycloakCa: keycloak.ca,
        certificate,
      },
      alpha === undefined ? undefined : readOAuth2ProxyAlphaConfig(settings, alpha),
    );
    await relyingParty.start(port);
    const context = await browser.newContext();
    try {
      const page = await context.newPage();
      const dashboard = `https://${relyingParty.host}`;
      await page.goto(`${dashboard}/oauth2/start?rd=/`);
      await page.fill('#username', user.username);
      // With organizations, Keycloak asks for the password on a second page.
      if ((await page.locator('#password').count()) === 0) await page.click('#kc-login');
      await page.fill('#password', user.password);
      await Promise.all([page.waitForURL(`${dashboard}/`), page.click('#kc-login')]);
      return JSON.parse(await page.innerText('body'));
    } finally {
      await context.close();
      await relyingParty.stop();
    }
  }

  /** Runs the hook, without a cluster. */
  async function hook(config: object, environment: NodeJS.ProcessEnv, ...args: string[]): Promise<Result> {
    const file = join(folder, 'config.yaml');
    writeFileSync(file, JSON.stringify(config)); // JSON is YAML
    const env = {
      ...process.env,
      NO_COLOR: '1',
      QDRANT_CONFIG: file,
      ADMIN_PASSWORD: keycloak.adminPassword,
      ...environment,
    };
    return command(['hook', '--only', 'keycloak', ...args], env);
  }

  onNewest('an older version is told, and a supported one is not', async () => {
    const realm = 'told';
    await admin.deleteRealm(realm);
    await admin.createRealm(realm);
    const gate = await Gate.start(keycloak);
    gate.rewrite('/admin/serverinfo', text => text.replace(/"version":"[^"]*"/, '"version":"25.0.6"'));
    const caFile = join(folder, 'gate-ca.pem');
    writeFileSync(caFile, `${gate.ca}\n${keycloak.ca ?? ''}`);

    const config = { ...configOf(realm), keycloak: { caFile, adminUrl: gate.url } };
    const older = await hook(config, {}, '--dry-run');
    await gate.stop();

    expect(older).toMatchObject({
      stderr: '',
      stdout: expect.stringContaining('note: Keycloak 25.0.6 is older than 26.0.0'),
    });
    expect((await hook(configOf(realm), {}, '--dry-run')).stdout).not.toContain('is older than');
  });

  test('a realm with every setting off its default keeps all of it', async () => {
    const realm = 'changed';
    const path = `/realms/${realm}`;
    const mail = new MailServer();
    await mail.start();
    await admin.deleteRealm(realm);
    await admin.createRealm(realm);
    const before = await admin.get(path);
    for (const flow of Object.entries(before).filter(
      ([name, value]) => /Flow$/.test(name) && typeof value === 'string',
    )) {
      const alias = flow[1] as string;
      await admin.post(`${path}/authentication/flows/${encodeURIComponent(alias)}/copy`, { newName: `own ${alias}` });
    }
    await admin.put(path, {
      ...changed(before),
      ...ABSENT_BY_DEFAULT,
      smtpServer: {
        host: '127.0.0.1',
        port: `${mail.port}`,
        from: 'noreply@example.com',
        auth: 'true',
        user: 'mailer',
        password: 'Mail-4711',
      },
    });
    await addOwnObjects(admin, realm);
    const userId = await admin.createUser(realm, user);
    expect(unchanged(before, await admin.get(path))).toEqual([]);
    const own = await wholeRealm(admin, realm, CLIENT);

    expect(await hook(configOf(realm), {})).toMatchObject({ code: 0, stderr: '' });

    expect(await wholeRealm(admin, realm, CLIENT)).toEqual(own);
    await admin.put(`${path}/users/${userId}/execute-actions-email`, ['UPDATE_PASSWORD']);
    await mail.stop();
    expect(mail.passwords).toEqual(['Mail-4711']);
  });

  // All combinations take seven minutes. Without E2E_ALL_REALMS, each realm has one profile, and the oldest version one realm.
  const everything = Boolean(process.env.E2E_ALL_REALMS);
  const combinations = REALMS.map((realm, index) => ({ ...realm, profiles: everything ? [0, 1] : [index % 2] }));
  const realms = isOldest && !everything ? combinations.filter(({ name }) => name === 'upgraded') : combinations;
  test.each(realms)(
    'a realm with $kind keeps all of it, and $name lets people in',
    async ({ name, profiles, ...realm }) => {
      const path = `/realms/${name}`;
      await admin.deleteRealm(name);
      await admin.createRealm(name, { ...RECORDED, ...realm.representation, groups: GROUPS });
      await realm.complete?.(admin, path);
      const userId = await admin.createUser(name, user);
      const { id } = await admin.get(`${path}/group-by-path/search/admins`);
      await admin.put(`${path}/users/${userId}/groups/${id}`, {});
      const own = await wholeRealm(admin, name, CLIENT);

      for (const profile of profiles) {
        const config = { ...configOf(name), ...(profile === 1 && PRODUCTION) };
        expect(await hook(config, {})).toMatchObject({ code: 0, stderr: '' });

        expect(await wholeRealm(admin, name, CLIENT)).toEqual(own);
        const events = await admin.adminEvents(name);
        expect(await hook(config, {})).toMatchObject({ code: 0, stdout: expect.stringMatching(/In sync\.\n$/) });
        expect(await admin.adminEvents(name)).toEqual(events);
        expect(await signedIn(config)).toMatchObject({ signedIn: true, claims: { preferred_username: user.username } });
      }
    },
  );

  onNewest('a realm with more clients than a page of Keycloak keeps them', async () => {
    const realm = 'crowd';
    await admin.deleteRealm(realm);
    await admin.createRealm(realm, RECORDED);
    for (let first = 0; first < 120; first += 20) {
      const batch = Array.from({ length: 20 }, (_, index) => ({ clientId: `client-${first + index}` }));
      await Promise.all(batch.map(client => admin.post(`/realms/${realm}/clients`, client)));
    }
    const others = async () => {
      const clients: { readonly clientId: string }[] = await admin.get(`/realms/${realm}/clients?max=10000`);
      return clients.filter(({ clientId }) => clientId !== CLIENT).sort((a, b) => (a.clientId < b.clientId ? -1 : 1));
    };
    const own = await others();

    expect(await hook(configOf(realm), {})).toMatchObject({ code: 0, stderr: '' });

    expect(await others()).toEqual(own);
    const events = await admin.adminEvents(realm);
    expect((await hook(configOf(realm), {})).stdout).toMatch(/In sync\.\n$/);
    expect(await admin.adminEvents(realm)).toEqual(events);
  });

  test('fails before the first write if the realm is disabled', async () => {
    const realm = 'disabled';
    await admin.deleteRealm(realm);
    await admin.createRealm(realm, { ...RECORDED, enabled: false });

    for (const args of [[], ['--dry-run']]) {
      expect(await hook(configOf(realm), {}, ...args)).toMatchObject({
        code: 1,
        stderr:
          `Error: Realm ${realm} at ${keycloak.url} is disabled, so nobody can sign in.\n` +
          '  Fix: enable the realm in the admin console, or correct keycloakRealm in the config.\n',
      });
    }
    expect(await admin.adminEvents(realm)).toEqual([]);
  });

  describe('fails before the first write if the account', () => {
    const realm = 'rights';
    const adminUsername = 'guest-of-rights';
    let userId: string;

    beforeAll(async () => {
      await admin.deleteRealm(realm);
      await admin.createRealm(realm, RECORDED);
      userId = await admin.createUser('master', { ...user, username: adminUsername, email: 'guest@example.com' });
    });
    afterAll(() => admin.delete(`/realms/master/users/${userId}`));

    /** Gives the account these roles of the realm and no others. */
    async function grant(...roles: string[]): Promise<void> {
      const { id } = await admin.client('master', `${realm}-realm`);
      const path = `/realms/master/users/${userId}/role-mappings/clients/${id}`;
      await admin.delete(path, await admin.get(path));
      const all: { readonly name: string }[] = await admin.get(`/realms/master/clients/${id}/roles`);
      await admin.post(
        path,
        all.filter(({ name }) => roles.includes(name)),
      );
    }

    const hookAsGuest = (config: object, ...args: string[]) =>
      hook({ ...configOf(realm), adminUsername, ...config }, { ADMIN_PASSWORD: user.password }, ...args);

    test.each([
      ['may not update the realm', ['manage-clients', 'view-realm'], `update realm ${realm}`],
      ['may not create clients', ['view-clients', 'manage-realm'], 'create clients'],
    ])('%s', async (_, roles, right) => {
      await grant(...roles);

      for (const args of [[], ['--dry-run']]) {
        const { code, stderr } = await hookAsGuest({}, ...args);

        expect({ code, stderr }).toEqual({
          code: 1,
          stderr: expect.stringMatching(
            new RegExp(
              `^Error: Could not confirm the right to ${right} in realm ${realm} at .*\\.\\n` +
                `  Fix: give user ${adminUsername} the roles manage-clients and manage-realm of realm ${realm} \\(client ${realm}-realm\\)\\.\\n$`,
            ),
          ),
        });
      }
      expect(await admin.adminEvents(realm)).toEqual([]);
    });

    test('may not update a client that exists', async () => {
      expect(await hook(configOf(realm), {})).toMatchObject({ code: 0 });
      await grant('view-clients', 'view-realm');
      expect(await hookAsGuest({})).toMatchObject({ code: 0, stdout: expect.stringMatching(/In sync\.\n$/) });

      const client = await admin.client(realm, CLIENT);
      await admin.put(`/realms/${realm}/clients/${client.id}`, { ...client, standardFlowEnabled: false });
      const events = await admin.adminEvents(realm);
      const { code, stderr } = await hookAsGuest({});

      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: expect.stringContaining(`Could not confirm the right to update client ${CLIENT} in realm ${realm}`),
      });
      expect(await admin.adminEvents(realm)).toEqual(events);
    });
  });
});

const GROUPS = [{ name: 'search', subGroups: [{ name: 'admins' }] }];
/** The config of profile `production`. */
const PRODUCTION = {
  profile: 'production',
  dashboard: { access: { groups: ['/search/admins'] } },
  networkPolicies: { keycloak: { ports: [8443] } },
};

/** Keycloak keeps a record of each write of an administrator. */
const RECORDED = { adminEventsEnabled: true, adminEventsDetailsEnabled: true };

/** Settings that a new realm does not have. */
const ABSENT_BY_DEFAULT = {
  displayName: 'Everybody',
  displayNameHtml: '<b>Everybody</b>',
  passwordPolicy: 'length(9) and digits(1) and passwordHistory(3)',
  loginTheme: 'keycloak',
  accountTheme: 'keycloak.v3',
  adminTheme: 'keycloak.v2',
  emailTheme: 'keycloak',
  defaultLocale: 'de',
  eventsExpiration: 4711,
  browserSecurityHeaders: {
    contentSecurityPolicyReportOnly: "default-src 'self'",
    strictTransportSecurity: 'max-age=60',
    referrerPolicy: 'same-origin',
    xXSSProtection: '0',
    acmeHeader: 'kept',
  },
};

/** One of each kind of object that a realm has. */
async function addOwnObjects(admin: KeycloakAdmin, realm: string): Promise<void> {
  const path = `/realms/${realm}`;
  const scope = await admin.post(`${path}/client-scopes`, { name: 'own-scope', protocol: 'openid-connect' });
  await admin.put(`${path}/default-default-client-scopes/${scope}`, {});
  await admin.post(`${path}/clients`, {
    clientId: 'own-client',
    secret: 'own-secret-4711',
    redirectUris: ['https://a.example.com/*'],
    // The realm delivers by ping, for which a client needs an endpoint.
    attributes: { 'ciba.backchannel.token.delivery.mode': 'poll' },
  });
  await admin.post(`${path}/roles`, { name: 'own-role' });
  await admin.post(`${path}/groups`, { name: 'own-group', attributes: { own: ['kept'] } });
  await admin.post(`${path}/components`, {
    name: 'own-keys',
    providerId: 'ecdsa-generated',
    providerType: 'org.keycloak.keys.KeyProvider',
    config: { priority: ['7'], ecdsaEllipticCurveKey: ['P-521'] },
  });
  await admin.post(`${path}/identity-provider/instances`, {
    alias: 'own-provider',
    providerId: 'oidc',
    config: {
      clientId: 'x',
      clientSecret: 'own-secret-4711',
      authorizationUrl: 'https://other.example.com/auth',
      tokenUrl: 'https://other.example.com/token',
    },
  });
  await admin.post(`${path}/organizations`, { name: 'acme', domains: [{ name: 'acme.example.com' }] });
  const profile = await admin.get(`${path}/users/profile`);
  await admin.put(`${path}/users/profile`, {
    ...profile,
    unmanagedAttributePolicy: 'ADMIN_VIEW',
    attributes: [...profile.attributes, { name: 'own', permissions: { view: ['admin'], edit: ['admin'] } }],
  });
}
