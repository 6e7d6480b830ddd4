import { silent } from '../../../cli/progress';
import type { Cluster } from '../../../clients/kubernetes/cluster';
import { runMove } from '../../../commands/resize-storage/move';
import type { ResizeOutcome } from '../../../commands/resize-storage/resize';
import { parseConfig } from '../../../config/load';
import type { Config } from '../../../config/schema';
import { Expected } from '../../../stack/expected';
import { Death } from '../../support/death';
import { NewStates, StackDouble } from '../../support/stack-double';

jest.mock('node:timers/promises', () => ({ setTimeout: () => new Promise(resolve => setImmediate(resolve)) }));
let cluster: Cluster;
// The manifests of a config take longer than all requests of a run, so they are made once.
jest.mock('../../../stack/expected', () => {
  const actual = jest.requireActual<typeof import('../../../stack/expected')>('../../../stack/expected');
  const made = new Map<Config, Expected>();
  return {
    ...actual,
    Expected: jest.fn((given: Config) => made.get(given) ?? made.set(given, new actual.Expected(given)).get(given)),
  };
});
jest.mock('../../../stack/kubernetes', () => ({ connectCluster: async () => cluster }));

const configWith = (qdrant: string) =>
  parseConfig(`domainName: acme.io\nqdrant: { replicas: 3, ${qdrant} }\n`, 'config.yaml');
const before = configWith(
  'storage: { size: 10Gi, storageClassName: slow }, snapshotStorage: { size: 5Gi, storageClassName: slow }',
);
const after = configWith(
  'storage: { size: 20Gi, storageClassName: fast }, snapshotStorage: { size: 5Gi, storageClassName: slow }',
);
const declared = new Expected(before).one('StatefulSet');
const [storage, snapshots] = declared.spec.volumeClaimTemplates.map(({ metadata }: any) => metadata.name);
const deaths: Death[] = [];
let stack: StackDouble;

afterEach(async () => {
  await Promise.all(deaths.splice(0).map(death => death.stop()));
  await stack.stop();
});

/** Three nodes: each shard of `docs` has three copies, each of `logs` one. */
async function start(): Promise<void> {
  stack = await StackDouble.start(declared);
  const { qdrant } = stack;
  qdrant.fill('docs', 1);
  qdrant.fill('logs', 3);
  const docs = qdrant.collections.get('docs')!;
  docs.factor = 3;
  docs.copies.push(...[1, 2].map(node => ({ shard: 0, peer: qdrant.nodes.get(node)!, state: 'Active' })));
  stack.onRequest = () => stack.qdrant.write();
}

const optionsOf = (more: object = {}) => ({ dryRun: false, timeout: 5, storageClass: 'fast', ...more });

/** Runs the command in a process that dies. */
async function move(death = new Death(), options = optionsOf(), config = after): Promise<ResizeOutcome> {
  deaths.push(death);
  cluster = stack.seenBy(death);
  const outcome: ResizeOutcome = { steps: [], growing: [], notes: [], replacing: {} };
  await death.of(runMove(config, options, silent, outcome));
  return outcome;
}

function expectMoved(request: number): void {
  const { qdrant } = stack;
  const copies = [...qdrant.collections.values()].flatMap(each => each.copies);
  const [docs, logs] = ['docs', 'logs'].map(name => Object.values(qdrant.places(name)));
  const points = ['docs', 'logs'].flatMap(name => Object.values(qdrant.points(name)));
  expect({
    request,
    classes: stack.classes,
    template: stack.statefulSet!.spec.volumeClaimTemplates.map(({ spec }: any) => [
      spec.storageClassName,
      spec.resources.requests.storage,
    ]),
    nodes: [...qdrant.nodes.keys()].sort(),
    states: new Set(copies.map(({ state }) => state)),
    docs,
    logs: logs!.flat().sort(),
    // Each shard got each write.
    points: new Set(points).size,
    isWritten: Number(points[0]) > 1,
  }).toEqual({
    request,
    classes: Object.fromEntries(
      [0, 1, 2].flatMap(node => [
        [`${storage}-qdrant-${node}`, 'fast'],
        [`${snapshots}-qdrant-${node}`, 'slow'],
      ]),
    ),
    template: [
      ['fast', '20Gi'],
      ['slow', '5Gi'],
    ],
    nodes: [0, 1, 2],
    states: new Set(['Active']),
    docs: [[0, 1, 2]],
    logs: [0, 1, 2],
    points: 1,
    isWritten: true,
  });
}

test('after a kill at any request, a second run moves the other nodes, and no point is lost', async () => {
  await start();
  const alive = new Death();
  const { requests } = new NewStates(alive, stack);
  await move(alive);
  expectMoved(-1);
  expect(requests.length).toBeGreaterThan(20);

  for (const request of requests) {
    await stack.stop();
    await start();
    await move(new Death(request));
    await move();
    expectMoved(request);
  }
});

describe('nothing changes', () => {
  const refusal = async (options: object, config: Config) => {
    const error = await move(new Death(), optionsOf(options), config).catch((reason: Error) => reason.message);
    expect(stack.log).toEqual([]);
    expect(stack.qdrant.changes).toEqual([]);
    return error;
  };
  beforeEach(start);

  test('in a dry run, which names each node', async () => {
    const { steps } = await move(new Death(), optionsOf({ dryRun: true }));

    expect(steps.map(({ name, state }) => [name, state])).toEqual([
      ['statefulset-qdrant', 'update'],
      ['node-qdrant-2', 'update'],
      ['node-qdrant-1', 'update'],
      ['node-qdrant-0', 'update'],
    ]);
    expect(steps[1]!.changes).toEqual([
      { field: `${storage}-qdrant-2 spec.storageClassName`, from: 'slow', to: 'fast' },
    ]);
    expect(stack.log).toEqual([]);
  });

  test('if the config has another class', async () => {
    expect(await refusal({ storageClass: 'other' }, after)).toBe(
      '--storage-class other is not the class in the config: qdrant.storage.storageClassName is fast. Fix: set qdrant.storage.storageClassName: other in the config, or name the class of the config.',
    );
  });

  test('if the size would be smaller', async () => {
    const smaller = configWith(
      'storage: { size: 5Gi, storageClassName: fast }, snapshotStorage: { size: 5Gi, storageClassName: slow }',
    );
    expect(await refusal({}, smaller)).toContain('the new volumes could be too small');
  });

  test('if there is one node', async () => {
    (stack.statefulSet!.spec as { replicas: number }).replicas = 1;
    expect(await refusal({}, after)).toMatch(/has one node, .*npm run backup -- create, npm run rollback/);
  });

  test('if a copy of a shard is not active', async () => {
    stack.qdrant.collections.get('docs')!.copies[1]!.state = 'Dead';
    expect(await refusal({}, after)).toMatch(/^Collection docs is not complete: shard 0 on node \d+ is Dead/);
  });
});
