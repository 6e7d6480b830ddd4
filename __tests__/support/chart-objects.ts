import { gzipSync } from 'node:zlib';
import { stringify } from 'yaml';

/** Values of the Helm chart `qdrant`, as far as its objects differ by them. */
export interface ChartValues {
  readonly name?: string;
  /** Name of the release. */
  readonly release?: string;
  readonly namespace?: string;
  readonly replicas?: number;
  readonly apiKey?: string;
  readonly readOnlyApiKey?: string;
  readonly subPath?: string;
  readonly snapshotVolume?: boolean;
  /** Containers before Qdrant's own. */
  readonly sidecars?: readonly object[];
  /** Settings of production.yaml. */
  readonly config?: object;
  /** More fields of the pods. */
  readonly pod?: object;
  /** More fields of Qdrant's container. */
  readonly container?: object;
  readonly podAnnotations?: Readonly<Record<string, string>>;
}

const QDRANT = 'harbor.example.com/library/qdrant:v1.15.4';

/** What the Helm chart `qdrant` leaves in a cluster, reduced to names, selectors, mounts and the fields above. */
export function chartObjects(values: ChartValues = {}): any[] {
  const { name = 'qdrant', release = name, namespace, replicas = 1, apiKey, readOnlyApiKey } = values;
  const selector = { app: 'qdrant', 'app.kubernetes.io/name': 'qdrant', 'app.kubernetes.io/instance': release };
  const metadata = (of: string) => ({
    name: of,
    namespace,
    labels: { ...selector, 'app.kubernetes.io/managed-by': 'Helm', 'helm.sh/chart': 'qdrant-1.19.0' },
    annotations: { 'meta.helm.sh/release-name': release },
  });
  const ports = { http: 6333, grpc: 6334, p2p: 6335 };
  const service = (of: string, spec: object) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadata(of),
    spec: {
      type: 'ClusterIP',
      selector,
      ports: Object.entries(ports).map(([port, number]) => ({ name: port, port: number })),
      ...spec,
    },
  });
  const production = { cluster: { enabled: true, p2p: { port: 6335 }, consensus: { tick_period_ms: 100 } } };
  const keys = {
    ...(apiKey && { api_key: apiKey }),
    ...(readOnlyApiKey && { read_only_api_key: readOnlyApiKey }),
  };
  const hasKeys = apiKey !== undefined || readOnlyApiKey !== undefined;
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: metadata(`${name}-apikey`),
    type: 'Opaque',
    stringData: {
      ...(apiKey && { 'api-key': apiKey }),
      ...(readOnlyApiKey && { 'read-only-api-key': readOnlyApiKey }),
      'local.yaml': stringify({ service: keys }),
    },
  };
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: metadata(name) },
    ...(hasKeys ? [secret] : []),
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: metadata(name),
      data: {
        'initialize.sh': `#!/bin/sh\nexec ./entrypoint.sh --uri 'http://${name}-0.${name}-headless:6335'\n`,
        'production.yaml': stringify({ ...production, ...values.config }),
      },
    },
    service(name, {}),
    service(`${name}-headless`, { clusterIP: 'None', publishNotReadyAddresses: true }),
    {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: metadata(name),
      spec: {
        replicas,
        podManagementPolicy: 'Parallel',
        serviceName: `${name}-headless`,
        selector: { matchLabels: selector },
        template: {
          metadata: { labels: selector, annotations: { 'checksum/config': 'b865e14c', ...values.podAnnotations } },
          spec: {
            containers: [
              ...(values.sidecars ?? []),
              {
                name: 'qdrant',
                image: QDRANT,
                env: [{ name: 'QDRANT_INIT_FILE_PATH', value: '/qdrant/init/.qdrant-initialized' }],
                volumeMounts: [
                  { name: 'qdrant-storage', mountPath: '/qdrant/storage', subPath: values.subPath },
                  ...['initialize.sh', 'production.yaml'].map(file => ({
                    name: 'qdrant-config',
                    mountPath: `/qdrant/config/${file}`,
                    subPath: file,
                  })),
                  ...(hasKeys
                    ? [{ name: 'qdrant-secret', mountPath: '/qdrant/config/local.yaml', subPath: 'local.yaml' }]
                    : []),
                  { name: 'qdrant-snapshots', mountPath: '/qdrant/snapshots' },
                  { name: 'qdrant-init', mountPath: '/qdrant/init' },
                ],
                ...values.container,
              },
            ],
            serviceAccountName: name,
            volumes: [
              { name: 'qdrant-config', configMap: { name, defaultMode: 0o755 } },
              ...(values.snapshotVolume ? [] : [{ name: 'qdrant-snapshots', emptyDir: {} }]),
              { name: 'qdrant-init', emptyDir: {} },
              ...(hasKeys ? [{ name: 'qdrant-secret', secret: { secretName: `${name}-apikey` } }] : []),
            ],
            ...values.pod,
          },
        },
        volumeClaimTemplates: ['qdrant-storage', ...(values.snapshotVolume ? ['qdrant-snapshots'] : [])].map(claim => ({
          metadata: { name: claim, labels: { app: 'qdrant' } },
          spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '150Gi' } } },
        })),
      },
    },
  ];
}

/** A record of a release in Helm's own format, with these manifests. */
export function helmRecord(release: string, namespace: string, objects: readonly object[]) {
  const manifest = objects.map(object => stringify(object)).join('---\n');
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: `sh.helm.release.v1.${release}.v1`,
      namespace,
      labels: { name: release, owner: 'helm', status: 'deployed', version: '1' },
    },
    type: 'helm.sh/release.v1',
    stringData: { release: gzipSync(JSON.stringify({ name: release, manifest })).toString('base64') },
  };
}
