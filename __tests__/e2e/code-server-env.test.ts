import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../support/run-command';
import { cluster, deleteNamespace, kubectl } from './support/cluster';
import { ExecGate } from './support/exec-gate';
import { limitedKubeconfig } from './support/kubeconfigs';
import { REPOSITORY } from './support/repository';

const NAMESPACE = 'code-server';
const FILES = ['.config/thinkube/service-env-cs.sh', '.config/thinkube/service-env-cs.fish'];
const STARTUP = ['.bashrc', '.zshrc', '.config/fish/config.fish'];
const SECRET_LOOKING = "it's $(a value)";

// The namespace has a fixed name, and every ConfigMap of the cluster counts: not in a cluster that others use.
const describeIfOurs = cluster().disposable ? describe : describe.skip;

let gate: ExecGate;
let folder: string;
let kubeconfig: string;

beforeAll(async () => {
  gate = await ExecGate.start();
  folder = mkdtempSync(join(cluster().folder, 'code-server-env-'));
  kubeconfig = file('kubeconfig', gate.kubeconfig);
});
afterAll(() => gate.stop());

function file(name: string, content: string): string {
  writeFileSync(join(folder, name), content, { mode: 0o600 });
  return join(folder, name);
}

/** Runs the command. */
async function run(args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
  const result = await runCommand(['code-server-env', ...args], {
    env: { NO_COLOR: '1', KUBECONFIG: kubeconfig, ...env },
  });
  expect(`${result.stdout}${result.stderr}`).not.toContain('a value');
  return result;
}

async function apply(...objects: object[]): Promise<void> {
  await kubectl().must(['apply', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }));
}

const configMap = (
  namespace: string,
  name: string,
  description: unknown,
  labels = { 'thinkube.io/managed': 'true' },
) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { namespace, name, labels },
  data: { 'service.yaml': typeof description === 'string' ? description : JSON.stringify(description) },
});

const announcing = (values: Readonly<Record<string, string>>) => ({
  service: { environment_variables: Object.entries(values).map(([name, value]) => ({ name, value })) },
});

/** A pod of code-server: without a kubelet its state is what is written into it. */
async function pod(name: string, ready: boolean, phase = 'Running'): Promise<void> {
  const metadata = { namespace: NAMESPACE, name, labels: { app: 'code-server' } };
  const containers = [{ name: 'code-server', image: 'code-server' }];
  await apply({ apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers } });
  const status = { phase, conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] };
  const patch = ['patch', 'pod', name, '-n', NAMESPACE, '--subresource=status', '-p', JSON.stringify({ status })];
  await kubectl().must(patch);
}

const read = (podName: string, path: string) => readFileSync(join(gate.home(podName), path), 'utf8');

describeIfOurs('code-server-env', () => {
  beforeAll(async () => {
    // Every announcement of the cluster counts, those that other tests have left, too.
    await kubectl().must(['delete', 'configmaps', '--all-namespaces', '-l', 'thinkube.io/managed=true']);
    for (const namespace of [NAMESPACE, 'env-a', 'env-b']) await kubectl().succeeds('create', 'namespace', namespace);
    await apply(
      configMap('env-b', 'vectors', announcing({ QDRANT_API_URL: 'https://qdrant.example.com', SHARED: 'from b' })),
      configMap('env-a', 'odd', announcing({ ODD: SECRET_LOOKING, SHARED: 'from a', LD_PRELOAD: '/tmp/evil.so' })),
      configMap('env-a', 'broken', 'service: ['),
      configMap('env-a', 'other', announcing({ NOT_MANAGED: '1' }), { 'thinkube.io/managed': 'false' }),
    );
  });
  beforeEach(() => {
    gate.clear();
    gate.fate = 'run';
    gate.protocol = 'v5.channel.k8s.io';
  });
  afterEach(async () => {
    await kubectl().must(['delete', 'pods', '--all', '-n', NAMESPACE, '--force', '--grace-period=0']);
  });
  afterAll(async () => {
    for (const namespace of [NAMESPACE, 'env-a', 'env-b']) await deleteNamespace(namespace);
    rmSync(folder, { recursive: true });
  });

  test('without a pod of code-server there is nothing to do', async () => {
    const { code, stdout } = await run();

    expect(code).toBe(0);
    expect(stdout).toBe('✔ Cluster e2e: no pod labelled app=code-server in namespace code-server\nNothing to do.\n');
    expect(JSON.parse((await run(['--output', 'json'])).stdout)).toMatchObject({ result: 'in sync', steps: [] });
  });

  test('shows first, then writes, then has nothing to do', async () => {
    await pod('one', true);
    const plan = [
      '✔ Cluster e2e: 3 variables of 3 ConfigMaps',
      '    env-a/odd: ODD',
      '    env-b/vectors: QDRANT_API_URL, SHARED',
      '    note: ConfigMap env-a/broken is skipped: its service.yaml is not valid YAML (BAD_INDENT, line 1)',
      '    note: LD_PRELOAD of ConfigMap env-a/odd is skipped: a variable of this name controls shells or other programs',
      '    note: SHARED has different values in env-a/odd and env-b/vectors: the shells get the value of env-b/vectors',
    ];
    const changes = [
      '    + .config/thinkube/service-env-cs.sh: "3 variables"',
      '    + .config/thinkube/service-env-cs.fish: "3 variables"',
      '    + .bashrc: "a line that reads ~/.config/thinkube/service-env-cs.sh"',
      '    + .zshrc: "a line that reads ~/.config/thinkube/service-env-cs.sh"',
      '    + .config/fish/config.fish: "a line that reads ~/.config/thinkube/service-env-cs.fish"',
    ];
    const title = '✔ /home/thinkube in pod code-server/one';
    const lines = ({ stdout }: { stdout: string }) => stdout.trimEnd().split('\n');

    const dry = await run(['--dry-run', '--exit-code']);
    expect(dry.code).toBe(3);
    expect(lines(dry)).toEqual([
      ...plan,
      `${title}: would be updated`,
      ...changes,
      '1 of 1 differ; nothing was changed.',
    ]);
    expect(() => read('one', '.bashrc')).toThrow('ENOENT');

    const verified = '✔ Verify: everything is as declared';
    const first = await run();
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(lines(first)).toEqual([...plan, `${title}: updated`, ...changes, verified, 'Applied.']);
    expect(FILES.map(path => read('one', path).split('\n').slice(1).join('\n'))).toEqual([
      `# env-a/odd\nexport ODD='it'\\''s $(a value)'\n# env-b/vectors\nexport QDRANT_API_URL='https://qdrant.example.com'\nexport SHARED='from b'\n`,
      `# env-a/odd\nset -gx ODD 'it\\'s $(a value)'\n# env-b/vectors\nset -gx QDRANT_API_URL 'https://qdrant.example.com'\nset -gx SHARED 'from b'\n`,
    ]);

    expect(lines(await run())).toEqual([...plan, `${title}: in sync`, verified, 'In sync.']);
    expect((await run(['--dry-run', '--exit-code'])).code).toBe(0);
    expect((await run(['--quiet'])).stdout).toBe('');
    expect(gate.commands.flat().join()).not.toContain('a value');
  });

  test('the result for programs has the names and where they come from, and no value', async () => {
    await pod('one', true);

    const { code, stdout } = await run(['--output', 'json']);

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      result: 'applied',
      dryRun: false,
      variables: [
        { name: 'ODD', source: 'env-a/odd' },
        { name: 'QDRANT_API_URL', source: 'env-b/vectors' },
        { name: 'SHARED', source: 'env-b/vectors' },
      ],
      notes: { length: 3 },
      steps: [{ name: 'home', title: '/home/thinkube in pod code-server/one', state: 'update' }],
    });
  });

  test('of several pods, each that runs and is ready is written to', async () => {
    await pod('old', true);
    await pod('new', true);
    await pod('starting', false, 'Pending');
    await pod('evicted', false, 'Failed');

    const { code, stdout } = await run();

    expect(code).toBe(0);
    expect(stdout).toContain(
      'note: Pod code-server/starting is not ready and is skipped: run the command again when the pod is ready\n',
    );
    expect(stdout).not.toContain('evicted');
    for (const name of ['old', 'new']) {
      expect(stdout).toContain(`✔ /home/thinkube in pod code-server/${name}: updated\n`);
      for (const path of STARTUP) expect(read(name, path)).toContain('service-env-cs');
    }
  });

  test('an API server that cannot pass on the end of the input, as before Kubernetes 1.30, is good enough', async () => {
    gate.protocol = 'v4.channel.k8s.io';
    await pod('one', true);

    expect(await run()).toMatchObject({ code: 0, stdout: expect.stringMatching(/Applied\.\n$/) });
  });

  test('fails if no pod is ready', async () => {
    await pod('starting', false, 'Pending');

    expect(await run()).toMatchObject({
      code: 1,
      stderr:
        'Error: No pod labelled app=code-server in namespace code-server is ready in cluster e2e: code-server/starting.\n' +
        '  Fix: wait, then run the command again: kubectl wait pod -n code-server -l app=code-server --for=condition=Ready.\n',
    });
  });

  test.each<[string, ExecGate['fate'], RegExp]>([
    [
      'commands in pods are forbidden',
      { refuse: 403 },
      /^Error: Could not run a command in pod code-server\/one in cluster e2e: the server answered 403 Forbidden \(without a message\)\.\n {2}Fix: give the user of the kubeconfig the rights in https:\/\/\S+\/docs\/code-server\.md\.\n$/,
    ],
    [
      'the connection is lost before the command ended',
      'cut',
      /^Error: Could not run a command in pod code-server\/one in cluster e2e: the connection was closed before the command ended\./,
    ],
    [
      'the container has no shell',
      {
        status: {
          status: 'Failure',
          reason: 'InternalError',
          message: 'exec: "sh": executable file not found in $PATH',
        },
      },
      /^Error: Could not start a command in container code-server of pod code-server\/one: exec: "sh": executable file not found in \$PATH\.\n {2}Fix: check that the container runs and has a shell/,
    ],
  ])('fails if %s', async (_, fate, message) => {
    gate.fate = fate;
    await pod('one', true);

    expect(await run()).toMatchObject({ code: 1, stdout: '✖ Plan\n', stderr: expect.stringMatching(message) });
  });

  test('fails if the home is not as it has to be, with what the pod says', async () => {
    await pod('one', true);
    rmSync(gate.home('one'), { recursive: true });

    const { code, stderr } = await run();

    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^Error: Could not read \/home\/thinkube in pod code-server\/one: there is no directory .*\.\n {2}Fix: fix the cause that the message names; the user of container code-server must own \/home\/thinkube\.\n$/,
    );
  });

  describe('with a service account', () => {
    const rights = readFileSync(join(REPOSITORY, 'docs/examples/code-server-env-rbac.yaml'), 'utf8');

    test('the documented rights are enough', async () => {
      await pod('one', true);
      const limited = await limitedKubeconfig(NAMESPACE, 'qdrant-stack-env', rights);
      const { users } = JSON.parse(limited);
      const throughGate = file('limited', JSON.stringify({ ...JSON.parse(gate.kubeconfig), users }));

      expect(await run([], { KUBECONFIG: throughGate })).toMatchObject({ code: 0, stderr: '' });
      // Without the gate: the API server lets the command pass, and only then finds no node.
      const { stderr } = await run([], { KUBECONFIG: file('direct', limited) });
      expect(stderr).toMatch(
        /^Error: Could not run a command in pod code-server\/one in cluster e2e: the server answered [45]0[04] /,
      );
    });

    test('fails if ConfigMaps may not be listed, and if commands may not be run, but not without a pod', async () => {
      const list =
        'ClusterRole, metadata: {name: env-lister}, rules: [{apiGroups: [""], resources: [pods], verbs: [list]}]';
      const binding = 'roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: env-lister}';
      const subject = 'subjects: [{kind: ServiceAccount, name: env-lister, namespace: code-server}]';
      const version = 'apiVersion: rbac.authorization.k8s.io/v1';
      const manifests = `{${version}, kind: ${list}}\n---\n{${version}, kind: ClusterRoleBinding, metadata: {name: env-lister}, ${binding}, ${subject}}`;
      const lister = file('lister', await limitedKubeconfig(NAMESPACE, 'env-lister', manifests));

      expect(await run([], { KUBECONFIG: lister })).toMatchObject({ code: 0, stderr: '' });
      await pod('one', true);
      const first = await run([], { KUBECONFIG: lister });
      await kubectl().must(['apply', '-f', '-'], manifests.replace('[pods]', '[pods, configmaps]'));
      const second = await run([], { KUBECONFIG: lister });

      expect(first.stderr).toMatch(
        /^Error: Could not list ConfigMaps labelled thinkube\.io\/managed=true in all namespaces in cluster e2e: the server answered 403 Forbidden \(.*\)\.\n {2}Fix: give the user of the kubeconfig the rights in https:\/\/\S+\/docs\/code-server\.md\.\n$/,
      );
      expect(second.stderr).toMatch(
        /^Error: Could not run a command in pod code-server\/one in cluster e2e: the server answered 403 Forbidden/,
      );
      expect([first.code, second.code]).toEqual([1, 1]);
    });
  });
});
