import { parseConfig } from '../../config/load';
import { judgeMembership, type NodeView } from '../../stack/membership';

const config = parseConfig('domainName: example.com\nqdrant: { replicas: 3, replicationFactor: 2 }\n', 'config.yaml');
const uri = (node: number) => ({ uri: `http://qdrant-${node}.qdrant-headless:6335/` });
const PEERS = { 100: uri(0), 101: uri(1), 102: uri(2) };
type Local = { shard_id: number; state: string };
type Remote = Local & { peer_id: number };

/** Two shards with two copies each. */
const docs = ({
  local = [],
  remote,
  transfers = [],
  factor = 2,
}: {
  local?: Local[];
  remote?: Remote[];
  transfers?: object[];
  factor?: number;
} = {}) => ({
  name: 'docs',
  factor,
  placement: {
    peer_id: 100,
    local_shards: [{ shard_id: 0, state: 'Active' }, ...local],
    remote_shards: remote ?? [
      { shard_id: 0, peer_id: 101, state: 'Active' },
      { shard_id: 1, peer_id: 101, state: 'Active' },
      { shard_id: 1, peer_id: 102, state: 'Active' },
    ],
    shard_transfers: transfers,
  },
});
const view = (node: number, change: Partial<NodeView> = {}, cluster: object = {}): NodeView => ({
  node: `qdrant-${node}`,
  cluster: {
    peer_id: 100 + node,
    peers: PEERS,
    raft_info: { leader: 101 },
    consensus_thread_status: { consensus_thread_status: 'working' },
    ...cluster,
  },
  collections: [docs()],
  ...change,
});
const judge = (...views: NodeView[]) => judgeMembership(views, config);
const problemsOf = (...views: NodeView[]) => judge(...views).problems;

test('one cluster of all nodes, with a leader and all copies, has no problem', () => {
  expect(judge(view(0), view(1), view(2))).toEqual({ problems: [], unknown: [], notes: [], transfers: [] });
});

test('a node that lost its data and created a cluster of its own', () => {
  const alone = view(0, { collections: [] }, { peer_id: 103, peers: { 103: uri(0) }, raft_info: { leader: 103 } });

  expect(problemsOf(alone, view(1), view(2))).toEqual([
    'the nodes are in different clusters: qdrant-0 knows 1 node, qdrant-1 and qdrant-2 know 3 nodes',
    'the nodes have different leaders: 103 for qdrant-0, 101 for qdrant-1 and qdrant-2',
    'qdrant-0 has no collection docs',
  ]);
});

test('a node that joined again under its address, with a new id', () => {
  const peers = { ...PEERS, 103: uri(0) };
  const views = [0, 1, 2].map(node => view(node, {}, { peers }));

  expect(problemsOf(...views)).toEqual([
    'the cluster has 4 nodes, and the config 3',
    'nodes 100 and 103 have the same address http://qdrant-0.qdrant-headless:6335/',
  ]);
});

test('nodes without a leader, and a consensus that has stopped', () => {
  const stopped = {
    raft_info: { leader: null },
    consensus_thread_status: { consensus_thread_status: 'stopped_with_err' },
  };

  expect(problemsOf(view(0, {}, { raft_info: { leader: 0 } }), view(1), view(2, {}, stopped))).toEqual([
    'qdrant-0 and qdrant-2 know no leader',
    'the consensus of qdrant-2 has stopped',
  ]);
});

test('a shard with a dead copy, and a shard with too few', () => {
  const remote = [
    { shard_id: 0, peer_id: 101, state: 'Dead' },
    { shard_id: 1, peer_id: 104, state: 'Active' },
  ];

  expect(problemsOf(view(0, { collections: [docs({ remote })] }), view(1), view(2))).toEqual([
    'shard 0 of collection docs is Dead on qdrant-1',
    'shard 0 of collection docs has 1 of 2 active copies',
    'shard 1 of collection docs has 1 of 2 active copies',
  ]);
});

test('a shard in transfer may lack a copy, and its progress is told', () => {
  const remote = [
    { shard_id: 0, peer_id: 101, state: 'Partial' },
    { shard_id: 1, peer_id: 101, state: 'Active' },
    { shard_id: 1, peer_id: 102, state: 'Active' },
  ];
  const collections = [docs({ remote, transfers: [{ shard_id: 0, from: 100, to: 101, comment: '50 of 100' }] })];

  expect(judge(view(0, { collections }), view(1), view(2))).toMatchObject({
    problems: [],
    transfers: ['collection docs: {"shard_id":0,"from":100,"to":101,"comment":"50 of 100"}'],
  });
});

test('a collection with fewer copies than the config says for new ones is no problem, but is told', () => {
  const collections = [docs({ factor: 1 })];

  expect(judge(view(0, { collections }), view(1), view(2))).toMatchObject({
    problems: [],
    notes: ['collection docs has replication_factor 1, and new collections have 2'],
  });
});

test('nodes that do not answer are unknown, and the others are judged', () => {
  expect(judge(view(0), { node: 'qdrant-1', problem: 'forbidden' })).toEqual({
    problems: [],
    unknown: ['qdrant-1 does not answer: forbidden'],
    notes: [
      'qdrant-2 not asked, because not ready; only if the data is lost for ever: npm run scale -- --heal qdrant-2',
    ],
    transfers: [],
  });
  expect(judge()).toMatchObject({ problems: [], unknown: ['no node of Qdrant is ready'] });
});
