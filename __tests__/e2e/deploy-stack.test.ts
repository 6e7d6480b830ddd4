import { api } from './support/api';
import { wildcardFor } from './support/authority';
import { deleteNamespace, kubectl } from './support/cluster';
import { putEndpoints } from './support/nodes';
import { createNamespace, eventually, list } from './support/objects';
import { whilePodsStart } from './support/pods';
import { PublishedStack } from './support/published-stack';
import { Stack } from './support/stack';

const stack = new Stack('deploy-stack');
const { namespace } = stack;

interface Run {
  readonly config?: object;
  readonly env?: NodeJS.ProcessEnv;
}

/** Deploys with the hook, while the pods become ready. */
function deploy(args: readonly string[], run: Run = {}) {
  return whilePodsStart(namespace, () => stack.run(['deploy', ...args], run));
}

async function mustDeploy(args: readonly string[], run: Run = {}): Promise<string> {
  const { code, stdout, stderr } = await deploy(args, run);
  if (code !== 0) throw new Error(`deploy ended with ${code}:\n${stdout}${stderr}`);
  return stdout;
}

beforeAll(() => stack.create());
afterAll(() => stack.delete());

describe('with Keycloak and the Secrets', () => {
  test('nothing is written where the hook would refuse', async () => {
    const { code, stderr } = await deploy(['--no-verify'], { env: { ADMIN_PASSWORD: 'wrong-password' } });

    expect(code).toBe(1);
    expect(stderr).toMatch(/^Error: Could not sign in to Keycloak/);
    expect(await api.get('namespace', namespace)).toBeUndefined();
  });

  test('--dry-run tells the hook and the manifests in one list, and makes nothing', async () => {
    const { code, stdout } = await deploy(['--dry-run', '--exit-code']);

    expect(code).toBe(3);
    expect(stdout).toContain('✔ Client qdrant-dashboard: would be created\n');
    expect(stdout).toContain(`✔ StatefulSet ${namespace}/qdrant: would be created\n`);
    expect(await api.get('namespace', namespace)).toBeUndefined();
    expect(await stack.client()).toBeUndefined();
  });

  test('the seed order: client, Secrets, manifests, pods, checks, code-server', async () => {
    const stdout = await mustDeploy(['--no-verify']);

    const steps = [
      '✔ Client qdrant-dashboard: created',
      `✔ Namespace ${namespace}: created`,
      `✔ Secret ${namespace}/oauth2-proxy: created`,
      `✔ Secret ${namespace}/qdrant-tls-secret: created`,
      `✔ Deployment ${namespace}/ephemeral-valkey: created`,
      `✔ Deployment ${namespace}/oauth2-proxy: created`,
      `✔ StatefulSet ${namespace}/qdrant: created`,
      `✔ Ingress ${namespace}/qdrant-api-ingress: created`,
      `✔ ConfigMap ${namespace}/thinkube-service-config: created`,
      `✔ Rollout of StatefulSet ${namespace}/qdrant: 1 of 1 ready`,
      '✔ Service discovery: nothing failed',
      'no pod labelled app=code-server in namespace code-server',
      'Deployed.',
    ];
    const places = steps.map(step => [step, stdout.indexOf(step)] as const);
    expect(places.filter(([, place]) => place === -1)).toEqual([]);
    expect(places.map(([step]) => step)).toEqual([...places].sort(([, a], [, b]) => a - b).map(([step]) => step));
    expect(await mustDeploy(['--no-verify'])).toMatch(/\nIn sync\.\n$/);
  });

  test('a certificate that was renewed is copied, and nothing else is written', async () => {
    const before = await stack.secretValue('qdrant-tls-secret', 'tls.crt');
    await stack.putCertificate(wildcardFor(stack.domain));

    const { stdout } = await deploy(['--no-verify', '--output', 'json']);

    const { hook, objects } = JSON.parse(stdout);
    const written = [...hook, ...objects].filter(({ state }: any) => state !== 'in sync');
    expect(written.map(({ name }: any) => name)).toEqual(['tls-secret']);
    expect(await stack.secretValue('qdrant-tls-secret', 'tls.crt')).not.toBe(before);
  });

  test('shells of code-server that cannot be reached do not hide that all was deployed', async () => {
    await createNamespace('code-server');
    await kubectl().must(['run', 'code-server', '-n', 'code-server', '--labels=app=code-server', '--image=x']);
    const { code, stderr } = await whilePodsStart('code-server', () => deploy(['--no-verify']));
    await deleteNamespace('code-server');

    expect(code).toBe(1);
    expect(stderr).toMatch(/^Error: The stack is deployed, but the shells of code-server are not up to date: /);
    expect(stderr).toContain('or deploy with --no-code-server-env');
  });
});

describe('with the checks at the end', () => {
  let published: PublishedStack;
  const flags = () => [...published.flags, '--no-code-server-env'];

  beforeAll(async () => {
    published = await PublishedStack.start(stack);
    await mustDeploy(['--no-verify', '--no-code-server-env']);
    await published.putVolumeAndEndpoints();
  });
  afterAll(() => published.stop());

  test('a deploy ends with everything that verify checks', async () => {
    await eventually(async () => {
      const claims = await list('persistentvolumeclaims', namespace);
      expect(claims.map(({ status }) => status.phase)).toEqual(['Bound']);
    });

    const { stdout } = await deploy([...flags(), '--output', 'json']);

    const { result, error, checks } = JSON.parse(stdout);
    expect({ result, error }).toEqual({ result: 'in sync', error: undefined });
    expect(checks.filter(({ result }: any) => result !== 'ok').map(({ name }: any) => name)).toEqual([
      'plain-http',
      'grpc',
    ]);
    expect(checks.map(({ name }: any) => name)).toEqual(
      expect.arrayContaining(['namespace', 'discovery', 'keycloak-client', 'dashboard', 'collection']),
    );
  });

  test('a check that fails is an error, which says that the deploy stands', async () => {
    await putEndpoints(namespace, false);
    const { code, stdout, stderr } = await deploy(flags());
    await putEndpoints(namespace, true);

    expect(code).toBe(1);
    expect(stdout).toMatch(/✖ Verify\n$/);
    expect(stderr).toMatch(/^Error: The stack is deployed, but 1 of \d+ checks failed: Services: .*no ready endpoint/);
    expect(stderr).toContain('npm run verify repeats the checks');
  });
});
