import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { kubectl } from './support/cluster';
import { limitedKubeconfig } from './support/kubeconfigs';
import { applyAll, eventually, list, settled, versions } from './support/objects';
import { REPOSITORY } from './support/repository';
import { Stack } from './support/stack';
import { synth } from './support/synth';
import { deleteVolumes, putVolume } from './support/volumes';
import { markPodsReady } from './support/workloads';

const stack = new Stack('resize');
const { namespace } = stack;
const CLASS = `${namespace}-expandable`;
const SNAPSHOTS = { size: '150Gi', storageClassName: CLASS };
const CLAIMS = [0, 1, 2].flatMap(pod => [`qdrant-snapshots-qdrant-${pod}`, `qdrant-storage-qdrant-${pod}`]).sort();

const volumes: string[] = [];

/** The config with these sizes. */
function sized(size: string, snapshots = '150Gi') {
  const storage = { size, storageClassName: CLASS };
  return { qdrant: { replicas: 3, storage, snapshotStorage: { ...SNAPSHOTS, size: snapshots } } };
}

const resize = (config: object, ...args: string[]) => stack.run(['resize-storage', ...args], { config });

async function mustResize(config: object, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await resize(config, ...args);
  if (code !== 0) throw new Error(`resize-storage ${args.join(' ')} ended with ${code}:\n${stdout}${stderr}`);
  return stdout;
}

const claims = () => list('pvc', namespace);
const statefulSet = async () => (await list('statefulsets', namespace, { managedFields: true }))[0] as any;
const requests = async () => (await claims()).map(({ spec }) => spec.resources.requests.storage);
const podUids = async () =>
  (await list('pods', namespace, { labels: 'app=qdrant' })).map(({ metadata }) => metadata.uid);
const contents = async () => versions(await settled(() => list('statefulsets,pvc', namespace)));
const templateSizes = async () =>
  Object.fromEntries(
    (await statefulSet()).spec.volumeClaimTemplates.map(({ metadata, spec }: any) => [
      metadata.name,
      spec.resources.requests.storage,
    ]),
  );

async function patch(kind: string, name: string, body: object, ...flags: string[]): Promise<void> {
  await kubectl().must(['patch', kind, name, '-n', namespace, '--type=merge', '-p', JSON.stringify(body), ...flags]);
}

/** Stands in for the storage driver: says of a claim how its growth goes. */
const patchStatus = (claim: string, status: object) => patch('pvc', claim, { status }, '--subresource=status');
const grow = (claim: string, storage: string) =>
  patchStatus(claim, { capacity: { storage }, conditions: null, allocatedResourceStatuses: null });

async function growAll(storage: string): Promise<void> {
  for (const claim of CLAIMS.filter(name => name.startsWith('qdrant-storage'))) await grow(claim, storage);
}

/** Lets volumes of the class grow, or not. */
async function putClass(allowVolumeExpansion?: boolean): Promise<void> {
  const storageClass = {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: CLASS },
    provisioner: 'example.com/none',
    allowVolumeExpansion,
  };
  await kubectl().run(['delete', 'storageclass', CLASS, '--ignore-not-found']);
  await kubectl().must(['create', '-f', '-'], JSON.stringify(storageClass));
}

beforeAll(async () => {
  await stack.create();
  await putClass(true);
  await stack.mustHook();
  const config = { ...stack.config, ...sized('150Gi') };
  await applyAll(await synth(config));
  for (const claim of CLAIMS) volumes.push(await putVolume({ namespace, claim, storageClassName: CLASS }));
  await eventually(async () => {
    const bound = (await claims()).filter((claim: any) => claim.status.phase === 'Bound');
    if (bound.length < CLAIMS.length) throw new Error(`${bound.length} of ${CLAIMS.length} claims are bound.`);
  });
  await markPodsReady(namespace);
});
afterAll(async () => {
  await deleteVolumes(volumes);
  await kubectl().run(['delete', 'storageclass', CLASS, '--ignore-not-found']);
  await stack.delete();
});

test('volumes of the size that the config says are in sync', async () => {
  const before = await contents();

  expect(await mustResize(sized('150Gi'))).toMatch(/In sync\.\n$/);
  expect(await contents()).toEqual(before);
});

describe('refuses, and changes nothing', () => {
  test('to shrink', async () => {
    const before = await contents();
    const { code, stderr } = await resize(sized('100Gi'));

    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `Error: The config says 100Gi for PersistentVolumeClaim ${namespace}/qdrant-storage-qdrant-0, which has 150Gi: a volume cannot shrink.\n  Fix: set qdrant.storage.size, or qdrant.snapshotStorage.size for snapshots, to 150Gi or more; to move to smaller volumes, back up, roll back, deploy and restore.\n`,
    });
    expect(await contents()).toEqual(before);
  });

  test.each([
    ['is not set', undefined],
    ['is false', false],
  ])('a class whose allowVolumeExpansion %s', async (words, allowed) => {
    const before = await contents();
    await putClass(allowed);

    const { code, stderr } = await resize(sized('200Gi'));

    expect(code).toBe(1);
    expect(stderr).toContain(
      `StorageClass ${CLASS} of PersistentVolumeClaim ${namespace}/qdrant-storage-qdrant-0 does not allow volumes to grow: allowVolumeExpansion ${words}.\n  Fix: if its storage driver can expand volumes, kubectl patch storageclass ${CLASS} `,
    );
    await putClass(true);
    expect(await contents()).toEqual(before);
  });

  test('to add or take away a volume', async () => {
    const before = await contents();
    const { replicas, storage } = sized('200Gi').qdrant;

    expect((await resize({ qdrant: { replicas, storage } })).stderr).toContain(
      `StatefulSet ${namespace}/qdrant has the volumes qdrant-snapshots, qdrant-storage, and the config says qdrant-storage`,
    );
    expect(await contents()).toEqual(before);
  });

  test('with --dry-run, which tells every difference', async () => {
    const before = await contents();
    const { code, stdout } = await resize(sized('200Gi'), '--dry-run', '--exit-code');

    expect(code).toBe(3);
    expect(stdout).toContain(
      `✔ PersistentVolumeClaim ${namespace}/qdrant-storage-qdrant-2: would be updated\n    ~ spec.resources.requests.storage: "150Gi" -> "200Gi"\n`,
    );
    expect(stdout).toContain(
      `✔ StatefulSet ${namespace}/qdrant: would be updated\n    ~ spec.volumeClaimTemplates[qdrant-storage].spec.resources.requests.storage: "150Gi" -> "200Gi"\n`,
    );
    expect(stdout).toMatch(/\n4 of 7 differ; nothing was changed\.\n$/);
    expect(await contents()).toEqual(before);
  });
});

test('grows every volume and the templates, and the pods go on running', async () => {
  await patch('statefulset', 'qdrant', {
    spec: { updateStrategy: { type: 'OnDelete' } },
    metadata: { annotations: { 'example.com/note': 'kept' } },
  });
  const [pods, before] = [await podUids(), await statefulSet()];
  const running = resize({ ...sized('200Gi'), images: { qdrant: 'example.com/qdrant:v9' } }, '--output', 'json');
  await eventually(async () => expect(await templateSizes()).toMatchObject({ 'qdrant-storage': '200Gi' }));
  await growAll('200Gi');

  const { code, stdout } = await running;

  expect({ code, result: JSON.parse(stdout).result }).toEqual({ code: 0, result: 'resized' });
  expect(JSON.parse(stdout).growing).toContainEqual({
    claim: 'qdrant-storage-qdrant-1',
    wanted: '200Gi',
    capacity: '200Gi',
  });
  expect(await requests()).toEqual(['150Gi', '150Gi', '150Gi', '200Gi', '200Gi', '200Gi']);
  expect(await templateSizes()).toEqual({ 'qdrant-storage': '200Gi', 'qdrant-snapshots': '150Gi' });
  // Other changes of the config are for a deployment.
  const after = await settled(statefulSet);
  expect({ ...after.spec, volumeClaimTemplates: [] }).toEqual({ ...before.spec, volumeClaimTemplates: [] });
  expect(after.metadata.annotations).toEqual(before.metadata.annotations);
  expect(managers(after)).toEqual(managers(before));
  expect(after.metadata.uid).not.toBe(before.metadata.uid);
  expect(await podUids()).toEqual(pods);
  const owners = (await list('pods', namespace, { labels: 'app=qdrant' })).map(
    ({ metadata }) => metadata.ownerReferences![0]!.uid,
  );
  expect(owners).toEqual([after.metadata.uid, after.metadata.uid, after.metadata.uid]);
  expect(await mustResize(sized('200Gi'))).toMatch(/In sync\.\n$/);
});

/** Who declares fields of an object. */
function managers({ metadata }: any): string[] {
  return metadata.managedFields
    .filter(({ subresource }: any) => !subresource)
    .map(({ manager, operation }: any) => `${operation} by ${manager}`)
    .sort();
}

describe('a volume that does not grow', () => {
  const growing = (...args: string[]) => resize(sized('250Gi'), '--timeout', '2', ...args);

  test('is told with the reason when the time is over', async () => {
    await patchStatus('qdrant-storage-qdrant-0', {
      conditions: [{ type: 'ControllerResizeError', status: 'True', message: 'quota of the cloud is used up' }],
    });

    const { code, stderr } = await growing();

    expect(code).toBe(1);
    expect(stderr).toContain(
      `PersistentVolumeClaim ${namespace}/qdrant-storage-qdrant-0 still has 200Gi of 250Gi: ControllerResizeError: quota of the cloud is used up (--timeout 2)`,
    );
  });

  test('is told at once where it will not be tried again', async () => {
    await patchStatus('qdrant-storage-qdrant-0', {
      conditions: null,
      allocatedResourceStatuses: { storage: 'ControllerResizeInfeasible' },
    });

    const { code, stderr } = await resize(sized('250Gi'));

    expect(code).toBe(1);
    expect(stderr).toContain('has 200Gi of 250Gi: ControllerResizeInfeasible');
  });

  test('that waits for its pod to be started again is told, and is no error', async () => {
    await growAll('250Gi');
    await patchStatus('qdrant-storage-qdrant-0', {
      capacity: { storage: '200Gi' },
      conditions: [{ type: 'FileSystemResizePending', status: 'True' }],
    });

    const { code, stdout } = await growing();

    expect(code).toBe(0);
    expect(stdout).toContain(
      `its file system grows at the next start of the pod: kubectl delete pod -n ${namespace} qdrant-0`,
    );
    expect(await templateSizes()).toMatchObject({ 'qdrant-storage': '250Gi' });
  });

  test('can be taken back to less than was asked for, but more than it has', async () => {
    const running = resize(sized('220Gi'), '--timeout', '30');
    expect((await running).stderr).toContain('which has 250Gi: a volume cannot shrink');

    for (const claim of CLAIMS.filter(name => name.startsWith('qdrant-storage'))) await grow(claim, '210Gi');
    const lowered = resize(sized('220Gi'), '--timeout', '60');
    await eventually(async () => expect(await requests()).toContain('220Gi'));
    await eventually(async () => expect(await templateSizes()).toMatchObject({ 'qdrant-storage': '220Gi' }));
    await growAll('220Gi');
    expect((await lowered).code).toBe(0);
  });
});

describe('interrupted', () => {
  test('between the two halves of making the StatefulSet again: a signal finishes it', async () => {
    const pods = await podUids();
    await growAll('300Gi'); // Nothing to wait for afterwards.
    await patch('statefulset', 'qdrant', { metadata: { finalizers: ['example.com/hold'] } });
    const child = begin('300Gi');
    await eventually(async () => expect((await statefulSet()).metadata.deletionTimestamp).toBeDefined());
    child.kill('SIGTERM');
    await sleep(500);
    await patch('statefulset', 'qdrant', { metadata: { finalizers: null } });

    const [code] = await once(child, 'exit');

    expect(code).toBe(143);
    await patch('statefulset', 'qdrant', { metadata: { finalizers: null } });
    expect(await templateSizes()).toMatchObject({ 'qdrant-storage': '300Gi' });
    expect(await settled(podUids)).toEqual(pods);
  });

  test('by a crash there: the next run makes it from the manifests, and the pods go on running', async () => {
    const pods = await podUids();
    await kubectl().must(['delete', 'statefulset', 'qdrant', '-n', namespace, '--cascade=orphan']);

    const stdout = await mustResize(sized('300Gi'));

    expect(stdout).toContain(`✔ StatefulSet ${namespace}/qdrant: created\n`);
    expect(stdout).toContain('so it is created from the manifests of this config');
    expect(await templateSizes()).toMatchObject({ 'qdrant-storage': '300Gi' });
    expect(await settled(podUids)).toEqual(pods);
  });
});

function begin(size: string) {
  const args = ['--require', './scripts/register.js', 'commands/main.ts', 'resize-storage'];
  return spawn(process.execPath, args, { cwd: REPOSITORY, env: stack.env(sized(size)) });
}

test('the documented rights are enough', async () => {
  const rights = readFileSync(join(REPOSITORY, 'docs/examples/resize-storage-rbac.yaml'), 'utf8').replaceAll(
    'namespace: qdrant',
    `namespace: ${namespace}`,
  );
  const kubeconfig = await limitedKubeconfig(namespace, 'qdrant-stack-resize', rights);
  await growAll('350Gi'); // Nothing to wait for afterwards.

  const { code, stdout, stderr } = await stack.run(['resize-storage'], {
    config: sized('350Gi'),
    env: { KUBECONFIG: stack.file('limited-kubeconfig', kubeconfig) },
  });

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/Resized\.\n$/);
  expect(await templateSizes()).toMatchObject({ 'qdrant-storage': '350Gi' });
  for (const kind of ['clusterrole', 'clusterrolebinding']) {
    await kubectl().must(['delete', kind, 'qdrant-stack-resize']);
  }
});

test('without a stack there is nothing to resize', async () => {
  const { code, stderr } = await resize({ ...sized('200Gi'), namespace: `${namespace}-empty` });

  expect(code).toBe(1);
  expect(stderr).toContain(`StatefulSet ${namespace}-empty/qdrant has no volume claims`);
});
