import { refuseFewerNodes } from '../../../commands/deploy/fewer-nodes';

const nodes = (replicas: number) => ({
  kind: 'StatefulSet',
  metadata: { namespace: 'vectors', name: 'qdrant' },
  spec: { replicas },
});

test('as many nodes or more are fine, and so are the first ones and those that were switched off', () => {
  expect(() => refuseFewerNodes(undefined, nodes(3), false)).not.toThrow();
  expect(() => refuseFewerNodes(nodes(0), nodes(3), false)).not.toThrow();
  expect(() => refuseFewerNodes(nodes(3), nodes(3), false)).not.toThrow();
  expect(() => refuseFewerNodes(nodes(1), nodes(3), false)).not.toThrow();
});

test('fails if nodes would go with their shards, unless that was prepared', () => {
  expect(() => refuseFewerNodes(nodes(5), nodes(3), false)).toThrow(
    'Qdrant would go from 5 to 3 nodes (StatefulSet vectors/qdrant): the cluster would lose the shards of the nodes that leave, and perhaps its majority. Fix: run npm run scale, which moves the shards and removes the nodes',
  );
  expect(() => refuseFewerNodes(nodes(5), nodes(3), true)).not.toThrow();
});
