import { buildApp } from '../../app';
import { parseConfig } from '../../config/load';
import { containerOf, find, type K8sObject, podOf, synthApp } from '../support/objects';

const objectsOf = (text: string): K8sObject[] =>
  synthApp(buildApp(parseConfig(`domainName: example.com\n${text}`, 'config.yaml')));

const AFFINITY = `
  affinity:
    nodeAffinity:
      requiredDuringSchedulingIgnoredDuringExecution:
        nodeSelectorTerms: [{ matchExpressions: [{ key: disk, operator: In, values: [nvme] }] }]`;

test('each workload takes the props of its pods', () => {
  const pod = `
  nodeSelector: { pool: own }
  podAnnotations: { example.com/pod: 'yes' }
  podLabels: { team: search }
  priorityClassName: high
  tolerations: [{ key: pool, operator: Exists, effect: NoSchedule }]
  topologySpreadConstraints: [{ maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule }]
  sidecarContainers:
    - name: agent
      image: agent:1.0.0
      resources: { limits: { cpu: 100m, memory: 64Mi } }${AFFINITY}`;
  const objects = objectsOf(`
scheduling: { nodeSelector: { pool: all }, tolerations: [] }
qdrant: ${pod}
oauth2Proxy: ${pod}
valkey: ${pod}
scheduledBackup:
  volume: { size: 1Ti }${pod}
`);
  const pods = [
    podOf(objects, 'StatefulSet', 'qdrant'),
    podOf(objects, 'Deployment', 'oauth2-proxy'),
    podOf(objects, 'Deployment', 'ephemeral-valkey'),
    find(objects, 'CronJob', 'qdrant-backup').spec.jobTemplate.spec.template.spec,
  ];

  for (const spec of pods) {
    expect(spec).toMatchObject({
      nodeSelector: { pool: 'own' },
      priorityClassName: 'high',
      tolerations: [{ key: 'pool', operator: 'Exists', effect: 'NoSchedule' }],
      topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' }],
      affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: expect.anything() } },
    });
    expect(spec.containers[1]).toMatchObject({ name: 'agent', resources: { limits: { cpu: '100m', memory: '64Mi' } } });
  }
  expect(find(objects, 'StatefulSet', 'qdrant').spec.template.metadata).toMatchObject({
    annotations: { 'example.com/pod': 'yes' },
    labels: { team: 'search', 'app.kubernetes.io/instance': 'qdrant' },
  });
});

test('Qdrant takes the Service, probes, variables, volumes and the options of its claims', () => {
  const objects = objectsOf(`
qdrant:
  service: { type: LoadBalancer, annotations: { example.com/lb: internal }, loadBalancerSourceRanges: [10.0.0.0/8] }
  serviceAccountAnnotations: { eks.amazonaws.com/role-arn: 'arn:aws:iam::1:role/q' }
  readinessProbe: { httpGet: { path: /readyz, port: 6333 }, periodSeconds: 30 }
  env: [{ name: RUST_BACKTRACE, value: '1' }]
  additionalVolumes: [{ name: scratch, emptyDir: { sizeLimit: 1Gi } }]
  additionalVolumeMounts: [{ name: scratch, mountPath: /scratch }]
  cluster: { consensusTickPeriodMs: 200 }
  storage: { annotations: { example.com/backup: 'no' } }
  updateStrategy: { type: OnDelete }
`);
  const container = containerOf(objects, 'StatefulSet', 'qdrant');
  const { spec } = find(objects, 'StatefulSet', 'qdrant');

  expect(find(objects, 'Service', 'qdrant')).toMatchObject({
    metadata: { annotations: { 'example.com/lb': 'internal' } },
    spec: { type: 'LoadBalancer', loadBalancerSourceRanges: ['10.0.0.0/8'] },
  });
  expect(find(objects, 'ServiceAccount', 'qdrant').metadata.annotations).toMatchObject({
    'eks.amazonaws.com/role-arn': 'arn:aws:iam::1:role/q',
  });
  expect(container.readinessProbe).toMatchObject({ httpGet: { port: 6333 }, periodSeconds: 30, failureThreshold: 6 });
  expect(container.env).toContainEqual({ name: 'RUST_BACKTRACE', value: '1' });
  expect(container.volumeMounts).toContainEqual({ name: 'scratch', mountPath: '/scratch' });
  expect(spec.template.spec.volumes).toContainEqual({ name: 'scratch', emptyDir: { sizeLimit: '1Gi' } });
  expect(spec.updateStrategy).toEqual({ type: 'OnDelete' });
  expect(spec.volumeClaimTemplates[0].metadata.annotations).toEqual({ 'example.com/backup': 'no' });
  expect(find(objects, 'ConfigMap', 'qdrant').data['production.yaml']).toContain('tick_period_ms: 200');
});

test('oauth2-proxy takes its own settings, and the session times of the config give way to them', () => {
  const objects = objectsOf(
    'dashboard: { cookie: host }\noauth2Proxy: { cookieExpire: 24h, cookieSameSite: strict, settings: { banner: Hello } }',
  );
  const [file] = Object.values(find(objects, 'ConfigMap', 'oauth2-proxy').data);

  expect(file).toContain('cookie_expire = "24h"');
  expect(file).toContain('cookie_samesite = "strict"');
  expect(file).toContain('cookie_refresh = "5m"');
  expect(file).toContain('banner = "Hello"');
});

test('labels at the top level are labels of every object', () => {
  const objects = objectsOf('labels: { team: search }');

  expect(objects.filter(({ metadata }) => metadata.labels?.team !== 'search')).toEqual([]);
});

test('a TLS Secret of a person, and other names of Valkey and oauth2-proxy', () => {
  const objects = objectsOf('tlsSecretName: search-tls\nvalkey: { name: sessions }\noauth2Proxy: { name: sign-in }');

  expect(JSON.stringify(objects)).not.toContain('qdrant-tls-secret');
  expect(find(objects, 'Ingress', 'qdrant-api-ingress').spec.tls[0].secretName).toBe('search-tls');
  expect(Object.values(find(objects, 'ConfigMap', 'sign-in').data).join()).toContain('//sessions.qdrant.svc');
});

test('without discovery, no ConfigMap announces the stack', () => {
  expect(objectsOf('discovery: false').filter(({ metadata }) => metadata.labels?.['thinkube.io/managed'])).toEqual([]);
});

describe('null means none', () => {
  test('OpenShift assigns the ids of the pods', () => {
    const none = `
  podSecurityContext: { fsGroup: null, fsGroupChangePolicy: null }
  containerSecurityContext: { runAsUser: null, runAsGroup: null }`;
    const objects = objectsOf(`
qdrant: ${none}
oauth2Proxy: ${none}
valkey: ${none}
scheduledBackup:
  volume: { size: 1Ti }${none}
`);

    expect(JSON.stringify(objects)).not.toMatch(/runAsUser|runAsGroup|fsGroup/);
    expect(containerOf(objects, 'StatefulSet', 'qdrant').securityContext.runAsNonRoot).toBe(true);
  });

  test('a pod has no probe and no hook of the construct', () => {
    const container = containerOf(
      objectsOf('qdrant: { livenessProbe: null, lifecycle: null }'),
      'StatefulSet',
      'qdrant',
    );

    expect(container.livenessProbe).toBeUndefined();
    expect(container.lifecycle).toBeUndefined();
    expect(container.readinessProbe).toBeDefined();
  });

  test('one part has no place of its own, although all pods have one', () => {
    const objects = objectsOf('scheduling: { nodeSelector: { pool: all } }\nvalkey: { nodeSelector: null }');

    expect(podOf(objects, 'Deployment', 'ephemeral-valkey').nodeSelector).toBeUndefined();
    expect(podOf(objects, 'StatefulSet', 'qdrant').nodeSelector).toEqual({ pool: 'all' });
  });

  test('a container has no limit of CPU and no requests', () => {
    const objects = objectsOf(`
qdrant: { resources: { limits: { cpu: null }, requests: null } }
valkey: { resources: { limits: null } }
oauth2Proxy: { resources: { requests: { cpu: null, memory: null }, limits: { ephemeral-storage: 1Gi } } }
`);

    expect(containerOf(objects, 'StatefulSet', 'qdrant').resources).toEqual({ limits: { memory: '8Gi' } });
    expect(containerOf(objects, 'Deployment', 'ephemeral-valkey').resources).toEqual({
      requests: { cpu: '50m', memory: '64Mi' },
    });
    expect(containerOf(objects, 'Deployment', 'oauth2-proxy').resources).toEqual({
      limits: { cpu: '200m', memory: '128Mi', 'ephemeral-storage': '1Gi' },
    });
  });

  test('an empty StorageClass binds volumes that a person created', () => {
    const objects = objectsOf("qdrant: { storage: { storageClassName: '' } }");

    expect(find(objects, 'StatefulSet', 'qdrant').spec.volumeClaimTemplates[0].spec.storageClassName).toBe('');
  });

  test('a Secret with one key: no pod refers to a read-only key', () => {
    const objects = objectsOf(`
apiKeys: { enabled: true, existing: true, secretName: own, apiKey: key, readOnlyApiKey: null }
monitoring: { prometheusOperator: true }
`);

    expect(JSON.stringify(objects)).not.toMatch(/READ_ONLY|read-only-api-key/);
    expect(JSON.stringify(find(objects, 'ServiceMonitor', 'qdrant'))).toContain('"key":"key","name":"own"');
  });

  test('fails if Valkey has to stay below a limit that does not exist', () => {
    expect(() => objectsOf('valkey: { boundMemory: true, resources: { limits: { memory: null } } }')).toThrow(
      'valkey.resources.limits.memory: Valkey would have no amount to stay below, because valkey.boundMemory is true.',
    );
  });
});
