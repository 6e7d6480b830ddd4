import { requireTemplates, resized } from '../../../commands/resize-storage/stateful-set-step';
import { refuseForeignClaims } from '../../../commands/scale/nodes';
import type { ScaleContext } from '../../../commands/scale/context';
import { parseConfig } from '../../../config/load';
import { Expected } from '../../../stack/expected';
import { isClaimOf } from '../../../stack/live-stack';

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

describe('an existing claim of the config', () => {
  const config = parseConfig('domainName: acme.io\nqdrant: { storage: { claimName: vector-data } }\n', 'config.yaml');
  const expected = new Expected(config);

  test('is a claim of Qdrant, and no claim that a rollback deletes', () => {
    expect(expected.claims()).toEqual(['vector-data']);
    expect(isClaimOf({ metadata: { name: 'vector-data' } }, expected.qdrant)).toBe(false);
  });

  test('is not resized: the message names the command', () => {
    expect(() => requireTemplates(config, expected.qdrant)).toThrow(
      'qdrant.storage.claimName is vector-data: this command changes claims from claim templates only. ' +
        'Fix: to expand the volume, change its claim: kubectl patch pvc vector-data -n qdrant',
    );
  });

  test('is not shared by several nodes', async () => {
    const scaling = { live: expected.qdrant, to: 3 } as unknown as ScaleContext;

    await expect(refuseForeignClaims(scaling, new Map())).rejects.toThrow(
      'StatefulSet qdrant/qdrant has no claim templates, so all its nodes would use the same volume claim',
    );
  });
});
