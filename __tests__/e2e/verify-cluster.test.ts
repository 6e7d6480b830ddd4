import { api } from './support/api';
import { applyAll } from './support/objects';
import { wildcardFor } from './support/authority';
import { kubectl } from './support/cluster';
import { bindVolume, putEndpoints, releaseVolume } from './support/nodes';
import { CLIENT, Stack, TLS_SECRET } from './support/stack';
import { synth } from './support/synth';
import { markPodsReady } from './support/workloads';

const stack = new Stack('verify');
const { namespace } = stack;

/** The checks by name, as programs get them. */
async function verify(
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<{ code: number | null; checks: Record<string, any> }> {
  const { stdout, stderr, code } = await stack.run(['verify', '--output', 'json', ...args], {
    env,
  });
  if (!stdout) throw new Error(stderr);
  return { code, checks: Object.fromEntries(JSON.parse(stdout).checks.map((each: any) => [each.name, each])) };
}

const cluster = () => verify(['--only', 'cluster']);

function resultsOf(checks: Record<string, any>): Record<string, string> {
  return Object.fromEntries(Object.entries(checks).map(([name, { result }]) => [name, result]));
}

/** Waits until a check has a result, as controllers take a moment. */
async function until(name: string, result: string): Promise<any> {
  for (let attempt = 1; ; attempt++) {
    const found = (await cluster()).checks[name];
    if (found.result === result || attempt === 20) {
      expect(found).toEqual(expect.objectContaining({ result }));
      return found;
    }
  }
}

async function patch(kind: string, name: string, change: object): Promise<void> {
  await api.patch(kind, name, namespace, change);
}

const ALL_OK = {
  namespace: 'ok',
  'statefulset-qdrant': 'ok',
  'deployment-ephemeral-valkey': 'ok',
  'deployment-oauth2-proxy': 'ok',
  services: 'ok',
  'volume-claims': 'ok',
  ingresses: 'ok',
  'cluster-routes': 'ok',
  'tls-secret': 'ok',
  discovery: 'ok',
};

beforeAll(() => stack.create());
afterAll(async () => {
  await releaseVolume(namespace);
  await stack.delete();
});

describe('before anything is installed', () => {
  test('says that the namespace is missing, and nothing else', async () => {
    const { code, checks } = await cluster();

    expect(code).toBe(1);
    expect(checks.namespace).toMatchObject({
      result: 'failed',
      detail: expect.stringContaining(`There is no namespace ${namespace}`),
      fix: expect.stringContaining('npm run deploy'),
    });
    const others = Object.entries(checks).filter(([name]) => name !== 'namespace');
    expect(others).toHaveLength(9);
    expect(
      others.filter(([, { result, detail }]) => result !== 'skipped' || detail !== `needs: Namespace ${namespace}`),
    ).toEqual([]);
  });

  test('without a kubeconfig', async () => {
    const { stdout } = await stack.run(['verify', '--only', 'cluster'], {
      env: { KUBECONFIG: '/no/such/file' },
    });

    expect(stdout).toMatch(/^✖ Namespace \S+ +failed +/);
    expect(stdout).toContain('Fix: set the environment variable KUBECONFIG');
  });

  test('Keycloak: without the client, and without a password', async () => {
    expect((await verify(['--only', 'keycloak'])).checks).toMatchObject({
      keycloak: { result: 'ok' },
      'keycloak-client': {
        result: 'failed',
        detail: expect.stringContaining(`Client ${CLIENT}: `),
        fix: expect.stringContaining('npm run hook -- --dry-run'),
      },
      'keycloak-headers': { result: 'failed' },
    });
    const { code, checks } = await verify(['--only', 'keycloak'], { ADMIN_PASSWORD: undefined });
    expect(code).toBe(0);
    expect(checks.keycloak).toMatchObject({
      result: 'skipped',
      detail: 'The environment variable ADMIN_PASSWORD is not set',
    });
    expect(checks['keycloak-client']).toMatchObject({ result: 'skipped' });
  });
});

describe('an installed stack', () => {
  beforeAll(async () => {
    await stack.mustHook();
    await applyAll(await synth(stack.config));
    await until('deployment-oauth2-proxy', 'failed'); // The controllers have made the pods.
  });

  test('fails with the reason of each pod while none is ready', async () => {
    const { checks } = await cluster();

    expect(checks['statefulset-qdrant']).toMatchObject({
      result: 'failed',
      detail: expect.stringMatching(/not rolled out: 0 of 1 ready, \d of 1 updated; pod qdrant-0 /),
      fix: expect.stringContaining(`kubectl rollout status statefulset qdrant -n ${namespace}`),
    });
    expect(checks.services.details).toContain('qdrant has no ready endpoint');
    expect(checks['volume-claims'].detail).toContain('qdrant-storage-qdrant-0 is Pending');
  });

  describe('with its pods ready and its volume bound', () => {
    beforeAll(async () => {
      await bindVolume(namespace);
      await markPodsReady(namespace);
      await putEndpoints(namespace, true);
      await until('volume-claims', 'ok');
      await until('deployment-oauth2-proxy', 'ok');
      await until('statefulset-qdrant', 'ok');
    });

    test('passes', async () => {
      const { code, checks } = await cluster();

      expect({ code, ...resultsOf(checks) }).toEqual({ code: 0, ...ALL_OK });
      expect(checks['tls-secret'].detail).toMatch(/, (29|30) days left$/);
      expect(checks.discovery.detail).toBe(`names StatefulSet ${namespace}/qdrant`);
      expect(checks['volume-claims'].detail).toBe('bound: qdrant-storage-qdrant-0 150Gi');
    });

    test('Keycloak is in sync', async () => {
      const { code, checks } = await verify(['--only', 'keycloak']);

      expect({ code, ...resultsOf(checks) }).toEqual({
        code: 0,
        keycloak: 'ok',
        'keycloak-client': 'ok',
        'keycloak-headers': 'ok',
      });
    });

    test('finds that a client was changed in the admin console, and leaves it so', async () => {
      const client = await stack.client();
      await stack.admin.put(`/realms/${stack.realm}/clients/${client.id}`, {
        ...client,
        redirectUris: ['https://elsewhere.example.org/*'],
      });

      const { checks } = await verify(['--only', 'keycloak']);

      expect(checks['keycloak-client'].detail).toContain(`Client ${CLIENT}: redirectUris`);
      expect((await stack.client()).redirectUris).toEqual(['https://elsewhere.example.org/*']);
    });

    test('finds an ingress that has lost its login, its TLS or its host', async () => {
      const annotation = 'nginx.ingress.kubernetes.io/auth-url';
      await patch('ingress', 'qdrant-http-ingress', { metadata: { annotations: { [annotation]: null } } });
      await patch('ingress', 'qdrant-api-ingress', { spec: { tls: null } });
      await kubectl().must(['delete', 'ingress', 'qdrant-root-redirect', '-n', namespace]);

      expect((await cluster()).checks.ingresses.details).toEqual([
        `qdrant-http-ingress: annotation ${annotation} is missing`,
        'qdrant-root-redirect does not exist',
        'qdrant-api-ingress: its TLS is none',
      ]);
    });

    test('finds a Service whose pods are not ready, a headless one too', async () => {
      await putEndpoints(namespace, false);

      expect((await cluster()).checks.services.details).toHaveLength(4);
    });

    test('finds a StatefulSet that is scaled to 0', async () => {
      await kubectl().must(['scale', 'statefulset', 'qdrant', '-n', namespace, '--replicas=0']);

      expect((await until('statefulset-qdrant', 'failed')).detail).toContain('scaled to 0');
    });

    test('finds a ConfigMap that names an object that is not there, or cannot be read', async () => {
      const service = (name: string) =>
        `service:\n  scaling:\n    resource_type: statefulset\n    resource_name: ${name}\n    namespace: ${namespace}\n`;
      await patch('configmap', 'thinkube-service-config', { data: { 'service.yaml': service('qdrant-0') } });
      expect((await cluster()).checks.discovery.detail).toContain(
        `names statefulset ${namespace}/qdrant-0 in scaling, which does not exist`,
      );

      await patch('configmap', 'thinkube-service-config', { data: { 'service.yaml': 'service: [' } });
      expect((await cluster()).checks.discovery.detail).toContain('cannot be read');
    });

    test('finds a certificate that has expired, is for another host, or is missing', async () => {
      const put = async ({ certificate, key }: { certificate: string; key: string }) => {
        const data = {
          'tls.crt': Buffer.from(certificate).toString('base64'),
          'tls.key': Buffer.from(key).toString('base64'),
        };
        await patch('secret', TLS_SECRET, { data });
        return (await cluster()).checks['tls-secret'];
      };

      expect(await put(wildcardFor(stack.domain, -1))).toMatchObject({
        detail: expect.stringContaining('its certificate ended on'),
        fix: expect.stringContaining('npm run hook -- --only tls'),
      });
      expect((await put(wildcardFor('other.example.org'))).detail).toContain(`not for ${stack.dashboardHost}`);
      expect((await put(wildcardFor(stack.domain, 3))).notes).toEqual([expect.stringContaining('ends in 2 days')]);
      await kubectl().must(['delete', 'secret', TLS_SECRET, '-n', namespace]);
      expect((await cluster()).checks['tls-secret'].detail).toContain('does not exist');
    });
  });
});
