import { type CrossFieldRule } from '../rule';

const RISK = ['acceptedRisks', 'twoNodes'];

const twoNodesAreAccepted: CrossFieldRule = {
  keys: [['qdrant', 'replicas'], RISK],
  check: ({ qdrant, acceptedRisks }) =>
    qdrant.replicas === 2 && acceptedRisks.twoNodes === undefined
      ? {
          path: ['qdrant', 'replicas'],
          value: 2,
          problem: 'two nodes have no majority when one fails',
          allowed: `1, or 3 and more; 2 with a reason in ${RISK.join('.')}`,
          fix: `write 1 or 3, or give a reason in ${RISK.join('.')}`,
        }
      : undefined,
};

/** The factor of a profile can exceed the number of nodes: Qdrant then makes fewer copies, until more nodes join. */
const enoughNodesForCopies: CrossFieldRule = {
  keys: [
    ['qdrant', 'replicas'],
    ['qdrant', 'replicationFactor'],
  ],
  check: ({ qdrant: { replicas, replicationFactor = 1 } }, isSet) =>
    replicationFactor > replicas && isSet(['qdrant', 'replicationFactor'])
      ? {
          path: ['qdrant', 'replicationFactor'],
          value: replicationFactor,
          problem: `qdrant.replicas is ${replicas}, and each copy of a shard needs its own node`,
          allowed: `${replicas} or less`,
          fix: `write ${replicas} or less, or increase qdrant.replicas`,
        }
      : undefined,
};

const enoughCopiesForWrites: CrossFieldRule = {
  keys: [
    ['qdrant', 'replicationFactor'],
    ['qdrant', 'writeConsistencyFactor'],
  ],
  check: ({ qdrant: { replicationFactor = 1, writeConsistencyFactor = 1 } }) =>
    writeConsistencyFactor > replicationFactor
      ? {
          path: ['qdrant', 'writeConsistencyFactor'],
          value: writeConsistencyFactor,
          problem: `qdrant.replicationFactor is ${replicationFactor}, so more nodes cannot confirm a write`,
          allowed: `${replicationFactor} or less`,
          fix: `write ${replicationFactor} or less, or increase qdrant.replicationFactor`,
        }
      : undefined,
};

export const REPLICA_RULES: readonly CrossFieldRule[] = [
  twoNodesAreAccepted,
  enoughNodesForCopies,
  enoughCopiesForWrites,
];
