import type { Node } from '../../../commands/backup/nodes';
import { requireReplicas } from '../../../commands/restore/replicas';
import type { Qdrant } from '../../../clients/qdrant/qdrant';

const INFO = '{"config":{"params":{"replication_factor":2}},"payload_schema":{}}';

/** A cluster of three nodes with one shard. Each answer but the last is given once. @param states By node. */
function clusterOf(...answers: (readonly [states: readonly (string | undefined)[], isCopying?: boolean])[]) {
  const sent: string[] = [];
  const qdrant = {
    placement: async () => {
      const [[local, ...remote], isCopying] = answers.length > 1 ? answers.shift()! : answers[0]!;
      const copies = remote.map((state, at) => ({ shard_id: 0, peer_id: at + 2, state }));
      return {
        peer_id: 1,
        local_shards: local === undefined ? [] : [{ shard_id: 0, state: local }],
        remote_shards: copies.filter(({ state }) => state !== undefined),
        shard_transfers: isCopying ? [{}] : [],
      };
    },
    changeShards: async (_: string, operation: Buffer) => void sent.push(operation.toString()),
  } as unknown as Qdrant;
  const first = { qdrant, peers: ['1', '2', '3'] } as unknown as Node<Qdrant>;
  return { sent, restored: requireReplicas({ first }, INFO, 'docs', 100) };
}

test('a restore waits for replicas that are copied', async () => {
  const { sent, restored } = clusterOf([['Active', 'Partial'], true], [['Active', 'Active']]);

  await restored;

  expect(sent).toEqual([]);
});

test('a shard with fewer replicas than promised is copied to a further node', async () => {
  const { sent, restored } = clusterOf([[undefined, 'Active']], [['Active', 'Active']]);

  await restored;

  expect(sent).toEqual(['{"replicate_shard":{"shard_id":0,"from_peer_id":2,"to_peer_id":1}}']);
});

test('a replica that does not become active is told', async () => {
  const { restored } = clusterOf([['Active', 'Partial']]);

  await expect(restored).rejects.toThrow(
    'Collection docs promises 2 active replicas of each shard, and the cluster has fewer: shard 0 is Active on node 1, Partial on node 2. Fix: read the log of the named nodes',
  );
});
