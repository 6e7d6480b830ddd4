import type { Cluster } from '../../../clients/kubernetes/cluster';
import type { Keycloak } from '../../../clients/keycloak/keycloak';
import {
  deployedRedirectUrl,
  notesOnEarlierClient,
  refuseClientOfOtherStack,
} from '../../../commands/hook/client-owner';
import { parseConfig } from '../../../config/load';
import { stackNames } from '../../../config/names';

const OWN = 'https://qdrant-dashboard.example.com/oauth2/callback';
const OTHER = 'https://ui.example.com/oauth2/callback';
const CLIENT = 'qdrant-dashboard';

const stackOf = (data: object) => {
  const config = parseConfig(JSON.stringify(data), 'config.yaml');
  return { config, names: stackNames(config) };
};
const { config, names } = stackOf({});
const production = stackOf({
  profile: 'production',
  namespace: 'vectors',
  dashboard: { access: { groups: ['/ops'] } },
});

const check = (redirectUris: string[] | undefined, deployed?: string) =>
  refuseClientOfOtherStack({ clientId: CLIENT, redirectUris }, config, names, async () => deployed);

test.each([[undefined], [[]], [[OWN]], [['https://old.example.com/*', 'https://*/oauth2/callback', OWN]]])(
  'a client with the redirect URIs %j is no client of another stack',
  async redirectUris => {
    await expect(check(redirectUris)).resolves.toBeUndefined();
  },
);

test.each([[[OTHER]], [[OWN, OTHER]]])('a client with the redirect URIs %j is refused', async redirectUris => {
  await expect(check(redirectUris)).rejects.toThrow(
    `Client ${CLIENT} in realm thinkube has the redirect URI ${OTHER}, so it belongs to another stack`,
  );
  await expect(check(redirectUris)).rejects.toThrow(
    'set keycloak.clientId in the config, for example to qdrant-dashboard-2',
  );
});

test('the redirect URI of the running oauth2-proxy is that of this stack, whose host changes', async () => {
  await expect(check([OTHER], OTHER)).resolves.toBeUndefined();
  await expect(check([OTHER], OWN)).rejects.toThrow('belongs to another stack');
});

describe('the running oauth2-proxy', () => {
  const clusterWith = (read: Cluster['read']) => ({ read }) as Cluster;

  test('tells its redirect URI in its ConfigMap', async () => {
    const data = { 'oauth2-proxy.cfg': `http_address = "x"\nredirect_url = "${OTHER}"\n` };
    const found = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'oauth2-proxy' }, data };

    expect(
      await deployedRedirectUrl(
        clusterWith(async () => found),
        config,
        names,
      ),
    ).toBe(OTHER);
  });

  test('is unknown without a cluster, without a ConfigMap, and without the right to read it', async () => {
    const forbidden = Object.assign(new Error('forbidden'), { status: 403 });

    expect(await deployedRedirectUrl(undefined, config, names)).toBeUndefined();
    expect(
      await deployedRedirectUrl(
        clusterWith(async () => undefined),
        config,
        names,
      ),
    ).toBeUndefined();
    expect(
      await deployedRedirectUrl(
        clusterWith(() => Promise.reject(forbidden)),
        config,
        names,
      ),
    ).toBeUndefined();
    const broken = clusterWith(() => Promise.reject(new Error('broken')));
    await expect(deployedRedirectUrl(broken, config, names)).rejects.toThrow('broken');
  });
});

describe('the client of an earlier config', () => {
  const keycloak = (redirectUri: string) =>
    ({
      client: async (clientId: string) => (clientId === CLIENT ? { clientId, redirectUris: [redirectUri] } : undefined),
    }) as unknown as Keycloak;

  test('with the redirect URI of this stack gets a note', async () => {
    const notes = await notesOnEarlierClient(keycloak(OWN), production.config, production.names);

    expect(production.names.clientId).toBe('vectors-dashboard');
    expect(notes).toEqual([
      `client ${CLIENT} has the redirect URI of this stack too, from an earlier config: everybody signs in again with client vectors-dashboard; to keep the earlier client, set keycloak.clientId to ${CLIENT}; otherwise delete it in the admin console when the new pods of oauth2-proxy run`,
    ]);
  });

  test('of another stack, and the client of this stack get none', async () => {
    expect(await notesOnEarlierClient(keycloak(OTHER), production.config, production.names)).toEqual([]);
    expect(await notesOnEarlierClient(keycloak(OWN), config, names)).toEqual([]);
  });
});
