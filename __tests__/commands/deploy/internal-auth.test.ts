import { type Database, refuseEarlyInternalAuth } from '../../../commands/deploy/internal-auth';

interface Nodes {
  readonly replicas?: number;
  readonly version?: string;
  readonly key?: boolean;
  readonly asks?: boolean;
  readonly ready?: number;
}

function database({ replicas = 3, version = 'v1.18.2', key = true, asks = true, ready = replicas }: Nodes): Database {
  const metadata = { namespace: 'vectors', name: 'qdrant', generation: 1 };
  const env = key ? [{ name: 'QDRANT__SERVICE__API_KEY', valueFrom: {} }] : [];
  return {
    statefulSet: {
      kind: 'StatefulSet',
      metadata,
      spec: { replicas, template: { spec: { containers: [{ image: `qdrant/qdrant:${version}`, env }] } } },
      status: { observedGeneration: 1, replicas, readyReplicas: ready, updatedReplicas: ready },
    },
    configMap: {
      kind: 'ConfigMap',
      metadata,
      data: { 'production.yaml': asks ? 'service:\n  enforce_internal_auth: true\n' : 'service: {}\n' },
    },
  };
}

const deploying = (live: Nodes | undefined, wanted: Nodes) => () =>
  refuseEarlyInternalAuth(live && database(live), database(wanted));

test.each<[name: string, live: Nodes | undefined, wanted: Nodes]>([
  ['the first nodes', undefined, {}],
  ['nodes that ask already, whatever holds them', { ready: 1 }, {}],
  ['nodes that show their key already', { asks: false }, {}],
  ['one node, which asks nobody', { asks: false, key: false, replicas: 1 }, { replicas: 1 }],
  ['nodes that were switched off', { asks: false, key: false, replicas: 0 }, {}],
  ['nodes without a key, which ask for none', { asks: false, key: false }, { key: false }],
  ['nodes that are not to ask', { asks: false, key: false }, { asks: false }],
])('%s are fine', (_, live, wanted) => {
  expect(deploying(live, wanted)).not.toThrow();
});

const BEGINNING =
  'The nodes of StatefulSet vectors/qdrant would require the API key from each other (service.enforce_internal_auth), but ';
const END =
  ': the rollout would never end. Fix: set qdrant.config.service.enforce_internal_auth to false in the config and deploy; when every node runs, remove the setting and deploy again';

test.each<[name: string, live: Nodes, problem: string]>([
  ['the nodes have no key', { asks: false, key: false }, 'the running nodes have no key'],
  ['one node without a key becomes three', { asks: false, key: false, replicas: 1 }, 'the running nodes have no key'],
  ['the nodes ask already, but have had no key', { asks: true, key: false }, 'the running nodes have no key'],
  [
    'the nodes are of a version that shows no key',
    { asks: false, version: 'v1.17.1' },
    'the running nodes have image qdrant/qdrant:v1.17.1, and only Qdrant 1.18 and later sends the key',
  ],
  [
    'the version of the nodes cannot be read',
    { asks: false, version: 'latest' },
    'the running nodes have image qdrant/qdrant:latest, and only Qdrant 1.18 and later sends the key',
  ],
  [
    'a node has not got its key yet',
    { asks: false, ready: 2 },
    'the last change is not rolled out yet (2 of 3 ready, 2 of 3 updated)',
  ],
])('fails if %s', (_, live, problem) => {
  expect(deploying(live, {})).toThrow(BEGINNING + problem + END);
});
