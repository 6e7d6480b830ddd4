import { hasItsSize, refuseImpossible } from '../../../commands/resize-storage/sizes';

const sized = (wanted: string, request: string, capacity?: string) => ({
  wanted,
  claim: {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'data-0', namespace: 'vectors' },
    spec: { resources: { requests: { storage: request } } },
    status: capacity === undefined ? { phase: 'Pending' } : { phase: 'Bound', capacity: { storage: capacity } },
  },
});

test.each([
  ['it grows', sized('200Gi', '150Gi', '150Gi')],
  ['it is as it should be', sized('150Gi', '150Gi', '150Gi')],
  ['it is so in another unit', sized('1Ti', '1024Gi', '1024Gi')],
  ['the volume was rounded up', sized('150Gi', '150Gi', '161Gi')],
  ['growth that failed is taken back to more than there is', sized('200Gi', '10Ti', '150Gi')],
  ['there is no volume yet, and none has to grow', sized('150Gi', '150Gi')],
])('a size is taken where %s', (_, claim) => {
  expect(() => refuseImpossible(claim)).not.toThrow();
});

test.each([
  ['it would shrink', sized('100Gi', '150Gi', '150Gi'), 'which has 150Gi: a volume cannot shrink'],
  ['it would shrink, in another unit', sized('150G', '150Gi', '150Gi'), 'to 150Gi or more'],
  ['growth that failed is taken back to what there is', sized('150Gi', '10Ti', '150Gi'), 'to more than 150Gi'],
  ['there is no volume to grow', sized('200Gi', '150Gi'), 'is not bound, so it has no volume'],
])('fails if %s', (_, claim, message) => {
  expect(() => refuseImpossible(claim)).toThrow(message);
});

test('a volume has its size when it has that or more, and not before it is bound', () => {
  expect(hasItsSize(sized('200Gi', '200Gi', '200Gi'))).toBe(true);
  expect(hasItsSize(sized('200Gi', '200Gi', '201Gi'))).toBe(true);
  expect(hasItsSize(sized('200Gi', '200Gi', '150Gi'))).toBe(false);
  expect(hasItsSize(sized('200Gi', '200Gi'))).toBe(false);
});
