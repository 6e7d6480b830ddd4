import { parseConfig } from '../../config/load';
import { PRODUCTION } from '../support/production';

/** A config, and what its error says below the headline: the problem with its place, what is allowed, the fix. */
const CASES: [name: string, text: string, message: string][] = [
  [
    'Qdrant has 2 replicas',
    'qdrant: { replicas: 2 }',
    `
  config.yaml:1:11 qdrant.replicas is 2: two nodes have no majority when one fails.
    Allowed: 1, or 3 and more; 2 with a reason in acceptedRisks.twoNodes.
    Fix: write 1 or 3, or give a reason in acceptedRisks.twoNodes.`,
  ],
  [
    'several nodes should share a claim',
    'qdrant: { replicas: 3, storage: { claimName: vector-data } }',
    `
  config.yaml:1:35 qdrant.storage.claimName is "vector-data": qdrant.replicas is 3, and each node needs a claim of its own.
    Allowed: a claim for one node.
    Fix: remove the key: the nodes use claims with the names qdrant-storage-qdrant-0, qdrant-storage-qdrant-1 and so on if the claims exist, so create claims with these names.`,
  ],
  [
    'a claim has the class of a claim template',
    'qdrant: { storage: { claimName: vector-data, storageClassName: fast } }',
    `
  config.yaml:1:46 qdrant.storage.storageClassName is "(set)": qdrant.storage.claimName names a claim, which has its own storageClassName.
    Allowed: absent with claimName.
    Fix: remove one of the two keys.`,
  ],
  [
    'each shard should lie on more nodes than there are',
    'qdrant: { replicas: 3, replicationFactor: 4 }',
    `
  config.yaml:1:24 qdrant.replicationFactor is 4: qdrant.replicas is 3, and each copy of a shard needs its own node.
    Allowed: 3 or less.
    Fix: write 3 or less, or increase qdrant.replicas.`,
  ],
  [
    'each shard should lie on two nodes, and there is one',
    'qdrant: { replicationFactor: 2 }',
    `
  config.yaml:1:11 qdrant.replicationFactor is 2: qdrant.replicas is 1, and each copy of a shard needs its own node.
    Allowed: 1 or less.
    Fix: write 1 or less, or increase qdrant.replicas.`,
  ],
  [
    'a shard should lie nowhere',
    'qdrant: { replicationFactor: 0 }',
    `
  config.yaml:1:11 qdrant.replicationFactor is 0: a shard would have no node.
    Allowed: an integer from 1 to 100.
    Fix: write 1.`,
  ],
  [
    'more copies should take a write than there are',
    PRODUCTION + 'qdrant: { writeConsistencyFactor: 3 }',
    `
  config.yaml:3:11 qdrant.writeConsistencyFactor is 3: qdrant.replicationFactor is 2, so more nodes cannot confirm a write.
    Allowed: 2 or less.
    Fix: write 2 or less, or increase qdrant.replicationFactor.`,
  ],
  [
    "the copies are set among Qdrant's own settings",
    'qdrant: { config: { storage: { collection: { replication_factor: 2 } } } }',
    `
  config.yaml:1:46 qdrant.config.storage.collection.replication_factor is 2: the key qdrant.replicationFactor sets this value.
    Allowed: settings that the stack does not set.
    Fix: remove the setting, and set qdrant.replicationFactor.`,
  ],
  [
    'the Pod Security Standard is none that the stack knows',
    'podSecurity: strict',
    `
  config.yaml:1:1 podSecurity is "strict": the value is not one of the allowed values.
    Allowed: none or restricted.
    Fix: write none or restricted.`,
  ],
  [
    'spreading is not a boolean',
    'scheduling: { spread: zones }',
    `
  config.yaml:1:15 scheduling.spread is "zones": the value is a string.
    Allowed: true or false.
    Fix: replace the value with a boolean.`,
  ],
  [
    "Valkey's password stands in the config",
    'valkey: { password: hunter2 }',
    `
  config.yaml:1:11 valkey.password is "***": the value is a string.
    Allowed: true or false.
    Fix: replace the value with a boolean.`,
  ],
  [
    "Valkey's TLS has no Secret",
    'valkey: { tls: {} }',
    `
  config.yaml:1:11 valkey.tls.secretName: the key is missing.
    Allowed: lower-case letters, digits, hyphens and dots; at most 253 characters.
    Fix: add the key.`,
  ],
];

describe('fails if', () => {
  test.each(CASES)('%s', (_name, text, message) => {
    const headline = 'config.yaml: 1 problem found, nothing was changed.\n';
    expect(() => parseConfig(text, 'config.yaml')).toThrow(new Error(headline + message));
  });
});
