import { unsettled } from '../../verify/settled';

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
  ['has no condition yet', [], 'its controller has not said yet whether it is Ready'],
  [
    'has one of an earlier generation',
    [{ type: 'Ready', status: 'True', observedGeneration: 1 }],
    'its controller has not said yet whether it is Ready',
  ],
  [
    'is refused',
    [{ type: 'Ready', status: 'False', observedGeneration: 2, reason: 'DoesNotExist', message: 'no such issuer' }],
    'not Ready: DoesNotExist: no such issuer',
  ],
])('a Certificate that %s is not settled', (_, conditions, said) => {
  expect(unsettled(certificate(...conditions))).toEqual([said]);
});
