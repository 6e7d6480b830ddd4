import { nodesStatus } from '../../../commands/status/nodes';
import { runChecks } from '../../../commands/verify/check';
import { membershipCheck } from '../../../commands/verify/membership-check';
import { parseConfig } from '../../../config/load';
import { Expected } from '../../../stack/expected';
import { RecordedNodes } from '../../support/recorded-nodes';

const config = parseConfig('domainName: example.com\nqdrant: { replicas: 3 }\n', 'config.yaml');

let nodes: RecordedNodes;
beforeEach(async () => {
  nodes = await RecordedNodes.start();
});
afterEach(() => nodes.stop());

/** @param meanwhile What happens between the two readings of a check that found a difference. */
async function check(meanwhile: () => void = () => undefined) {
  const options = { timeout: 5, interval: 0.1 };
  const one = membershipCheck(
    async () => nodes.cluster,
    config,
    options,
    async () => ({ source: 'QDRANT_API_KEY' }),
  );
  const observer = { waiting: (_: unknown, text: string) => text && meanwhile(), finished: () => undefined };
  const [result] = await runChecks([one], observer);
  return result!;
}
const status = () => nodesStatus(nodes.cluster, config, new Expected(config), 5000);

const DIFFERENT = 'the nodes are in different clusters: qdrant-0 knows 1 node, qdrant-1 and qdrant-2 know 3 nodes';

test('one cluster passes, as it was recorded', async () => {
  expect(await check()).toMatchObject({ result: 'ok', detail: '3 nodes, one leader, all copies active', notes: [] });
  expect(await status()).toEqual({
    list: ['qdrant-0', 'qdrant-1', 'qdrant-2'].map(node => ({
      node,
      peers: 3,
      leader: 'qdrant-0',
      collections: ['big'],
    })),
    problems: [],
    unknown: [],
    notes: [],
  });
});

test('a node in a cluster of its own fails, with what it lacks', async () => {
  nodes.splitOff();

  expect(await check()).toMatchObject({
    result: 'failed',
    details: [DIFFERENT, expect.stringContaining('different leaders'), 'qdrant-0 has no collection big'],
    fix: expect.stringContaining('docs/high-availability.md'),
  });
  const { list, problems } = await status();
  expect(list[0]).toEqual({ node: 'qdrant-0', peers: 1, leader: 'qdrant-0', collections: [] });
  expect(problems).toContain(DIFFERENT);
});

test('a difference that ends by itself passes', async () => {
  const before = new Map(nodes.bodies);
  nodes.splitOff();

  expect(await check(() => before.forEach((body, key) => nodes.bodies.set(key, body)))).toMatchObject({ result: 'ok' });
});

test('a transfer that makes progress passes, and one that makes none fails', async () => {
  const placement = nodes.bodies.get('qdrant-0 /collections/big/cluster').result;
  placement.shard_transfers = [{ shard_id: 2, from: 1, to: 2, comment: '10 of 100' }];

  expect(await check()).toMatchObject({
    result: 'failed',
    details: [expect.stringMatching(/^a transfer makes no progress: collection big: .*10 of 100/)],
  });

  expect(await check(() => (placement.shard_transfers[0].comment = '90 of 100'))).toMatchObject({
    result: 'ok',
    notes: ['1 shard in transfer'],
  });
});

test('a node that does not answer fails the check, and is unknown in the status', async () => {
  nodes.bodies.delete('qdrant-1 /cluster');
  nodes.unready.add('qdrant-2');

  expect(await check()).toMatchObject({
    result: 'failed',
    detail: expect.stringContaining('qdrant-1 does not answer'),
  });
  expect(await status()).toMatchObject({
    list: [{ node: 'qdrant-0' }, { node: 'qdrant-1', problem: expect.stringContaining('404') }],
    problems: [],
    unknown: [expect.stringContaining('qdrant-1 does not answer')],
    notes: [
      'qdrant-2 not asked, because not ready; only if the data is lost for ever: npm run scale -- --heal qdrant-2',
    ],
  });
});
