import { QdrantChart } from 'cdk8s-qdrant';
import { z } from 'zod';
import { keys, resources, storageClassName, wholeNumber } from '../building-blocks';
import { looksSecret, MASK } from '../../cli/secrets';
import { bytes } from '../quantity';
import { type Mistake, refusal } from '../text';
import { secretName } from '../values';
import { auditLog, strictMode } from './qdrant-requests';

const size = bytes('150Gi').describe('Size of the volume. A volume can grow later, but never shrink.');

const copies = (problem: string) =>
  wholeNumber('1 and more', value => (value < 1 ? { problem, fix: 'write 1' } : undefined));

/** Settings that have a key of their own. */
const OWN_KEYS: Readonly<Record<string, string>> = {
  'storage.collection.replication_factor': 'qdrant.replicationFactor',
  'storage.collection.write_consistency_factor': 'qdrant.writeConsistencyFactor',
  'tls.cert': 'qdrant.tls',
  'tls.key': 'qdrant.tls',
  'tls.ca_cert': 'qdrant.tls',
};

/** The sections that hold what the stack sets. */
const SECTIONS = [...new Set(QdrantChart.RESERVED_SETTINGS.flatMap(setting => sectionsAbove(setting.split('.'))))];

function sectionsAbove([section, ...rest]: readonly string[]): string[] {
  return rest.length === 0 ? [] : [section!, ...sectionsAbove(rest).map(below => `${section}.${below}`)];
}

/** Qdrant's own settings. They end up in a ConfigMap, so no secret may be among them. */
const qdrantSettings = z
  .record(z.string(), z.unknown(), "a mapping of Qdrant's settings")
  .check(({ value, issues }) => {
    const secrets = secretPaths(value);
    for (const path of secrets) {
      const mistake = {
        problem: 'a secret must not stand in a file',
        fix: 'remove it; keys and passwords reach Qdrant through Secrets of the cluster',
      };
      issues.push(refusal(MASK, 'settings that are not secret', mistake, path));
    }
    const names = namePaths(value).filter(path => !/^[a-z0-9_]+$/.test(path.at(-1)!));
    for (const path of names.filter(each => !secrets.some(([key]) => key === each[0]))) {
      issues.push(
        refusal(undefined, 'names of lower-case letters, digits and underscores', nameMistake(path.at(-1)!), path),
      );
    }
    for (const section of SECTIONS) {
      const path = section.split('.');
      const found = valueAt(value, path);
      if (found !== undefined && (typeof found !== 'object' || found === null || Array.isArray(found))) {
        const mistake = { problem: 'what the stack sets in this section would be lost', fix: 'remove it' };
        issues.push(refusal(undefined, 'a mapping of settings', mistake, path));
      }
    }
    for (const setting of QdrantChart.RESERVED_SETTINGS) {
      const path = setting.split('.');
      const found = valueAt(value, path);
      if (found !== undefined && !looksSecret(setting)) {
        const ownKey = OWN_KEYS[setting];
        const mistake = ownKey
          ? { problem: 'the setting has a key of its own', fix: `remove it, and set ${ownKey}` }
          : {
              problem: 'the stack decides this setting: other objects depend on it, or what is open without a key',
              fix: 'remove it',
            };
        issues.push(refusal(found, 'settings that the stack leaves to you', mistake, path));
      }
    }
  });

/** The paths of all names as deep as the stack sets something; below, names may be keys of yours. */
function namePaths(tree: unknown, depth = 3): string[][] {
  return depth > 0 && typeof tree === 'object' && tree !== null && !Array.isArray(tree)
    ? Object.entries(tree).flatMap(([name, value]) => [
        [name],
        ...namePaths(value, depth - 1).map(path => [name, ...path]),
      ])
    : [];
}

function nameMistake(name: string): Mistake {
  const plain = name.toLowerCase().replaceAll('-', '_');
  return /^[a-z0-9_]+$/.test(plain)
    ? { problem: "it is not how Qdrant's settings are written", fix: `write ${plain}` }
    : {
        problem: 'Qdrant takes it for the path of a setting',
        fix: 'write the setting below its section, as in service: { max_workers: 4 }',
      };
}

function valueAt(tree: unknown, path: readonly string[]): unknown {
  return path.reduce<any>((below, key) => below?.[key], tree);
}

/** Paths in a tree whose names are those of secrets, or whose values are URLs with credentials. */
function secretPaths(tree: unknown): PropertyKey[][] {
  if (typeof tree !== 'object' || tree === null) {
    return typeof tree === 'string' && /:\/\/[^/?#]*@/.test(tree) ? [[]] : [];
  }
  return Object.entries(tree).flatMap(([name, value]) => {
    const key = Array.isArray(tree) ? Number(name) : name;
    return looksSecret(name) ? [[key]] : secretPaths(value).map(path => [key, ...path]);
  });
}

export const qdrant = keys({
  replicas: wholeNumber('1, or 3 and more', value =>
    value < 1
      ? { problem: 'there would be no Qdrant', fix: 'write 1; stop a running Qdrant with kubectl scale' }
      : undefined,
  )
    .prefault(1)
    .describe('Number of Qdrant nodes: 1, or 3 and more; 2 with acceptedRisks.twoNodes only.'),
  replicationFactor: copies('no shard would have a node')
    .optional()
    .describe("On how many nodes each shard of a new collection lies. Default: Qdrant's own, 1."),
  writeConsistencyFactor: copies('no write would be waited for')
    .optional()
    .describe("How many of them must take a write to a new collection before it is done. Default: Qdrant's own, 1."),
  resources: resources({ requests: { cpu: '2', memory: '4Gi' }, limits: { cpu: '4', memory: '8Gi' } }),
  storage: keys({ size: size.prefault('150Gi'), storageClassName })
    .prefault({})
    .describe('Volume of the data, one for each node.'),
  snapshotStorage: keys({ size, storageClassName })
    .optional()
    .describe(
      "Volume for snapshots, one for each node. Default: none, snapshots use the node's disk and go with the pod.",
    ),
  tls: keys({
    secretName: secretName('qdrant-internal-tls').describe(
      'Secret in the namespace, which you or cert-manager make, with tls.crt, tls.key and ca.crt, for qdrant.{namespace}.svc.cluster.local and *.qdrant-headless.{namespace}.svc.cluster.local.',
    ),
    service: z.boolean('true or false').prefault(true).describe('Whether REST and gRPC speak TLS.'),
    p2p: z
      .boolean('true or false')
      .prefault(true)
      .describe(
        'Whether the nodes speak TLS with each other. Decided once: where it changes, nodes with data do not start.',
      ),
  })
    .optional()
    .describe('TLS in the pods. Default: none, TLS ends at the ingress.'),
  strictMode,
  auditLog,
  config: qdrantSettings.prefault({}).describe("Settings merged into Qdrant's production.yaml. No secrets."),
})
  .prefault({})
  .describe('The vector database.');
