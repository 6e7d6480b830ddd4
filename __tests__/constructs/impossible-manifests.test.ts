import { App, Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-30';
import { EphemeralValkey, QdrantChart, type QdrantChartProps, QdrantStack, type QdrantStackProps } from 'cdk8s-qdrant';
import { refusalsAtSynth } from '../support/refusals';

const quantity = (text: string) => k8s.Quantity.fromString(text);
const SECURE: k8s.SecurityContext = {
  runAsNonRoot: true,
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
};

function qdrant(props: Partial<QdrantChartProps>): () => QdrantChart {
  return () => new QdrantChart(new App(), 'qdrant', { storage: { size: '10Gi' }, ...props });
}

function stack(props: Partial<QdrantStackProps>): Chart {
  return new QdrantStack(new App(), 'stack', {
    namespace: 'vectors',
    dashboardHost: 'd.example.com',
    apiHost: 'a.example.com',
    oidcIssuerUrl: 'https://id.example.com/realms/main',
    emailDomains: ['example.com'],
    qdrant: { storage: { size: '10Gi' }, apiKey: { name: 'keys', key: 'api-key' } },
    podSecurityStandard: 'restricted',
    ...props,
  }).qdrant;
}

describe('pods that no cluster takes are refused', () => {
  test.each<[string, Partial<QdrantChartProps>, string]>([
    [
      'a volume twice',
      { additionalVolumes: [{ name: 'qdrant-snapshots', emptyDir: {} }] },
      'QdrantChart: additionalVolumes is "qdrant-snapshots". Allowed: each name and path once. Fix: rename yours, or remove it.',
    ],
    [
      'a volume by the name of a claim template',
      { additionalVolumes: [{ name: 'qdrant-storage', emptyDir: {} }] },
      'QdrantChart: additionalVolumes is "qdrant-storage". Allowed: each name and path once. Fix: rename yours, or remove it.',
    ],
    [
      'a mount path twice',
      { additionalVolumeMounts: [{ name: 'qdrant-storage', mountPath: '/qdrant/snapshots', subPath: 'snapshots' }] },
      'QdrantChart: the volume mounts of container qdrant is "/qdrant/snapshots". Allowed: each name and path once. Fix: rename yours, or remove it.',
    ],
    [
      'a container twice',
      { sidecarContainers: [{ name: 'qdrant', image: 'example.com/app:1' }] },
      'QdrantChart: sidecarContainers or initContainers is "qdrant". Allowed: each name and path once. Fix: rename yours, or remove it.',
    ],
    [
      'a container with capitals',
      { sidecarContainers: [{ name: 'My_App', image: 'example.com/app:1' }] },
      'QdrantChart: sidecarContainers[].name is "My_App". Allowed: at most 63 lower-case letters, digits and hyphens, with no hyphen at either end. Fix: for example, write my-app.',
    ],
    [
      'requests above limits',
      { resources: { requests: { memory: quantity('10Gi') }, limits: { memory: quantity('5120Mi') } } },
      'QdrantChart: resources of container qdrant.requests.memory is "10Gi". Allowed: at most limits.memory, which is 5Gi. Fix: raise the limit, or lower the request.',
    ],
    [
      'an amount that is none',
      { resources: { limits: { memory: quantity('8GB') } } },
      'QdrantChart: resources of container qdrant.limits.memory is "8GB". Allowed: a Kubernetes quantity. Fix: for example, write 8Gi.',
    ],
    [
      'a size with another unit',
      { storage: { size: '150GB' } },
      'QdrantChart: storage.size is "150GB". Allowed: an amount of bytes such as 150Gi, as a string. Fix: for example, write 150Gi.',
    ],
    [
      'a name with capitals',
      { name: 'Qdrant' },
      'QdrantChart: name is "Qdrant". Allowed: at most 63 lower-case letters, digits and hyphens, with no hyphen at either end. Fix: for example, write qdrant.',
    ],
    [
      'nodes beyond reason',
      { replicas: 1e20 },
      'QdrantChart: replicas is 100000000000000000000. Allowed: at most 1000.',
    ],
  ])('%s', (_, props, message) => {
    expect(qdrant(props)).toThrow(message);
  });

  test('requests that equal the limits in another unit are fine', () => {
    const resources = { requests: { memory: quantity('4096Mi') }, limits: { memory: quantity('4Gi') } };

    expect(qdrant({ resources })).not.toThrow();
  });
});

describe('JavaScript without a required prop is told which', () => {
  const props = (value: object) => value as never;

  test.each<[string, () => unknown, string]>([
    ['storage', () => new QdrantChart(new App(), 'q', props({})), 'QdrantChart: storage is undefined'],
    [
      'storage as a string',
      () => new QdrantChart(new App(), 'q', props({ storage: '10Gi' })),
      'QdrantChart: storage.size is undefined',
    ],
    [
      'a number as size',
      () => new QdrantChart(new App(), 'q', props({ storage: { size: 10 } })),
      'QdrantChart: storage.size is 10',
    ],
    ['everything', () => new QdrantStack(new App(), 'q', props({})), 'QdrantStack: namespace is undefined'],
    [
      'the API host',
      () => stack(props({ apiHost: undefined })),
      'QdrantStack: apiHost is undefined. Allowed: a value: this prop is required. Fix: set apiHost.',
    ],
    [
      'an issuer without TLS',
      () => stack({ oidcIssuerUrl: 'http://id.example.com/realms/main' }),
      'OAuth2ProxyChart: oidcIssuerUrl is "http://id.example.com/realms/main". Allowed: an https URL, or http://localhost for tests. Fix: write the https URL of the issuer.',
    ],
    [
      'a star as a role',
      () => stack({ oauth2Proxy: { allowedRoles: ['*'] } }),
      'OAuth2ProxyChart: allowedRoles is "*". Allowed: names, because oauth2-proxy compares names.',
    ],
    [
      'a host in capitals',
      () => stack({ apiHost: 'A.example.com' }),
      'DualIngress: apiHost is "A.example.com". Allowed: a DNS name in lower case. Fix: write a.example.com.',
    ],
  ])('%s', (_, construct, message) => {
    expect(construct).toThrow(message);
  });
});

test('two constructs of one name are refused', () => {
  const chart = new Chart(new App(), 'chart');
  new EphemeralValkey(chart, 'a');
  new EphemeralValkey(chart, 'b');

  expect(refusalsAtSynth(chart)).toContainEqual(
    expect.stringContaining('Deployment ephemeral-valkey is a duplicate of an object of a'),
  );
});

describe('a namespace that is restricted', () => {
  const withContainer = (container: Partial<k8s.Container>) =>
    stack({
      qdrant: {
        storage: { size: '10Gi' },
        apiKey: { name: 'keys', key: 'api-key' },
        initContainers: [{ name: 'chown', image: 'example.com/busybox:1', ...container }],
      },
    });

  test.each<[string, Partial<k8s.Container>, string]>([
    ['a root container', { securityContext: { ...SECURE, runAsUser: 0 } }, 'container chown: runAsUser is 0'],
    ['a container without a security context', {}, 'container chown: allowPrivilegeEscalation is not false'],
    [
      'another capability',
      { securityContext: { ...SECURE, capabilities: { drop: ['ALL'], add: ['SYS_ADMIN'] } } },
      'container chown: capabilities.add has SYS_ADMIN',
    ],
    [
      'a port of the host',
      { securityContext: SECURE, ports: [{ containerPort: 80, hostPort: 80 }] },
      'container chown: hostPort is set',
    ],
  ])('gets no pods with %s, which is refused', (_, container, problem) => {
    expect(refusalsAtSynth(withContainer(container))).toContainEqual(
      expect.stringContaining(
        `StatefulSet qdrant cannot create pods in namespace vectors, whose Pod Security Standard is restricted: ${problem}. Fix: change it, or choose no standard for the namespace, or a less strict one.`,
      ),
    );
  });

  test('takes a container that keeps to the standard, and the stack itself', () => {
    expect(refusalsAtSynth(withContainer({ securityContext: SECURE }))).toEqual([]);
  });
});

test('quantities have the form that the API server gives them', () => {
  const chart = qdrant({
    storage: { size: '1024Gi' },
    resources: {
      requests: { cpu: quantity('1000m'), memory: quantity('4096Mi') },
      limits: { cpu: quantity('1.5'), memory: quantity('4.5Gi') },
    },
  })();
  const { template, volumeClaimTemplates } = chart.statefulSet.toJson().spec;

  expect(template.spec.containers[0].resources).toEqual({
    requests: { cpu: '1', memory: '4Gi' },
    limits: { cpu: '1500m', memory: '4608Mi' },
  });
  expect(volumeClaimTemplates).toEqual([
    {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'qdrant-storage', labels: { app: 'qdrant' } },
      spec: {
        accessModes: ['ReadWriteOnce'],
        resources: { requests: { storage: '1Ti' } },
        volumeMode: 'Filesystem',
      },
      status: { phase: 'Pending' },
    },
  ]);
});
