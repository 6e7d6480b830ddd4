import { Failure } from '../../../cli/failure';
import { RequestError } from '../../../clients/errors';
import { waitingFor } from '../../../stack/readiness';

const DEPLOYMENT = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { namespace: 'vectors', name: 'qdrant', uid: 'workload', generation: 1 },
  spec: { replicas: 1, selector: { matchLabels: { app: 'qdrant' } } },
  status: { observedGeneration: 1, updatedReplicas: 1 } as object,
};
const COUNT = '0 of 1 ready, 1 of 1 updated';

const OWNER = { kind: 'ReplicaSet', name: `${DEPLOYMENT.metadata.name}-5d9c`, controller: true };

const pod = (status: object, volumes: object[] = []) => ({
  metadata: { namespace: 'vectors', name: 'qdrant-0', uid: 'pod', ownerReferences: [OWNER] },
  spec: { volumes },
  status,
});
const waiting = (reason: string, message?: string, more: object = {}) =>
  pod({ phase: 'Pending', containerStatuses: [{ state: { waiting: { reason, message } }, ...more }] });
const event = (uid: string, reason: string, message: string, second = 0, type = 'Warning') => ({
  involvedObject: { uid },
  reason,
  message,
  type,
  lastTimestamp: `2024-01-01T00:00:0${second}Z`,
  metadata: {},
});

/** What is told of a workload, given what a cluster has beside it. */
function told({ pods = [], events = [], claim, workload = DEPLOYMENT }: any): Promise<string[]> {
  const cluster: any = {
    list: async (_: string, kind: string) => {
      if (kind === 'Event' && events === 'forbidden')
        throw new Failure('Could not list', 'get rights', { cause: new RequestError('no', 403) });
      return kind === 'Pod' ? pods : events;
    },
    read: async () => claim,
  };
  return waitingFor(cluster, workload);
}

test('nothing is told of what is rolled out', async () => {
  const status = { observedGeneration: 1, updatedReplicas: 1, readyReplicas: 1, replicas: 1 };

  expect(await told({ workload: { ...DEPLOYMENT, status } })).toEqual([]);
});

test('pods of an earlier version that are still there are counted', async () => {
  const status = { observedGeneration: 1, updatedReplicas: 1, readyReplicas: 1, replicas: 2 };

  expect(await told({ workload: { ...DEPLOYMENT, status } })).toEqual([
    '1 pod remains from an earlier version or scale',
  ]);
  expect(await told({ workload: { ...DEPLOYMENT, status: { ...status, replicas: 3 } } })).toEqual([
    '2 pods remain from an earlier version or scale',
  ]);
});

test('an image that cannot be pulled, with what the registry said', async () => {
  const message = 'Back-off pulling image "harbor.example.com/library/qdrant:v1.15.4"';

  expect(
    await told({
      pods: [waiting('ImagePullBackOff', message)],
      events: [
        event('pod', 'Failed', 'Failed to pull image: 401 Unauthorized', 2),
        event('pod', 'Failed', 'an older one', 1),
        event('another', 'Failed', 'of another pod', 3),
      ],
    }),
  ).toEqual([COUNT, `pod qdrant-0 ImagePullBackOff: ${message} (Failed: Failed to pull image: 401 Unauthorized)`]);
});

test('a container that ends again and again, with how it ended', async () => {
  const lastState = { terminated: { exitCode: 101, reason: 'Error' } };

  expect(
    await told({ pods: [waiting('CrashLoopBackOff', 'back-off 5m0s restarting failed container', { lastState })] }),
  ).toEqual([
    COUNT,
    'pod qdrant-0 CrashLoopBackOff: back-off 5m0s restarting failed container, after it ended with exit code 101 (Error)',
  ]);
});

test('a claim without a volume, and the event that says why', async () => {
  const claim = { metadata: { name: 'storage-qdrant-0', uid: 'claim' }, status: { phase: 'Pending' } };
  const unscheduled = pod(
    {
      phase: 'Pending',
      conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: 'unbound claims' }],
    },
    [{ persistentVolumeClaim: { claimName: 'storage-qdrant-0' } }, { emptyDir: {} }],
  );

  expect(
    await told({
      pods: [unscheduled],
      claim,
      events: [
        event('pod', 'FailedScheduling', 'unbound claims'),
        event('claim', 'ProvisioningFailed', 'storageclass "fast" not found'),
      ],
    }),
  ).toEqual([
    COUNT,
    'pod qdrant-0 Unschedulable: unbound claims',
    'claim storage-qdrant-0 is Pending (ProvisioningFailed: storageclass "fast" not found)',
  ]);
});

test('a claim that is bound is not told', async () => {
  const claim = { metadata: { name: 'storage-qdrant-0', uid: 'claim' }, status: { phase: 'Bound' } };

  expect(
    await told({
      claim,
      pods: [pod({ phase: 'Pending' }, [{ persistentVolumeClaim: { claimName: 'storage-qdrant-0' } }])],
    }),
  ).toEqual([COUNT, 'pod qdrant-0 Pending']);
});

test('a mounted Secret that is missing, which only an event tells', async () => {
  expect(
    await told({
      pods: [waiting('ContainerCreating')],
      events: [
        event('pod', 'FailedMount', 'secret "oauth2-proxy" not found'),
        event('pod', 'Scheduled', 'ok', 1, 'Normal'),
      ],
    }),
  ).toEqual([COUNT, 'pod qdrant-0 ContainerCreating (FailedMount: secret "oauth2-proxy" not found)']);
});

test('why a controller can make no pods: a condition of a Deployment, an event of a StatefulSet', async () => {
  const conditions = [{ type: 'ReplicaFailure', status: 'True', message: 'exceeded quota' }];
  const workload = { ...DEPLOYMENT, status: { ...DEPLOYMENT.status, conditions } };

  expect(await told({ workload })).toEqual([COUNT, 'exceeded quota']);
  expect(await told({ events: [event('workload', 'FailedCreate', 'violates PodSecurity')] })).toEqual([
    COUNT,
    'FailedCreate: violates PodSecurity',
  ]);
});

test('the newest event is told, however the server lists them', async () => {
  const claim = { metadata: { name: 'storage-qdrant-0', uid: 'claim' }, status: { phase: 'Pending' } };
  const pods = [pod({ phase: 'Pending' }, [{ persistentVolumeClaim: { claimName: 'storage-qdrant-0' } }])];
  const series = { series: { lastObservedTime: '2024-01-01T00:00:09Z' } };
  const events = [
    { ...event('claim', 'ProvisioningFailed', 'the newest', 1), ...series },
    event('claim', 'ProvisioningFailed', 'newer', 5),
    event('claim', 'ProvisioningFailed', 'older', 3),
  ];

  expect((await told({ claim, pods, events })).at(-1)).toBe(
    'claim storage-qdrant-0 is Pending (ProvisioningFailed: the newest)',
  );
});

test('without the right to read events, what the pods say themselves is told', async () => {
  expect(await told({ pods: [waiting('ErrImagePull', 'no such host')], events: 'forbidden' })).toEqual([
    COUNT,
    'pod qdrant-0 ErrImagePull: no such host',
  ]);
});
