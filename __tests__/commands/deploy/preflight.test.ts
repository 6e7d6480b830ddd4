import type { Cluster, V1Secret } from '../../../clients/kubernetes/cluster';
import type { LiveObject } from '../../../clients/kubernetes/objects';
import { preflight } from '../../../commands/deploy/preflight/preflight';
import { parseConfig } from '../../../config/load';
import type { Config } from '../../../config/schema';
import { Expected } from '../../../stack/expected';

const NAMESPACE = 'qdrant';
const PRODUCTION = { profile: 'production', dashboard: { access: { groups: ['/ops'] } } };

/** An object of the namespace, or of the cluster. */
function object(apiVersion: string, kind: string, name: string, more: object = {}, isOfCluster = false): LiveObject {
  const { metadata, ...rest } = more as { metadata?: object };
  return { apiVersion, kind, metadata: { name, ...(!isOfCluster && { namespace: NAMESPACE }), ...metadata }, ...rest };
}

const storageClass = (name: string, provisioner: string, more: object = {}) =>
  object('storage.k8s.io/v1', 'StorageClass', name, { provisioner, allowVolumeExpansion: true, ...more }, true);
const STANDARD = storageClass('standard', 'ebs.csi.aws.com', {
  metadata: { annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
});
const claim = (name: string, spec: object, phase = 'Pending') =>
  object('v1', 'PersistentVolumeClaim', name, { spec, status: { phase } });
const pod = (name: string, more: object = {}) =>
  object('v1', 'Pod', name, { spec: { containers: [{ name: 'main', image: 'example.com/app:1' }] }, ...more });
const workload = (kind: string, name: string, container: object, metadata: object = {}, labels: object = {}) =>
  object('apps/v1', kind, name, {
    metadata,
    spec: { template: { metadata: { labels }, spec: { containers: [{ name: 'main', ...container }] } } },
  });
const policy = (name: string, podSelector: object) =>
  object('networking.k8s.io/v1', 'NetworkPolicy', name, { spec: { podSelector } });

interface Options {
  readonly objects?: readonly LiveObject[];
  readonly secrets?: Readonly<Record<string, V1Secret>>;
  /** Kinds that the user may not read. */
  readonly forbidden?: readonly string[];
  readonly hasNamespace?: boolean;
  readonly pruned?: readonly LiveObject[];
}

/** The config and its manifests. Each is built once, because the tests share few configs. */
const built = new Map<string, { readonly config: Config; readonly expected: Expected }>();
function build(text: string) {
  const config = parseConfig(text, 'config.yaml');
  const stack = built.get(text) ?? { config, expected: new Expected(config) };
  built.set(text, stack);
  return stack;
}

/** What deploy tells: the notes, or the error. */
async function told(config: object, { objects = [STANDARD], secrets = {}, forbidden = [], ...options }: Options = {}) {
  const allow = (kind: string) => {
    if (forbidden.includes(kind)) throw Object.assign(new Error('forbidden'), { status: 403 });
  };
  const cluster: Pick<Cluster, 'name' | 'read' | 'list' | 'secret'> = {
    name: 'memory',
    read: async (_, kind, namespace, name) => {
      allow(kind);
      return objects.find(
        ({ kind: is, metadata }) => is === kind && metadata.name === name && metadata.namespace === namespace,
      );
    },
    list: async (_, kind) => {
      allow(kind);
      return objects.filter(({ kind: is }) => is === kind);
    },
    secret: async (_, name) => {
      allow('Secret');
      return secrets[name];
    },
  };
  const stack = build(JSON.stringify({ domainName: 'example.com', ...config }));
  const { hasNamespace = true, pruned = [] } = options;
  try {
    return await preflight(cluster as Cluster, stack.config, stack.expected, { hasNamespace, pruned });
  } catch (error) {
    return (error as Error).message;
  }
}

test('an empty namespace of a cluster with a default class is fine', async () => {
  expect(await told({})).toEqual([]);
  expect(await told(PRODUCTION)).toEqual([]);
});

describe('the StorageClass', () => {
  const fast = { qdrant: { storage: { size: '20Gi', storageClassName: 'fast-blok' } } };

  test('that does not exist is refused, with the classes that exist', async () => {
    expect(await told(fast, { objects: [STANDARD, storageClass('fast-block', 'ebs.csi.aws.com')] })).toBe(
      'StorageClass fast-blok of qdrant.storage does not exist in cluster memory (it has fast-block, standard), and the claims keep their class. ' +
        'Fix: set qdrant.storage.storageClassName in the config to one of fast-block, standard, or create StorageClass fast-blok.',
    );
    expect(await told(fast, { objects: [] })).toContain('(it has none), and the claims keep their class. Fix: create');
  });

  test('of snapshots and of backups are looked up, too', async () => {
    const message = await told({
      qdrant: { snapshotStorage: { size: '1Gi', storageClassName: 'a' } },
      scheduledBackup: { schedule: '0 2 * * *', volume: { size: '1Gi', storageClassName: 'b' } },
    });

    expect(message).toContain('StorageClass a of qdrant.snapshotStorage does not exist');
    expect(message).toContain('StorageClass b of scheduledBackup.volume does not exist');
  });

  test('that does not exist is fine for volumes that people create with its name', async () => {
    const volume = object(
      'v1',
      'PersistentVolume',
      'disk-0',
      { spec: { storageClassName: 'fast-blok' }, status: { phase: 'Available' } },
      true,
    );

    expect(await told(fast, { objects: [STANDARD, volume] })).toEqual([
      'StorageClass fast-blok of qdrant.storage does not exist, so you create its volumes, and the claims need 1; 1 are available',
    ]);
  });

  test('is not needed for claims that have their volumes', async () => {
    const bound = claim('qdrant-storage-qdrant-0', { storageClassName: 'fast-blok', volumeName: 'pv' }, 'Bound');

    expect(await told(fast, { objects: [bound] })).toEqual([]);
    const live = object('apps/v1', 'StatefulSet', 'qdrant', { spec: {} });
    expect(await told({ ...fast, qdrant: { ...fast.qdrant, replicas: 3 } }, { objects: [live] })).toContain(
      'StorageClass fast-blok of qdrant.storage does not exist',
    );
  });

  test.each([
    ['nfs.csi.k8s.io', {}],
    ['cluster.local/nfs-subdir-external-provisioner', {}],
    ['smb.csi.k8s.io', {}],
    ['efs.csi.aws.com', {}],
    ['file.csi.azure.com', {}],
    ['rook-ceph.cephfs.csi.ceph.com', {}],
    ['filestore.csi.storage.gke.io', {}],
    ['csi.trident.netapp.io', { backendType: 'ontap-nas' }],
    ['csi.san.synology.com', { protocol: 'smb' }],
  ])('of %s %j is no place for the data of Qdrant, and a note says so', async (provisioner, parameters) => {
    const config = { qdrant: { storage: { storageClassName: 'shared' } } };

    expect(await told(config, { objects: [storageClass('shared', provisioner, { parameters })] })).toEqual([
      expect.stringContaining(
        `StorageClass shared of qdrant.storage shares files over a network (${provisioner}): the data of Qdrant is not safe there`,
      ),
    ]);
  });

  test.each([
    'ebs.csi.aws.com',
    'pd.csi.storage.gke.io',
    'disk.csi.azure.com',
    'driver.longhorn.io',
    'rook-ceph.rbd.csi.ceph.com',
    'rancher.io/local-path',
    'csi.san.synology.com',
    'topolvm.io',
  ])('of %s is fine', async provisioner => {
    const config = { qdrant: { storage: { storageClassName: 'fast' } } };

    expect(await told(config, { objects: [storageClass('fast', provisioner)] })).toEqual([]);
  });

  test('whose volumes people create, or whose volumes never grow, gets a note', async () => {
    const named = (storageClassName: string) => ({ qdrant: { storage: { storageClassName } } });

    expect(await told(named('local'), { objects: [storageClass('local', 'kubernetes.io/no-provisioner')] })).toEqual([
      'StorageClass local of qdrant.storage has no provisioner, so you create its volumes, and the claims need 1; 0 are available',
    ]);
    const fixed = storageClass('fixed', 'rancher.io/local-path', { allowVolumeExpansion: undefined });
    expect(await told(named('fixed'), { objects: [fixed] })).toEqual([
      'StorageClass fixed of qdrant.storage does not allow volumes to grow (allowVolumeExpansion), so npm run resize-storage will not work',
    ]);
  });

  test('that the config leaves to a cluster without a default gets a note', async () => {
    expect(await told({}, { objects: [storageClass('fast', 'ebs.csi.aws.com')] })).toEqual([
      'cluster memory has no default StorageClass (it has fast), and the config has no qdrant.storage.storageClassName: the claims wait until a default class or a volume for them exists',
    ]);
  });

  test('of a claim that was never bound and has another class stops the deploy', async () => {
    const stuck = claim('qdrant-storage-qdrant-0', { storageClassName: 'fast-blok' });
    const config = { qdrant: { storage: { storageClassName: 'standard' } } };

    expect(await told(config, { objects: [STANDARD, stuck] })).toBe(
      'PersistentVolumeClaim qdrant/qdrant-storage-qdrant-0 was never bound, and a claim keeps its StorageClass: it has fast-blok, and qdrant.storage says standard. ' +
        'Fix: delete the claim, which holds no data: kubectl delete pvc qdrant-storage-qdrant-0 -n qdrant, then deploy again.',
    );
  });
});

describe('LimitRanges and ResourceQuotas', () => {
  const range = (...limits: object[]) => object('v1', 'LimitRange', 'limits', { spec: { limits } });
  const quota = (hard: object, used: object = {}, spec: object = {}) =>
    object('v1', 'ResourceQuota', 'quota', { spec: { hard, ...spec }, status: { hard, used } });
  const withStandard = (...objects: LiveObject[]) => ({ objects: [STANDARD, ...objects] });

  test('a container above the limit, below it, or of another ratio is refused with the key of the config', async () => {
    expect(await told({}, withStandard(range({ type: 'Container', max: { memory: '1Gi' } })))).toBe(
      'LimitRange qdrant/limits refuses the pods of StatefulSet qdrant/qdrant: container qdrant has 8Gi memory, and the most is 1Gi. ' +
        'Fix: set qdrant.resources in the config within these limits, or change the LimitRange: kubectl edit limitrange limits -n qdrant.',
    );
    expect(await told({}, withStandard(range({ type: 'Container', min: { cpu: '100m' } })))).toContain(
      'refuses the pods of Deployment qdrant/oauth2-proxy: container oauth2-proxy has 50m cpu, and the least is 100m',
    );
    expect(await told({}, withStandard(range({ type: 'Container', maxLimitRequestRatio: { cpu: '3' } })))).toContain(
      'a limit of cpu that is 4 times the request, and the most is 3 times',
    );
    expect(await told({}, withStandard(range({ type: 'Pod', max: { cpu: '3' } })))).toContain(
      'a pod has 4 cpu, and the most is 3',
    );
    expect(await told({}, withStandard(range({ type: 'PersistentVolumeClaim', max: { storage: '100Gi' } })))).toContain(
      'refuses PersistentVolumeClaim qdrant-storage-qdrant-0: its size is 150Gi, and the most is 100Gi',
    );
  });

  test('limits within which the stack is are fine', async () => {
    const limits = [
      { type: 'Container', min: { cpu: '10m', memory: '1Mi' }, max: { cpu: '4', memory: '8Gi' } },
      { type: 'Pod', max: { cpu: '8', memory: '16Gi' } },
      { type: 'PersistentVolumeClaim', min: { storage: '1Gi' }, max: { storage: '1Ti' } },
    ];

    expect(await told({}, withStandard(range(...limits)))).toEqual([]);
  });

  test('a quota without room for all pods is refused, and one with room is fine', async () => {
    const three = { ...PRODUCTION };

    expect(await told(three, withStandard(quota({ 'requests.memory': '10Gi' }, { 'requests.memory': '1Gi' })))).toBe(
      'ResourceQuota qdrant/quota has no room for the pods and claims: requests.memory needs 12.2Gi more, and 1Gi of 10Gi is used. ' +
        'Fix: raise the quota (kubectl edit resourcequota quota -n qdrant), or lower replicas, resources or sizes in the config.',
    );
    expect(await told(three, withStandard(quota({ memory: '14Gi', pods: '6' }, { memory: '1Gi' })))).toEqual([]);
    expect(await told(three, withStandard(quota({ pods: '6' }, { pods: '1' })))).toContain('pods needs 6 more');
    expect(await told(three, withStandard(quota({ 'requests.storage': '449Gi' })))).toContain('450Gi more');
    const ofClass = { 'standard.storageclass.storage.k8s.io/persistentvolumeclaims': '0' };
    const config = { qdrant: { storage: { storageClassName: 'standard' } } };
    expect(await told(config, withStandard(quota(ofClass)))).toContain('needs 1 more, and 0 of 0 is used');
  });

  test('pods that run already need no more room, and quotas for other pods do not count', async () => {
    const running = object('v1', 'Pod', 'qdrant-0', {
      metadata: { ownerReferences: [{ kind: 'StatefulSet', name: 'qdrant', controller: true }] },
      spec: { containers: [{ name: 'qdrant', resources: { requests: { memory: '4Gi' } } }] },
      status: { phase: 'Running' },
    });
    const full = quota({ 'requests.memory': '4300Mi' }, { 'requests.memory': '4Gi' });

    expect(await told({}, withStandard(running, full))).toEqual([]);
    expect(await told({}, withStandard(full))).toContain('has no room');
    expect(await told({}, withStandard(quota({ pods: '0' }, {}, { scopes: ['BestEffort'] })))).toEqual([]);
  });
});

describe('what pods name', () => {
  const KEYS = { apiKeys: { existing: true, secretName: 'vector-auth' } };

  test('a Secret of the user that does not exist is refused, and one without an entry', async () => {
    expect(await told({ ...PRODUCTION, ...KEYS })).toContain(
      'Secret qdrant/vector-auth of StatefulSet qdrant/qdrant does not exist',
    );
    const secrets = { 'vector-auth': { data: { 'api-key': '' } } };
    expect(await told({ ...PRODUCTION, ...KEYS }, { secrets })).toContain(
      'Secret qdrant/vector-auth of StatefulSet qdrant/qdrant has no entry read-only-api-key. Fix: add the entry to the Secret',
    );
    const complete = { 'vector-auth': { data: { 'api-key': '', 'read-only-api-key': '' } } };
    expect(await told({ ...PRODUCTION, ...KEYS }, { secrets: complete })).toEqual([]);
  });

  test('the namespace comes before the Secret', async () => {
    expect(await told({ ...PRODUCTION, ...KEYS }, { hasNamespace: false })).toContain(
      'Fix: create the namespace: kubectl create namespace qdrant; create Secret vector-auth with api-key',
    );
  });

  test('a Secret for pulls, and a Secret of the backups get a note', async () => {
    const config = {
      imagePullSecrets: ['registry'],
      scheduledBackup: {
        schedule: '0 2 * * *',
        s3: { bucket: 'backups', endpoint: 'https://s3.example.com', secretName: 'bucket', region: 'eu' },
      },
    };

    expect(await told(config)).toEqual([
      'Secret qdrant/registry of imagePullSecrets does not exist: the kubelet pulls the images without credentials',
      expect.stringMatching(/^Secret qdrant\/bucket of CronJob \S+ does not exist, so its pods will wait; create/),
    ]);
  });
});

describe('neighbours', () => {
  const labels = { 'app.kubernetes.io/name': 'qdrant', 'app.kubernetes.io/instance': 'vector-store' };
  const other = workload(
    'StatefulSet',
    'vector-store-qdrant',
    { image: 'docker.io/qdrant/qdrant:v1.19.0' },
    { labels, annotations: { 'meta.helm.sh/release-name': 'vector-store' } },
    labels,
  );

  test('another Qdrant is told, with what that means', async () => {
    expect(await told({}, { objects: [STANDARD, other] })).toEqual([
      'StatefulSet qdrant/vector-store-qdrant is another Qdrant (image docker.io/qdrant/qdrant:v1.19.0; it belongs to Helm release vector-store): this deploy does not take it over, and creates a second, empty Qdrant; ' +
        'to take it over, set qdrant.name and qdrant.instance; to move its data, back up and restore: https://github.com/thinkube/cdk8s-qdrant/blob/main/docs/taking-over.md',
    ]);
  });

  test('another Qdrant that deny-all would cut off is refused, unless a policy of its own selects it', async () => {
    expect(await told(PRODUCTION, { objects: [STANDARD, other] })).toMatch(
      /creates a second, empty Qdrant; NetworkPolicy deny-all of the stack would cut it off from its clients\. Fix: deploy into a namespace of its own: set namespace in the config to another name than qdrant; or first create a NetworkPolicy/,
    );
    const own = policy('vector-store', { matchLabels: { 'app.kubernetes.io/instance': 'vector-store' } });
    expect(await told(PRODUCTION, { objects: [STANDARD, other, own] })).toEqual([
      expect.stringContaining('is another Qdrant'),
    ]);
    const wrong = policy('others', { matchExpressions: [{ key: 'app', operator: 'Exists' }] });
    expect(await told(PRODUCTION, { objects: [STANDARD, other, wrong] })).toContain('would cut it off');
    expect(await told(PRODUCTION, { objects: [STANDARD, other, policy('deny-all', {})] })).toEqual([
      expect.stringContaining('is another Qdrant'),
      expect.stringContaining('NetworkPolicy deny-all also holds for pods'),
    ]);
  });

  test.each<[string, LiveObject]>([
    ['its image', workload('Deployment', 'db', { image: 'mirror.example.com:5000/qdrant:v1.18' })],
    ['its label', workload('StatefulSet', 'db', { image: 'example.com/db' }, { labels })],
    [
      'its ports',
      workload('StatefulSet', 'db', { image: 'x', ports: [{ containerPort: 6333 }, { containerPort: 6334 }] }),
    ],
    ['the image of a pod', pod('db', { spec: { containers: [{ name: 'db', image: 'qdrant/qdrant' }] } })],
  ])('a Qdrant is known by %s', async (_, found) => {
    expect(await told({}, { objects: [STANDARD, found] })).toEqual([expect.stringContaining('is another Qdrant')]);
  });

  test('other pods that the policies cut off are named by their workloads', async () => {
    const app = workload('Deployment', 'app', { image: 'example.com/app' }, {}, { app: 'app' });
    const replica = pod('app-5d9c-x', {
      metadata: { ownerReferences: [{ kind: 'ReplicaSet', name: 'app-5d9c', controller: true }] },
    });
    const objects = [STANDARD, app, replica, pod('lonely')];

    expect(await told(PRODUCTION, { objects })).toEqual([
      'NetworkPolicy deny-all will also hold for pods that are not of the stack, and that no other policy allows connections: Deployment qdrant/app, Pod qdrant/lonely; give them policies of their own, or move them to another namespace',
    ]);
    expect(await told({}, { objects })).toEqual([]);
  });

  test('the pods of the stack, ended pods, solvers of cert-manager and pods on the host network are no neighbours', async () => {
    const owner = (kind: string, name: string) => ({
      metadata: { ownerReferences: [{ kind, name, controller: true }] },
    });
    const test = pod('qdrant-test', { metadata: { labels }, status: { phase: 'Succeeded' } });
    const solver = pod('solver', { metadata: { labels: { 'acme.cert-manager.io/http01-solver': 'true' } } });
    const host = pod('host', { spec: { hostNetwork: true, containers: [{ name: 'x', image: 'x' }] } });
    const orphan = pod('qdrant-0', { spec: { containers: [{ name: 'qdrant', image: 'qdrant/qdrant:v1.19.0' }] } });
    const old = workload('Deployment', 'old', { image: 'x' });
    const objects = [
      STANDARD,
      ...[test, solver, host, orphan, old],
      pod('oauth2-proxy-1-x', owner('ReplicaSet', 'oauth2-proxy-1')),
    ];
    const certificate = { issuer: 'letsencrypt' };

    expect(await told({ ...PRODUCTION, certificate }, { objects, pruned: [old] })).toEqual([]);
  });
});

test('missing rights make one note, and no failure', async () => {
  const config = { imagePullSecrets: ['registry'], qdrant: { storage: { storageClassName: 'fast' } } };
  const forbidden = ['StorageClass', 'ResourceQuota', 'LimitRange', 'Secret', 'Pod', 'PersistentVolumeClaim'];

  expect(await told(config, { forbidden })).toEqual([
    'the right to read these objects is missing, so they were not checked: LimitRange, PersistentVolumeClaim, Pod, ResourceQuota, Secret registry, StorageClass',
  ]);
});

test('one error tells all problems', async () => {
  const config = { ...PRODUCTION, qdrant: { storage: { storageClassName: 'fast' } } };
  const range = object('v1', 'LimitRange', 'limits', {
    spec: { limits: [{ type: 'Container', max: { memory: '1Gi' } }] },
  });

  const message = await told(config, {
    objects: [range, workload('StatefulSet', 'db', { image: 'qdrant/qdrant' })],
  });

  expect(message).toMatch(/is another Qdrant.*StorageClass fast .*LimitRange qdrant\/limits/);
});
