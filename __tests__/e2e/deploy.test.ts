import { deleteNamespace, kubectl } from './support/cluster';
import { list, settled, versions } from './support/objects';
import { whilePodsStart } from './support/pods';
import { Stack } from './support/stack';

const stack = new Stack('deploy');
const { namespace } = stack;

/** What is of no interest where the manifests themselves are tested. */
const MANIFESTS_ONLY = ['--no-hook', '--no-verify', '--no-code-server-env'];
const MADE = 'configmaps,deployments,ingresses,services,serviceaccounts,statefulsets';

interface Run {
  readonly config?: object;
  readonly args?: readonly string[];
}

/** Deploys the manifests alone, while the pods become ready. */
function deploy({ config, args = [] }: Run = {}) {
  return whilePodsStart(namespace, () => stack.run(['cli/main.ts', 'deploy', ...MANIFESTS_ONLY, ...args], { config }));
}

async function mustDeploy(run: Run = {}): Promise<string> {
  const { code, stdout, stderr } = await deploy(run);
  if (code !== 0) throw new Error(`deploy ended with ${code}:\n${stdout}${stderr}`);
  return stdout;
}

/** What a deploy tells programs. */
async function report(run: Run = {}): Promise<any> {
  const { stdout, stderr, code } = await deploy({ ...run, args: ['--output', 'json', ...(run.args ?? [])] });
  if (!stdout) throw new Error(stderr);
  return { code, ...JSON.parse(stdout) };
}

const stored = () => settled(async () => versions(await list(MADE, namespace)));

async function patch(kind: string, name: string, change: object, ...flags: string[]): Promise<void> {
  await kubectl().must(['patch', kind, name, '-n', namespace, '--type=merge', '-p', JSON.stringify(change), ...flags]);
}

async function get(kind: string, name: string): Promise<any> {
  return JSON.parse(await kubectl().must(['get', kind, name, '-n', namespace, '-o', 'json', '--show-managed-fields']));
}

/** The objects that differ in a report, by what would become of them. */
const differing = (steps: readonly any[]): Record<string, string> =>
  Object.fromEntries(steps.filter(({ state }) => state !== 'in sync').map(({ name, state }) => [name, state]));

afterAll(() => stack.delete());

describe('an empty cluster', () => {
  afterAll(() => deleteNamespace(namespace));

  test('--dry-run tells what would be made, makes nothing, and ends with 3 when asked', async () => {
    const { code, stdout } = await deploy({ args: ['--dry-run', '--exit-code'] });

    expect(code).toBe(3);
    expect(stdout).toContain(`✔ Namespace ${namespace}: would be created\n`);
    expect(stdout).toContain(`✔ StatefulSet ${namespace}/qdrant: would be created\n`);
    expect(stdout).toMatch(/\n17 of 17 differ; nothing was changed\.\n$/);
    expect(await kubectl().succeeds('get', 'namespace', namespace)).toBe(false);
  });

  test('a deploy makes everything in order and waits until all pods are ready', async () => {
    const { code, result, objects, rollouts, checks } = await report();

    expect({ code, result }).toEqual({ code: 0, result: 'deployed' });
    expect(objects.map(({ name, state }: any) => `${name} ${state}`).slice(0, 2)).toEqual([
      `namespace-${namespace} create`,
      'deployment-ephemeral-valkey create',
    ]);
    expect(rollouts).toEqual([
      { title: `Deployment ${namespace}/ephemeral-valkey`, ready: 1 },
      { title: `Deployment ${namespace}/oauth2-proxy`, ready: 1 },
      { title: `StatefulSet ${namespace}/qdrant`, ready: 1 },
    ]);
    expect(checks).toMatchObject([{ name: 'discovery', result: 'ok' }]);
  });

  test('the next deploy writes nothing', async () => {
    const before = await stored();

    expect(await mustDeploy()).toMatch(/\nIn sync\.\n$/);

    expect(await stored()).toEqual(before);
    expect((await deploy({ args: ['--dry-run', '--exit-code'] })).code).toBe(0);
  });
});

describe('a deployed stack', () => {
  beforeAll(async () => void (await mustDeploy()));
  afterAll(() => deleteNamespace(namespace));

  test('--dry-run shows what the server would make of each field, and changes nothing', async () => {
    const before = await stored();

    const { code, stdout } = await deploy({
      args: ['--dry-run', '--exit-code'],
      config: { qdrant: { config: { log_level: 'DEBUG' } }, oauth2Proxy: { replicas: 2 } },
    });

    expect(code).toBe(3);
    expect(stdout).toContain(`✔ Deployment ${namespace}/oauth2-proxy: would be updated\n    ~ spec.replicas: 1 -> 2\n`);
    expect(stdout).toMatch(/ConfigMap \S+\/qdrant: would be updated\n {4}~ data\.production\.yaml: ".*" -> ".*DEBUG/);
    expect(stdout).toMatch(/~ spec\.template\.metadata\.annotations\.checksum\/config: /);
    expect(await stored()).toEqual(before);
  });

  test('only what differs is written', async () => {
    const before = (await stored()) as any;
    const { objects } = await report({ config: { oauth2Proxy: { replicas: 2 } } });

    expect(differing(objects)).toEqual({ 'deployment-oauth2-proxy': 'update' });
    const after = (await stored()) as any;
    expect(Object.keys(after).filter(id => after[id].generation !== before[id].generation)).toEqual([
      'Deployment/oauth2-proxy',
    ]);
    await mustDeploy();
  });

  test('what people changed by hand becomes as the config says', async () => {
    await kubectl().must(['scale', 'deployment', 'oauth2-proxy', '-n', namespace, '--replicas=3']);
    await patch('ingress', 'qdrant-http-ingress', {
      metadata: { annotations: { 'nginx.ingress.kubernetes.io/auth-url': 'https://elsewhere' } },
    });

    const { objects } = await report();

    expect(differing(objects)).toEqual({
      'deployment-oauth2-proxy': 'update',
      'ingress-qdrant-http-ingress': 'update',
    });
    expect((await get('deployment', 'oauth2-proxy')).spec.replicas).toBe(1);
  });
});
