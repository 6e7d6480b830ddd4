import { type KeycloakAdmin } from './keycloak-admin';
import { type Settings } from './changed-settings';

/** The settings of the realm that the hook writes. */
const HEADERS_OF_THE_HOOK = [
  ...['xFrameOptions', 'contentSecurityPolicy', 'xRobotsTag', 'xContentTypeOptions', 'xXSSProtection'],
  ...['Origin', 'Methods', 'Headers', 'Credentials'].map(name => `accessControlAllow${name}`),
];

/** Everything that Keycloak tells about a realm, without the client and the headers of the hook. Lists are sorted. */
export async function wholeRealm(admin: KeycloakAdmin, realm: string, clientId: string): Promise<Settings> {
  const path = `/realms/${encodeURIComponent(realm)}`;
  const settings = await admin.get(path);
  // Flows, scopes, components, roles, groups, identity providers, required actions and translations.
  const { body } = await admin.request('POST', `${path}/partial-export?exportClients=true&exportGroupsAndRoles=true`);
  const exported = JSON.parse(body);
  // The export hides the secrets of clients.
  const clients = await admin.get(`${path}/clients?max=10000`);
  const organizations = settings.organizationsEnabled ? await admin.get(`${path}/organizations`) : [];
  const [profile, policies, events] = await Promise.all(
    ['users/profile', 'client-policies/policies', 'events/config'].map(part => admin.get(`${path}/${part}`)),
  );
  const others = (list: { readonly clientId: string }[]) => list.filter(client => client.clientId !== clientId);
  return sorted({
    settings: settingsOfOthers(settings),
    exported: {
      ...settingsOfOthers(exported),
      clients: others(exported.clients),
      roles: { ...exported.roles, client: { ...exported.roles.client, [clientId]: [] } },
    },
    clients: others(clients),
    organizations,
    profile,
    policies,
    events,
  }) as Settings;
}

/** The settings of a realm without the headers of the hook, and without attributes that are a copy of a setting. */
export function settingsOfOthers({ browserSecurityHeaders, attributes, ...settings }: any): Settings {
  const headers = Object.entries(browserSecurityHeaders).filter(([name]) => !HEADERS_OF_THE_HOOK.includes(name));
  const own = Object.entries(attributes).filter(([name, value]) => String(settings[name]) !== value);
  return {
    ...settings,
    browserSecurityHeaders: Object.fromEntries(headers),
    attributes: Object.fromEntries(own),
  };
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(sorted).map(item => [JSON.stringify(item), item] as const);
    return items.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
}
