import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { kubectl } from './support/cluster';
import { limitedKubeconfig } from './support/kubeconfigs';
import { createNamespace, applyAll, eventually, list } from './support/objects';
import { REPOSITORY } from './support/repository';
import { API_KEYS_SECRET as SECRET, Stack } from './support/stack';
import { synth } from './support/synth';
import { markPodsReady } from './support/workloads';

const NEW = /^[A-Za-z0-9_-]{43}$/;
/** Profile production's Qdrant, of a version that takes two keys; one node is enough to see it rolled. */
const KEYS = { apiKeys: { enabled: true }, images: { qdrant: 'registry.test/qdrant:v1.17.1' } };
const stack = new Stack('api-keys');

let kubeconfig: string;

beforeAll(async () => {
  await stack.create();
  await createNamespace(stack.namespace);
  const rights = readFileSync(join(REPOSITORY, 'docs/examples/hook-rbac.yaml'), 'utf8')
    .replaceAll('namespace: qdrant', `namespace: ${stack.namespace}`)
    .replaceAll('example-com-tls', stack.tlsSource);
  kubeconfig = stack.file('hook-kubeconfig', await limitedKubeconfig(stack.namespace, 'qdrant-stack-hook', rights));
});
afterAll(() => stack.delete());

/** The hook on the keys alone, with the documented rights and without Keycloak's password. */
const keysHook = (args: string[] = [], config: object = KEYS) =>
  stack.hook(['--only', 'api-keys', ...args], { config, env: { KUBECONFIG: kubeconfig, ADMIN_PASSWORD: undefined } });

async function mustKeysHook(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await keysHook(args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

const key = (name: string) => stack.secretValue(SECRET, name);
const names = async () => Object.keys((await stack.secret(SECRET)).data);

async function generation(): Promise<number> {
  const [statefulSet] = await list('statefulset', stack.namespace);
  return statefulSet!.metadata.generation!;
}

/** Stands in for the kubelet while a command waits for pods that are rolled. */
async function whileKubeletRuns<T>(command: Promise<T>): Promise<T> {
  let isOver = false;
  const kubelet = (async () => {
    while (!isOver) await markPodsReady(stack.namespace).catch(() => undefined); // pods come and go
  })();
  return command.finally(() => {
    isOver = true;
    return kubelet;
  });
}

test('keys are made for a stack that runs without, and no pod is restarted for them twice', async () => {
  await applyAll(await synth(stack.config));
  const planned = await mustKeysHook('--dry-run');
  expect(planned).toContain(`Secret ${stack.namespace}/${SECRET}: would be created`);
  expect(await stack.secret(SECRET)).toBeUndefined();
  const before = await generation();

  await mustKeysHook();

  expect([await key('api-key'), await key('read-only-api-key')]).toEqual([
    expect.stringMatching(NEW),
    expect.stringMatching(NEW),
  ]);
  expect(await generation()).toBe(before);
  await applyAll(await synth({ ...stack.config, ...KEYS }));
  expect(await mustKeysHook()).toMatch(/In sync\.\n$/);
  expect(await generation()).toBe(before + 1);
});

test('a key that somebody has emptied is replaced, and the pods are rolled once', async () => {
  const before = await generation();
  const patch = JSON.stringify({ data: { 'api-key': '' } });
  await kubectl().must(['patch', 'secret', SECRET, '-n', stack.namespace, '--type=merge', '-p', patch]);

  expect(await mustKeysHook()).toContain('note: api-key is replaced, because it is empty');

  expect(await key('api-key')).toMatch(NEW);
  expect(await generation()).toBe(before + 1);
  expect(await mustKeysHook()).toMatch(/In sync\.\n$/);
});

test('a rotation keeps the old key accepted until it is finished', async () => {
  await eventually(() => markPodsReady(stack.namespace));
  const [old, before] = [await key('api-key'), await generation()];

  const stdout = await whileKubeletRuns(mustKeysHook('--rotate', 'api-key'));

  expect(stdout).toMatch(
    /note: Qdrant accepts the previous key until you run: QDRANT_CONFIG=\S+ npm run hook -- --rotate api-key --finish/,
  );
  expect(await key('api-key')).toMatch(NEW);
  expect(await key('api-key')).not.toBe(old);
  expect(await key('alt-api-key')).toBe(old);
  expect(await generation()).toBe(before + 2);
  await applyAll(await synth({ ...stack.config, ...KEYS }));
  expect(await generation()).toBe(before + 2);

  await mustKeysHook('--rotate', 'api-key', '--finish');

  expect(await names()).toEqual(['api-key', 'read-only-api-key']);
  expect((await stack.secret(SECRET)).metadata.annotations).not.toHaveProperty('qdrant-stack/api-key-rotation');
  expect(await mustKeysHook()).toMatch(/In sync\.\n$/);
});

test('the Secret is printed with the keys that are there', async () => {
  const config = { config: KEYS, env: { ADMIN_PASSWORD: undefined } };
  const { stdout, code } = await stack.run(['hook', '--only', 'api-keys', '--emit-secrets'], config);

  expect(code).toBe(0);
  expect(stdout).toContain(`api-key: ${Buffer.from(await key('api-key')).toString('base64')}`);
});

test('is not taken away from a Qdrant that runs with it, but with --force', async () => {
  expect(await mustKeysHook('--remove')).toContain('Qdrant would not start again without it');
  expect(await stack.secret(SECRET)).toBeDefined();

  await mustKeysHook('--remove', '--force');

  expect(await stack.secret(SECRET)).toBeUndefined();
});

test('a Secret of somebody else’s is checked, and not touched', async () => {
  const config = { ...KEYS, apiKeys: { enabled: true, existing: true } };
  const missing = await keysHook([], config);
  expect(missing.stderr).toContain(`Secret ${stack.namespace}/${SECRET} with Qdrant's keys`);

  await stack.putSecret(SECRET, { 'api-key': 'k'.repeat(20), 'read-only-api-key': 'r0'.repeat(20) });
  const { uid, resourceVersion } = (await stack.secret(SECRET)).metadata;
  const { code, stderr } = await keysHook([], config);

  expect(code).toBe(1);
  expect(stderr).toContain('cannot be used: api-key: it has 20 characters, and the minimum is 32');
  expect((await stack.secret(SECRET)).metadata).toMatchObject({ uid, resourceVersion });
});
