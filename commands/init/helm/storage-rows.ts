import {
  type Context,
  inQdrant,
  isEmpty,
  noEffect,
  notCarried,
  readWith,
  type Row,
  set,
  understood,
  valueOf,
} from './row';

const SNAPSHOTS = 'snapshotPersistence.enabled';
const RESTORATION = 'snapshotRestoration.enabled';
const ONCE =
  'remove: Qdrant restores snapshots at its first start only; qdrant.snapshotRestoration, for a new installation';

/** Rows of the volumes. */
export const STORAGE_ROWS: readonly Row[] = [
  understood('persistence.size', '10Gi', value => [set('qdrant.storage.size', value)]),
  understood('persistence.storageClassName', undefined, ifSet('qdrant.storage.storageClassName')),
  understood('persistence.storageSubPath', undefined, ifSet('qdrant.storage.subPath')),
  understood('persistence.storageVolumeName', 'qdrant-storage', value =>
    value === 'qdrant-storage' ? [] : ifSet('qdrant.storage.name')(value),
  ),
  ...volume('persistence', 'storage'),
  understood(SNAPSHOTS, false, (_, context) =>
    whereSnapshots(context) ? [set('qdrant.snapshotStorage.size', valueOf(context, 'snapshotPersistence.size'))] : [],
  ),
  readWith('snapshotPersistence.size', '10Gi'),
  understood('snapshotPersistence.storageClassName', undefined, (value, context) =>
    whereSnapshots(context) ? ifSet('qdrant.snapshotStorage.storageClassName')(value) : [],
  ),
  understood('snapshotPersistence.snapshotsSubPath', undefined, (value, context) =>
    whereSnapshots(context) ? ifSet('qdrant.snapshotStorage.subPath')(value) : [],
  ),
  understood('snapshotPersistence.snapshotsVolumeName', 'qdrant-snapshots', (value, context) =>
    whereSnapshots(context) && value !== 'qdrant-snapshots' ? ifSet('qdrant.snapshotStorage.name')(value) : [],
  ),
  ...volume('snapshotPersistence', 'snapshotStorage', SNAPSHOTS),
  noEffect(RESTORATION, false, 'Qdrant restores snapshots at its first start only'),
  notCarried('snapshotRestoration.pvcName', 'snapshots-pvc', ONCE, RESTORATION),
  notCarried('snapshotRestoration.mountPath', '/qdrant/snapshot-restoration', ONCE, RESTORATION),
  notCarried('snapshotRestoration.snapshots', undefined, ONCE, RESTORATION),
];

function ifSet(path: string) {
  return (value: unknown) => (isEmpty(value) ? [] : [set(path, value)]);
}

function whereSnapshots(context: Context): boolean {
  return valueOf(context, SNAPSHOTS) === true;
}

/** The fields of a claim template with the same values in the config. */
function volume(key: string, prop: string, ifTrue?: string): Row[] {
  return [
    inQdrant(`${key}.accessModes`, ['ReadWriteOnce'], `${prop}.accessModes`, ifTrue),
    inQdrant(`${key}.volumeAttributesClassName`, undefined, `${prop}.volumeAttributesClassName`, ifTrue),
    inQdrant(`${key}.annotations`, {}, `${prop}.annotations`, ifTrue),
    inQdrant(`${key}.additionalLabels`, {}, `${prop}.labels`, ifTrue),
  ];
}
