import { newApiKey } from '../../../stack/api-keys';
import { apiKeySteps, removeApiKeysStep } from '../../../commands/hook/api-key-steps';
import { describe as told } from '../../../reconcile/report';
import type { HookOptions } from '../../../commands/hook/options';
import { restartStep } from '../../../commands/hook/restart-step';
import { apply, dryRun, type Step, type StepResult, verify } from '../../../reconcile/step';
import { parseConfig } from '../../../config/load';
import { stackNames } from '../../../config/names';
import { MemoryCluster } from '../../support/memory-cluster';
import { PRODUCTION } from '../../support/production';

const SECRET = 'qdrant-api-keys';
const NEW = /^[A-Za-z0-9_-]{43}$/;
const [STRONG, OTHER] = [newApiKey(), newApiKey()];
const OPEN = 'acceptedRisks: { apiWithoutKey: only this test reaches it }';
const TWO_KEYS = 'registry/qdrant:v1.17.1';

type Options = Pick<HookOptions, 'rotate' | 'finish'> & { readonly config?: string };

let memory: MemoryCluster;
beforeEach(() => (memory = new MemoryCluster()));

function stepsOf({ config = '', ...options }: Options = {}): Step[] {
  const parsed = parseConfig(`namespace: ns\n${PRODUCTION}${config}`, 'config.yaml');
  const names = stackNames(parsed);
  const { steps, readByClients } = apiKeySteps(memory.cluster, parsed, names, options, () => undefined);
  const proxy =
    readByClients.length > 0
      ? [restartStep(memory.cluster, 'proxy', 'ns', 'Deployment', 'oauth2-proxy', readByClients)]
      : [];
  return [...steps, ...proxy];
}

/** A run of the hook on the keys: look, write, read back. @param until Where it is interrupted. */
async function run(options?: Options, until = Infinity): Promise<StepResult[]> {
  const steps = stepsOf(options);
  for (const step of steps) await dryRun(step);
  const results: StepResult[] = [];
  for (const step of steps.slice(0, until)) results.push(await apply(step));
  for (const step of until === Infinity ? steps : []) await verify(step);
  return results;
}

async function planned(options?: Options): Promise<StepResult[]> {
  const results: StepResult[] = [];
  for (const step of stepsOf(options)) results.push(await dryRun(step));
  return results;
}

const notesOf = (results: readonly StepResult[]) => results.flatMap(({ notes }) => notes);
const written = (results: readonly StepResult[]) =>
  results.flatMap(({ name, state }) => (state === 'in sync' ? [] : name));
const values = () => memory.values(SECRET);

describe('a Secret that is missing', () => {
  test('is made with two different random keys, which no output shows', async () => {
    const results = await run();

    const { 'api-key': key, 'read-only-api-key': readOnly, ...others } = values();
    expect([key, readOnly]).toEqual([expect.stringMatching(NEW), expect.stringMatching(NEW)]);
    expect(key).not.toBe(readOnly);
    expect(others).toEqual({});
    expect(JSON.stringify(results.map(each => told(each, false)))).not.toMatch(`${key}|${readOnly}`);
  });

  test('is made with one key if the config has no read-only key, and there is nothing to rotate', async () => {
    const config = 'apiKeys: { readOnlyApiKey: null }';
    await run({ config });

    expect(Object.keys(values())).toEqual(['api-key']);
    await expect(run({ config, rotate: 'read-only-api-key' })).rejects.toThrow(
      'There is no read-only key to rotate: apiKeys.readOnlyApiKey is null',
    );
  });

  test('is kept by the next run', async () => {
    await run();
    const before = values();

    expect(written(await run())).toEqual([]);
    expect(values()).toEqual(before);
  });

  test('leaves a Qdrant alone that runs without keys: what is applied next replaces its pods', async () => {
    memory.run('StatefulSet', 'qdrant', TWO_KEYS);
    await run();
    memory.run('StatefulSet', 'qdrant', TWO_KEYS, SECRET);
    await run();

    expect(memory.log).toEqual([`create ${SECRET}`]);
  });

  test('restarts the pods that had the keys of a deleted Secret', async () => {
    memory.run('StatefulSet', 'qdrant', TWO_KEYS, SECRET);
    memory.run('Deployment', 'oauth2-proxy', 'proxy', SECRET);
    await run();
    await run();

    expect(memory.log).toEqual([`create ${SECRET}`, 'restart StatefulSet qdrant', 'restart Deployment oauth2-proxy']);
  });
});

describe('a key that cannot be used', () => {
  test.each([
    ['is empty', '', 'it is empty, so Qdrant would require no key'],
    ['is short', 'a1'.repeat(15), 'it has 30 characters, and the minimum is 32'],
    ['ends with a line break', `${STRONG}\n`, 'it has a line break, which no client can send'],
    ['has a space', `${STRONG} `, 'it has spaces or other characters that clients cannot send'],
    ['is a placeholder', 'X'.repeat(40), 'it is a placeholder'],
  ])('because it %s is replaced, which is said', async (_, weak, reason) => {
    memory.put(SECRET, { 'api-key': weak, 'read-only-api-key': OTHER });
    memory.run('StatefulSet', 'qdrant', TWO_KEYS, SECRET);

    const results = await run();

    expect(notesOf(results)).toEqual([
      `api-key is replaced, because ${reason}; Qdrant refuses the previous key from the restart on`,
    ]);
    expect(values()).toEqual({ 'api-key': expect.stringMatching(NEW), 'read-only-api-key': OTHER });
    expect(memory.log).toEqual([`patch ${SECRET}: api-key`, 'restart StatefulSet qdrant']);
  });

  test('because it is missing is made', async () => {
    memory.put(SECRET, { 'api-key': STRONG });

    expect(notesOf(await run())).toEqual(['read-only-api-key is created, because it is missing']);
    expect(values()).toEqual({ 'api-key': STRONG, 'read-only-api-key': expect.stringMatching(NEW) });
  });

  test('because readers could write with it is replaced, and writers keep theirs', async () => {
    memory.put(SECRET, { 'api-key': STRONG, 'read-only-api-key': STRONG });

    expect(notesOf(await run())).toEqual([expect.stringContaining('because it is the same as api-key')]);
    expect(values()).toEqual({ 'api-key': STRONG, 'read-only-api-key': expect.stringMatching(NEW) });
  });

  test('and is accepted beside the first is removed: empty, some versions let everybody in', async () => {
    memory.put(SECRET, { 'api-key': STRONG, 'read-only-api-key': OTHER, 'alt-api-key': '' });

    expect(notesOf(await run())).toEqual([expect.stringContaining('alt-api-key, the second accepted key, is removed')]);
    expect(values()).toEqual({ 'api-key': STRONG, 'read-only-api-key': OTHER });
    expect(written(await run())).toEqual([]);
  });
});

describe('a restart', () => {
  const CHANGED = 'qdrant-stack/api-keys-changed';
  const change = (moment: Date) =>
    memory.put(SECRET, { 'api-key': STRONG, 'read-only-api-key': OTHER }, { [CHANGED]: moment.toISOString() });

  test('that an interrupted run has left out is made up for, once', async () => {
    memory.run('StatefulSet', 'qdrant', TWO_KEYS, SECRET);
    memory.startedAt = new Date(1000);
    change(new Date(2000));

    await run();
    await run();

    expect(memory.log).toEqual(['restart StatefulSet qdrant']);
  });

  test('is not needed by pods that began to run after the change, whoever has replaced them', async () => {
    memory.run('StatefulSet', 'qdrant', TWO_KEYS, SECRET);
    memory.startedAt = new Date(3000);
    change(new Date(2000));

    await run();

    expect(memory.log).toEqual([]);
  });
});

describe('a rotation of the key', () => {
  beforeEach(() => {
    memory.put(SECRET, { 'api-key': STRONG, 'read-only-api-key': OTHER });
    memory.run('StatefulSet', 'qdrant', TWO_KEYS, SECRET);
    memory.run('Deployment', 'oauth2-proxy', 'proxy', SECRET);
  });

  test('has Qdrant accept the new key before anybody sends it, and the old one until the end', async () => {
    const results = await run({ rotate: 'api-key' });

    expect(memory.log).toEqual([
      `patch ${SECRET}: alt-api-key`,
      'restart StatefulSet qdrant',
      `patch ${SECRET}: api-key, alt-api-key`,
      'restart StatefulSet qdrant',
      'restart Deployment oauth2-proxy',
    ]);
    expect(values()).toEqual({
      'api-key': expect.stringMatching(NEW),
      'alt-api-key': STRONG,
      'read-only-api-key': OTHER,
    });
    expect(notesOf(results)).toEqual([
      expect.stringMatching(/^Qdrant accepts the previous key until you run: npm run hook .* --finish$/),
    ]);
  });

  test('shows before what it will do', async () => {
    expect(written(await planned({ rotate: 'api-key' }))).toEqual([
      'api-keys-secret',
      'qdrant-pods',
      'api-key-switch',
      'qdrant-pods-switched',
      'proxy',
    ]);
    expect(memory.log).toEqual([]);
  });

  test.each([1, 2, 3, 4])('that is interrupted after step %i goes on with the same new key', async until => {
    await run({ rotate: 'api-key' }, until);
    const begun = [values()['api-key'], values()['alt-api-key']].find(key => key !== STRONG);

    await run({ rotate: 'api-key' });

    expect(values()).toEqual({ 'api-key': begun, 'alt-api-key': STRONG, 'read-only-api-key': OTHER });
    expect(memory.log.filter(line => line.startsWith('patch'))).toHaveLength(2);
    expect(memory.log.filter(line => line.startsWith('restart'))).toHaveLength(3);
  });

  test('waits for all pods before the new key is in use', async () => {
    await run({ rotate: 'api-key' }, 2);
    memory.workloads['StatefulSet qdrant']!.status.updatedReplicas = 0;
    const going = run({ rotate: 'api-key' });
    await new Promise(resolve => setTimeout(resolve, 100));
    expect(values()['api-key']).toBe(STRONG);

    memory.workloads['StatefulSet qdrant']!.status.updatedReplicas = 1;
    await going;

    expect(values()['alt-api-key']).toBe(STRONG);
  });

  test('is told of by each run while it is under way, and left as it is', async () => {
    await run({ rotate: 'api-key' }, 2);
    expect(notesOf(await run())).toEqual([expect.stringContaining('a rotation is in progress; continue it with: ')]);

    await run({ rotate: 'api-key' });
    const before = values();

    expect(notesOf(await run())).toEqual([expect.stringContaining('Qdrant still accepts the previous key')]);
    expect(written(await run({ rotate: 'api-key' }))).toEqual([]);
    expect(values()).toEqual(before);
  });

  test('ends with --finish, which deletes the old key', async () => {
    await run({ rotate: 'api-key' });
    const { 'api-key': key } = values();
    memory.log.length = 0;

    const results = await run({ rotate: 'api-key', finish: true });

    expect(memory.log).toEqual([`patch ${SECRET}: alt-api-key`, 'restart StatefulSet qdrant']);
    expect(values()).toEqual({ 'api-key': key, 'read-only-api-key': OTHER });
    expect(notesOf(results)).toEqual(['Qdrant refuses the previous key from the restart on']);
    expect(notesOf(await run({ rotate: 'api-key', finish: true }))).toEqual(['no rotation is in progress']);
    expect(notesOf(await run())).toEqual([]);
  });

  test('does not end before the new key is in use', async () => {
    await run({ rotate: 'api-key' }, 2);

    await expect(run({ rotate: 'api-key', finish: true })).rejects.toThrow(
      `Secret ns/${SECRET}: clients do not use the new key yet, so the previous key cannot be removed. Fix: first continue the rotation: npm run hook -- --rotate api-key.`,
    );
  });

  test('is a moment of refusal where Qdrant takes one key only, which is said', async () => {
    memory.run('StatefulSet', 'qdrant', 'registry/qdrant:v1.15.4', SECRET);

    const results = await run({ rotate: 'api-key' });

    expect(notesOf(results)).toEqual([
      'registry/qdrant:v1.15.4 accepts only one key: it refuses the previous key from the restart on',
    ]);
    expect(values()).toEqual({ 'api-key': expect.stringMatching(NEW), 'read-only-api-key': OTHER });
    expect(values()['api-key']).not.toBe(STRONG);
    expect(memory.log.filter(line => line.startsWith('restart StatefulSet'))).toHaveLength(1);
  });

  test('of the read-only key is one too', async () => {
    const results = await run({ rotate: 'read-only-api-key' });

    expect(notesOf(results)).toEqual([expect.stringContaining('Qdrant accepts only one read-only key')]);
    expect(values()).toEqual({ 'api-key': STRONG, 'read-only-api-key': expect.stringMatching(NEW) });
    expect(values()['read-only-api-key']).not.toBe(OTHER);
    expect(memory.log).toEqual([`patch ${SECRET}: read-only-api-key`, 'restart StatefulSet qdrant']);
  });

  test('is refused where nobody can tell how many keys Qdrant takes', async () => {
    memory.run('StatefulSet', 'qdrant', 'registry/qdrant:latest', SECRET);

    await expect(run({ rotate: 'api-key' })).rejects.toThrow(
      'Image registry/qdrant:latest does not tell the version of Qdrant',
    );
    expect(memory.log).toEqual([]);
  });

  test('is refused where there are no keys', async () => {
    expect(() => stepsOf({ rotate: 'api-key', config: `apiKeys: { enabled: false }\n${OPEN}` })).toThrow(
      'There is no api-key to rotate: apiKeys.enabled is false. Fix: turn the keys on: https://github.com/thinkube/cdk8s-qdrant/blob/main/docs/api-keys.md.',
    );
  });
});

describe('a Secret of somebody else’s (existing: true)', () => {
  const config = 'apiKeys: { existing: true, apiKey: WRITE, readOnlyApiKey: READ }';

  test('is looked at, and not written', async () => {
    memory.put(SECRET, { WRITE: STRONG, READ: OTHER });

    expect(notesOf(await run({ config }))).toEqual(['you manage it (apiKeys.existing), so the hook only checks it']);
    expect(memory.log).toEqual([]);
  });

  test('is not rotated', () => {
    expect(() => stepsOf({ config, rotate: 'api-key' })).toThrow(
      'The Secret with api-key is yours (apiKeys.existing), and the hook does not write it. Fix: rotate the key at its source: https://github.com/thinkube/cdk8s-qdrant/blob/main/docs/api-keys.md.',
    );
  });

  test('fails if it is missing', async () => {
    await expect(run({ config })).rejects.toThrow(
      `Secret ns/${SECRET} with Qdrant's keys does not exist in cluster memory; apiKeys.existing says that you create it. Fix: create it (kubectl create secret generic ${SECRET} -n ns --from-file=WRITE=<(openssl rand -hex 32 | tr -d '\\n') --from-file=`,
    );
  });

  test.each([
    [{ WRITE: STRONG }, 'READ: it is missing'],
    [{ WRITE: '', READ: OTHER }, 'WRITE: it is empty, so Qdrant would require no key'],
    [{ WRITE: 'short', READ: OTHER }, 'WRITE: it has 5 characters, and the minimum is 32'],
    [{ WRITE: STRONG, READ: `${OTHER}\n` }, 'READ: it has a line break, which no client can send'],
    [{ WRITE: STRONG, READ: STRONG }, 'READ: it is the same as WRITE'],
    [
      { WRITE: 'short', 'alt-WRITE': '', READ: OTHER },
      'WRITE: it has 5 characters, and the minimum is 32; alt-WRITE: it is empty, so Qdrant would require no key',
    ],
  ])('fails if a key cannot be used (%#)', async (keys, faults) => {
    memory.put(SECRET, keys as Record<string, string>);

    await expect(run({ config })).rejects.toThrow(`Secret ns/${SECRET} cannot be used: ${faults}. Fix: `);
    expect(memory.log).toEqual([]);
  });
});

describe('--remove', () => {
  const removal = (force = false) => {
    const names = stackNames(parseConfig(`namespace: ns\n${PRODUCTION}`, 'config.yaml'));
    return removeApiKeysStep(memory.cluster, 'ns', { ...names, apiKeys: names.apiKeys! }, force);
  };
  beforeEach(() => run());

  test('takes back what the hook has made', async () => {
    await apply(removal());
    expect(memory.secrets).toEqual({});
  });

  test('leaves the keys to a Qdrant that would not start without them, but with --force', async () => {
    memory.run('StatefulSet', 'qdrant', TWO_KEYS, SECRET);

    expect(notesOf([await apply(removal())])).toEqual([
      `Secret ns/${SECRET} stays: Qdrant would not start again without it; to remove it anyway, add --force`,
    ]);
    expect(memory.secrets).toHaveProperty(SECRET);
    await apply(removal(true));
    expect(memory.secrets).toEqual({});
  });
});

describe('the plan of a step', () => {
  test('changes no state of another step: alone and after the others, it finds the same', async () => {
    memory.put(SECRET, { 'api-key': STRONG, 'read-only-api-key': OTHER });
    memory.run('StatefulSet', 'qdrant', TWO_KEYS, SECRET);
    memory.run('Deployment', 'oauth2-proxy', 'proxy', SECRET);
    const fieldsOf = ({ name, changes }: StepResult) => [name, changes.map(({ field }) => field)];
    const rotation = { rotate: 'api-key' } as const;
    const inOrder = (await planned(rotation)).map(fieldsOf);
    const alone: unknown[] = [];
    for (const step of stepsOf(rotation).reverse()) alone.unshift(fieldsOf(await dryRun(step)));

    expect(alone).toEqual(inOrder);
    expect(inOrder.filter(([, fields]) => fields!.length === 0)).toEqual([]);
  });
});
