import { unknownObjects } from '../../../commands/rollback/namespace-step';

const VERSIONS: Record<string, string> = { Deployment: 'apps/v1', ReplicaSet: 'apps/v1' };
const object = (
  kind: string,
  name: string,
  owner?: [kind: string, name: string],
  apiVersion = VERSIONS[kind] ?? 'v1',
) => ({
  apiVersion,
  kind,
  metadata: {
    name,
    namespace: 'vectors',
    ownerReferences: owner && [{ apiVersion: VERSIONS[owner[0]], kind: owner[0], name: owner[1] }],
  },
});

test('what belongs to an object that goes, through any number of owners, does not keep the namespace', () => {
  const objects = [
    object('Pod', 'web-1', ['ReplicaSet', 'web-abc']),
    object('ReplicaSet', 'web-abc', ['Deployment', 'web']),
    object('Deployment', 'web'),
  ];

  expect(unknownObjects(objects, [object('Deployment', 'web')])).toEqual([]);
  expect(unknownObjects(objects, [])).toHaveLength(3);
});

test('what every namespace has, and the Endpoints of a Service that goes, do not keep it', () => {
  const objects = [
    object('ServiceAccount', 'default'),
    object('ConfigMap', 'kube-root-ca.crt'),
    object('Endpoints', 'web'),
    object('Endpoints', 'other'),
  ];

  expect(unknownObjects(objects, [object('Service', 'web')])).toEqual(['Endpoints vectors/other']);
});

test('an object of another kind with the name of one that goes keeps it', () => {
  expect(unknownObjects([object('Secret', 'web')], [object('ConfigMap', 'web')])).toEqual(['Secret vectors/web']);
});

test('so does one of the same kind and name in another API group, and what belongs to it', () => {
  const theirs = object('Service', 'web', undefined, 'serving.knative.dev/v1');
  const revision = {
    ...object('Route', 'web'),
    metadata: { ...theirs.metadata, ownerReferences: [theirs].map(owner) },
  };

  expect(unknownObjects([theirs, revision], [object('Service', 'web')])).toEqual([
    'Service vectors/web',
    'Route vectors/web',
  ]);
});

test('an object counts as the same in every version of its group', () => {
  expect(unknownObjects([object('Deployment', 'web', undefined, 'apps/v2')], [object('Deployment', 'web')])).toEqual(
    [],
  );
});

test('an empty namespace has no unknown objects', () => {
  expect(unknownObjects([], [])).toEqual([]);
});

function owner({ apiVersion, kind, metadata }: ReturnType<typeof object>) {
  return { apiVersion, kind, name: metadata.name };
}
