import { ApiObject } from 'cdk8s';
import { buildApp } from '../../app';
import { parseConfig } from '../../config/load';
import { containerOf, find, podOf, synthApp } from '../support/objects';

// What an installation by the Helm charts `qdrant` and `oauth2-proxy` fixes. Kubernetes refuses a change of it, or leaves
// a second set of pods, or loses the data: changing an expected value here is a breaking change for running clusters.

const app = buildApp(parseConfig('domainName: example.com', 'config.yaml'));
const objects = synthApp(app);
const qdrantSelector = { app: 'qdrant', 'app.kubernetes.io/name': 'qdrant', 'app.kubernetes.io/instance': 'qdrant' };

describe('StatefulSet qdrant', () => {
  const { spec } = find(objects, 'StatefulSet', 'qdrant');

  test('selects by these labels, and by no other', () => {
    expect(spec.selector).toEqual({ matchLabels: qdrantSelector });
    expect(spec.template.metadata.labels).toMatchObject(qdrantSelector);
  });

  test('gives its pods these names, and starts them at once', () => {
    expect(spec.serviceName).toBe('qdrant-headless');
    expect(spec.podManagementPolicy).toBe('Parallel');
  });

  test('claims qdrant-storage-qdrant-0, and no other volume', () => {
    expect(spec.volumeClaimTemplates).toEqual([
      {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name: 'qdrant-storage', labels: { app: 'qdrant' } },
        spec: {
          accessModes: ['ReadWriteOnce'],
          resources: { requests: { storage: '150Gi' } },
          volumeMode: 'Filesystem',
        },
        status: { phase: 'Pending' },
      },
    ]);
    expect(containerOf(objects, 'StatefulSet', 'qdrant').volumeMounts).toContainEqual({
      name: 'qdrant-storage',
      mountPath: '/qdrant/storage',
    });
  });

  test('runs as the user that owns the files', () => {
    expect(containerOf(objects, 'StatefulSet', 'qdrant').securityContext).toMatchObject({
      runAsUser: 1000,
      runAsGroup: 2000,
    });
    expect(podOf(objects, 'StatefulSet', 'qdrant').securityContext.fsGroup).toBe(3000);
  });

  test('is a cluster of one, under the address that stands in its raft state', () => {
    const { data } = find(objects, 'ConfigMap', 'qdrant');
    expect(spec.replicas).toBe(1);
    expect(data['production.yaml']).toMatch(/^cluster:\n {2}enabled: true\n {2}p2p:\n {4}port: 6335\n/);
    expect(data['initialize.sh']).toContain("--uri 'http://qdrant-0.qdrant-headless:6335'");
  });
});

describe('Services of Qdrant', () => {
  test.each(['qdrant', 'qdrant-headless'])('%s selects by these labels, and by no other', name => {
    expect(find(objects, 'Service', name).spec.selector).toEqual(qdrantSelector);
  });

  test('qdrant-headless knows every node under its name, also before it is ready', () => {
    const { clusterIP, publishNotReadyAddresses, ports } = find(objects, 'Service', 'qdrant-headless').spec;
    expect({ clusterIP, publishNotReadyAddresses }).toEqual({ clusterIP: 'None', publishNotReadyAddresses: true });
    expect(ports.map(({ name, port }: any) => [name, port])).toEqual([
      ['http', 6333],
      ['grpc', 6334],
      ['p2p', 6335],
    ]);
  });
});

test('Deployment and Service oauth2-proxy select by these labels, and by no other', () => {
  const selector = { 'app.kubernetes.io/name': 'oauth2-proxy', 'app.kubernetes.io/instance': 'oauth2-proxy' };
  const { spec } = find(objects, 'Deployment', 'oauth2-proxy');
  expect(spec.selector).toEqual({ matchLabels: selector });
  expect(spec.template.metadata.labels).toMatchObject({ ...selector, app: 'oauth2-proxy' });
  expect(find(objects, 'Service', 'oauth2-proxy').spec.selector).toEqual(selector);
});

test('Deployment and Service ephemeral-valkey select by this label, and by no other', () => {
  const { spec } = find(objects, 'Deployment', 'ephemeral-valkey');
  expect(spec.selector).toEqual({ matchLabels: { app: 'ephemeral-valkey' } });
  expect(spec.template.metadata.labels).toMatchObject({ app: 'ephemeral-valkey' });
  expect(find(objects, 'Service', 'ephemeral-valkey').spec.selector).toEqual({ app: 'ephemeral-valkey' });
});

test('Secret oauth2-proxy is read by these keys', () => {
  const { secret } = podOf(objects, 'Deployment', 'oauth2-proxy').volumes.find(({ secret }: any) => secret);
  expect(secret.secretName).toBe('oauth2-proxy');
  expect(secret.items.map(({ key }: any) => key)).toEqual(['client-secret', 'cookie-secret']);
});

// The id of a construct is where others find it, and what names that are not set are made from: renaming one is a
// breaking change too.
test('construct ids stay', () => {
  const paths = app.node
    .findAll()
    .filter(node => ApiObject.isApiObject(node))
    .map(node => `${node.node.path}  ${(node as ApiObject).kind} ${(node as ApiObject).name}`);
  expect(paths).toEqual([
    'qdrant-stack/namespace/namespace  Namespace qdrant',
    'qdrant-stack/valkey/valkey/deployment  Deployment ephemeral-valkey',
    'qdrant-stack/valkey/valkey/service  Service ephemeral-valkey',
    'qdrant-stack/qdrant/service-account  ServiceAccount qdrant',
    'qdrant-stack/qdrant/config  ConfigMap qdrant',
    'qdrant-stack/qdrant/service  Service qdrant',
    'qdrant-stack/qdrant/headless-service  Service qdrant-headless',
    'qdrant-stack/qdrant/statefulset  StatefulSet qdrant',
    'qdrant-stack/oauth2-proxy/service-account  ServiceAccount oauth2-proxy',
    'qdrant-stack/oauth2-proxy/config  ConfigMap oauth2-proxy',
    'qdrant-stack/oauth2-proxy/deployment  Deployment oauth2-proxy',
    'qdrant-stack/oauth2-proxy/service  Service oauth2-proxy',
    'qdrant-stack/ingress/ingress/oauth2-proxy-ingress  Ingress oauth2-proxy-ingress',
    'qdrant-stack/ingress/ingress/qdrant-http-ingress  Ingress qdrant-http-ingress',
    'qdrant-stack/ingress/ingress/qdrant-root-redirect  Ingress qdrant-root-redirect',
    'qdrant-stack/ingress/ingress/qdrant-api-ingress  Ingress qdrant-api-ingress',
    'qdrant-stack/discovery/discovery/config-map  ConfigMap thinkube-service-config',
  ]);
});

describe('scheduled backups', () => {
  const config = parseConfig('scheduledBackup: { volume: { size: 500Gi }, drill: {} }', 'config.yaml');
  const backedUp = buildApp(config);

  test('construct ids and names stay', () => {
    const paths = backedUp.node
      .findAll()
      .filter(node => ApiObject.isApiObject(node) && node.node.path.startsWith('qdrant-stack/backup/'))
      .map(node => `${node.node.path}  ${(node as ApiObject).kind} ${(node as ApiObject).name}`);
    expect(paths).toEqual([
      'qdrant-stack/backup/backup/config  ConfigMap qdrant-backup',
      'qdrant-stack/backup/backup/claim  PersistentVolumeClaim qdrant-backup',
      'qdrant-stack/backup/backup/cron-job  CronJob qdrant-backup',
      'qdrant-stack/backup/backup/drill/config  ConfigMap qdrant-backup-drill',
      'qdrant-stack/backup/backup/drill/cron-job  CronJob qdrant-backup-drill',
    ]);
  });

  test('lie where those of earlier releases lie, owned by the same user', () => {
    const { securityContext, volumes, containers } = podOf(synthApp(backedUp), 'CronJob', 'qdrant-backup');
    expect(volumes).toContainEqual({ name: 'backups', persistentVolumeClaim: { claimName: 'qdrant-backup' } });
    expect(containers[0].volumeMounts).toContainEqual({ name: 'backups', mountPath: '/backups' });
    expect(containers[0].securityContext).toMatchObject({ runAsUser: 1000, runAsGroup: 1000 });
    expect(securityContext.fsGroup).toBe(1000);
  });
});
