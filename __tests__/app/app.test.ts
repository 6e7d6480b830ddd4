import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { buildApp } from '../../app';
import { loadConfig, parseConfig } from '../../config/load';
import { stackNames } from '../../config/names';
import { render } from '../../stack/manifests';
import { referencedSecrets } from '../../commands/synth/summary';
import { containerOf, find, type K8sObject, podOf, synthApp } from '../support/objects';
import { offenders } from '../support/rules';
import { schemaErrors } from '../support/schemas';

const ROOT = join(__dirname, '..', '..');
const NGINX = 'nginx.ingress.kubernetes.io';

const seed = buildApp(loadConfig(join(ROOT, 'config.yaml')));
const seedObjects = synthApp(seed);

const other = buildApp(
  parseConfig(
    `
domainName: ai.acme.internal
namespace: vectors
apiHostname: vectors-api.ai.acme.internal
dashboardHostname: vectors.ai.acme.internal
harborRegistry: registry.acme.internal:5000
libraryProject: mirror/library
keycloakUrl: https://sso.acme.internal/auth/
keycloakRealm: staff
ingressClassName: nginx-internal
corsOrigins: ['https://app.acme.internal', 'http://localhost:3000']
images:
  valkey: registry.acme.internal:5000/mirror/valkey:9.1.1
  oauth2Proxy: registry.acme.internal:5000/mirror/oauth2-proxy:v7.15.6
imagePullPolicy: Always
imagePullSecrets: [registry-acme]
scheduling: { priorityClassName: high }
qdrant:
  replicas: 3
  resources: { requests: { cpu: 500m, memory: 1Gi }, limits: { cpu: 2, memory: 4Gi } }
  storage: { size: 50Gi, storageClassName: fast-ssd }
  snapshotStorage: { size: 20Gi, storageClassName: slow-hdd }
  config: { storage: { on_disk_payload: true } }
oauth2Proxy:
  replicas: 2
`,
    'config.yaml',
  ),
);
const otherObjects = synthApp(other);

/** The titles of all objects, by file, as `kubectl apply -f` goes through them. */
const contents = (app: typeof seed) =>
  Object.fromEntries(
    render(app).map(({ name, objects }) => [name, objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`)]),
  );

/** The settings in oauth2-proxy's configuration file. */
const loginSettings = (objects: readonly K8sObject[]): string =>
  find(objects, 'ConfigMap', 'oauth2-proxy').data['oauth2-proxy.cfg'];

const serviceYaml = (objects: readonly K8sObject[]): any =>
  parse(find(objects, 'ConfigMap', 'thinkube-service-config').data['service.yaml']);

describe('every rule holds', () => {
  test('for the config of the repository', () => {
    const surroundings = {
      secrets: ['oauth2-proxy', 'qdrant-tls-secret'],
      // The one image that moves: the platform mirrors Valkey under this tag only.
      floatingImages: ['harbor.example.com/library/valkey:latest'],
    };
    expect(offenders(seedObjects, surroundings)).toEqual([]);
    expect(schemaErrors(seedObjects)).toEqual([]);
  });

  test('for a config in which nearly nothing is at its default', () => {
    expect(offenders(otherObjects, { secrets: ['oauth2-proxy', 'qdrant-tls-secret', 'registry-acme'] })).toEqual([]);
    expect(schemaErrors(otherObjects)).toEqual([]);
  });
});

describe('files', () => {
  test('hold the objects in the order in which they need each other', () => {
    expect(contents(seed)).toMatchSnapshot();
  });

  test('are one more with scheduled backups', () => {
    const backedUp = buildApp(parseConfig('scheduledBackup: { volume: { size: 1Ti } }', 'config.yaml'));
    expect(contents(backedUp)).toEqual({
      ...contents(seed),
      '0006-backup.k8s.yaml': [
        'ConfigMap qdrant-backup',
        'PersistentVolumeClaim qdrant-backup',
        'CronJob qdrant-backup',
      ],
    });
  });

  test('are the same for every config', () => {
    expect(contents(other)).toEqual({
      ...contents(seed),
      '0000-namespace.k8s.yaml': ['Namespace vectors'],
    });
  });

  test('sort in the order in which they are applied', () => {
    const names = Object.keys(contents(seed));
    expect([...names].sort()).toEqual(names);
  });
});

describe('scheduled backups', () => {
  const backedUp = (text: string) => synthApp(buildApp(parseConfig(text, 'config.yaml')));

  test('run the image of the registry, and take what the config says', () => {
    const objects = backedUp(`
      imagePullPolicy: Always
      scheduledBackup: { schedule: '@daily', timeZone: Europe/Berlin, keep: 3, volume: { claimName: backups } }`);
    expect(find(objects, 'CronJob').spec).toMatchObject({ schedule: '@daily', timeZone: 'Europe/Berlin' });
    expect(containerOf(objects, 'CronJob')).toMatchObject({
      image: 'harbor.example.com/library/node:24.22.1-alpine',
      imagePullPolicy: 'Always',
    });
    expect(JSON.parse(find(objects, 'ConfigMap', 'qdrant-backup').data['settings.json']).keep).toBe(3);
    expect(objects.map(({ kind }) => kind)).not.toContain('PersistentVolumeClaim');
  });

  test('to a bucket sign in with the keys of one Secret, which the summary names', () => {
    const objects = backedUp('scheduledBackup: { s3: { bucket: backups, secretName: bucket-key } }');
    const keyOf = (key: string) => ({ secretKeyRef: { name: 'bucket-key', key } });
    expect(containerOf(objects, 'CronJob').env).toEqual([
      { name: 'AWS_ACCESS_KEY_ID', valueFrom: keyOf('access-key-id') },
      { name: 'AWS_SECRET_ACCESS_KEY', valueFrom: keyOf('secret-access-key') },
      {
        name: 'AWS_SESSION_TOKEN',
        valueFrom: { secretKeyRef: { name: 'bucket-key', key: 'session-token', optional: true } },
      },
    ]);
    expect(referencedSecrets(objects)).toContainEqual({ secret: 'bucket-key', user: 'CronJob qdrant-backup' });
  });

  test('backups to a bucket sign in with a role, and ask for encryption', () => {
    const objects =
      backedUp(`scheduledBackup: { s3: { bucket: backups, serverSideEncryption: aws:kms, kmsKeyId: alias/backups,
    serviceAccountAnnotations: { eks.amazonaws.com/role-arn: arn:aws:iam::1:role/backups } } }`);
    expect(find(objects, 'ServiceAccount', 'qdrant-backup')).toMatchObject({
      metadata: { annotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::1:role/backups' } },
      automountServiceAccountToken: false,
    });
    expect(podOf(objects, 'CronJob')).toMatchObject({ serviceAccountName: 'qdrant-backup' });
    expect(JSON.parse(find(objects, 'ConfigMap', 'qdrant-backup').data['settings.json']).s3).toMatchObject({
      encryption: { algorithm: 'aws:kms', keyId: 'alias/backups' },
    });
  });
});

describe('the stack of the repository’s config', () => {
  test('is the one of a config with nothing but the domain', () => {
    expect(synthApp(buildApp(parseConfig('domainName: example.com', 'config.yaml')))).toEqual(seedObjects);
  });

  test('everything is in namespace qdrant', () => {
    expect(seedObjects[0]).toMatchObject({ kind: 'Namespace', metadata: { name: 'qdrant' } });
    expect(new Set(seedObjects.slice(1).map(({ metadata }) => metadata.namespace))).toEqual(new Set(['qdrant']));
  });

  test('session store', () => {
    const labels = { app: 'ephemeral-valkey', component: 'valkey' };
    expect(find(seedObjects, 'Deployment', 'ephemeral-valkey')).toMatchObject({
      metadata: { labels },
      spec: { template: { metadata: { labels } } },
    });
    const container = containerOf(seedObjects, 'Deployment', 'ephemeral-valkey');
    expect(container).toMatchObject({
      image: 'harbor.example.com/library/valkey:latest',
      command: ['valkey-server'],
      ports: [{ name: 'valkey', containerPort: 6379 }],
      resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { cpu: '200m', memory: '256Mi' } },
      readinessProbe: { exec: { command: ['valkey-cli', 'ping'] }, initialDelaySeconds: 5, periodSeconds: 5 },
      livenessProbe: { tcpSocket: { port: 'valkey' }, initialDelaySeconds: 30, periodSeconds: 10 },
    });
    expect(container.args.slice(0, 4)).toEqual(['--save', '', '--appendonly', 'no']);
    expect(find(seedObjects, 'Service', 'ephemeral-valkey')).toMatchObject({
      metadata: { labels },
      spec: { type: 'ClusterIP', selector: { app: 'ephemeral-valkey' }, ports: [{ name: 'valkey', port: 6379 }] },
    });
  });

  test('login', () => {
    expect(find(seedObjects, 'Deployment', 'oauth2-proxy').spec.template.metadata.labels.app).toBe('oauth2-proxy');
    expect(containerOf(seedObjects, 'Deployment', 'oauth2-proxy').ports).toEqual([
      { name: 'http', containerPort: 4180, protocol: 'TCP' },
    ]);
    expect(find(seedObjects, 'Service', 'oauth2-proxy').spec).toMatchObject({
      type: 'ClusterIP',
      ports: [{ port: 80, targetPort: 'http' }],
    });
  });

  test('settings of the login', () => {
    expect(loginSettings(seedObjects).trimEnd().split('\n').sort()).toEqual(
      [
        'http_address = "0.0.0.0:4180"',
        'reverse_proxy = true',
        'upstreams = ["static://202"]',
        'provider = "keycloak-oidc"',
        'oidc_issuer_url = "https://auth.example.com/realms/thinkube"',
        'client_id = "qdrant-dashboard"',
        'client_secret_file = "/etc/oauth2-proxy-secrets/client-secret"',
        'code_challenge_method = "S256"',
        'redirect_url = "https://qdrant-dashboard.example.com/oauth2/callback"',
        'email_domains = ["*"]',
        'skip_provider_button = true',
        'cookie_name = "_oauth2_proxy"',
        'cookie_secret_file = "/etc/oauth2-proxy-secrets/cookie-secret"',
        'cookie_domains = [".example.com"]',
        'cookie_secure = true',
        'cookie_samesite = "none"',
        'cookie_refresh = "1h"',
        'session_store_type = "redis"',
        'redis_connection_url = "redis://ephemeral-valkey.qdrant.svc.cluster.local:6379"',
        'session_cookie_minimal = false',
        'set_xauthrequest = true',
      ].sort(),
    );
  });

  test('database', () => {
    const labels = { 'app.kubernetes.io/name': 'qdrant', 'app.kubernetes.io/instance': 'qdrant' };
    const { spec } = find(seedObjects, 'StatefulSet', 'qdrant');
    expect(spec).toMatchObject({ replicas: 1, template: { metadata: { labels } } });
    expect(spec.volumeClaimTemplates[0].spec).toEqual({
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '150Gi' } },
      volumeMode: 'Filesystem',
    });
    const container = containerOf(seedObjects, 'StatefulSet', 'qdrant');
    expect(container).toMatchObject({
      image: 'harbor.example.com/library/qdrant:v1.15.4',
      imagePullPolicy: 'IfNotPresent',
      ports: [{ containerPort: 6333 }, { containerPort: 6334 }, { containerPort: 6335 }],
      resources: { requests: { cpu: '2', memory: '4Gi' }, limits: { cpu: '4', memory: '8Gi' } },
    });
    const mounts = container.volumeMounts.map(({ name, mountPath }: any) => [name, mountPath]);
    expect(mounts).toContainEqual(['qdrant-storage', '/qdrant/storage']);
    expect(mounts).toContainEqual(['qdrant-snapshots', '/qdrant/snapshots']);
    expect(find(seedObjects, 'Service', 'qdrant').spec.ports.map(({ port }: any) => port)).toEqual([6333, 6334]);
  });

  test('ingresses', () => {
    const dashboard = 'qdrant-dashboard.example.com';
    const toQdrant = { service: { name: 'qdrant', port: { number: 6333 } } };
    const toLogin = { service: { name: 'oauth2-proxy', port: { number: 80 } } };
    const ingress = (host: string, path: string, pathType: string, backend: object) => ({
      ingressClassName: 'nginx',
      tls: [{ hosts: [host], secretName: 'qdrant-tls-secret' }],
      rules: [{ host, http: { paths: [{ path, pathType, backend }] } }],
    });
    const specOf = (name: string) => find(seedObjects, 'Ingress', name).spec;
    expect(specOf('oauth2-proxy-ingress')).toEqual(ingress(dashboard, '/oauth2', 'Prefix', toLogin));
    expect(specOf('qdrant-http-ingress')).toEqual(ingress(dashboard, '/', 'Prefix', toQdrant));
    expect(specOf('qdrant-root-redirect')).toEqual(ingress(dashboard, '/', 'Exact', toLogin));
    expect(specOf('qdrant-api-ingress')).toEqual(ingress('qdrant.example.com', '/', 'Prefix', toQdrant));
  });

  test('annotations of the ingresses', () => {
    const annotationsOf = (name: string) => find(seedObjects, 'Ingress', name).metadata.annotations;
    expect(annotationsOf('qdrant-http-ingress')).toEqual({
      [`${NGINX}/proxy-body-size`]: '0',
      [`${NGINX}/backend-protocol`]: 'HTTP',
      [`${NGINX}/auth-url`]: 'https://$host/oauth2/auth',
      [`${NGINX}/auth-signin`]: 'https://$host/oauth2/start?rd=$escaped_request_uri',
    });
    expect(annotationsOf('qdrant-root-redirect')).toEqual({
      [`${NGINX}/permanent-redirect`]: 'https://qdrant-dashboard.example.com/dashboard',
      [`${NGINX}/permanent-redirect-code`]: '301',
    });
    expect(annotationsOf('qdrant-api-ingress')).toMatchObject({
      [`${NGINX}/proxy-body-size`]: '0',
      [`${NGINX}/backend-protocol`]: 'HTTP',
      [`${NGINX}/enable-cors`]: 'true',
      [`${NGINX}/cors-allow-origin`]: 'https://qdrant-dashboard.example.com',
    });
  });

  test('service discovery', () => {
    const version = readFileSync(join(ROOT, 'VERSION'), 'utf8').trim();
    expect(find(seedObjects, 'ConfigMap', 'thinkube-service-config').metadata.labels).toMatchObject({
      'thinkube.io/managed': 'true',
      'thinkube.io/service-type': 'optional',
      'thinkube.io/service-name': 'qdrant',
      'thinkube.io/component-version': version,
    });
    const dashboard = 'https://qdrant-dashboard.example.com';
    const api = 'https://qdrant.example.com';
    const host = 'qdrant.qdrant.svc.cluster.local';
    const description = expect.stringMatching(/\w/);
    expect(serviceYaml(seedObjects)).toEqual({
      service: {
        name: 'qdrant',
        display_name: 'Qdrant',
        description,
        type: 'optional',
        category: 'ai',
        icon: '/icons/tk_vector.svg',
        component_version: version,
        endpoints: [
          { name: 'dashboard', type: 'http', url: dashboard, description, primary: true, health_url: `${dashboard}/` },
          { name: 'api', type: 'http', url: api, description, primary: false, health_url: `${api}/collections` },
          {
            name: 'internal-api',
            type: 'http',
            url: `http://${host}:6333`,
            description,
            primary: false,
            internal: true,
          },
          { name: 'internal-grpc', type: 'grpc', url: `${host}:6334`, description, primary: false, internal: true },
        ],
        dependencies: [],
        scaling: {
          resource_type: 'statefulset',
          resource_name: 'qdrant',
          namespace: 'qdrant',
          min_replicas: 1,
          can_disable: true,
        },
        metadata: {
          authentication: { dashboard: 'oauth2', api: 'none' },
          persistence: true,
          license: 'Apache-2.0',
        },
        environment_variables: [
          { name: 'QDRANT_API_URL', value: api },
          { name: 'QDRANT_DASHBOARD_URL', value: dashboard },
          { name: 'QDRANT_GRPC_HOST', value: host },
          { name: 'QDRANT_GRPC_PORT', value: '6334' },
        ],
      },
    });
  });
});

describe('a config of somebody else', () => {
  test('nothing of the example domain is left', () => {
    expect(JSON.stringify(otherObjects)).not.toContain('example');
  });

  test('reaches the login', () => {
    const settings = loginSettings(otherObjects).split('\n');
    expect(settings).toEqual(
      expect.arrayContaining([
        'oidc_issuer_url = "https://sso.acme.internal/auth/realms/staff"',
        'redirect_url = "https://vectors.ai.acme.internal/oauth2/callback"',
        'cookie_domains = [".ai.acme.internal"]',
        'redis_connection_url = "redis://ephemeral-valkey.vectors.svc.cluster.local:6379"',
      ]),
    );
    expect(find(otherObjects, 'Deployment', 'oauth2-proxy').spec.replicas).toBe(2);
  });

  test('reaches the pods', () => {
    const workloads = otherObjects.filter(({ spec }) => spec?.template);
    expect(workloads.map(({ spec }) => spec.template.spec.imagePullSecrets)).toEqual(
      workloads.map(() => [{ name: 'registry-acme' }]),
    );
    expect(workloads.map(({ spec }) => spec.template.spec.priorityClassName)).toEqual(workloads.map(() => 'high'));
    expect(workloads.map(({ spec }) => spec.template.spec.containers[0])).toEqual([
      expect.objectContaining({
        image: 'registry.acme.internal:5000/mirror/valkey:9.1.1',
        imagePullPolicy: 'Always',
      }),
      expect.objectContaining({
        image: 'registry.acme.internal:5000/mirror/oauth2-proxy:v7.15.6',
        imagePullPolicy: 'Always',
      }),
      expect.objectContaining({
        image: 'registry.acme.internal:5000/mirror/library/qdrant:v1.15.4',
        imagePullPolicy: 'Always',
        resources: { requests: { cpu: '500m', memory: '1Gi' }, limits: { cpu: '2', memory: '4Gi' } },
      }),
    ]);
  });

  test('reaches the database', () => {
    const { spec } = find(otherObjects, 'StatefulSet', 'qdrant');
    expect(spec.replicas).toBe(3);
    expect(
      spec.volumeClaimTemplates.map(({ metadata, spec }: any) => [
        metadata.name,
        spec.storageClassName,
        spec.resources.requests.storage,
      ]),
    ).toEqual([
      ['qdrant-storage', 'fast-ssd', '50Gi'],
      ['qdrant-snapshots', 'slow-hdd', '20Gi'],
    ]);
    expect(podOf(otherObjects, 'StatefulSet').volumes.map(({ name }: any) => name)).not.toContain('qdrant-snapshots');
    expect(parse(find(otherObjects, 'ConfigMap', 'qdrant').data['production.yaml']).storage).toEqual({
      on_disk_payload: true,
    });
  });

  test('reaches the ingresses', () => {
    const ingresses = otherObjects.filter(({ kind }) => kind === 'Ingress');
    expect(new Set(ingresses.map(({ spec }) => spec.ingressClassName))).toEqual(new Set(['nginx-internal']));
    expect(find(ingresses, 'Ingress', 'qdrant-api-ingress').metadata.annotations).toMatchObject({
      [`${NGINX}/cors-allow-origin`]: 'https://app.acme.internal, http://localhost:3000',
    });
  });

  test('reaches service discovery', () => {
    const { endpoints, scaling } = serviceYaml(otherObjects).service;
    expect(endpoints.map(({ url }: any) => url)).toEqual([
      'https://vectors.ai.acme.internal',
      'https://vectors-api.ai.acme.internal',
      'http://qdrant.vectors.svc.cluster.local:6333',
      'qdrant.vectors.svc.cluster.local:6334',
    ]);
    expect(scaling.namespace).toBe('vectors');
  });

  test('without other origins the API answers no page of another origin', () => {
    const objects = synthApp(buildApp(parseConfig('corsOrigins: []', 'config.yaml')));
    expect(Object.keys(find(objects, 'Ingress', 'qdrant-api-ingress').metadata.annotations!)).not.toContainEqual(
      expect.stringContaining('cors'),
    );
    expect(parse(find(objects, 'ConfigMap', 'qdrant').data['production.yaml']).service.enable_cors).toBe(false);
  });
});

test('the administrator password of the environment gets nowhere', () => {
  const before = process.env.ADMIN_PASSWORD;
  process.env.ADMIN_PASSWORD = 'hunter2-of-the-environment';
  try {
    const objects = synthApp(buildApp(loadConfig(join(ROOT, 'config.yaml'))));
    expect(JSON.stringify(objects)).not.toContain('hunter2-of-the-environment');
  } finally {
    if (before === undefined) {
      delete process.env.ADMIN_PASSWORD;
    } else {
      process.env.ADMIN_PASSWORD = before;
    }
  }
});

test('the hook makes what the manifests refer to', () => {
  const config = loadConfig(join(ROOT, 'config.yaml'));
  const names = stackNames(config);
  const objects = render(buildApp(config)).flatMap(file => file.objects);

  expect(referencedSecrets(objects).map(({ secret }) => secret)).toEqual([
    names.credentials.secretName,
    names.tlsSecret,
  ]);
  const proxy = find(seedObjects, 'ConfigMap', names.oauth2Proxy);
  expect(proxy.data['oauth2-proxy.cfg']).toContain(`redirect_url = "${names.redirectUrl}"`);
});

test.each([
  [
    'in profile production, whatever the mode',
    'profile: production\ndashboard: { mode: auth-request, access: { groups: [/a] } }',
  ],
  ['on request', 'dashboard: { cookie: host }'],
  ['which may then be outside of the domain', 'dashboardHostname: vectors.net\ndashboard: { cookie: host }'],
])('the session is of the dashboard alone %s, and as long as Keycloak has it', (_, config) => {
  const settings = loginSettings(synthApp(buildApp(parseConfig(config, 'config.yaml'))));
  expect(settings).toContain('cookie_name = "__Host-oauth2_proxy"\n');
  expect(settings).toContain('cookie_samesite = "lax"\n');
  expect(settings).toContain('cookie_expire = "10h"\ncookie_refresh = "5m"\n');
  expect(settings).toContain('cookie_csrf_per_request = true\n');
  expect(settings).not.toContain('cookie_domains');
});
