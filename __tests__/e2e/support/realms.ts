import { type KeycloakAdmin } from './keycloak-admin';

/** A realm as other people have it. */
export interface RealmOfOthers {
  /** What is special about the realm; the name of the test. */
  readonly kind: string;
  readonly name: string;
  readonly representation: object;
  /** Adds what Keycloak does not take with the realm. */
  readonly complete?: (admin: KeycloakAdmin, path: string) => Promise<void>;
}

/** Realms that differ as real ones do. */
export const REALMS: readonly RealmOfOthers[] = [
  {
    kind: 'an own browser flow',
    name: 'flows',
    representation: {},
    complete: async (admin, path) => {
      await admin.post(`${path}/authentication/flows/browser/copy`, { newName: 'house browser' });
      await admin.put(path, { ...(await admin.get(path)), browserFlow: 'house browser' });
    },
  },
  {
    kind: 'own client scopes',
    name: 'scopes',
    representation: {},
    complete: async (admin, path) => {
      const id = await admin.post(`${path}/client-scopes`, { name: 'cost-centre', protocol: 'openid-connect' });
      await admin.put(`${path}/default-default-client-scopes/${id}`, {});
    },
  },
  {
    kind: 'client policies',
    name: 'policies',
    representation: {
      clientProfiles: {
        profiles: [
          { name: 'pkce', executors: [{ executor: 'pkce-enforcer', configuration: { 'auto-configure': true } }] },
        ],
      },
      clientPolicies: {
        policies: [
          {
            name: 'pkce-for-all',
            enabled: true,
            conditions: [{ condition: 'any-client', configuration: {} }],
            profiles: ['pkce'],
          },
        ],
      },
    },
  },
  {
    kind: 'organizations',
    name: 'organizations',
    representation: { organizationsEnabled: true },
    complete: async (admin, path) => {
      await admin.post(`${path}/organizations`, { name: 'acme', domains: [{ name: 'acme.example.com' }] });
    },
  },
  {
    kind: 'a declared user profile',
    name: 'profile',
    representation: {},
    complete: async (admin, path) => {
      const profile = await admin.get(`${path}/users/profile`);
      const department = { name: 'department', permissions: { view: ['admin', 'user'], edit: ['admin'] } };
      await admin.put(`${path}/users/profile`, {
        ...profile,
        unmanagedAttributePolicy: 'ADMIN_EDIT',
        attributes: [...profile.attributes, department],
      });
    },
  },
  {
    kind: 'headers and attributes of an older version',
    name: 'upgraded',
    representation: {
      browserSecurityHeaders: { xXSSProtection: '1; mode=block', xFrameOptions: 'DENY', publicKeyPins: '' },
      attributes: {
        '_browser_header.xXSSProtection': '1; mode=block',
        userProfileEnabled: 'true',
        'acme.old': 'x'.repeat(300),
      },
    },
  },
  {
    kind: 'another language and theme, and a name in upper case with a dot',
    name: 'ACME.Corp',
    representation: {
      internationalizationEnabled: true,
      supportedLocales: ['de', 'fr'],
      defaultLocale: 'de',
      loginTheme: 'keycloak',
    },
    complete: async (admin, path) => {
      await admin.post(`${path}/localization/de`, { loginTitle: 'Anmeldung' });
    },
  },
  {
    kind: 'short sessions and brute force protection',
    name: 'strict',
    representation: {
      bruteForceProtected: true,
      permanentLockout: true,
      failureFactor: 3,
      accessTokenLifespan: 60,
      ssoSessionIdleTimeout: 120,
      ssoSessionMaxLifespan: 600,
      revokeRefreshToken: true,
      sslRequired: 'all',
      passwordPolicy: 'length(12) and upperCase(1) and digits(1)',
      eventsEnabled: true,
    },
  },
];
