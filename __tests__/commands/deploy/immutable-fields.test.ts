import { immutableChanges, refuseImmutableChanges } from '../../../commands/deploy/immutable-fields';

interface Volume {
  readonly size?: string;
  readonly class?: string;
  readonly labels?: object;
}

const template = (
  name: string,
  { size = '150Gi', class: storageClassName, labels = { app: 'qdrant' } }: Volume = {},
) => ({
  metadata: { name, labels },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: size } }, storageClassName },
});
const statefulSet = (spec: object = {}, volumes: object[] = [template('qdrant-storage')]) => ({
  kind: 'StatefulSet',
  metadata: { namespace: 'vectors', name: 'qdrant' },
  spec: {
    serviceName: 'qdrant-headless',
    podManagementPolicy: 'Parallel',
    selector: { matchLabels: { app: 'qdrant' } },
    replicas: 1,
    volumeClaimTemplates: volumes,
    ...spec,
  },
});
const withVolume = (volume: Volume) => statefulSet({}, [template('qdrant-storage', volume)]);
const SIZE = 'spec.volumeClaimTemplates[qdrant-storage].spec.resources.requests.storage';

test('what may change is not looked at, nor what the server adds', () => {
  const live = statefulSet({ replicas: 3, revisionHistoryLimit: 10 }, [
    {
      ...template('qdrant-storage', { size: '153600Mi' }),
      spec: { ...template('').spec, volumeMode: 'Filesystem' },
      status: { phase: 'Pending' },
    },
  ]);

  expect(immutableChanges(live, statefulSet())).toEqual([]);
  const ordered = statefulSet({ podManagementPolicy: 'OrderedReady' });
  expect(immutableChanges(ordered, statefulSet({ podManagementPolicy: undefined }))).toEqual([]);
});

test('a volume that grows is for resize-storage', () => {
  const wanted = withVolume({ size: '1Ti' });

  expect(immutableChanges(statefulSet(), wanted)).toEqual([{ field: SIZE, from: '150Gi', to: '1Ti', size: 'grows' }]);
  expect(() => refuseImmutableChanges(statefulSet(), wanted)).toThrow(
    `StatefulSet vectors/qdrant exists, and these fields are immutable: ${SIZE} from "150Gi" to "1Ti"; nothing was changed. ` +
      'Fix: run npm run resize-storage,',
  );
});

test('a volume that shrinks is refused, also beside one that grows', () => {
  const live = statefulSet({}, [template('qdrant-storage'), template('qdrant-snapshots')]);
  const wanted = statefulSet({}, [
    template('qdrant-storage', { size: '200Gi' }),
    template('qdrant-snapshots', { size: '50Gi' }),
  ]);

  expect(() => refuseImmutableChanges(live, wanted)).toThrow(
    'Fix: volumes never shrink: set the size in the config back;',
  );
});

test.each<[string, object, object]>([
  ['spec.serviceName', statefulSet(), statefulSet({ serviceName: 'other' })],
  ['spec.selector', statefulSet(), statefulSet({ selector: { matchLabels: { app: 'other' } } })],
  ['spec.podManagementPolicy', statefulSet(), statefulSet({ podManagementPolicy: undefined })],
  [
    'spec.volumeClaimTemplates[qdrant-snapshots]',
    statefulSet(),
    statefulSet({}, [template('qdrant-storage'), template('qdrant-snapshots')]),
  ],
  [
    'spec.volumeClaimTemplates[qdrant-storage].spec.storageClassName',
    withVolume({ class: 'slow' }),
    withVolume({ class: 'fast' }),
  ],
  ['spec.volumeClaimTemplates[qdrant-storage].spec.storageClassName', withVolume({ class: 'slow' }), withVolume({})],
  [
    'spec.volumeClaimTemplates[qdrant-storage].metadata.labels',
    withVolume({}),
    withVolume({ labels: { app: 'other' } }),
  ],
])('%s cannot be changed, and the pods and volumes can be kept', (field, live: any, wanted: any) => {
  expect(immutableChanges(live, wanted).map(change => change.field)).toEqual([field]);
  expect(() => refuseImmutableChanges(live, wanted)).toThrow(
    'kubectl delete statefulset qdrant -n vectors --cascade=orphan, and deploy again',
  );
});
