import { api } from './support/api';
import { CertificateAuthority } from './support/certificates';
import { clusterAuthority, wildcardFor } from './support/authority';
import { kubectl } from './support/cluster';
import { keycloak } from './support/identity-provider';
import { changedKubeconfig, limitedKubeconfig } from './support/kubeconfigs';
import { freePorts } from './support/ports';
import { CLIENT, OAUTH2_PROXY_SECRET, Stack, TLS_SECRET } from './support/stack';

const stack = new Stack('errors');
const { url, adminUsername } = keycloak();
const inRealm = `in realm ${stack.realm} at ${url}`;

beforeAll(() => stack.create());
afterAll(() => stack.delete());
afterEach(async () => {
  // Whatever the mistake was: no step was carried out.
  expect(await stack.admin.get(`/realms/${stack.realm}/clients?clientId=${CLIENT}`).catch(() => [])).toEqual(
    expect.not.arrayContaining([expect.objectContaining({ attributes: { 'made-by': 'qdrant-stack' } })]),
  );
  expect(await stack.secret(OAUTH2_PROXY_SECRET)).toBeUndefined();
});

/** The one message of a run that must fail. */
async function failure(...run: Parameters<Stack['hook']>): Promise<string> {
  const { code, stderr } = await stack.hook(...run);
  expect(code).toBe(1);
  return stderr.trimEnd();
}

describe('Keycloak: fails if', () => {
  test('it is not there, after the time that was given', async () => {
    const [port] = await freePorts(1);
    const begin = Date.now();

    expect(await failure(['--timeout', '2'], { config: { keycloakUrl: `https://localhost:${port}` } })).toMatch(
      /^Error: Could not sign in to Keycloak at https:\/\/localhost:\d+ as user tkadmin of realm master: .*ECONNREFUSED.*\.\n {2}Fix: check that Keycloak runs and can be reached from here; waited 2 s \(--timeout\)\.$/,
    );
    expect(Date.now() - begin).toBeGreaterThan(2_000);
  });

  test('there is no such host', async () => {
    expect(await failure([], { config: { keycloakUrl: 'https://keycloak.invalid' } })).toMatch(
      /Keycloak at https:\/\/keycloak\.invalid .*ENOTFOUND.*\.\n {2}Fix: check keycloakUrl in the config\.$/,
    );
  });

  test('its certificate is not trusted, and nothing switches that off', async () => {
    const caFile = stack.file('other-ca.crt', new CertificateAuthority().certificate);

    const message = await failure([], {
      config: { keycloak: { caFile } },
      env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' },
    });

    expect(message).toContain(
      `Error: Could not sign in to Keycloak at ${url} as user ${adminUsername} of realm master: `,
    );
    expect(message).toMatch(/certificate.*\n {2}Fix: set keycloak\.caFile in the config to the certificate authority/);
  });

  test('the password is wrong; it is not shown, also not with DEBUG', async () => {
    const message = await failure([], { env: { ADMIN_PASSWORD: 'not-the-password', DEBUG: '1' } });

    expect(message).toMatch(
      /^Error: Could not sign in to Keycloak at .* as user .* of realm master: the server answered 40[01] .* \(Invalid user credentials\)\.\n {2}Fix: check adminUsername in the config and the environment variable ADMIN_PASSWORD; a user with a second factor cannot sign in here: set keycloak\.serviceAccount instead\.\n/,
    );
    expect(message).toContain('clients/keycloak/keycloak.ts');
    expect(message).not.toContain('not-the-password');
  });

  test.each([
    ['not set', undefined],
    ['empty', ''],
  ])('ADMIN_PASSWORD is %s', async (state, value) => {
    expect(await failure([], { env: { ADMIN_PASSWORD: value } })).toBe(
      `Error: The environment variable ADMIN_PASSWORD is ${state}.\n` +
        `  Fix: set it to the password of Keycloak's administrator ${adminUsername}; or name a keycloak.serviceAccount in the config.`,
    );
  });

  test('keycloakUrl has the wrong path', async () => {
    expect(await failure([], { config: { keycloakUrl: `${url}/auth` } })).toMatch(
      /404 Not Found.*\n {2}Fix: check keycloakUrl \(is a path missing\?\) and that realm master exists\.$/,
    );
  });

  test('the realm is missing', async () => {
    expect(await failure([], { config: { keycloakRealm: 'nowhere' } })).toBe(
      `Error: Realm nowhere does not exist at ${url}.\n` +
        '  Fix: correct keycloakRealm in the config, create the realm in the admin console, or set keycloak.createRealm to true.',
    );
  });

  test('whoever signs in may not change the realm', async () => {
    const { adminPassword } = keycloak();
    const username = `guest-${stack.realm}`;
    const id = await stack.admin.createUser('master', {
      username,
      password: adminPassword,
      email: 'guest@example.com',
      emailVerified: true,
    });

    const message = await failure([], { config: { adminUsername: username } });
    await stack.admin.delete(`/realms/master/users/${id}`);

    expect(message).toBe(
      `Error: Could not read realm ${stack.realm} ${inRealm}: the server answered 403 Forbidden (HTTP 403 Forbidden).\n` +
        `  Fix: give user ${username} the roles manage-clients and manage-realm of realm ${stack.realm} (client ${stack.realm}-realm).`,
    );
  });

  test.each([
    ['a public client', { publicClient: true }],
    // Without signatures: Keycloak would make keys for them, which takes a while on a busy machine.
    ['of protocol saml', { protocol: 'saml', attributes: { 'saml.client.signature': 'false' } }],
    ['bearer-only', { bearerOnly: true }],
  ])('a client of that id is %s', async (kind, representation) => {
    const id = await stack.admin.post(`/realms/${stack.realm}/clients`, { clientId: CLIENT, ...representation });
    const before = await stack.client();

    const message = await failure();
    const after = await stack.client();
    await stack.admin.delete(`/realms/${stack.realm}/clients/${id}`);

    expect(message).toBe(
      `Error: Client ${CLIENT} ${inRealm} is ${kind}, so it is not the confidential openid-connect client of the dashboard.\n` +
        '  Fix: if nothing uses it, delete it in the admin console and run the command again; otherwise give it another client id.',
    );
    expect(after).toEqual(before);
  });
});

describe('Kubernetes: fails if', () => {
  const kubeconfigOf = (text: string) => ({ env: { KUBECONFIG: stack.file('kubeconfig', text) } });

  test('there is no kubeconfig', async () => {
    expect(await failure([], { env: { KUBECONFIG: '', HOME: '/no/such/home' } })).toBe(
      'Error: There is no kubeconfig with a current context.\n' +
        '  Fix: set the environment variable KUBECONFIG, or choose a context with --context; to run the hook without a cluster, use --only keycloak.',
    );
  });

  test('the kubeconfig cannot be read', async () => {
    expect(await failure([], { env: { KUBECONFIG: '/no/such/file' } })).toMatch(
      /^Error: Could not read the kubeconfig \/no\/such\/file: ENOENT.*\n {2}Fix: set the environment variable KUBECONFIG to a file that kubectl can use\.$/,
    );
  });

  test('the context does not exist', async () => {
    expect(await failure(['--context', 'moon'])).toMatch(
      /^Error: The kubeconfig has no context moon, but .+\.\n {2}Fix: name one of its contexts with --context\.$/,
    );
  });

  test('the API server is not there', async () => {
    const nowhere = changedKubeconfig(kubeconfig => (kubeconfig.clusters[0].cluster.server = 'https://127.0.0.1:1'));

    expect(await failure([], kubeconfigOf(nowhere))).toMatch(
      /^Error: Could not read namespace errors.* in cluster .*ECONNREFUSED.*\n {2}Fix: check that the API server runs and that the kubeconfig names it/,
    );
  });

  test('the certificate of the API server is not trusted', async () => {
    const ca = Buffer.from(clusterAuthority().certificate).toString('base64');
    const untrusted = changedKubeconfig(({ clusters: [{ cluster }] }) => {
      delete cluster['certificate-authority'];
      cluster['certificate-authority-data'] = ca;
    });

    expect(await failure([], kubeconfigOf(untrusted))).toMatch(
      /\n {2}Fix: check the certificate authority in the kubeconfig\.$/,
    );
  });

  test('its user is unknown', async () => {
    const unknown = changedKubeconfig(kubeconfig => (kubeconfig.users[0].user = { token: 'not-a-token' }));

    expect(await failure([], kubeconfigOf(unknown))).toMatch(
      /401 Unauthorized.*\n {2}Fix: sign in to the cluster again, or check the user of the kubeconfig\.$/,
    );
  });

  test('its user may do nothing', async () => {
    const nobody = await limitedKubeconfig(stack.namespace, 'nobody', '');

    expect(await failure([], kubeconfigOf(nobody))).toMatch(
      new RegExp(
        `^Error: Could not read Secret ${stack.namespace}/${OAUTH2_PROXY_SECRET} in cluster .*: the server answered 403 Forbidden \\(secrets "${OAUTH2_PROXY_SECRET}" is forbidden: .*\\)\\.\\n {2}Fix: give the user of the kubeconfig the rights in https://github\\.com/thinkube/cdk8s-qdrant/blob/main/docs/hook\\.md\\.$`,
      ),
    );
  });

  test('its user may read and not write: that is found before Keycloak is changed', async () => {
    const reader = await limitedKubeconfig(
      stack.namespace,
      'reader',
      JSON.stringify({
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRoleBinding',
        metadata: { name: `${stack.namespace}-reader` },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin-reader' },
        subjects: [{ kind: 'ServiceAccount', name: 'reader', namespace: stack.namespace }],
      }),
    );
    const rules = [{ apiGroups: ['', 'apps'], resources: ['*'], verbs: ['get', 'list'] }];
    await kubectl().must(
      ['apply', '-f', '-'],
      JSON.stringify({
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRole',
        metadata: { name: 'cluster-admin-reader' },
        rules,
      }),
    );

    const message = await failure([], kubeconfigOf(reader));
    await kubectl().must([
      'delete',
      'clusterrole/cluster-admin-reader',
      `clusterrolebinding/${stack.namespace}-reader`,
    ]);

    expect(message).toContain(`Could not create Secret ${stack.namespace}/${OAUTH2_PROXY_SECRET} in cluster`);
    expect(await stack.client()).toBeUndefined();
  });

  test('a Secret of that name is of another type, or immutable', async () => {
    await stack.putSecret(TLS_SECRET, { a: 'b' });
    expect(await failure()).toBe(
      `Error: Secret ${stack.namespace}/${TLS_SECRET} is of type Opaque instead of kubernetes.io/tls, and a type cannot be changed.\n` +
        '  Fix: if nothing uses it, delete it and run the command again.',
    );
    await kubectl().must(['delete', 'secret', TLS_SECRET, '-n', stack.namespace]);
  });
});

describe('the TLS certificate: fails if', () => {
  const source = `Secret default/${stack.tlsSource}`;
  const fix =
    'Fix: renew the certificate, or correct domainName, dashboardHostname, apiHostname or grpcHostname in the config; a wildcard covers one level.';

  afterEach(() => stack.putCertificate(wildcardFor(stack.domain)));

  test('its source is missing', async () => {
    await kubectl().must(['delete', 'secret', stack.tlsSource, '-n', 'default']);

    expect(await failure()).toMatch(
      new RegExp(
        `^Error: ${source}, the source of ${stack.namespace}/${TLS_SECRET}, does not exist in cluster .*\\.\\n {2}Fix: create it: a kubernetes.io/tls Secret with a certificate for qdrant-dashboard\\.${stack.domain} and qdrant\\.${stack.domain}, e\\.g\\. by cert-manager for \\*\\.${stack.domain}\\.$`,
      ),
    );
  });

  test('it has expired', async () => {
    await stack.putCertificate(wildcardFor(stack.domain, -1));

    expect(await failure()).toMatch(
      new RegExp(
        `^Error: ${source} in cluster .* cannot be copied: its certificate ended on \\d{4}-\\d\\d-\\d\\d\\.\\n {2}`,
      ),
    );
  });

  test('it is for another domain', async () => {
    await stack.putCertificate(wildcardFor('other.example.com'));

    expect(await failure()).toMatch(
      new RegExp(
        `cannot be copied: its certificate is not for qdrant-dashboard\\.${stack.domain} and qdrant\\.${stack.domain}, but for other\\.example\\.com, \\*\\.other\\.example\\.com\\.\\n {2}${fix}$`,
      ),
    );
  });

  test('its key is that of another certificate', async () => {
    const { certificate } = wildcardFor(stack.domain);
    const { key } = wildcardFor(stack.domain);
    const data = { 'tls.crt': certificate, 'tls.key': key };
    const encoded = Object.entries(data).map(([name, value]) => [name, Buffer.from(value).toString('base64')]);
    await api.patch('secret', stack.tlsSource, 'default', { data: Object.fromEntries(encoded) });

    expect(await failure()).toContain('cannot be copied: its key does not belong to the certificate');
  });
});

test('an error is part of the JSON too', async () => {
  const { code, stdout } = await stack.hook(['--output', 'json'], { config: { keycloakRealm: 'nowhere' } });

  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toEqual({
    result: 'error',
    dryRun: false,
    steps: [],
    error: { problem: `Realm nowhere does not exist at ${url}`, fix: expect.stringContaining('keycloak.createRealm') },
  });
});
