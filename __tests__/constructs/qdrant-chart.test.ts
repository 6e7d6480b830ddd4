import { ApiObject, App, Chart, Testing } from 'cdk8s';
import { k8s } from 'cdk8s-plus-30';
import {
  LogFormat,
  type PodDisruptionBudgetOptions,
  QdrantChart,
  type QdrantChartProps,
  type QdrantCluster,
  type QdrantService,
  type QdrantSnapshotRestoration,
  type QdrantTls,
  type QdrantVolume,
  type SecretKey,
  type ServiceMonitorOptions,
} from 'cdk8s-qdrant';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { fullWorkload } from '../support/full-props';
import { containerOf, find, type K8sObject, podOf } from '../support/objects';
import { workloadPromises } from '../support/workload-promises';

const MINIMAL: QdrantChartProps = { namespace: 'ns', storage: { size: '10Gi' } };

const chartWith = (props: Partial<QdrantChartProps>) => new QdrantChart(new App(), 'qdrant', { ...MINIMAL, ...props });
const synthQdrant = (props: Partial<QdrantChartProps> = {}): K8sObject[] => Testing.synth(chartWith(props));
const nodeWith = (props: Partial<QdrantChartProps>) => containerOf(synthQdrant(props), 'StatefulSet');

/** Qdrant's configuration file. */
function configOf(objects: readonly K8sObject[]): any {
  return parse(find(objects, 'ConfigMap').data['production.yaml']);
}

/** What the start script of a pod runs. */
function startOf(objects: readonly K8sObject[], pod: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'qdrant-start-'));
  try {
    writeFileSync(join(folder, 'initialize.sh'), find(objects, 'ConfigMap').data['initialize.sh']);
    writeFileSync(join(folder, 'entrypoint.sh'), '#!/bin/sh\nprintf "%s\\n" "$@"\n', { mode: 0o755 });
    const { status, stdout, stderr } = spawnSync('/bin/sh', ['initialize.sh', '--of-the-user', 'two words'], {
      cwd: folder,
      env: { ...process.env, HOSTNAME: pod },
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return stdout.trimEnd().split('\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** An existing claim excludes the other fields. */
const VOLUME: Required<Omit<QdrantVolume, 'claimName'>> = {
  size: '20Gi',
  name: 'data',
  subPath: 'node',
  storageClassName: 'fast',
  accessModes: ['ReadWriteOncePod'],
  volumeAttributesClassName: 'gold',
  annotations: { 'example.com/backup': 'nightly' },
  labels: { 'example.com/data': 'vectors' },
};
const CLUSTER: Required<QdrantCluster> = { enabled: true, p2pPort: 7335, consensusTickPeriodMs: 250 };
const TLS: Required<QdrantTls> = { secretName: 'internal-tls', service: true, p2p: true };
const SERVICE: Required<QdrantService> = {
  type: 'LoadBalancer',
  annotations: { 'example.com/lb': 'internal' },
  labels: { 'example.com/exposed': 'yes' },
  loadBalancerIP: '10.0.0.7',
  loadBalancerClass: 'example.com/internal',
  loadBalancerSourceRanges: ['10.0.0.0/8'],
  externalTrafficPolicy: 'Local',
  httpAppProtocol: 'http',
  grpcAppProtocol: 'kubernetes.io/h2c',
  httpNodePort: 30333,
  grpcNodePort: 30334,
  httpPort: 80,
  grpcPort: 81,
};
const BUDGET: Required<Omit<PodDisruptionBudgetOptions, 'minAvailable'>> = {
  maxUnavailable: k8s.IntOrString.fromNumber(1),
  unhealthyPodEvictionPolicy: 'AlwaysAllow',
};
const MONITOR: Required<ServiceMonitorOptions> = {
  labels: { release: 'prometheus' },
  interval: '15s',
  scrapeTimeout: '5s',
  relabelings: [{ targetLabel: 'stack', replacement: 'search' }],
  metricRelabelings: [{ sourceLabels: ['__name__'], regex: 'app_info', action: 'drop' }],
  tlsConfig: { insecureSkipVerify: true },
};
const RESTORATION: Required<QdrantSnapshotRestoration> = {
  snapshots: ['/restore/a.snapshot:a', '/restore/b.snapshot:b'],
  claimName: 'snapshots-of-yesterday',
  mountPath: '/restore',
};
const API_KEY: Required<SecretKey> = { name: 'qdrant-keys', key: 'write' };
const READ_ONLY_KEY: Required<SecretKey> = { name: 'qdrant-keys', key: 'read' };

test('minimal', () => {
  expect(synthQdrant()).toMatchSnapshot();
});

test('with every prop', () => {
  const props: Required<QdrantChartProps> = {
    acceptedRisks: { outdatedQdrant: 'the registry has no other', anyOrigin: 'the data are public' },
    ...fullWorkload,
    clusterDomain: 'k8s.example.net',
    ipFamilies: ['IPv6', 'IPv4'],
    namespace: 'ns',
    labels: { 'example.com/team': 'search' },
    disableResourceNameHashes: true,
    name: 'vectors',
    instance: 'release',
    version: '1.19.2',
    storage: VOLUME,
    snapshotStorage: { ...VOLUME, name: 'snapshots' },
    snapshotsOnDataVolume: false,
    replicas: 1,
    replicationFactor: 2,
    writeConsistencyFactor: 2,
    cluster: CLUSTER,
    config: { storage: { on_disk_payload: true }, service: { max_workers: 2 }, log_level: 'INFO' },
    allowUnknownSettings: true,
    apiKey: API_KEY,
    altApiKey: { name: 'qdrant-keys', key: 'next' },
    readOnlyApiKey: READ_ONLY_KEY,
    jwtRbac: true,
    tls: TLS,
    enableCors: true,
    service: SERVICE,
    serviceAccountAnnotations: { 'example.com/role': 'snapshots' },
    readinessProbe: { periodSeconds: 7 },
    livenessProbe: { periodSeconds: 17 },
    startupProbe: { failureThreshold: 10 },
    podManagementPolicy: 'OrderedReady',
    updateStrategy: { type: 'OnDelete' },
    minReadySeconds: 5,
    persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Delete' },
    shareProcessNamespace: true,
    args: ['--disable-telemetry'],
    snapshotRestoration: RESTORATION,
    spread: true,
    podDisruptionBudget: BUDGET,
    serviceMonitor: MONITOR,
    metricsPort: 9091,
    logFormat: LogFormat.JSON,
  };
  expect(synthQdrant(props)).toMatchSnapshot();
});

test('three nodes', () => {
  const three: Partial<QdrantChartProps> = {
    replicas: 3,
    podDisruptionBudget: { minAvailable: k8s.IntOrString.fromString('51%') },
  };
  expect(find(synthQdrant(three), 'StatefulSet').spec.replicas).toBe(3);
  expect(find(synthQdrant(three), 'PodDisruptionBudget').spec).toEqual({
    minAvailable: '51%',
    selector: find(synthQdrant(three), 'StatefulSet').spec.selector,
  });
});

test.each(workloadPromises(synthQdrant))('%s', (_, expectPromise) => expectPromise());

describe('nodes', () => {
  test('find each other before they are ready', () => {
    expect(find(synthQdrant(), 'Service', 'qdrant-headless').spec).toMatchObject({
      clusterIP: 'None',
      publishNotReadyAddresses: true,
      ports: [{ port: 6333 }, { port: 6334 }, { name: 'p2p', port: 6335, targetPort: 'p2p' }],
    });
  });

  test('start all at once, as a cluster without a majority waits for the next one', () => {
    expect(find(synthQdrant(), 'StatefulSet').spec.podManagementPolicy).toBe('Parallel');
  });

  test('the first founds the cluster', () => {
    expect(startOf(synthQdrant(), 'qdrant-0')).toEqual([
      '--uri',
      'http://qdrant-0.qdrant-headless:6335',
      '--of-the-user',
      'two words',
    ]);
  });

  test('that scaling adds to one node join it', () => {
    expect(startOf(synthQdrant(), 'qdrant-12')).toEqual([
      '--bootstrap',
      'http://qdrant-0.qdrant-headless:6335',
      '--uri',
      'http://qdrant-12.qdrant-headless:6335',
      '--of-the-user',
      'two words',
    ]);
  });

  test('use the names of their own StatefulSet and the port that was chosen', () => {
    const objects = synthQdrant({ name: 'vectors', cluster: { p2pPort: 7000 } });
    expect(startOf(objects, 'vectors-0').slice(0, 2)).toEqual(['--uri', 'http://vectors-0.vectors-headless:7000']);
    expect(configOf(objects).cluster.p2p.port).toBe(7000);
    expect(containerOf(objects, 'StatefulSet').ports).toContainEqual({
      name: 'p2p',
      containerPort: 7000,
      protocol: 'TCP',
    });
    expect(find(objects, 'Service', 'vectors-headless').spec.ports).toContainEqual(
      expect.objectContaining({ name: 'p2p', port: 7000 }),
    );
  });

  test('spread over zones and hosts where they can', () => {
    const objects = synthQdrant({ spread: true });
    const labelSelector = find(objects, 'StatefulSet').spec.selector;
    const spread = { maxSkew: 1, whenUnsatisfiable: 'ScheduleAnyway', labelSelector };
    expect(podOf(objects, 'StatefulSet').topologySpreadConstraints).toEqual([
      { ...spread, topologyKey: 'topology.kubernetes.io/zone' },
      { ...spread, topologyKey: 'kubernetes.io/hostname' },
    ]);
  });

  test('spread over hosts as the user says, whose constraint replaces the one for the same key', () => {
    const own = { maxSkew: 1, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'DoNotSchedule' };
    const objects = synthQdrant({ spread: true, topologySpreadConstraints: [own] });
    expect(podOf(objects, 'StatefulSet').topologySpreadConstraints).toEqual([
      expect.objectContaining({ topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway' }),
      own,
    ]);
  });

  test('the port between them is on no other Service', () => {
    const ports: { name: string }[] = find(synthQdrant(), 'Service', 'qdrant').spec.ports;
    expect(ports.map(({ name }) => name)).toEqual(['http', 'grpc']);
  });

  test('without cluster mode there is no port between them, and the process starts alone', () => {
    const objects = synthQdrant({ cluster: { enabled: false } });
    const names = (ports: { name: string }[]) => ports.map(({ name }) => name);
    expect(configOf(objects).cluster).toEqual({ enabled: false });
    expect(names(containerOf(objects, 'StatefulSet').ports)).toEqual(['http', 'grpc']);
    expect(names(find(objects, 'Service', 'qdrant-headless').spec.ports)).toEqual(['http', 'grpc']);
    expect(startOf(objects, 'qdrant-0')).toEqual(['--of-the-user', 'two words']);
  });
});

describe('configuration', () => {
  test('is what the file says', () => {
    expect(configOf(synthQdrant())).toEqual({
      cluster: { enabled: true, p2p: { port: 6335, enable_tls: false }, consensus: { tick_period_ms: 100 } },
      service: { http_port: 6333, grpc_port: 6334, enable_tls: false, enable_cors: false },
    });
  });

  test('a change of it rolls the pods, any other change does not', () => {
    const checksum = (props: Partial<QdrantChartProps>) =>
      find(synthQdrant(props), 'StatefulSet').spec.template.metadata.annotations['checksum/config'];
    expect(checksum({ config: { log_level: 'DEBUG' } })).not.toBe(checksum({}));
    expect(checksum({ cluster: { p2pPort: 7000 } })).not.toBe(checksum({}));
    expect(checksum({ labels: { mine: 'yes' }, minReadySeconds: 9 })).toBe(checksum({}));
  });

  test('user settings are merged key by key, lists replace', () => {
    const config = {
      log_level: 'DEBUG',
      cluster: { consensus: { tick_period_ms: 500 }, resharding_enabled: true },
      service: { max_request_size_mb: 64 },
      gpu: { devices: [0, 1] },
    };
    expect(configOf(synthQdrant({ config }))).toEqual({
      log_level: 'DEBUG',
      cluster: {
        enabled: true,
        p2p: { port: 6335, enable_tls: false },
        consensus: { tick_period_ms: 500 },
        resharding_enabled: true,
      },
      service: { http_port: 6333, grpc_port: 6334, enable_tls: false, enable_cors: false, max_request_size_mb: 64 },
      gpu: { devices: [0, 1] },
    });
  });

  test('lets no page of another origin call Qdrant itself unless asked to', () => {
    expect(configOf(synthQdrant()).service.enable_cors).toBe(false);
    const acceptedRisks = { anyOrigin: 'the data are public' };
    const open = synthQdrant({ enableCors: true, acceptedRisks });
    expect(configOf(open).service.enable_cors).toBe(true);
    expect(find(open, 'StatefulSet').metadata.annotations).toEqual({
      'cdk8s-qdrant/accepted-risk.anyOrigin': acceptedRisks.anyOrigin,
    });
  });

  test('is mounted file by file, beside the one of the image', () => {
    expect(nodeWith({}).volumeMounts).toEqual(
      expect.arrayContaining(
        ['initialize.sh', 'production.yaml'].map(file => ({
          name: 'qdrant-config',
          mountPath: `/qdrant/config/${file}`,
          subPath: file,
          readOnly: true,
        })),
      ),
    );
  });
});

describe('new collections', () => {
  test('have as many copies of each shard as asked for, and Qdrant decides where nothing is', () => {
    const factors = { replicationFactor: 3, writeConsistencyFactor: 2 };
    expect(configOf(synthQdrant(factors)).storage).toEqual({
      collection: { replication_factor: 3, write_consistency_factor: 2 },
    });
    expect(configOf(synthQdrant({ replicationFactor: 2 })).storage).toEqual({ collection: { replication_factor: 2 } });
    expect(configOf(synthQdrant()).storage).toBeUndefined();
  });
});

describe('API keys', () => {
  test('come from Secrets', () => {
    expect(nodeWith({ apiKey: API_KEY, readOnlyApiKey: READ_ONLY_KEY }).env).toEqual(
      expect.arrayContaining([
        { name: 'QDRANT__SERVICE__API_KEY', valueFrom: { secretKeyRef: { name: 'qdrant-keys', key: 'write' } } },
        {
          name: 'QDRANT__SERVICE__READ_ONLY_API_KEY',
          valueFrom: { secretKeyRef: { name: 'qdrant-keys', key: 'read' } },
        },
      ]),
    );
  });

  test('never stand in the ConfigMap', () => {
    const objects = synthQdrant({ apiKey: API_KEY, readOnlyApiKey: READ_ONLY_KEY });
    expect(find(objects, 'ConfigMap').data).toEqual(find(synthQdrant(), 'ConfigMap').data);
  });

  test('may be two while clients go from one to the other, and Qdrant starts without the second', () => {
    const altApiKey = { name: 'qdrant-keys', key: 'next' };
    expect(nodeWith({ apiKey: API_KEY, altApiKey }).env).toContainEqual({
      name: 'QDRANT__SERVICE__ALT_API_KEY',
      valueFrom: { secretKeyRef: { ...altApiKey, optional: true } },
    });
    expect(chartWith({ apiKey: API_KEY, altApiKey }).apiKey).toBe(API_KEY);
  });

  test('sign tokens where that is asked for', () => {
    const service = (props: Partial<QdrantChartProps>) => configOf(synthQdrant(props)).service;
    expect(service({ apiKey: API_KEY, jwtRbac: true }).jwt_rbac).toBe(true);
    expect(service({ apiKey: API_KEY })).not.toHaveProperty('jwt_rbac');
  });

  test('are not asked for unless there is one', () => {
    expect(chartWith({}).hasApiKey).toBe(false);
    expect(chartWith({ apiKey: API_KEY }).hasApiKey).toBe(true);
    expect(JSON.stringify(synthQdrant())).not.toContain('API_KEY');
  });
});

describe('TLS', () => {
  const uses = (tls?: QdrantTls) => {
    const objects = synthQdrant({ tls });
    const { readinessProbe } = containerOf(objects, 'StatefulSet');
    const config = configOf(objects);
    return {
      scheme: chartWith({ tls }).scheme,
      probe: readinessProbe.httpGet.scheme,
      service: config.service.enable_tls,
      p2p: config.cluster.p2p.enable_tls,
      uri: startOf(objects, 'qdrant-0')[1],
      files: config.tls,
    };
  };
  const pair = { cert: '/qdrant/tls/tls.crt', key: '/qdrant/tls/tls.key' };
  const plain = { scheme: 'http', probe: 'HTTP', service: false };
  const encrypted = { scheme: 'https', probe: 'HTTPS', service: true };

  test('is off unless asked for', () => {
    expect(uses()).toEqual({ ...plain, p2p: false, uri: 'http://qdrant-0.qdrant-headless:6335', files: undefined });
  });

  test('of the service alone', () => {
    expect(uses({ secretName: 'tls', p2p: false })).toEqual({
      ...encrypted,
      p2p: false,
      uri: 'http://qdrant-0.qdrant-headless:6335',
      files: pair,
    });
  });

  test('between the nodes alone', () => {
    expect(uses({ secretName: 'tls', service: false })).toEqual({
      ...plain,
      p2p: true,
      uri: 'https://qdrant-0.qdrant-headless.ns.svc.cluster.local:6335',
      files: { ...pair, ca_cert: '/qdrant/tls/ca.crt' },
    });
  });

  test('of both', () => {
    expect(uses({ secretName: 'tls' })).toEqual({
      ...encrypted,
      p2p: true,
      uri: 'https://qdrant-0.qdrant-headless.ns.svc.cluster.local:6335',
      files: { ...pair, ca_cert: '/qdrant/tls/ca.crt' },
    });
  });

  test('gives each node a name that a wildcard covers', () => {
    const [bootstrap, first, uri, own] = startOf(synthQdrant({ tls: { secretName: 'tls' } }), 'qdrant-2');
    expect([bootstrap, uri]).toEqual(['--bootstrap', '--uri']);
    expect(first).toBe(`https://${QdrantChart.nodeHost('qdrant', 0, 'ns')}:6335`);
    expect(own).toBe(`https://${QdrantChart.nodeHost('qdrant', 2, 'ns')}:6335`);
  });

  test('files come from the Secret', () => {
    const objects = synthQdrant({ tls: { secretName: 'internal-tls' } });
    expect(podOf(objects, 'StatefulSet').volumes).toContainEqual({
      name: 'qdrant-tls',
      secret: { secretName: 'internal-tls' },
    });
    expect(containerOf(objects, 'StatefulSet').volumeMounts).toContainEqual({
      name: 'qdrant-tls',
      mountPath: '/qdrant/tls',
      readOnly: true,
    });
  });
});

describe('storage', () => {
  /** The fields that the API server adds. */
  const claim = (metadata: object, spec: object) => ({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata,
    spec: { ...spec, volumeMode: 'Filesystem' },
    status: { phase: 'Pending' },
  });
  const claims = (props: Partial<QdrantChartProps>) =>
    find(synthQdrant(props), 'StatefulSet').spec.volumeClaimTemplates;

  test('uses the default class unless one is named', () => {
    expect(claims({})).toEqual([
      claim(
        { name: 'qdrant-storage', labels: { app: 'qdrant' } },
        { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '10Gi' } } },
      ),
    ]);
  });

  test('claims take every setting of a volume, but never another app label', () => {
    expect(claims({ storage: { ...VOLUME, labels: { app: 'x', mine: 'yes' } } })).toEqual([
      claim(
        {
          name: 'data',
          labels: { app: 'qdrant', mine: 'yes' },
          annotations: { 'example.com/backup': 'nightly' },
        },
        {
          accessModes: ['ReadWriteOncePod'],
          storageClassName: 'fast',
          volumeAttributesClassName: 'gold',
          resources: { requests: { storage: '20Gi' } },
        },
      ),
    ]);
  });

  test('of another installation is used by its own name, and by the folder that holds the data', () => {
    const storage = { size: '10Gi', name: 'data', subPath: 'node' };
    const snapshotStorage = { size: '5Gi', name: 'dumps', subPath: 'old' };
    expect(claims({ storage, snapshotStorage }).map(({ metadata }: any) => metadata.name)).toEqual(['data', 'dumps']);
    expect(nodeWith({ storage, snapshotStorage }).volumeMounts).toEqual(
      expect.arrayContaining([
        { name: 'data', mountPath: '/qdrant/storage', subPath: 'node' },
        { name: 'dumps', mountPath: '/qdrant/snapshots', subPath: 'old' },
      ]),
    );
  });

  test('labels and annotations of the chart stay off the claim templates, which cannot change', () => {
    expect(claims({ labels: { mine: 'yes' }, annotations: { mine: 'yes' }, podLabels: { mine: 'yes' } })).toEqual(
      claims({}),
    );
  });

  test('snapshots use the disk of the node unless they get a volume', () => {
    const mount = { name: 'qdrant-snapshots', mountPath: '/qdrant/snapshots' };
    const volumeNames = (props: Partial<QdrantChartProps>) =>
      podOf(synthQdrant(props), 'StatefulSet').volumes.map(({ name }: { name: string }) => name);
    const own = { snapshotStorage: { size: '5Gi' } };

    expect(podOf(synthQdrant(), 'StatefulSet').volumes).toContainEqual({ name: 'qdrant-snapshots', emptyDir: {} });
    expect(nodeWith({}).volumeMounts).toContainEqual(mount);

    expect(claims(own)[1]).toMatchObject({
      metadata: { name: 'qdrant-snapshots' },
      spec: { resources: { requests: { storage: '5Gi' } } },
    });
    expect(volumeNames(own)).not.toContain('qdrant-snapshots');
    expect(nodeWith(own).volumeMounts).toContainEqual(mount);
  });

  test('snapshots can be in a folder of the data volume', () => {
    const onData = { storage: { size: '10Gi', name: 'data', subPath: 'storage' }, snapshotsOnDataVolume: true };

    expect(nodeWith(onData).volumeMounts).toEqual(
      expect.arrayContaining([
        { name: 'data', mountPath: '/qdrant/storage', subPath: 'storage' },
        { name: 'data', mountPath: '/qdrant/snapshots', subPath: 'snapshots' },
      ]),
    );
    expect(claims(onData)).toHaveLength(1);
    expect(podOf(synthQdrant(onData), 'StatefulSet').volumes).not.toContainEqual(
      expect.objectContaining({ name: 'qdrant-snapshots' }),
    );
  });

  test.each<[Partial<QdrantChartProps>, string]>([
    [
      { snapshotStorage: { size: '5Gi' } },
      'QdrantChart: snapshotsOnDataVolume is true. Allowed: false with snapshotStorage.',
    ],
    [{ storage: { size: '5Gi', subPath: 'snapshots' } }, 'QdrantChart: storage.subPath is "snapshots".'],
  ])('snapshots on the data volume exclude %j', (props, message) => {
    expect(() => synthQdrant({ snapshotsOnDataVolume: true, ...props })).toThrow(message);
  });

  test('everything that Qdrant writes is on a volume, as its root is read-only', () => {
    const node = nodeWith({});
    const writable = node.volumeMounts.filter((mount: any) => !mount.readOnly).map((mount: any) => mount.mountPath);
    expect(writable).toEqual(['/qdrant/storage', '/qdrant/snapshots', '/qdrant/init']);
    expect(node.env).toContainEqual({ name: 'QDRANT_INIT_FILE_PATH', value: '/qdrant/init/.qdrant-initialized' });
  });
});

describe('snapshot restoration', () => {
  test('gives Qdrant the files of a claim', () => {
    const objects = synthQdrant({ args: ['--first'], snapshotRestoration: { snapshots: ['/a:b'], claimName: 'old' } });
    expect(containerOf(objects, 'StatefulSet').args).toEqual([
      '/qdrant/config/initialize.sh',
      '--first',
      '--snapshot',
      '/a:b',
    ]);
    expect(podOf(objects, 'StatefulSet').volumes).toContainEqual({
      name: 'qdrant-snapshot-restoration',
      persistentVolumeClaim: { claimName: 'old' },
    });
    expect(containerOf(objects, 'StatefulSet').volumeMounts).toContainEqual({
      name: 'qdrant-snapshot-restoration',
      mountPath: '/qdrant/snapshot-restoration',
      readOnly: true,
    });
  });

  test('without a claim mounts nothing', () => {
    const { volumeMounts } = nodeWith({ snapshotRestoration: { snapshots: ['/a:b'] } });
    expect(volumeMounts).toEqual(nodeWith({}).volumeMounts);
  });
});

describe('probes', () => {
  test('a large collection has an hour to load before liveness counts', () => {
    expect(nodeWith({})).toMatchObject({
      startupProbe: { httpGet: { path: '/livez', port: 'http' }, periodSeconds: 1, failureThreshold: 3600 },
      readinessProbe: { httpGet: { path: '/readyz', port: 'http' } },
      livenessProbe: { httpGet: { path: '/livez', port: 'http' } },
    });
  });

  test.each(['startupProbe', 'readinessProbe', 'livenessProbe'] as const)(
    '%s with a check of another kind has that check alone',
    probe => {
      const tcpSocket = { port: k8s.IntOrString.fromString('http') };
      const { httpGet, ...rest } = nodeWith({})[probe];
      expect(httpGet).toBeDefined();
      expect(nodeWith({ [probe]: { tcpSocket } })[probe]).toEqual({ ...rest, tcpSocket: { port: 'http' } });
    },
  );

  test.each(['startupProbe', 'readinessProbe', 'livenessProbe'] as const)('%s takes changes one by one', probe => {
    expect(nodeWith({ [probe]: { timeoutSeconds: 42 } })[probe]).toEqual({
      ...nodeWith({})[probe],
      timeoutSeconds: 42,
    });
  });
});

describe('pods', () => {
  test('finish the requests under way', () => {
    expect(nodeWith({}).lifecycle).toEqual({ preStop: { exec: { command: ['sleep', '3'] } } });
    expect(podOf(synthQdrant(), 'StatefulSet').terminationGracePeriodSeconds).toBe(60);
  });

  test('an explicitly undefined prop is a prop left out', () => {
    expect(synthQdrant({ terminationGracePeriodSeconds: undefined, namespace: 'ns' })).toEqual(synthQdrant());
  });

  test('do not see each other’s processes unless asked to', () => {
    expect(podOf(synthQdrant(), 'StatefulSet').shareProcessNamespace).toBeUndefined();
    expect(podOf(synthQdrant({ shareProcessNamespace: true }), 'StatefulSet').shareProcessNamespace).toBe(true);
  });

  test('claims are kept when the StatefulSet goes', () => {
    expect(find(synthQdrant(), 'StatefulSet').spec.persistentVolumeClaimRetentionPolicy).toBeUndefined();
  });
});

describe('services', () => {
  test('two databases of one namespace do not share pods', () => {
    const selectorOf = (name: string) => find(synthQdrant({ name }), 'Service', name).spec.selector;
    expect(selectorOf('first')).not.toEqual(selectorOf('second'));
  });

  test('the one for clients stays inside the cluster unless told otherwise', () => {
    const { spec } = find(synthQdrant(), 'Service', 'qdrant');
    expect(spec.type).toBe('ClusterIP');
    expect(spec.ports.map(({ nodePort }: any) => nodePort)).toEqual([undefined, undefined]);
  });

  test('exposure changes the one for clients only', () => {
    const objects = synthQdrant({ service: SERVICE, apiKey: API_KEY });
    expect(find(objects, 'Service', 'qdrant').spec).toMatchObject({
      type: 'LoadBalancer',
      loadBalancerIP: '10.0.0.7',
      loadBalancerSourceRanges: ['10.0.0.0/8'],
      ports: [{ nodePort: 30333 }, { nodePort: 30334 }],
    });
    expect(find(objects, 'Service', 'qdrant-headless')).toEqual(find(synthQdrant(), 'Service', 'qdrant-headless'));
  });

  test.each(['LoadBalancer', 'NodePort'])('exposure as a %s without a key needs a reason, and says it', type => {
    expect(() => synthQdrant({ service: { type } })).toThrow(
      `Service qdrant (${type}) publishes Qdrant, which requires no API key: anybody who reaches it can read and change everything. ` +
        'Fix: give Qdrant an API key, or state the reason in acceptedRisks.apiWithoutKey.',
    );
    const acceptedRisks = { apiWithoutKey: 'the network is our own' };
    const reasons = (service: QdrantService) =>
      find(synthQdrant({ service, acceptedRisks }), 'Service', 'qdrant').metadata.annotations;
    expect(reasons({ type })).toEqual({ 'cdk8s-qdrant/accepted-risk.apiWithoutKey': acceptedRisks.apiWithoutKey });
    expect(reasons({ type: 'ClusterIP' })).toBeUndefined();
  });

  test.each<[string, object]>([
    ['with addresses of its own', { selector: { app: 'qdrant' }, externalIPs: ['192.0.2.1'] }],
    ['of one pod', { selector: { 'statefulset.kubernetes.io/pod-name': 'qdrant-0' }, type: 'NodePort' }],
  ])('exposure by a Service that somebody adds %s needs a reason', (_, spec) => {
    const published = (props: Partial<QdrantChartProps>, annotations?: Record<string, string>) => {
      const chart = chartWith(props);
      const metadata = { name: 'other', namespace: 'ns', annotations };
      new ApiObject(new Chart(App.of(chart), 'mine'), 'other', { apiVersion: 'v1', kind: 'Service', metadata, spec });
      return () => Testing.synth(chart);
    };
    expect(published({})).toThrow(/Service other \(\w+\) publishes Qdrant, which requires no API key/);
    expect(published({}, { 'cdk8s-qdrant/accepted-risk.apiWithoutKey': 'our own network' })).not.toThrow();
    expect(published({ apiKey: API_KEY })).not.toThrow();
  });

  test('exposure of other pods needs none', () => {
    const chart = chartWith({});
    const mine = new Chart(App.of(chart), 'mine');
    const add = (name: string, spec: object) =>
      new ApiObject(mine, name, { apiVersion: 'v1', kind: 'Service', metadata: { name }, spec });
    add('web', { type: 'LoadBalancer', selector: { app: 'web' } });
    add('by-hand', { type: 'LoadBalancer' });
    expect(() => Testing.synth(chart)).not.toThrow();
  });

  test('ports of the one for clients say which protocol they speak only when told', () => {
    const protocols = (service?: QdrantService) =>
      find(synthQdrant({ service }), 'Service', 'qdrant').spec.ports.map(({ appProtocol }: any) => appProtocol);
    expect(protocols()).toEqual([undefined, undefined]);
    expect(protocols({ httpAppProtocol: 'http', grpcAppProtocol: 'kubernetes.io/h2c' })).toEqual([
      'http',
      'kubernetes.io/h2c',
    ]);
  });

  test('the host names the Service in its namespace', () => {
    expect(chartWith({})).toMatchObject({ host: 'qdrant.ns.svc.cluster.local', httpPort: 6333, grpcPort: 6334 });
    expect(chartWith({ namespace: undefined }).host).toBe('qdrant');
  });
});

describe('metrics', () => {
  const endpointWith = (props: Partial<QdrantChartProps>) =>
    find(synthQdrant({ serviceMonitor: {}, ...props }), 'ServiceMonitor').spec.endpoints[0];

  test('are not scraped unless asked for', () => {
    expect(synthQdrant().map(({ kind }) => kind)).not.toContain('ServiceMonitor');
  });

  test('are scraped from each node, once', () => {
    const objects = synthQdrant({ serviceMonitor: {} });
    const { matchLabels } = find(objects, 'ServiceMonitor').spec.selector;
    const selected = objects.filter(
      ({ kind, metadata }) =>
        kind === 'Service' && Object.entries(matchLabels).every(([key, value]) => metadata.labels![key] === value),
    );
    expect(selected.map(({ metadata }) => metadata.name)).toEqual(['qdrant-headless']);
    expect(selected[0]!.spec.ports).toContainEqual(expect.objectContaining({ name: endpointWith({}).port }));
  });

  test('are scraped with the read-only key', () => {
    expect(endpointWith({ apiKey: API_KEY, readOnlyApiKey: READ_ONLY_KEY }).authorization).toEqual({
      type: 'Bearer',
      credentials: { name: 'qdrant-keys', key: 'read' },
    });
  });

  test('are scraped with the only key where there is one', () => {
    expect(endpointWith({ apiKey: API_KEY }).authorization.credentials).toEqual({ name: 'qdrant-keys', key: 'write' });
    expect(endpointWith({}).authorization).toBeUndefined();
  });

  test('are scraped over TLS where the service speaks it', () => {
    expect(endpointWith({}).scheme).toBe('http');
    expect(endpointWith({ tls: { secretName: 'tls', service: false, p2p: true } }).scheme).toBe('http');
    expect(endpointWith({ tls: { secretName: 'tls' } })).toMatchObject({
      scheme: 'https',
      tlsConfig: {
        ca: { secret: { name: 'tls', key: 'ca.crt' } },
        serverName: QdrantChart.serviceHost('qdrant', 'ns'),
      },
    });
    const tlsConfig = { insecureSkipVerify: true };
    expect(endpointWith({ tls: { secretName: 'tls' }, serviceMonitor: { tlsConfig } }).tlsConfig).toEqual(tlsConfig);
  });

  describe('on a port of their own', () => {
    const separate = { image: 'qdrant:v1.18.2', metricsPort: 9091, apiKey: API_KEY, serviceMonitor: {} };

    test('are scraped without a key', () => {
      const objects = synthQdrant(separate);
      expect(configOf(objects).service.metrics_port).toBe(9091);
      expect(endpointWith(separate)).toMatchObject({ port: 'metrics', path: '/metrics' });
      expect(endpointWith(separate).authorization).toBeUndefined();
      const port = expect.objectContaining({ name: 'metrics', port: 9091 });
      expect(find(objects, 'Service', 'qdrant-headless').spec.ports).toContainEqual(port);
      expect(find(objects, 'Service', 'qdrant').spec.ports).not.toContainEqual(port);
    });

    test.each([0, 65536, 6333, 6334, 6335, 1.5])('fails if it is %p', metricsPort => {
      expect(() => synthQdrant({ ...separate, metricsPort })).toThrow(
        `QdrantChart: metricsPort is ${metricsPort}. Allowed: an integer from 1 to 65535, other than 6333, 6334, 6335. Fix: use 9091.`,
      );
    });

    test('fails before the version that knows it', () => {
      expect(() => synthQdrant({ ...separate, image: 'qdrant:v1.16.3' })).toThrow(
        'QdrantChart: metricsPort is 9091. Allowed: absent before Qdrant v1.17.0; the image is qdrant:v1.16.3. Fix: remove it, or use a newer image.',
      );
    });
  });
});

test('an existing claim replaces its claim template', () => {
  const storage = { size: '20Gi', claimName: 'vector-data', subPath: 'node' };
  const snapshotStorage = { size: '5Gi' };
  const { spec } = find(synthQdrant({ storage, snapshotStorage }), 'StatefulSet');
  const { containers, volumes } = spec.template.spec;

  expect(spec.volumeClaimTemplates.map(({ metadata }: any) => metadata.name)).toEqual(['qdrant-snapshots']);
  expect(volumes).toContainEqual({ name: 'qdrant-storage', persistentVolumeClaim: { claimName: 'vector-data' } });
  expect(containers[0].volumeMounts).toContainEqual({
    name: 'qdrant-storage',
    mountPath: '/qdrant/storage',
    subPath: 'node',
  });
  expect(find(synthQdrant({ storage }), 'StatefulSet').spec.volumeClaimTemplates).toBeUndefined();
});

describe('fails if', () => {
  test('several nodes would share a claim', () => {
    const storage = { size: '20Gi', claimName: 'vector-data' };

    expect(() => synthQdrant({ storage, replicas: 3 })).toThrow(
      'QdrantChart: storage.claimName is "vector-data". Allowed: absent with several replicas. Fix: remove it: nodes use ' +
        'claims with the names qdrant-storage-qdrant-0, qdrant-storage-qdrant-1 and so on if these exist, so create claims with these names.',
    );
    expect(() => synthQdrant({ snapshotStorage: { ...storage, storageClassName: 'fast' } })).toThrow(
      'QdrantChart: snapshotStorage.storageClassName is "fast". Allowed: absent with claimName. Fix: remove it: the claim has its own.',
    );
  });

  test.each([0, -1, 1.5, Number.NaN])('replicas is %p', replicas => {
    expect(() => synthQdrant({ replicas })).toThrow(
      new Error(`QdrantChart: replicas is ${JSON.stringify(replicas)}. Allowed: 1, or 3 or more. Fix: use 1 or 3.`),
    );
  });

  test('there are two nodes, unless somebody says why', () => {
    expect(() => synthQdrant({ replicas: 2 })).toThrow(
      new Error(
        'QdrantChart: replicas is 2. Allowed: 1, or 3 or more. ' +
          'Fix: use 3, because one of two nodes alone has no majority; or state in acceptedRisks.twoNodes why there are two.',
      ),
    );
    const acceptedRisks = { twoNodes: 'the third node arrives next week' };
    expect(find(synthQdrant({ replicas: 2, acceptedRisks }), 'StatefulSet')).toMatchObject({
      metadata: { annotations: { 'cdk8s-qdrant/accepted-risk.twoNodes': acceptedRisks.twoNodes } },
      spec: { replicas: 2 },
    });
    expect(find(synthQdrant({ replicas: 3, acceptedRisks }), 'StatefulSet').metadata.annotations).toBeUndefined();
  });

  test.each([0, 1.5, Number.NaN])('replicationFactor is %p', replicationFactor => {
    expect(() => synthQdrant({ replicationFactor })).toThrow(
      new Error(
        `QdrantChart: replicationFactor is ${JSON.stringify(replicationFactor)}. Allowed: an integer of 1 or more. Fix: use 2.`,
      ),
    );
  });

  test.each([0, 1.5, 3])('writeConsistencyFactor is %p with two copies', writeConsistencyFactor => {
    expect(() => synthQdrant({ replicationFactor: 2, writeConsistencyFactor })).toThrow(
      new Error(
        `QdrantChart: writeConsistencyFactor is ${writeConsistencyFactor}. ` +
          'Allowed: an integer from 1 to replicationFactor, which is 2. Fix: use 1.',
      ),
    );
  });

  test.each([['altApiKey', { altApiKey: API_KEY }] as const, ['jwtRbac', { jwtRbac: true }] as const])(
    '%s stands alone',
    (prop, props) => {
      expect(() => synthQdrant(props)).toThrow(
        new Error(`QdrantChart: ${prop} is "(set)". Allowed: absent without apiKey. Fix: set apiKey too.`),
      );
    },
  );

  test.each(['apiKey', 'altApiKey'])('the read-only key is the one of %s, which may write', prop => {
    const readOnlyApiKey = { name: 'keys', key: 'full' };
    expect(() => synthQdrant({ apiKey: API_KEY, [prop]: { ...readOnlyApiKey }, readOnlyApiKey })).toThrow(
      new Error(
        'QdrantChart: readOnlyApiKey is "full". Allowed: a key other than apiKey and altApiKey, which can write. ' +
          'Fix: name another key of the Secret.',
      ),
    );
  });

  test('several replicas are no cluster', () => {
    expect(() => synthQdrant({ replicas: 3, cluster: { enabled: false } })).toThrow(
      new Error('QdrantChart: cluster.enabled is false. Allowed: true with several replicas. Fix: remove it.'),
    );
  });

  test('snapshots are restored into several replicas', () => {
    expect(() => synthQdrant({ replicas: 3, snapshotRestoration: RESTORATION })).toThrow(
      new Error(
        'QdrantChart: snapshotRestoration is "(set)". Allowed: absent with several replicas. Fix: restore through the API.',
      ),
    );
  });

  test('both volumes have the same name', () => {
    expect(() => synthQdrant({ snapshotStorage: { size: '1Gi', name: 'qdrant-storage' } })).toThrow(
      new Error(
        'QdrantChart: snapshotStorage.name is "qdrant-storage". Allowed: a name other than storage.name. Fix: rename one of them.',
      ),
    );
  });

  test.each<[string, PodDisruptionBudgetOptions, string]>([
    ['neither number', { unhealthyPodEvictionPolicy: 'AlwaysAllow' }, '["unhealthyPodEvictionPolicy"]'],
    [
      'both numbers',
      { maxUnavailable: k8s.IntOrString.fromNumber(1), minAvailable: k8s.IntOrString.fromNumber(1) },
      '["maxUnavailable","minAvailable"]',
    ],
  ])('the disruption budget has %s', (_, podDisruptionBudget, keys) => {
    expect(() => synthQdrant({ podDisruptionBudget })).toThrow(
      new Error(
        `QdrantChart: podDisruptionBudget is ${keys}. Allowed: exactly one of maxUnavailable and minAvailable. ` +
          'Fix: set maxUnavailable to 1.',
      ),
    );
  });

  test.each<[string, QdrantChartProps['config'], string]>([
    ['cluster.enabled', { cluster: { enabled: true } }, 'use cluster.enabled'],
    ['cluster.p2p.port', { cluster: { p2p: { port: 1 } } }, 'use cluster.p2pPort'],
    ['cluster.p2p.enable_tls', { cluster: { p2p: { enable_tls: true } } }, 'use tls.p2p'],
    ['service.enable_tls', { service: { enable_tls: true } }, 'use tls.service'],
    ['service.enable_cors', { service: { enable_cors: true } }, 'use enableCors'],
    ['service.http_port', { service: { http_port: 1 } }, 'the Services need this port'],
    ['service.grpc_port', { service: { grpc_port: 1 } }, 'the Services need this port'],
    ['storage.storage_path', { storage: { storage_path: '/tmp' } }, 'the data volume has a fixed mount path'],
    ['storage.snapshots_path', { storage: { snapshots_path: '/tmp' } }, 'the snapshot volume has a fixed mount path'],
    ['service.api_key', { service: { api_key: 'hunter2' } }, 'name a Secret in apiKey'],
    ['service.read_only_api_key', { service: { read_only_api_key: 'x' } }, 'name a Secret in readOnlyApiKey'],
    ['service.alt_api_key', { service: { alt_api_key: 'x' } }, 'name a Secret in altApiKey'],
    ['service.jwt_rbac', { service: { jwt_rbac: true } }, 'use jwtRbac'],
    ['service.metrics_port', { service: { metrics_port: 9 } }, 'use metricsPort'],
    [
      'service.host',
      { service: { host: '127.0.0.1' } },
      'Services and probes need every address of the pod: 0.0.0.0, or :: for IPv6 too',
    ],
    ['cluster.peer_id', { cluster: { peer_id: 7 } }, 'each node chooses its own id'],
    [
      'service.verify_https_client_certificate',
      { service: { verify_https_client_certificate: true } },
      'probes and ingresses have no certificate',
    ],
    ['tls.cert', { tls: { cert: '/own.crt' } }, 'name a Secret in tls'],
    ['tls.key', { tls: { key: '/own.key' } }, 'name a Secret in tls'],
    ['tls.ca_cert', { tls: { ca_cert: '/own.crt' } }, 'name a Secret in tls'],
    [
      'service.static_content_dir',
      { service: { static_content_dir: '/' } },
      'Qdrant serves every file of this folder without an API key',
    ],
    ['service.enable_static_content', { service: { enable_static_content: false } }, 'the dashboard needs it'],
  ])('config holds %s, which a prop decides, and does not repeat its value', (setting, config, instead) => {
    expect(() => synthQdrant({ config })).toThrow(
      new Error(`QdrantChart: config.${setting} is "(set)". Allowed: absent. Fix: remove it: ${instead}.`),
    );
  });

  test.each<[string, Record<string, unknown>]>([
    ['service.enable_cors', { 'service.enable_cors': true }],
    ['Service', { Service: { enable_cors: true } }],
    ['Enable_Cors', { service: { Enable_Cors: true } }],
  ])('config has a key %s, which Qdrant reads otherwise than it is written', (key, config) => {
    expect(() => synthQdrant({ config })).toThrow(
      new Error(
        `QdrantChart: config ${key} is "(set)". Allowed: keys of a-z, 0-9 and _. Fix: nest the settings, with names in lower case.`,
      ),
    );
  });

  test.each<[string, unknown]>([
    ['service', null],
    ['cluster', []],
  ])('config takes away what a prop decides: %s is %j', (section, value) => {
    expect(() => synthQdrant({ config: { [section]: value } })).toThrow(
      new Error(
        `QdrantChart: config.${section} is "(set)". Allowed: a mapping of settings. Fix: write it as a mapping, or remove it.`,
      ),
    );
  });

  test.each([[['--config-path', '/x']], [['--config-path=/x']]])('args have %j, which is read after all else', args => {
    expect(() => synthQdrant({ args })).toThrow(
      new Error(
        `QdrantChart: args is ${JSON.stringify(args)}. Allowed: no --config-path. Fix: remove it, and use config.`,
      ),
    );
  });

  test('pages of any origin may call it, and nobody says why', () => {
    expect(() => synthQdrant({ enableCors: true })).toThrow(
      new Error(
        'QdrantChart: enableCors is true. Allowed: false. ' +
          'Fix: remove it, or state in acceptedRisks.anyOrigin why pages of any origin can call Qdrant.',
      ),
    );
  });

  test.each([
    ['QDRANT__SERVICE__API_KEY', 'name a Secret in apiKey'],
    ['qdrant__service__api_key', 'name a Secret in apiKey'],
    ['Qdrant__Service.Read_Only_Api_Key', 'name a Secret in readOnlyApiKey'],
    ['QDRANT__SERVICE__ALT_API_KEY', 'name a Secret in altApiKey'],
    ['QDRANT__SERVICE__ENABLE_CORS', 'use enableCors'],
    ['QDRANT__SERVICE__JWT_RBAC', 'use jwtRbac'],
    ['QDRANT__CLUSTER__P2P__ENABLE_TLS', 'use tls.p2p'],
    ['RUN_MODE', 'use config'],
  ])('env has %s, which a prop decides', (name, instead) => {
    expect(() => synthQdrant({ apiKey: API_KEY, env: [{ name, value: '' }] })).toThrow(
      new Error(`QdrantChart: env ${name} is "(set)". Allowed: absent. Fix: remove it: ${instead}.`),
    );
    expect(nodeWith({ env: [{ name: 'QDRANT__LOG_LEVEL', value: 'INFO' }] }).env).toContainEqual({
      name: 'QDRANT__LOG_LEVEL',
      value: 'INFO',
    });
  });
});

describe('the network of the cluster', () => {
  test('another cluster domain is the end of every address', () => {
    const app = new App();
    const qdrant = new QdrantChart(app, 'qdrant', {
      namespace: 'ns',
      storage: { size: '1Gi' },
      clusterDomain: 'k8s.example.net',
    });
    expect([qdrant.host, ...qdrant.nodeUrls]).toEqual([
      'qdrant.ns.svc.k8s.example.net',
      'http://qdrant-0.qdrant-headless.ns.svc.k8s.example.net:6333',
    ]);
  });

  test('clients use the ports of the Service, and nodes keep theirs', () => {
    const app = new App();
    const service = { httpPort: 80, grpcPort: 81 };
    const qdrant = new QdrantChart(app, 'qdrant', { namespace: 'ns', storage: { size: '1Gi' }, service });
    expect([qdrant.url, qdrant.nodeUrls[0]]).toEqual([
      'http://qdrant.ns.svc.cluster.local:80',
      'http://qdrant-0.qdrant-headless.ns.svc.cluster.local:6333',
    ]);
    expect([qdrant.httpPort, qdrant.grpcPort]).toEqual([6333, 6334]);
  });

  test.each<[string, Partial<QdrantChartProps>, string]>([
    [
      'a domain with a dot at its end',
      { clusterDomain: 'cluster.local.' },
      '"cluster.local.". Allowed: a DNS name in lower case',
    ],
    ['a family that does not exist', { ipFamilies: ['IPv5'] }, 'Allowed: IPv4, IPv6 or both, each once'],
    ['no family', { ipFamilies: [] }, 'Allowed: IPv4, IPv6 or both, each once'],
    ['a family twice', { ipFamilies: ['IPv4', 'IPv4'] }, 'Allowed: IPv4, IPv6 or both, each once'],
    ['a port out of range', { service: { httpPort: 0 } }, 'service.httpPort is 0. Allowed: an integer from 1 to 65535'],
    [
      'the port between the nodes',
      { service: { grpcPort: 6335 } },
      'service.grpcPort is 6335. Allowed: a port other than 6335, which the headless Service has for other nodes or for metrics. Fix: use 80 or 443.',
    ],
    [
      'the port of the metrics',
      { image: 'qdrant:v1.18.2', service: { httpPort: 9091 }, metricsPort: 9091 },
      'service.httpPort is 9091. Allowed: a port other than 6335 and 9091, which the headless Service has for other nodes or for metrics. Fix: use 80 or 443.',
    ],
    [
      'one port for both',
      { service: { httpPort: 6334 } },
      'service.grpcPort is 6334. Allowed: a port other than httpPort',
    ],
  ])('%s is rejected', (_, props, message) => {
    expect(() => synthQdrant(props)).toThrow(message);
  });
});
