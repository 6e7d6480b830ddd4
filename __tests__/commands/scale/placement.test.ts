import * as fc from 'fast-check';
import {
  type ShardChange,
  type Copy,
  copiesOf,
  departures,
  isDone,
  lostShards,
  replications,
} from '../../../commands/scale/placement';

const active = (shard: number, peer: string): Copy => ({ shard, peer, state: 'Active' });

type Cluster = Map<number, Set<string>>;

/** The peers of each shard. */
function clusterOf(copies: readonly Copy[]): Cluster {
  const cluster: Cluster = new Map();
  for (const { shard, peer } of copies) {
    cluster.set(shard, new Set([...(cluster.get(shard) ?? []), peer]));
  }
  return cluster;
}

/** Carries out changes as Qdrant does: it refuses a second copy on a peer, and a change of a copy that is not there. */
function apply(changes: readonly ShardChange[], copies: readonly Copy[]): Cluster {
  const cluster = clusterOf(copies);
  for (const change of changes) {
    const peers = cluster.get(change.shard)!;
    expect(peers).toContain(change.from);
    if (change.kind !== 'drop_replica') {
      expect(peers).not.toContain(change.to);
      peers.add(change.to);
    }
    if (change.kind !== 'replicate_shard') {
      peers.delete(change.from);
    }
  }
  return cluster;
}

test('copies are read as one node of a real cluster tells of them, with ids beyond what a number holds', () => {
  const placement = {
    peer_id: { toString: () => '17670310392826862123' },
    local_shards: [{ shard_id: 2, state: 'Active' }],
    remote_shards: [{ shard_id: 0, peer_id: 2602026348675473, state: 'Dead' }],
  };
  expect(copiesOf(placement)).toEqual([
    { shard: 2, peer: '17670310392826862123', state: 'Active' },
    { shard: 0, peer: '2602026348675473', state: 'Dead' },
  ]);
});

test('a shard is lost if its copy on a lost node was the only active one', () => {
  const dead = { ...active(2, 'b'), state: 'Dead' };
  const copies = [active(0, 'a'), active(1, 'a'), active(1, 'b'), active(2, 'a'), dead, { ...dead, shard: 3 }];

  expect(lostShards(copies, ['a'])).toEqual([0, 2]);
  // Shard 3 has no active copy, but its node may come back.
  expect(lostShards(copies, [])).toEqual([]);
});

test('a shard moves to the node that has the fewest, and a copy that all others have goes', () => {
  const copies = [active(0, 'a'), active(1, 'a'), active(1, 'b'), active(2, 'c'), active(1, 'c'), active(3, 'b')];
  expect(departures(copies, ['c'], ['a', 'b'])).toEqual([
    { kind: 'move_shard', shard: 2, from: 'c', to: 'a' },
    { kind: 'drop_replica', shard: 1, from: 'c' },
  ]);
});

test('copies are made where there are too few, and never more than nodes', () => {
  expect(replications([active(0, 'a'), active(1, 'b'), active(1, 'a')], ['a', 'b', 'c'], 2)).toEqual([
    { kind: 'replicate_shard', shard: 0, from: 'a', to: 'c' },
  ]);
  expect(replications([active(0, 'a')], ['a', 'b'], 5)).toEqual([
    { kind: 'replicate_shard', shard: 0, from: 'a', to: 'b' },
  ]);
});

describe('for any placement', () => {
  const PEERS = ['a', 'b', 'c', 'd', 'e'];
  /** Every shard has one to five copies on distinct peers. */
  const placements = fc
    .array(fc.subarray(PEERS, { minLength: 1 }), { minLength: 1, maxLength: 6 })
    .map(shards => shards.flatMap((peers, shard) => peers.map(peer => active(shard, peer))));
  const split = fc
    .integer({ min: 1, max: 4 })
    .map(count => ({ staying: PEERS.slice(0, count), leaving: PEERS.slice(count) }));

  test('no copy stays on a peer that leaves, and each shard keeps as many copies as peers allow', () => {
    fc.assert(
      fc.property(placements, split, (copies, { staying, leaving }) => {
        const before = clusterOf(copies);
        for (const [shard, peers] of apply(departures(copies, leaving, staying), copies)) {
          expect(staying).toEqual(expect.arrayContaining([...peers]));
          expect(peers.size).toBe(Math.min(before.get(shard)!.size, staying.length));
        }
      }),
    );
  });

  test('each shard has at least `factor` copies, or one on each peer, and keeps those that it had', () => {
    fc.assert(
      fc.property(placements, fc.integer({ min: 1, max: 7 }), (copies, factor) => {
        const before = clusterOf(copies);
        for (const [shard, peers] of apply(replications(copies, PEERS, factor), copies)) {
          const had = before.get(shard)!;
          expect([...peers]).toEqual(expect.arrayContaining([...had]));
          expect(peers.size).toBe(Math.max(had.size, Math.min(factor, PEERS.length)));
        }
      }),
    );
  });

  test('shards that move away from one peer spread evenly over empty peers', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 4 }), (shards, count) => {
        const copies = Array.from({ length: shards }, (_, shard) => active(shard, 'e'));
        const staying = PEERS.slice(0, count);
        const after = apply(departures(copies, ['e'], staying), copies);
        const loads = staying.map(peer => [...after.values()].filter(peers => peers.has(peer)).length);
        expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

test('a move is complete when the shard is active on the new node and deleted from the old node', () => {
  const move: ShardChange = { kind: 'move_shard', shard: 0, from: 'a', to: 'b' };
  expect(isDone(move, [active(0, 'a'), active(0, 'b')])).toBe(false);
  expect(isDone(move, [{ shard: 0, peer: 'b', state: 'Partial' }])).toBe(false);
  expect(isDone(move, [active(0, 'b')])).toBe(true);
});
