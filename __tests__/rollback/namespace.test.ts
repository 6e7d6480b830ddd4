import { strangersAmong } from '../../rollback/namespace-step';

const object = (kind: string, name: string, owner?: [kind: string, name: string]) => ({
  apiVersion: 'v1',
  kind,
  metadata: {
    name,
    namespace: 'vectors',
    ownerReferences: owner && [{ kind: owner[0], name: owner[1] }],
  },
});
const goes = (...titles: string[]) => new Set(titles);

test('what belongs to an object that goes, through any number of owners, does not keep the namespace', () => {
  const objects = [
    object('Pod', 'web-1', ['ReplicaSet', 'web-abc']),
    object('ReplicaSet', 'web-abc', ['Deployment', 'web']),
    object('Deployment', 'web'),
  ];

  expect(strangersAmong(objects, goes('Deployment vectors/web'))).toEqual([]);
  expect(strangersAmong(objects, goes())).toHaveLength(3);
});

test('what every namespace has, and the Endpoints of a Service that goes, do not keep it', () => {
  const objects = [
    object('ServiceAccount', 'default'),
    object('ConfigMap', 'kube-root-ca.crt'),
    object('Endpoints', 'web'),
    object('Endpoints', 'other'),
  ];

  expect(strangersAmong(objects, goes('Service vectors/web'))).toEqual(['Endpoints vectors/other']);
});

test('an object of another kind with the name of one that goes keeps it', () => {
  expect(strangersAmong([object('Secret', 'web')], goes('ConfigMap vectors/web'))).toEqual(['Secret vectors/web']);
});

test('an empty namespace has no strangers', () => {
  expect(strangersAmong([], goes())).toEqual([]);
});
