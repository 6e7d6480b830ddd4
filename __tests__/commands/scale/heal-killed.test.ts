import { silent } from '../../../cli/progress';
import type { Cluster } from '../../../clients/kubernetes/cluster';
import { runScale } from '../../../commands/scale/scale';
import { parseConfig } from '../../../config/load';
import type { Config } from '../../../config/schema';
import { Expected } from '../../../stack/expected';
import { Death } from '../../support/death';
import { NewStates, StackDouble } from '../../support/stack-double';

jest.mock('node:timers/promises', () => ({ setTimeout: () => new Promise(resolve => setImmediate(resolve)) }));
let cluster: Cluster;
// The manifests of a config take longer than all requests of a run, so they are made once.
jest.mock('../../../stack/expected', () => {
  const { Expected: Actual } = jest.requireActual<typeof import('../../../stack/expected')>('../../../stack/expected');
  let made: Expected | undefined;
  return { Expected: jest.fn((given: Config) => (made ??= new Actual(given))) };
});
jest.mock('../../../stack/kubernetes', () => ({ connectCluster: async () => cluster }));

const config = parseConfig('domainName: acme.io\nqdrant: { replicas: 3, replicationFactor: 2 }\n', 'config.yaml');
const declared = new Expected(config).one('StatefulSet');
const deaths: Death[] = [];
let stack: StackDouble;

afterEach(async () => {
  await Promise.all(deaths.splice(0).map(death => death.stop()));
  await stack.stop();
});

/** Three nodes with two copies of each shard. One of them has lost its volume. */
async function withoutVolumeOf(node: number): Promise<void> {
  stack = await StackDouble.start(declared);
  const { qdrant } = stack;
  qdrant.fill('docs', 3);
  qdrant.transferPolls = 5;
  const docs = qdrant.collections.get('docs')!;
  docs.factor = 2;
  docs.copies.push(
    ...docs.copies.map(({ shard }) => ({ shard, peer: qdrant.nodes.get((shard + 1) % 3)!, state: 'Active' })),
  );
  stack.lose(node);
  stack.onRequest = () => stack.qdrant.write();
}

/** Runs the command in a process that dies. */
async function heal(node: number, death = new Death()): Promise<void> {
  deaths.push(death);
  cluster = stack.seenBy(death);
  const options = { dryRun: false, heal: [`qdrant-${node}`], deleteLost: false, replicate: false, timeout: 5 };
  const outcome = { shards: [], left: [], healed: [], deleted: [] };
  await death.of(runScale(config, options, silent, outcome));
}

function expectHealed(node: number, request: number): void {
  const { qdrant } = stack;
  expect([request, ...[...qdrant.nodes.keys()].sort()]).toEqual([request, 0, 1, 2]);
  expect(qdrant.lost.size).toBe(0);
  const places = Object.values(qdrant.places('docs'));
  expect(places.map(nodes => new Set(nodes).size)).toEqual([2, 2, 2]);
  expect(places.flat()).toContain(node);
  expect(qdrant.collections.get('docs')!.copies.map(({ state }) => state)).toEqual(Array(6).fill('Active'));
  const points = Object.values(qdrant.points('docs'));
  expect(points).toEqual(Array(3).fill(points[0]));
  expect(points[0]).toBeGreaterThan(1);
}

test.each([0, 2])('after a kill at any request, a second run heals node %i, and no point is lost', async node => {
  await withoutVolumeOf(node);
  const alive = new Death();
  const { requests } = new NewStates(alive, stack);
  await heal(node, alive);
  expectHealed(node, -1);
  expect(requests.length).toBeGreaterThan(6);

  for (const request of requests) {
    await stack.stop();
    await withoutVolumeOf(node);
    await heal(node, new Death(request));
    await heal(node);
    expectHealed(node, request);
  }
});
