import { isClaimOf, isMarked } from '../../../stack/live-stack';

const statefulSet: any = {
  kind: 'StatefulSet',
  metadata: { name: 'qdrant' },
  spec: { volumeClaimTemplates: [{ metadata: { name: 'qdrant-storage' } }] },
};
const isClaim = (name: string) => isClaimOf({ metadata: { name } }, statefulSet);

test('the claims of a StatefulSet are told by their names, those of pods that were scaled away too', () => {
  expect(isClaim('qdrant-storage-qdrant-0')).toBe(true);
  expect(isClaim('qdrant-storage-qdrant-17')).toBe(true);
});

test.each(['qdrant-storage-qdrant', 'qdrant-storage-qdrant-0-copy', 'storage-qdrant-0', 'qdrant-storage-qdrant-b-0'])(
  '%s is somebody else’s',
  name => {
    expect(isClaim(name)).toBe(false);
  },
);

test('an object without the label of the stack is of these manifests only if a deploy applied it', () => {
  const declared: any = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'added' } };
  const found = (manager: string, operation = 'Apply'): any => ({
    ...declared,
    metadata: { name: 'added', managedFields: [{ manager, operation }] },
  });

  expect(isMarked(found('qdrant-stack'), declared)).toBe(true);
  expect(isMarked(found('qdrant-stack', 'Update'), declared)).toBe(false);
  expect(isMarked(found('kubectl'), declared)).toBe(false);
  expect(isMarked(declared, declared)).toBe(false);
});
