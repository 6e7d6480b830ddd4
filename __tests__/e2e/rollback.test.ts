import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../support/folders';
import { cluster, kubectl } from './support/cluster';
import { limitedKubeconfig } from './support/kubeconfigs';
import { applyAll, eventually, list, names, settled, versions } from './support/objects';
import { QdrantDouble } from './support/qdrant-double';
import { REPOSITORY } from './support/repository';
import { OAUTH2_PROXY_SECRET, Stack } from './support/stack';
import { synth } from './support/synth';
import { inTerminal, type Seen } from './support/terminal';
import { deleteVolumes, putVolume } from './support/volumes';
import { markPodsReady } from './support/workloads';

const stack = new Stack('rollback');
const { namespace } = stack;
const CLAIM = 'qdrant-storage-qdrant-0';
const EVERYTHING =
  'pods,services,deployments,replicasets,statefulsets,jobs,cronjobs,configmaps,secrets,serviceaccounts,ingresses,persistentvolumeclaims';
const MADE_BY_KUBERNETES = ['default', 'kube-root-ca.crt'];
const QUESTION = 'to continue: ';
const [CTRL_C, END_OF_INPUT] = ['\x03', '\x04'];
const COLLECTION = { vectors: { size: 2, distance: 'Dot' } };

let qdrant: QdrantDouble;
let dist: string;
let volume: string;

beforeAll(async () => {
  await stack.create();
  dist = await synth(stack.config);
  qdrant = await QdrantDouble.start();
  const put = (path: string, body: object, method = 'PUT') =>
    fetch(`${qdrant.urls[0]}${path}`, { method, body: JSON.stringify(body) });
  await put('/collections/docs', COLLECTION);
  await put('/collections/docs/points', {
    points: [
      { id: 1, vector: [1, 2] },
      { id: 2, vector: [3, 4] },
    ],
  });
  await put('/collections/notes', COLLECTION);
  const alias = { create_alias: { alias_name: 'current', collection_name: 'docs' } };
  await put('/collections/aliases', { actions: [alias] }, 'POST');
});
afterAll(async () => {
  await qdrant.stop();
  await deleteVolumes([volume]);
  await stack.delete();
});

const rollback = (args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) =>
  stack.run(['rollback', '--url', qdrant.urls[0]!, ...args], { env });

async function mustRollback(args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await rollback(args);
  if (code !== 0) throw new Error(`rollback ${args.join(' ')} ended with ${code}:\n${stdout}${stderr}`);
  return stdout;
}

/** The stack as it runs: hook, manifests, a bound volume, pods. */
async function install(): Promise<void> {
  await stack.mustHook();
  await applyAll(dist);
  volume = await putVolume({ namespace, claim: CLAIM });
  await eventually(async () => expect(await list('pods', namespace)).toHaveLength(3));
  await markPodsReady(namespace);
  await eventually(async () => {
    expect((await list('pvc', namespace))[0]).toMatchObject({ status: { phase: 'Bound' } });
  });
}

async function left(): Promise<string[]> {
  return names(await list(EVERYTHING, namespace)).filter(name => !MADE_BY_KUBERNETES.includes(name));
}

const namespaceExists = () => kubectl().succeeds('get', 'namespace', namespace);

/** All but what the scheduler writes by itself. */
async function contents(): Promise<Record<string, object>> {
  const objects = await list(EVERYTHING, namespace);
  return versions(objects.filter(({ kind }) => kind !== 'Pod'));
}

describe('before anything is removed', () => {
  let before: Record<string, object>;

  beforeAll(async () => {
    await install();
    before = await settled(contents);
  });

  test('without a terminal and without --yes it is a wrong use', async () => {
    const { code, stderr } = await rollback();

    expect({ code, stderr }).toEqual({
      code: 2,
      stderr:
        'error: without a terminal, the command cannot ask for confirmation: check with --dry-run, then use --yes\n',
    });
    expect(await contents()).toEqual(before);
  });

  test('--dry-run tells all that would be lost and removed, and changes nothing', async () => {
    const stdout = await mustRollback(['--dry-run']);

    expect(stdout).toContain('    lost: collection docs, 2 points, alias current\n');
    expect(stdout).toContain('    lost: collection notes, 0 points\n');
    expect(stdout).toContain(`    lost: volume claim ${CLAIM}, 150Gi\n`);
    expect([...stdout.matchAll(/✔ (.+): would be removed/g)].map(([, title]) => title)).toEqual([
      `ConfigMap ${namespace}/thinkube-service-config`,
      `Ingress ${namespace}/qdrant-api-ingress`,
      `Ingress ${namespace}/qdrant-root-redirect`,
      `Ingress ${namespace}/qdrant-http-ingress`,
      `Ingress ${namespace}/oauth2-proxy-ingress`,
      `StatefulSet ${namespace}/qdrant`,
      `Service ${namespace}/qdrant-headless`,
      `Service ${namespace}/qdrant`,
      `ConfigMap ${namespace}/qdrant`,
      `ServiceAccount ${namespace}/qdrant`,
      `Service ${namespace}/oauth2-proxy`,
      `Deployment ${namespace}/oauth2-proxy`,
      `ConfigMap ${namespace}/oauth2-proxy`,
      `ServiceAccount ${namespace}/oauth2-proxy`,
      `Service ${namespace}/ephemeral-valkey`,
      `Deployment ${namespace}/ephemeral-valkey`,
      `Secret ${namespace}/qdrant-tls-secret`,
      `Secret ${namespace}/oauth2-proxy`,
      `PersistentVolumeClaim ${namespace}/${CLAIM}`,
      `Namespace ${namespace}`,
    ]);
    expect(stdout).toMatch(/\n20 would be removed; nothing was changed\.\n$/);
    expect(await contents()).toEqual(before);
  });

  test('programs get the same as JSON', async () => {
    const { losses, result, steps } = JSON.parse(await mustRollback(['--dry-run', '--output', 'json']));

    expect(result).toBe('differences');
    expect(losses).toEqual({
      collections: [
        { name: 'docs', points: 2, aliases: ['current'] },
        { name: 'notes', points: 0, aliases: [] },
      ],
      claims: [{ name: CLAIM, capacity: '150Gi' }],
    });
    expect(steps).toHaveLength(20);
  });

  test('--keep-data would lose nothing, and keeps the namespace for it', async () => {
    const stdout = await mustRollback(['--dry-run', '--keep-data']);

    expect(stdout).not.toContain('lost:');
    expect(stdout).toContain(
      `    Namespace ${namespace} stays: it contains PersistentVolumeClaim ${namespace}/${CLAIM}\n`,
    );
  });

  test('where Qdrant does not answer, --yes alone is not enough', async () => {
    const { code, stderr } = await stack.run(['rollback', '--yes', '--url', 'http://127.0.0.1:9']);

    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^Error: Nothing was changed: Could not list aliases on http:\/\/127.0.0.1:9: .* so the collections that would be lost are unknown\.\n {2}Fix: .*--without-qdrant\.\n$/,
    );
    expect(await contents()).toEqual(before);
  }, 60_000);

  test('a backup that fails keeps everything', async () => {
    const before = await contents();
    qdrant.faults.push({ method: 'POST', path: /\/snapshots$/, status: 500, body: '{"status":{"error":"disk full"}}' });

    const { code, stderr } = await rollback(['--yes', '--backup', temporaryFolder()]);

    expect(code).toBe(1);
    expect(stderr).toContain('disk full');
    expect(await contents()).toEqual(before);
  });

  test('in a terminal, any other name than that of the namespace changes nothing', async () => {
    const typed = ['default\r', END_OF_INPUT, CTRL_C].map(text =>
      inTerminal(commandLine(), stack.env(), QUESTION, text),
    );
    const [wrong, none, broken] = (await Promise.all(typed)) as [Seen, Seen, Seen];

    expect(wrong.text).toContain('lost: collection docs, 2 points, alias current');
    expect(wrong.text).toMatch(/To back up first, press Ctrl-C and run: QDRANT_CONFIG=\S+ npm run backup -- create/);
    expect(wrong.text).toContain('Nothing was changed: "default" is not the name of the namespace.');
    expect(none.text).toContain('Nothing was changed: no name was typed.');
    expect(broken.text).toContain('Interrupted. ');
    expect([wrong.code, none.code, broken.code]).toEqual([1, 1, 130]);
    expect(await contents()).toEqual(before);
  });

  test('a StatefulSet that would take its volumes with it does not go with --keep-data', async () => {
    const policy = (whenDeleted: string) =>
      kubectl().must([
        ...['patch', 'statefulset', 'qdrant', '-n', namespace, '-p'],
        JSON.stringify({ spec: { persistentVolumeClaimRetentionPolicy: { whenDeleted } } }),
      ]);
    await policy('Delete');

    const { code, stderr } = await rollback(['--yes', '--keep-data']);

    expect(code).toBe(1);
    expect(stderr).toContain(
      'whenDeleted: Delete, so its deletion would delete its volume claims in spite of --keep-data',
    );
    await policy('Retain');
  });
});

test('removes everything but the data, then the data, then finds nothing', async () => {
  await install();
  const first = await mustRollback(['--yes', '--keep-data']);
  expect(first).toMatch(/Rolled back\.\n$/);
  expect(await left()).toEqual([CLAIM]);
  expect(await stack.client()).toBeDefined();

  const unasked = await rollback(['--yes']);
  expect(unasked.code).toBe(1);
  expect(unasked.stderr).toContain(
    'Nothing was changed: there are volume claims, and no StatefulSet, so the collections that would be lost',
  );
  expect(await left()).toEqual([CLAIM]);

  const second = await mustRollback(['--yes', '--without-qdrant']);
  expect(second).toContain(`✔ PersistentVolumeClaim ${namespace}/${CLAIM}: removed\n`);
  expect(second).toContain(`✔ Namespace ${namespace}: removed\n`);
  expect(await namespaceExists()).toBe(false);

  const third = await mustRollback(['--yes']);
  expect(third).toMatch(/Nothing to roll back\.\n$/);
}, 120_000);

test('in a terminal, the name of the namespace removes everything, after a backup where one is asked for', async () => {
  await install();
  const folder = temporaryFolder();

  const { code, text } = await inTerminal(
    commandLine('--backup', folder, '--keycloak'),
    stack.env(),
    QUESTION,
    `${namespace}\r`,
  );

  expect({ code, text }).toEqual({ code: 0, text: expect.stringContaining('Rolled back. The collections are in ') });
  expect(await namespaceExists()).toBe(false);
  expect(await stack.client()).toBeUndefined();
  const [made] = readdirSync(folder);
  expect((await stack.run(['backup', 'verify', join(folder, made!)])).code).toBe(0);
}, 120_000);

test('what is not of this stack stays, and keeps the namespace', async () => {
  await install();
  await kubectl().must(['create', 'configmap', 'precious', '-n', namespace]);
  await stack.putSecret(OAUTH2_PROXY_SECRET, { 'client-id': 'theirs' });
  await kubectl().must(['label', 'ingress', 'qdrant-api-ingress', '-n', namespace, 'app.kubernetes.io/part-of-']);

  const stdout = await mustRollback(['--yes']);

  expect(stdout).toContain(
    `Namespace ${namespace} stays: it contains ConfigMap ${namespace}/precious, Secret ${namespace}/oauth2-proxy, Ingress ${namespace}/qdrant-api-ingress\n`,
  );
  expect(stdout).toContain(`Secret ${namespace}/oauth2-proxy was not created by this tool, so it stays`);
  expect(stdout).toContain(`Ingress ${namespace}/qdrant-api-ingress was not created from these manifests, so it stays`);
  expect(await left()).toEqual([OAUTH2_PROXY_SECRET, 'precious', 'qdrant-api-ingress']);

  await mustRollback(['--yes', '--force']);
  expect(await left()).toEqual(['precious']);
}, 120_000);

test('somebody else’s StatefulSet of the same name keeps its volumes and its pods', async () => {
  await install();
  await kubectl().must(['label', 'statefulset', 'qdrant', '-n', namespace, 'app.kubernetes.io/part-of-']);

  await mustRollback(['--yes']);

  expect(await left()).toEqual(expect.arrayContaining(['qdrant', 'qdrant-0', CLAIM]));
  await mustRollback(['--yes', '--force']);
  expect(await left()).toEqual(['precious']);
}, 120_000);

test('says what hangs, and ends well when that is mended', async () => {
  await kubectl().must(['delete', 'configmap', 'precious', '-n', namespace, '--ignore-not-found']);
  await install();
  const hold = (finalizers: string[] | null) =>
    kubectl().must(['patch', 'pod', 'qdrant-0', '-n', namespace, '-p', JSON.stringify({ metadata: { finalizers } })]);
  await hold(['example.com/hold']);

  const { code, stdout, stderr } = await rollback(['--yes', '--timeout', '3']);

  expect(code).toBe(1);
  expect(stdout).toContain(`StatefulSet ${namespace}/qdrant: waits for pod qdrant-0 `);
  expect(stderr).toMatch(
    new RegExp(
      `^Error: StatefulSet ${namespace}/qdrant .* still exists 3 s after its deletion: .*pod qdrant-0 .*example.com/hold`,
    ),
  );
  expect(await left()).toEqual(expect.arrayContaining([CLAIM, OAUTH2_PROXY_SECRET]));
  await hold(null);
  await mustRollback(['--yes', '--without-qdrant']);
  expect(await namespaceExists()).toBe(false);
}, 120_000);

test('interrupted after an object of each kind and run again each time, it ends well', async () => {
  await install();
  await interruptedAfter('✔ StatefulSet ');
  for (const kind of ['Deployment', 'Secret', 'PersistentVolumeClaim']) {
    await interruptedAfter(`✔ ${kind} `, '--without-qdrant');
  }
  expect(await namespaceExists()).toBe(true);

  await mustRollback(['--yes', '--without-qdrant']);

  expect(await namespaceExists()).toBe(false);
}, 120_000);

test('the documented rights are enough for everything but the namespace', async () => {
  await install();
  const rights = readFileSync(join(REPOSITORY, 'docs/examples/rollback-rbac.yaml'), 'utf8').replaceAll(
    'namespace: qdrant',
    `namespace: ${namespace}`,
  );
  const kubeconfig = await limitedKubeconfig(namespace, 'qdrant-stack-rollback', rights);

  const { code, stdout } = await rollback(['--yes'], { KUBECONFIG: stack.file('limited-kubeconfig', kubeconfig) });

  expect({ code, stdout }).toMatchObject({ code: 0 });
  expect(stdout).toContain(`Namespace ${namespace} stays: the right to read it is missing\n`);
  expect(await left()).toEqual(['qdrant-stack-rollback']);
}, 120_000);

function commandLine(...more: string[]): string[] {
  const { context } = cluster();
  const where = context ? ['--context', context] : [];
  const program = [
    process.execPath,
    '--require',
    join(REPOSITORY, 'scripts/register.js'),
    join(REPOSITORY, 'commands/main.ts'),
  ];
  return [...program, 'rollback', '--url', qdrant.urls[0]!, ...where, ...more];
}

/** Tells the command to stop as soon as it has printed this. */
async function interruptedAfter(text: string, ...more: string[]): Promise<void> {
  const [program, ...args] = commandLine('--yes', ...more);
  const child = spawn(program!, args, { cwd: REPOSITORY, env: stack.env() });
  child.stdout.setEncoding('utf8').on('data', (printed: string) => {
    if (printed.includes(text)) child.kill('SIGTERM');
  });
  const [code] = await once(child, 'exit');
  expect(code).toBe(143);
}
