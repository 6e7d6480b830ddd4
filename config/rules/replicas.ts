import { type CrossFieldRule } from '../rule';

const RISK = ['acceptedRisks', 'twoNodes'];

const twoNodesAreSaid: CrossFieldRule = {
  involved: [['qdrant', 'replicas'], RISK],
  judge: ({ qdrant, acceptedRisks }) =>
    qdrant.replicas === 2 && acceptedRisks.twoNodes === undefined
      ? {
          path: ['qdrant', 'replicas'],
          value: 2,
          problem: 'two nodes have no majority when one is gone',
          allowed: `1, or 3 and more; 2 where ${RISK.join('.')} says why`,
          fix: `write 1 or 3, or give the reason in ${RISK.join('.')}`,
        }
      : undefined,
};

/** A profile's own factor may be above the nodes there are: Qdrant makes as many copies as it can, and it counts when nodes come. */
const nodesForEachCopy: CrossFieldRule = {
  involved: [
    ['qdrant', 'replicas'],
    ['qdrant', 'replicationFactor'],
  ],
  judge: ({ qdrant: { replicas, replicationFactor = 1 } }, isGiven) =>
    replicationFactor > replicas && isGiven(['qdrant', 'replicationFactor'])
      ? {
          path: ['qdrant', 'replicationFactor'],
          value: replicationFactor,
          problem: `there ${replicas === 1 ? 'is 1 node' : `are ${replicas} nodes`} for the copies of a shard`,
          allowed: `${replicas} or less, as qdrant.replicas`,
          fix: `write ${replicas} or less, or raise qdrant.replicas`,
        }
      : undefined,
};

const copiesForEachWrite: CrossFieldRule = {
  involved: [
    ['qdrant', 'replicationFactor'],
    ['qdrant', 'writeConsistencyFactor'],
  ],
  judge: ({ qdrant: { replicationFactor = 1, writeConsistencyFactor = 1 } }) =>
    writeConsistencyFactor > replicationFactor
      ? {
          path: ['qdrant', 'writeConsistencyFactor'],
          value: writeConsistencyFactor,
          problem: `a shard has ${replicationFactor === 1 ? '1 copy' : `${replicationFactor} copies`} to take a write`,
          allowed: `${replicationFactor} or less, as qdrant.replicationFactor`,
          fix: `write ${replicationFactor} or less, or raise qdrant.replicationFactor`,
        }
      : undefined,
};

export const REPLICA_RULES: readonly CrossFieldRule[] = [twoNodesAreSaid, nodesForEachCopy, copiesForEachWrite];
