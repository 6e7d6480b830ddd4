import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyAll } from './support/objects';
import { kubectl } from './support/cluster';
import { limitedKubeconfig } from './support/kubeconfigs';
import { REPOSITORY } from './support/repository';
import { CLIENT, Stack } from './support/stack';
import { synth } from './support/synth';

const stack = new Stack('least');
const SERVICE_ACCOUNT = 'qdrant-stack';
const ALL_ROLES = ['manage-clients', 'manage-realm', 'manage-users'];

let clientSecret: string;
let serviceAccountId: string;
let kubeconfig: string;

beforeAll(async () => {
  await stack.create();
  const path = `/realms/${stack.realm}/clients`;
  const id = await stack.admin.post(path, { clientId: SERVICE_ACCOUNT, serviceAccountsEnabled: true });
  clientSecret = (await stack.admin.get(`${path}/${id}/client-secret`)).value;
  serviceAccountId = (await stack.admin.get(`${path}/${id}/service-account-user`)).id;
  kubeconfig = await limitedKubeconfig(stack.namespace, 'qdrant-stack-hook', documentedRights());
});
afterAll(() => stack.delete());

/** The manifests of the documentation, for the names of this stack instead of the default ones. */
function documentedRights(): string {
  return readFileSync(join(REPOSITORY, 'docs/examples/hook-rbac.yaml'), 'utf8')
    .replaceAll('namespace: qdrant', `namespace: ${stack.namespace}`)
    .replaceAll('example-com-tls', stack.tlsSource);
}

/** Gives the service account these roles of the realm and no others. */
async function grant(...roles: string[]): Promise<void> {
  const management = await stack.admin.client(stack.realm, 'realm-management');
  const path = `/realms/${stack.realm}/users/${serviceAccountId}/role-mappings/clients/${management.id}`;
  for (const role of ALL_ROLES) {
    const representation = await stack.admin.get(`/realms/${stack.realm}/clients/${management.id}/roles/${role}`);
    if (roles.includes(role)) await stack.admin.post(path, [representation]);
    else await stack.admin.delete(path, [representation]);
  }
}

const limited = (keycloak: object = {}) => ({
  config: { keycloak: { serviceAccount: { clientId: SERVICE_ACCOUNT }, ...keycloak } },
  env: {
    KUBECONFIG: stack.file('limited-kubeconfig', kubeconfig),
    KEYCLOAK_CLIENT_SECRET: clientSecret,
    ADMIN_PASSWORD: undefined,
  },
});

test('the documented rights are enough for everything, without the password of an administrator', async () => {
  await grant('manage-clients', 'manage-realm');
  await applyAll(await synth(stack.config));

  const first = await stack.mustHook([], limited());
  expect(first).toContain(`✔ Client ${CLIENT}: created`);
  expect(first).toContain(
    `✔ Namespace ${stack.namespace}: in sync\n    note: the right to read the namespace is missing`,
  );
  for (const secret of ['client-secret', 'cookie-secret']) {
    await stack.mustHook(['--rotate', secret], limited());
  }
  expect(await stack.mustHook([], limited())).toMatch(/In sync\.\n$/);
  await stack.mustHook(['--remove'], limited());
  expect(await stack.client()).toBeUndefined();
});

test('without rights on pods a rotation is carried out, and says that the pods follow later', async () => {
  await grant('manage-clients', 'manage-realm');
  await applyAll(await synth(stack.config));
  await stack.mustHook();
  const role = ['role', 'qdrant-stack-hook', '-n', stack.namespace];
  const { rules, ...rest } = JSON.parse(await kubectl().must(['get', ...role, '-o', 'json']));
  const withoutPods = { ...rest, rules: rules.filter((rule: any) => !rule.resources.includes('pods')) };
  await kubectl().must(['replace', '-f', '-'], JSON.stringify(withoutPods));

  const stdout = await stack.mustHook(['--rotate', 'client-secret'], limited());

  expect(stdout).toMatch(
    /note: the pods get the new client secret within two minutes, and not at once: .* 403 Forbidden/,
  );
  expect(await stack.secretValue('oauth2-proxy', 'client-secret')).toBe(await stack.clientSecret());
});

test('where the headers are kept, the right to manage clients is enough', async () => {
  await grant('manage-clients');

  await stack.mustHook([], limited({ securityHeaders: 'keep' }));

  expect(await stack.mustHook([], limited({ securityHeaders: 'keep' }))).toMatch(/In sync\.\n$/);
});

test('fails if the headers are not kept and the realm may not be changed: nothing is changed then', async () => {
  const { code, stderr } = await stack.hook([], limited());

  expect(code).toBe(1);
  expect(stderr).toMatch(
    new RegExp(
      `^Error: The account that signed in to .* has no right to read the settings of realm ${stack.realm}\\.\\n {2}Fix: give the account the role manage-realm, or leave the headers alone with keycloak\\.securityHeaders: keep\\.\\n$`,
    ),
  );
});

test('tokens of groups need the right to manage users, and nothing is written without it', async () => {
  await stack.admin.post(`/realms/${stack.realm}/groups`, { name: 'readers' });
  const rights = [{ group: '/readers', rights: 'read' }];
  const { env, config } = limited({ securityHeaders: 'keep' });
  const options = {
    env,
    config: { ...config, dashboard: { mode: 'proxy', access: { rights } }, apiKeys: { enabled: true } },
  };
  const tokens = async () => (await stack.admin.get(`/realms/${stack.realm}/group-by-path/readers`)).attributes;

  const { code, stderr } = await stack.hook([], options);
  expect({ code, stderr, tokens: await tokens() }).toEqual({
    code: 1,
    stderr: expect.stringMatching(/no right to read group \/readers of realm .*\n {2}Fix: assign role manage-users /),
    tokens: {},
  });
  await grant('manage-clients', 'manage-users');
  await stack.mustHook([], options);
  expect(await stack.mustHook([], options)).toMatch(/In sync\.\n$/);
  expect(Object.keys(await tokens())).toEqual([`${CLIENT}-token-1`]);
});

test('tokens of users also need the right to change the realm, which the account of reconcile gets', async () => {
  const ada = { username: 'ada', password: 'lovelace-1815', email: 'ada@example.com', emailVerified: true };
  const path = `/realms/${stack.realm}/users/${await stack.admin.createUser(stack.realm, ada)}`;
  const access = { rights: [{ user: 'ada', rights: 'read' }] };
  const ofUsers = { dashboard: { mode: 'proxy', access }, apiKeys: { enabled: true }, reconcile: {} };
  const { env, config } = limited({ securityHeaders: 'keep' });
  const options = { env, config: { ...config, ...ofUsers } };
  const tokens = async () => Object.keys((await stack.admin.get(path)).attributes ?? {});
  await grant('manage-clients', 'manage-users');

  const { code, stderr } = await stack.hook(['--dry-run'], options);
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: expect.stringMatching(/Could not confirm the right to update realm .*\n {2}Fix: give .* manage-realm /),
  });
  expect((await stack.hook([], options)).code).toBe(1);
  expect(await tokens()).toEqual([]);
  await grant('manage-clients', 'manage-users', 'manage-realm');
  await stack.mustHook([], options);
  expect(await stack.mustHook([], options)).toMatch(/In sync\.\n$/);
  expect(await tokens()).toEqual([`${CLIENT}-token-1`]);

  // The account of the pods has exactly these roles.
  const keep = { keycloak: { securityHeaders: 'keep' }, ...ofUsers };
  await stack.mustHook(['--create-account'], { config: keep });
  const account = { clientId: await stack.secretValue('qdrant-reconcile', 'client-id') };
  const ofAccount = {
    config: { ...keep, keycloak: { ...keep.keycloak, serviceAccount: account } },
    env: { ...env, KEYCLOAK_CLIENT_SECRET: await stack.secretValue('qdrant-reconcile', 'client-secret') },
  };
  expect(await stack.mustHook([], ofAccount)).toMatch(/In sync\.\n$/);
  await stack.mustHook(['--rotate', 'api-key'], ofAccount);
  await stack.mustHook(['--remove', '--only', 'keycloak'], options);
  expect(await tokens()).toEqual([]);
});

test('fails if the secret of the service account is wrong', async () => {
  const options = limited();

  const { code, stderr } = await stack.hook([], {
    ...options,
    env: { ...options.env, KEYCLOAK_CLIENT_SECRET: 'wrong-secret' },
  });

  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^Error: Could not sign in to Keycloak at .* as client qdrant-stack of realm least.*: the server answered 401 Unauthorized \(Invalid client or Invalid client credentials\)\.\n {2}Fix: check keycloak\.serviceAccount in the config and the environment variable KEYCLOAK_CLIENT_SECRET/,
  );
});
