import { isClaimOf } from '../../../stack/live-stack';

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
