import { type ClaimNames, immutableChanges, refuseImmutableChanges } from '../../../commands/deploy/immutable-fields';

interface Volume {
  readonly size?: string;
  readonly class?: string;
  readonly labels?: object;
  readonly annotations?: object;
  readonly more?: object;
}

const template = (
  name: string,
  { size = '150Gi', class: storageClassName, labels = { app: 'qdrant' }, annotations, more }: Volume = {},
) => ({
  metadata: { name, labels, annotations },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: size } }, storageClassName, ...more },
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
const refusal = (live: any, wanted: any, claims: Partial<ClaimNames> = { bound: ['qdrant-storage-qdrant-0'] }) =>
  refuseImmutableChanges(live, wanted, async () => ({ bound: [], unbound: [], ...claims }));
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

test('a volume that grows is for resize-storage', async () => {
  const wanted = withVolume({ size: '1Ti' });

  expect(immutableChanges(statefulSet(), wanted)).toEqual([{ field: SIZE, from: '150Gi', to: '1Ti', size: 'grows' }]);
  await expect(refusal(statefulSet(), wanted)).rejects.toThrow(
    `StatefulSet vectors/qdrant exists, and these fields are immutable: ${SIZE} from "150Gi" to "1Ti"; nothing was changed. ` +
      'Fix: run npm run resize-storage,',
  );
});

test('another class of several nodes is for resize-storage --storage-class, and not of one node', async () => {
  const of = (replicas: number, name: string, size = '150Gi') =>
    statefulSet({ replicas }, [template('qdrant-storage', { class: name, size })]);

  await expect(refusal(of(3, 'slow'), of(3, 'fast', '1Ti'))).rejects.toThrow(
    'Fix: run npm run resize-storage -- --storage-class fast, which moves the nodes',
  );
  await expect(refusal(of(1, 'slow'), of(1, 'fast'))).rejects.toThrow('Fix: set the field back; or delete only');
});

test('a volume that shrinks is refused, also beside one that grows', async () => {
  const live = statefulSet({}, [template('qdrant-storage'), template('qdrant-snapshots')]);
  const wanted = statefulSet({}, [
    template('qdrant-storage', { size: '200Gi' }),
    template('qdrant-snapshots', { size: '50Gi' }),
  ]);

  await expect(refusal(live, wanted)).rejects.toThrow('Fix: volumes never shrink: set the size in the config back;');
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
  [
    'spec.volumeClaimTemplates[qdrant-storage].metadata.annotations',
    withVolume({ annotations: { 'example.com/keep': 'yes' } }),
    withVolume({}),
  ],
  [
    'spec.volumeClaimTemplates[qdrant-storage].spec.volumeMode',
    withVolume({ more: { volumeMode: 'Block' } }),
    withVolume({ more: { volumeMode: 'Filesystem' } }),
  ],
  [
    'spec.volumeClaimTemplates[qdrant-storage].spec.volumeAttributesClassName',
    withVolume({ more: { volumeAttributesClassName: 'gold' } }),
    withVolume({}),
  ],
  [
    'spec.volumeClaimTemplates[qdrant-storage].spec.selector',
    withVolume({ more: { selector: { matchLabels: { disk: 'a' } } } }),
    withVolume({}),
  ],
])('%s cannot be changed, and the pods and volumes can be kept', async (field, live: any, wanted: any) => {
  expect(immutableChanges(live, wanted).map(change => change.field)).toEqual([field]);
  await expect(refusal(live, wanted)).rejects.toThrow(
    'kubectl delete statefulset qdrant -n vectors --cascade=orphan, and deploy again',
  );
});

test('the fix also deletes claims that were never bound, because they keep their class', async () => {
  const changed = refusal(withVolume({ class: 'fast-blok' }), withVolume({ class: 'fast-block' }), {
    unbound: ['qdrant-storage-qdrant-0', 'qdrant-storage-qdrant-1'],
  });

  await expect(changed).rejects.toThrow(
    'kubectl delete statefulset qdrant -n vectors --cascade=orphan, then the claims that were never bound and hold no data: kubectl delete pvc qdrant-storage-qdrant-0 qdrant-storage-qdrant-1 -n vectors, and deploy again',
  );
});

test.each(['200Gi', '100Gi'])('without any volume, the size can change to %s', async size => {
  const unbound = ['qdrant-storage-qdrant-0'];

  await expect(refusal(statefulSet(), withVolume({ size }), { unbound })).rejects.toThrow(
    'kubectl delete pvc qdrant-storage-qdrant-0 -n vectors, and deploy again',
  );
});
