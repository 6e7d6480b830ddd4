import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { api } from './support/api';
import { ApiGate } from './support/api-gate';
import { deleteNamespace, kubectl } from './support/cluster';
import { differences } from './support/differences';
import { createNamespace, list, names, objectsOf } from './support/objects';
import { whilePodsStart } from './support/pods';
import { REPOSITORY } from './support/repository';
import { Stack } from './support/stack';
import { synth } from './support/synth';

const FIXTURES = join(__dirname, 'fixtures');
const stack = new Stack('deploy-interrupted');
const COMMAND = ['deploy', '--no-hook', '--no-verify', '--no-code-server-env', '--remove-old-routes'];
/** The mode does not need all ingresses of the playbooks. */
const CONFIG = { dashboard: { mode: 'proxy' } };

let gate: ApiGate;

beforeAll(async () => void (gate = await ApiGate.start()));
afterEach(async () => {
  gate.beforeWrite = () => undefined;
  await stack.useNewNamespace();
});
afterAll(async () => {
  await gate.stop();
  await stack.delete();
});

const deploy = () =>
  whilePodsStart(stack.namespace, () =>
    stack.run(COMMAND, { config: CONFIG, env: { KUBECONFIG: stack.file('gate', gate.kubeconfig) } }),
  );

/** Deploys in a process that gets a signal at the first write, which is still carried out. Returns the write. */
async function interrupted(): Promise<string> {
  const env = stack.env(CONFIG, { KUBECONFIG: stack.file('gate', gate.kubeconfig) });
  const child = spawn(process.execPath, ['--require', './scripts/register.js', 'commands/main.ts', ...COMMAND], {
    cwd: REPOSITORY,
    env,
  });
  let stderr = '';
  child.stderr.on('data', text => (stderr += text));
  child.stdout.resume();
  const ended = new Promise<number | null>(done => child.once('close', done));
  let first: string | undefined;
  gate.beforeWrite = async write => {
    first ??= write;
    child.kill('SIGINT');
    await ended;
  };
  expect({ code: await ended, stderr }).toEqual({
    code: 130,
    stderr: 'Interrupted. Every write is complete or was not made: deploy again to finish.\n',
  });
  return first!;
}

/** Deploys until the first write, and lets no other write through. Returns the write; nothing where there is none. */
async function cutOff(): Promise<string | undefined> {
  let first: string | undefined;
  gate.beforeWrite = write => {
    if (first !== undefined) throw new Error(`${write} comes after the first write.`);
    first = write;
  };
  await stack.run(COMMAND, { config: CONFIG, env: { KUBECONFIG: stack.file('gate', gate.kubeconfig) } });
  return first;
}

/** How often the takeover has changed what makes the pods of a workload new. */
async function replacements(): Promise<object> {
  const workloads = await list('statefulsets,deployments', stack.namespace);
  const installed = workloads.filter(({ metadata }) => metadata.name !== 'ephemeral-valkey');
  return Object.fromEntries(installed.map(({ metadata }) => [metadata.name, metadata.generation! - 1]));
}

test('interrupted after every single write and run again, a take-over ends as a fresh install', async () => {
  const dist = await synth({ ...stack.config, ...CONFIG });
  expect(await deploy()).toMatchObject({ code: 0 });
  const fresh = await objectsOf(dist);
  // In another namespace, the checksums of the pods' settings would be others.
  await deleteNamespace(stack.namespace);
  await createNamespace(stack.namespace);
  const create = (manager: string, file: string, text?: string) =>
    kubectl().must(['create', '-n', stack.namespace, `--field-manager=${manager}`, '-f', file], text);
  const playbooks = readFileSync(join(FIXTURES, 'playbook-objects.yaml'), 'utf8');
  await create('helm', join(FIXTURES, 'helm-releases'));
  await create('OpenAPI-Generator', '-', playbooks.replaceAll('qdrant-dashboard.example.com', stack.dashboardHost));
  await kubectl().must(
    ['apply', '--server-side', '--field-manager=qdrant-stack', '-n', stack.namespace, '-f', '-'],
    JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'old' }, data: { a: 'b' } }),
  );

  const writes: string[] = [];
  await whilePodsStart(stack.namespace, async () => {
    for (let write: string | undefined = await interrupted(); write; write = await cutOff()) writes.push(write);
  });

  // The hand-over and the apply of what was there, the apply of what was not, and two that are deleted in the end.
  expect(writes.length).toBeGreaterThan(25);
  expect(writes.slice(-2)).toEqual([
    `DELETE /api/v1/namespaces/${stack.namespace}/configmaps/old`,
    `DELETE /apis/networking.k8s.io/v1/namespaces/${stack.namespace}/ingresses/qdrant-root-redirect`,
  ]);
  expect(differences(await objectsOf(dist), fresh)).toEqual([]);
  expect(await replacements()).toEqual({ qdrant: 1, 'oauth2-proxy': 1 });
  expect(names(await list('configmaps', stack.namespace))).not.toContain('old');
  expect((await deploy()).stdout).toMatch(/In sync\.\n$/);
}, 600_000);

test('somebody who writes at the same moment is not overruled: the object is looked at again', async () => {
  await createNamespace(stack.namespace);
  await kubectl().must([
    'create',
    '-n',
    stack.namespace,
    '--field-manager=helm',
    '-f',
    join(FIXTURES, 'helm-releases'),
  ]);
  let conflicts = 0;
  gate.beforeWrite = async write => {
    // The first write to it is that of who owns its fields.
    if (write === `PATCH /api/v1/namespaces/${stack.namespace}/services/qdrant` && conflicts++ === 0) {
      await kubectl().must(['annotate', 'service', 'qdrant', '-n', stack.namespace, 'example.com/note=mine']);
    }
  };

  expect(await deploy()).toMatchObject({ code: 0 });

  expect(conflicts).toBe(3); // refused; then the hand-over and the apply
  const service = await api.get('service', 'qdrant', stack.namespace);
  expect(service.metadata.annotations).toEqual({ 'example.com/note': 'mine' });
});
