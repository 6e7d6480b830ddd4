import { changesOf } from '../../../reconcile/object-changes';

const object = (spec: object, metadata: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'qdrant', ...metadata },
  spec,
});

test('equal objects do not differ, whatever the server writes', () => {
  const before = { ...object({ a: 1 }, { uid: 'x', resourceVersion: '1', generation: 1 }), status: { ready: true } };

  expect(changesOf(before, object({ a: 1 }, { uid: 'x', resourceVersion: '2', managedFields: [] }))).toEqual([]);
});

test('every field that differs is named by its path', () => {
  const before = object(
    { replicas: 1, old: 'gone', ports: [{ name: 'http', port: 80 }] },
    { labels: { 'app/x': 'a' } },
  );
  const after = object({
    replicas: 3,
    ports: [
      { name: 'http', port: 6333 },
      { name: 'grpc', port: 6334 },
    ],
  });

  expect(changesOf(before, after)).toEqual([
    { field: 'metadata.labels.app/x', from: 'a', to: undefined },
    { field: 'spec.replicas', from: 1, to: 3 },
    { field: 'spec.old', from: 'gone', to: undefined },
    { field: 'spec.ports[http].port', from: 80, to: 6333 },
    { field: 'spec.ports[grpc].name', from: undefined, to: 'grpc' },
    { field: 'spec.ports[grpc].port', from: undefined, to: 6334 },
  ]);
});

test('an object that does not exist differs in all its fields', () => {
  expect(changesOf(undefined, object({ list: ['a'], empty: {} }))).toEqual([
    { field: 'apiVersion', from: undefined, to: 'v1' },
    { field: 'kind', from: undefined, to: 'Service' },
    { field: 'metadata.name', from: undefined, to: 'qdrant' },
    { field: 'spec.list', from: undefined, to: ['a'] },
    { field: 'spec.empty', from: undefined, to: {} },
  ]);
});

test('a value that becomes a structure is one change', () => {
  expect(changesOf(object({ a: 'text' }), object({ a: { b: 1 } }))).toEqual([
    { field: 'spec.a', from: 'text', to: { b: 1 } },
  ]);
});
