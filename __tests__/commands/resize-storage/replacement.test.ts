import { Conflict, Failure } from '../../../cli/failure';
import { replaceAround } from '../../../commands/resize-storage/replacement';
import { statefulSetStep } from '../../../commands/resize-storage/stateful-set-step';

const metadata = { name: 'qdrant', namespace: 'vectors' };
const kind = { apiVersion: 'apps/v1', kind: 'StatefulSet' };
const old = {
  ...kind,
  metadata: { ...metadata, uid: 'old', managedFields: [{ manager: 'helm', operation: 'Apply' }] },
};
const replacement = { ...kind, metadata };
const outage = () => new Failure('Could not reach it', 'start it', { cause: new Error('503') });
const said: string[] = [];
const wait = (timeout: number) => ({ timeout, say: (text: string) => void said.push(text) });

/** A cluster with one StatefulSet, the next calls of which fail. */
class ClusterDouble {
  readonly name = 'home';
  live: any = old;
  readonly faults: Partial<Record<'delete' | 'read' | 'create' | 'patch', Error[]>> = {};
  /** Whether a call that fails has done its work all the same. */
  answersAreLost = false;

  delete = async (object: any) =>
    this.call('delete', () => {
      if (this.live && this.live.metadata.uid !== object.metadata.uid) throw new Conflict('another one');
      this.live = undefined;
    });
  read = async () => this.call('read', () => this.live);
  create = async (object: any) =>
    this.call('create', () => {
      if (this.live) throw new Conflict('exists');
      const managedFields = [{ manager: 'qdrant-stack', operation: 'Update' }];
      return (this.live = { ...object, metadata: { ...object.metadata, uid: 'new', managedFields } });
    });
  patch = async (_: any, patch: any) =>
    this.call('patch', () => (this.live = { ...this.live, metadata: { ...this.live.metadata, ...patch.metadata } }));

  private call<T>(name: keyof ClusterDouble['faults'], work: () => T): T {
    const fault = this.faults[name]?.shift();
    if (fault && this.answersAreLost) work();
    if (fault) throw fault;
    return work();
  }
}

let cluster: ClusterDouble;
const replace = (timeout: number) => replaceAround(cluster as any, old, replacement, wait(timeout));
beforeEach(() => {
  cluster = new ClusterDouble();
  said.length = 0;
});

test.each(['delete', 'read', 'create', 'patch'] as const)(
  'a server that is away for a moment at the %s does not keep it from being made again',
  async call => {
    cluster.faults[call] = [outage()];

    await replace(10);

    expect(cluster.live.metadata).toEqual({ ...metadata, uid: 'new', managedFields: old.metadata.managedFields });
    expect(said).toEqual(['tries again: Could not reach it']);
  },
);

test.each(['delete', 'create', 'patch'] as const)('nor does a lost answer to the %s', async call => {
  cluster.answersAreLost = true;
  cluster.faults[call] = [outage()];

  await replace(10);

  expect(cluster.live.metadata).toEqual({ ...metadata, uid: 'new', managedFields: old.metadata.managedFields });
});

test('when the time is over, the error says that it is away, that the pods run on, and what makes it again', async () => {
  cluster.faults.create = [outage(), outage(), outage()];

  await expect(replace(0.5)).rejects.toMatchObject({
    problem:
      'StatefulSet vectors/qdrant is deleted, and was not created again within 0.5 s; its pods keep running: Could not reach it',
    fix: expect.stringContaining('run the command again, which creates it'),
  });
});

test('one that somebody else makes meanwhile is left alone', async () => {
  cluster.faults.create = [outage()];
  const theirs = { ...old, metadata: { ...old.metadata, uid: 'theirs' } };
  const running = replace(10);
  await new Promise(done => setTimeout(done, 100));
  cluster.live = theirs;

  await expect(running).rejects.toBeInstanceOf(Conflict);
  expect(cluster.live).toBe(theirs);
});

describe('told to stop', () => {
  const template = (storage: string) => ({
    metadata: { name: 'data' },
    spec: { resources: { requests: { storage } } },
  });
  const sized = (storage: string): any => ({
    ...old,
    spec: { replicas: 1, volumeClaimTemplates: [template(storage)] },
  });

  test('it has made the StatefulSet, and put back who declares its fields, before it does', async () => {
    cluster.live = sized('1Gi');
    cluster.faults.patch = [outage()];
    const replacing: { finish?: () => Promise<void> } = {};
    const plan = await statefulSetStep(cluster as any, sized('2Gi'), wait(10), replacing).plan();
    const applying = plan.apply();

    await replacing.finish!();

    expect(cluster.live.metadata).toMatchObject({ uid: 'new', managedFields: old.metadata.managedFields });
    await applying;
    expect(replacing.finish).toBeUndefined();
  });
});

describe('without a StatefulSet', () => {
  const applied: any[] = [];
  const stepFor = (...pods: string[]) => {
    const double = {
      name: 'home',
      read: async () => undefined,
      list: async () => pods.map(name => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name } })),
      apply: async (object: any) => void applied.push(object),
    };
    const declared: any = { ...replacement, spec: { replicas: 1, selector: { matchLabels: { app: 'qdrant' } } } };
    return statefulSetStep(double as any, declared, wait(1), {});
  };

  test('it is made with replicas enough for the pod of the highest number', async () => {
    await (await stepFor('qdrant-0', 'qdrant-2', 'qdrant-web-7').plan()).apply();

    expect(applied).toMatchObject([{ spec: { replicas: 3 } }]);
  });

  test('and without pods, it is left to a deployment', async () => {
    const { changes, notes } = await stepFor('qdrant-web-7').plan();

    expect(changes).toEqual([]);
    expect(notes).toEqual([expect.stringMatching(/^StatefulSet vectors\/qdrant and its pods do not exist: .*deploy/)]);
  });
});
