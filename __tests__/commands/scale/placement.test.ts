import * as fc from 'fast-check';
import {
  type ShardChange,
  type Copy,
  copiesOf,
  departures,
  isDone,
  replications,
} from '../../../commands/scale/placement';

const active = (shard: number, peer: string): Copy => ({ shard, peer, state: 'Active' });

/** Where shards lie when all changes have come about. */
function after(copies: readonly Copy[], changes: readonly ShardChange[]): Copy[] {
  return changes.reduce<Copy[]>(
    (now, change) => [
      ...now.filter(
        copy => change.kind === 'replicate_shard' || copy.shard !== change.shard || copy.peer !== change.from,
      ),
      ...(change.kind === 'drop_replica' ? [] : [active(change.shard, change.to)]),
    ],
    [...copies],
  );
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

test('whatever lies where: nothing stays on nodes that leave, no shard is lost, none lies on a node twice', () => {
  const peers = ['a', 'b', 'c', 'd', 'e'];
  const cluster = fc
    .uniqueArray(fc.tuple(fc.nat(5), fc.constantFrom(...peers)), { minLength: 1, selector: String })
    .map(all => all.map(([shard, peer]) => active(shard, peer)));
  fc.assert(
    fc.property(cluster, fc.integer({ min: 1, max: 4 }), (copies, stay) => {
      const result = after(copies, departures(copies, peers.slice(stay), peers.slice(0, stay)));
      const places = result.map(({ shard, peer }) => `${shard} on ${peer}`);
      expect(result.filter(({ peer }) => !peers.slice(0, stay).includes(peer))).toEqual([]);
      expect(new Set(result.map(({ shard }) => shard))).toEqual(new Set(copies.map(({ shard }) => shard)));
      expect(new Set(places).size).toBe(places.length);
    }),
  );
});

test('a move is done when the shard is active there and gone here', () => {
  const move: ShardChange = { kind: 'move_shard', shard: 0, from: 'a', to: 'b' };
  expect(isDone(move, [active(0, 'a'), active(0, 'b')])).toBe(false);
  expect(isDone(move, [{ shard: 0, peer: 'b', state: 'Partial' }])).toBe(false);
  expect(isDone(move, [active(0, 'b')])).toBe(true);
});
