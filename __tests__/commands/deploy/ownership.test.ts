import {
  handedOver,
  hasSameFields,
  isApplied,
  predecessorsOf,
  withoutOrphanedFields,
} from '../../../commands/deploy/ownership';

const REPLICAS = { 'f:spec': { 'f:replicas': {} } };

function entry(manager: string, fieldsV1: object, more: object = {}) {
  return { manager, operation: 'Update', apiVersion: 'apps/v1', fieldsType: 'FieldsV1', fieldsV1, ...more };
}

const own = (fields: object) => entry('qdrant-stack', fields, { operation: 'Apply' });

function object(managedFields: object[], more: object = {}) {
  return { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'qdrant', managedFields }, ...more };
}

test.each([
  ['helm', 'Update'],
  ['helm', 'Apply'],
  ['OpenAPI-Generator', 'Update'],
  ['kubectl', 'Apply'],
  ['kubectl-client-side-apply', 'Update'],
])('%s (%s) has its fields handed over', (manager, operation) => {
  expect(predecessorsOf(object([entry(manager, REPLICAS, { operation })]))).toEqual([manager]);
});

test.each([
  ['a controller', entry('kube-controller-manager', REPLICAS)],
  ['an autoscaler', entry('kube-controller-manager', REPLICAS, { subresource: 'scale' })],
  ['kubectl scale', entry('kubectl', REPLICAS, { subresource: 'scale' })],
  ['the status', entry('helm', { 'f:status': {} }, { subresource: 'status' })],
  ['kubectl edit', entry('kubectl-edit', REPLICAS)],
  ['this tool, by hand or by hook', entry('qdrant-stack', REPLICAS)],
  ['another version of the kind', entry('helm', REPLICAS, { apiVersion: 'apps/v1beta1' })],
])('what %s has set stays theirs', (_, theirs) => {
  const found = object([theirs, entry('helm', { 'f:data': {} })]);

  expect(predecessorsOf(object([theirs]))).toEqual([]);
  expect(handedOver(found)).toEqual([theirs, own({ 'f:data': {} })]);
});

test('a namespace keeps the labels that others have given it', () => {
  expect(predecessorsOf({ ...object([entry('helm', { 'f:metadata': {} })]), kind: 'Namespace' })).toEqual([]);
});

test('fields of several predecessors and of an earlier deploy become one entry', () => {
  const found = object([
    own({ 'f:spec': { 'f:replicas': {}, 'f:template': { 'f:a': {} } } }),
    entry('helm', { 'f:spec': { 'f:template': { 'f:b': { 'f:c': {} } } } }),
    entry('kubectl', { 'f:spec': { 'f:template': { '.': {}, 'f:b': { 'f:d': {} } } } }, { operation: 'Apply' }),
  ]);

  expect(handedOver(found)).toEqual([
    own({
      'f:spec': { 'f:replicas': {}, 'f:template': { '.': {}, 'f:a': {}, 'f:b': { 'f:c': {}, 'f:d': {} } } },
    }),
  ]);
});

test('what only predecessors wanted goes: fields, elements by their keys, and values of a set', () => {
  const applied = object(
    [
      own({ 'f:spec': { 'f:ports': { 'k:{"port":80,"protocol":"TCP"}': { '.': {}, 'f:port': {} } }, 'f:kept': {} } }),
      entry('controller', {
        'f:metadata': { 'f:finalizers': { 'v:"other"': {} } },
        'f:spec': { 'f:controlled': {} },
      }),
      entry('helm', {
        'f:metadata': {
          'f:finalizers': { 'v:"helm"': {} },
          'f:annotations': { '.': {}, 'f:meta.helm.sh/release': {} },
        },
        'f:spec': {
          'f:ports': {
            '.': {},
            'k:{"port":80,"protocol":"TCP"}': { '.': {}, 'f:port': {}, 'f:appProtocol': {} },
            'k:{"port":81,"protocol":"TCP"}': { '.': {}, 'f:port': {} },
          },
          'f:kept': {},
          'f:controlled': {},
          'f:old': { 'f:deep': {} },
        },
      }),
    ],
    {
      spec: {
        ports: [
          { port: 80, protocol: 'TCP', appProtocol: 'http' },
          { port: 81, protocol: 'TCP' },
          { port: 80, protocol: 'UDP' },
        ],
        kept: 1,
        controlled: 2,
        old: { deep: 3, byTheServer: 4 },
        byTheServer: 5,
      },
    },
  );
  const finalizers = ['helm', 'other'];
  const annotations = { 'meta.helm.sh/release': 'qdrant' };

  const { metadata, spec } = withoutOrphanedFields({
    ...applied,
    metadata: { ...applied.metadata, finalizers, annotations },
  });

  expect(metadata).toMatchObject({ name: 'qdrant', finalizers: ['other'] });
  expect(metadata.annotations).toBeUndefined();
  expect(spec).toEqual({
    ports: [
      { port: 80, protocol: 'TCP' },
      { port: 80, protocol: 'UDP' },
    ],
    kept: 1,
    controlled: 2,
    byTheServer: 5,
  });
});

test('only what a deploy has applied is of an earlier deploy', () => {
  expect(isApplied(object([own({})]))).toBe(true);
  expect(isApplied(object([entry('qdrant-stack', {})]))).toBe(false);
  expect(isApplied(object([entry('kubectl', {}, { operation: 'Apply' })]))).toBe(false);
  expect(isApplied({ ...object([]), metadata: { name: 'bare' } })).toBe(false);
});

test('an apply that would set the same values still has to be written where the fields are not ours', () => {
  expect(hasSameFields(object([own(REPLICAS)]), object([own(REPLICAS)]))).toBe(true);
  expect(hasSameFields(object([entry('argocd', REPLICAS)]), object([own(REPLICAS)]))).toBe(false);
});
