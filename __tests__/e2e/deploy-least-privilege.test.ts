import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { kubectl } from './support/cluster';
import { limitedKubeconfig } from './support/kubeconfigs';
import { whilePodsStart } from './support/pods';
import { REPOSITORY } from './support/repository';
import { Stack } from './support/stack';

const stack = new Stack('deploy-least');

interface Run {
  readonly config?: object;
  readonly env?: NodeJS.ProcessEnv;
}

function deploy(args: readonly string[], run: Run) {
  return whilePodsStart(stack.namespace, () => stack.run(['deploy', ...args], run));
}

async function mustDeploy(args: readonly string[], run: Run): Promise<string> {
  const { code, stdout, stderr } = await deploy(args, run);
  if (code !== 0) throw new Error(`deploy ended with ${code}:\n${stdout}${stderr}`);
  return stdout;
}

beforeAll(() => stack.create());
afterAll(() => stack.delete());
const documented = () =>
  readFileSync(join(REPOSITORY, 'docs/examples/deploy-rbac.yaml'), 'utf8')
    .replaceAll('namespace: qdrant', `namespace: ${stack.namespace}`)
    .replaceAll('example-com-tls', stack.tlsSource);

beforeEach(() => stack.reset());

async function limited(manifests = documented()): Promise<Run> {
  const kubeconfig = await limitedKubeconfig(stack.namespace, 'qdrant-stack-deploy', manifests);
  return { env: { KUBECONFIG: stack.file('limited-kubeconfig', kubeconfig) } };
}

test('they are enough for a first deploy, a change, a take-over and a prune', async () => {
  const rights = await limited();
  const flags = ['--no-verify', '--no-code-server-env'];

  expect(await mustDeploy(flags, rights)).toContain(
    `note: the right to read or change namespace ${stack.namespace} is missing, so it stays as it is`,
  );
  await kubectl().must(
    ['apply', '--server-side', '--field-manager=qdrant-stack', '-n', stack.namespace, '-f', '-'],
    JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'old' }, data: { a: 'b' } }),
  );
  const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'qdrant', annotations: { old: 'yes' } } };
  await kubectl().must(['apply', '--server-side', '-n', stack.namespace, '-f', '-'], JSON.stringify(service));
  expect(await mustDeploy(flags, { ...rights, config: { oauth2Proxy: { replicas: 2 } } })).toMatch(
    /ConfigMap \S+\/old: removed/,
  );
  expect(await mustDeploy(flags, { ...rights, config: { oauth2Proxy: { replicas: 2 } } })).toMatch(/In sync\.\n$/);
});

test('a namespace that the user may read but not change stays as it is', async () => {
  const rule = "  - apiGroups: ['']\n    resources: [namespaces]\n    verbs: [get]\n";
  const rights = await limited(documented().replace('rules:\n', `rules:\n${rule}`));

  expect(await mustDeploy(['--no-verify', '--no-code-server-env'], rights)).toContain(
    'is missing, so it stays as it is',
  );
});

test('verify at the end needs no more', async () => {
  const rights = await limited();
  await mustDeploy(['--no-verify', '--no-code-server-env'], rights);

  const verify = ['verify', '--only', 'cluster', '--output', 'json'];
  const { stdout } = await whilePodsStart(stack.namespace, () => stack.run(verify, rights));

  const { checks } = JSON.parse(stdout);
  const allowed = checks.filter(({ result }: any) => result === 'ok').map(({ name }: any) => name);
  // The rest needs nodes and a provisioner of volumes.
  expect(allowed).toEqual(expect.arrayContaining(['deployment-oauth2-proxy', 'ingresses', 'tls-secret', 'discovery']));
  expect(stdout).not.toMatch(/403|[Ff]orbidden/);
});

test.each([
  ['configmaps', 'get', /^Error: Could not read ConfigMap .*403 Forbidden/],
  ['ingresses', 'list', /^Error: Could not list Ingress objects in namespace .*403 Forbidden/],
  ['statefulsets', 'patch', /^Error: Could not apply Deployment .*403 Forbidden/],
])(
  'without the right on %s to %s nothing is written, and the page about rights is named',
  async (resource, verb, message) => {
    const rights = await limited(without(documented(), resource, verb));

    const { code, stderr } = await deploy(['--no-verify', '--no-code-server-env'], rights);

    expect(code).toBe(1);
    expect(stderr).toMatch(message);
    expect(stderr).toContain(
      'Fix: give the user of the kubeconfig the rights in https://github.com/thinkube/cdk8s-qdrant/blob/main/docs/deploy.md.',
    );
    expect(await stack.client()).toBeUndefined();
  },
);

/** Rights without a verb on what one rule lists. */
function without(manifests: string, resource: string, verb: string): string {
  const rule = new RegExp(`(resources: \\[[^\\]]*\\b${resource}\\b[^\\]]*\\]\\n +verbs: \\[[^\\]]*)\\b${verb}\\b,? ?`);
  if (!rule.test(manifests)) throw new Error(`No right to ${verb} ${resource}.`);
  return manifests.replace(rule, '$1');
}
