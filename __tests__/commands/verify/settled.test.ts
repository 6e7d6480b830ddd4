import { unsettled } from '../../../stack/controller-status';

const certificate = (...conditions: object[]) => ({
  apiVersion: 'cert-manager.io/v1',
  kind: 'Certificate',
  metadata: { name: 'qdrant-tls', generation: 2 },
  status: { conditions },
});

test('a Certificate that is ready is settled', () => {
  expect(unsettled(certificate({ type: 'Ready', status: 'True', observedGeneration: 2 }))).toEqual([]);
});

test.each<[string, object[], string]>([
  ['has no condition yet', [], 'its controller has not reported Ready yet'],
  [
    'has one of an earlier generation',
    [{ type: 'Ready', status: 'True', observedGeneration: 1 }],
    'its controller has not reported Ready yet',
  ],
  [
    'is refused',
    [{ type: 'Ready', status: 'False', observedGeneration: 2, reason: 'DoesNotExist', message: 'no such issuer' }],
    'not Ready: DoesNotExist: no such issuer',
  ],
])('a Certificate that %s is not settled', (_, conditions, said) => {
  expect(unsettled(certificate(...conditions))).toEqual([said]);
});

describe('a route', () => {
  const said = (...conditions: object[]) => ({ parentRef: { name: 'public', namespace: 'gateways' }, conditions });
  const good = ['Accepted', 'ResolvedRefs'].map(type => ({ type, status: 'True', observedGeneration: 2 }));
  const route = (...parents: object[]) => ({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: 'qdrant-api', namespace: 'qdrant', generation: 2 },
    spec: { parentRefs: [{ name: 'public', namespace: 'gateways' }] },
    status: { parents },
  });

  test('that its Gateway has accepted, with Services that it has found, is settled', () => {
    expect(unsettled(route(said(...good)))).toEqual([]);
  });

  test('that nobody has looked at is not settled', () => {
    expect(unsettled(route())).toEqual([
      'Gateway gateways/public has not reported a status: check that it exists, and that its listener allows routes from this namespace',
    ]);
  });

  test('that another Gateway has accepted is not settled', () => {
    expect(unsettled(route({ ...said(...good), parentRef: { name: 'public', namespace: 'qdrant' } }))).toHaveLength(1);
  });

  test('is told of in the words of its Gateway', () => {
    const refused = { type: 'ResolvedRefs', status: 'False', observedGeneration: 2, reason: 'BackendNotFound' };
    expect(unsettled(route(said(good[0]!, refused)))).toEqual([
      'Gateway gateways/public: not ResolvedRefs: BackendNotFound',
    ]);
  });
});
