import { apply, plan } from '../../../reconcile/step';
import { PASSWORD_CHANGED, valkeyPasswordStep } from '../../../commands/hook/valkey-step';
import type { Cluster, V1Secret } from '../../../clients/kubernetes/cluster';

const NAMES = { secretName: 'ephemeral-valkey', key: 'password' } as const;
const STRONG = 'u2Vx0Jc-9_kQmZr7aTtYwE3bNfPdLsGhXoKiRvCy41A';

/** A cluster that has this Secret, or none, and keeps what is written. */
function clusterWith(password?: string) {
  const state: { secret?: V1Secret } = {
    secret:
      password === undefined
        ? undefined
        : {
            metadata: { name: NAMES.secretName, namespace: 'ns', resourceVersion: '1' },
            type: 'Opaque',
            data: { [NAMES.key]: Buffer.from(password).toString('base64') },
          },
  };
  const cluster = {
    secret: async () => state.secret,
    createSecret: async (secret: V1Secret) => void (state.secret = secret),
    patchSecret: async (secret: V1Secret, { metadata, data }: any) => {
      state.secret = {
        ...secret,
        metadata: { ...secret.metadata, annotations: metadata.annotations },
        data: { ...secret.data, ...data },
      };
    },
  } as unknown as Cluster;
  return {
    step: valkeyPasswordStep(cluster, 'ns', NAMES),
    password: () => Buffer.from(state.secret?.data?.[NAMES.key] ?? '', 'base64').toString(),
    changed: () => state.secret?.metadata?.annotations?.[PASSWORD_CHANGED],
  };
}

test('where there is none, a long random one is made, and the second plan finds nothing to do', async () => {
  const { step, password } = clusterWith();

  const result = await apply(step);

  expect(result).toMatchObject({ state: 'create', notes: [] });
  expect(password()).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(await plan(step)).toMatchObject({ state: 'in sync' });
  expect(JSON.stringify(result)).not.toContain(password());
});

test('a good one is kept, and no pod is told to start again', async () => {
  const { step, password } = clusterWith(STRONG);

  expect(await apply(step)).toMatchObject({ state: 'in sync', notes: [] });
  expect(password()).toBe(STRONG);
  expect(await step.readAtStart(PASSWORD_CHANGED).planned()).toBeUndefined();
});

test.each([
  ['an empty one', '', 'it is empty'],
  ['a short one', 'hunter2', 'it has 7 characters, and the minimum is 32'],
  ['a placeholder', 'X'.repeat(40), 'it is a placeholder'],
  ['one with a line break at its end', `${STRONG}\n`, 'it has a line break'],
  ["one that Valkey's settings read otherwise", `${STRONG}"`, 'it has quotes or backslashes'],
])('%s is replaced, which is said, and the moment is noted for the pods that know the old one', async (_, bad, why) => {
  const { step, password, changed } = clusterWith(bad);

  const { state, notes } = await apply(step);

  expect(state).toBe('update');
  expect(notes).toEqual([
    expect.stringMatching(`^the password is replaced, because ${why}.*; everyone signs in again$`),
  ]);
  expect(password()).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(step.readAtStart(PASSWORD_CHANGED).isFromThisRun(changed()!)).toBe(true);
  expect(await step.readAtStart(PASSWORD_CHANGED).planned()).toBeUndefined();
});
