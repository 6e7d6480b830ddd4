import { resized } from '../../../commands/resize-storage/stateful-set-step';

const template = (name: string, storage: string, storageClassName?: string) => ({
  metadata: { name },
  spec: { storageClassName, resources: { requests: { storage } } },
});
const live = {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: {
    name: 'qdrant',
    namespace: 'vectors',
    labels: { app: 'qdrant' },
    annotations: { 'example.com/note': 'kept' },
    finalizers: ['orphan', 'example.com/own'],
    uid: 'old',
    resourceVersion: '7',
    generation: 3,
    creationTimestamp: '2026-01-01T00:00:00Z',
    deletionTimestamp: '2026-01-02T00:00:00Z',
    managedFields: [],
  },
  spec: {
    replicas: 5,
    template: { spec: { containers: [{ image: 'as-it-runs' }] } },
    volumeClaimTemplates: [template('data', '150Gi', 'fast'), template('more', '10Gi')],
  },
  status: { readyReplicas: 5 },
};
const declared: any = {
  spec: {
    replicas: 1,
    template: {},
    volumeClaimTemplates: [template('more', '10Gi'), template('data', '200Gi', 'slow')],
  },
};

test('nothing changes but the sizes, and what belongs to the old object is left out', () => {
  expect(resized(live, declared)).toEqual({
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: {
      name: 'qdrant',
      namespace: 'vectors',
      labels: { app: 'qdrant' },
      annotations: { 'example.com/note': 'kept' },
      finalizers: ['example.com/own'],
    },
    spec: { ...live.spec, volumeClaimTemplates: [template('data', '200Gi', 'fast'), template('more', '10Gi')] },
  });
});
