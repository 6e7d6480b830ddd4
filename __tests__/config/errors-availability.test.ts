import { parseConfig } from '../../config/load';
import { PRODUCTION } from '../support/production';

/** A config, and what its error says below the headline: the problem with its place, what is allowed, the fix. */
const CASES: [name: string, text: string, message: string][] = [
  [
    'Qdrant has 2 replicas',
    'qdrant: { replicas: 2 }',
    `
  config.yaml:1:11 qdrant.replicas is 2: two nodes have no majority when one is gone.
    Allowed: 1, or 3 and more; 2 where acceptedRisks.twoNodes says why.
    Fix: write 1 or 3, or give the reason in acceptedRisks.twoNodes.`,
  ],
  [
    'each shard should lie on more nodes than there are',
    'qdrant: { replicas: 3, replicationFactor: 4 }',
    `
  config.yaml:1:24 qdrant.replicationFactor is 4: there are 3 nodes for the copies of a shard.
    Allowed: 3 or less, as qdrant.replicas.
    Fix: write 3 or less, or raise qdrant.replicas.`,
  ],
  [
    'each shard should lie on two nodes, and there is one',
    'qdrant: { replicationFactor: 2 }',
    `
  config.yaml:1:11 qdrant.replicationFactor is 2: there is 1 node for the copies of a shard.
    Allowed: 1 or less, as qdrant.replicas.
    Fix: write 1 or less, or raise qdrant.replicas.`,
  ],
  [
    'a shard should lie nowhere',
    'qdrant: { replicationFactor: 0 }',
    `
  config.yaml:1:11 qdrant.replicationFactor is 0: no shard would have a node.
    Allowed: 1 and more.
    Fix: write 1.`,
  ],
  [
    'more copies should take a write than there are',
    PRODUCTION + 'qdrant: { writeConsistencyFactor: 3 }',
    `
  config.yaml:3:11 qdrant.writeConsistencyFactor is 3: a shard has 2 copies to take a write.
    Allowed: 2 or less, as qdrant.replicationFactor.
    Fix: write 2 or less, or raise qdrant.replicationFactor.`,
  ],
  [
    "the copies are set among Qdrant's own settings",
    'qdrant: { config: { storage: { collection: { replication_factor: 2 } } } }',
    `
  config.yaml:1:46 qdrant.config.storage.collection.replication_factor is 2: the setting has a key of its own.
    Allowed: settings that the stack leaves to you.
    Fix: remove it, and set qdrant.replicationFactor.`,
  ],
  [
    'the Pod Security Standard is none that the stack knows',
    'podSecurity: strict',
    `
  config.yaml:1:1 podSecurity is "strict": it is none of the possible values.
    Allowed: none or restricted.
    Fix: write none or restricted.`,
  ],
  [
    'spreading is no truth value',
    'scheduling: { spread: zones }',
    `
  config.yaml:1:15 scheduling.spread is "zones": it is a text.
    Allowed: true or false.
    Fix: write a truth value in its place.`,
  ],
  [
    "Valkey's password stands in the config",
    'valkey: { password: hunter2 }',
    `
  config.yaml:1:11 valkey.password is "***": it is a text.
    Allowed: true or false.
    Fix: write a truth value in its place.`,
  ],
  [
    "Valkey's TLS has no Secret",
    'valkey: { tls: {} }',
    `
  config.yaml:1:11 valkey.tls.secretName: it is missing.
    Allowed: lower-case letters, digits, hyphens and dots, at most 253 characters.
    Fix: add the key.`,
  ],
];

describe('fails if', () => {
  test.each(CASES)('%s', (_name, text, message) => {
    const headline = 'config.yaml: 1 problem found, nothing was written.\n';
    expect(() => parseConfig(text, 'config.yaml')).toThrow(new Error(headline + message));
  });
});
