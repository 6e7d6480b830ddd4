import { buildApp } from '../../app';
import { parseConfig } from '../../config/load';
import { find, type K8sObject, podOf, synthApp } from '../support/objects';
import { type Rule, rules, type Surroundings } from '../support/rules';
import { schemaErrors } from '../support/schemas';

const SURROUNDINGS: Surroundings = { secrets: ['oauth2-proxy', 'qdrant-tls-secret'] };
const CONFIG = `
images: { valkey: "registry.test/valkey:9.1.1" }
scheduledBackup: { volume: { size: 500Gi } }
`;
const GOOD = synthApp(buildApp(parseConfig(CONFIG, 'config.yaml')));

type Break = (objects: K8sObject[]) => void;

const valkey = (objects: readonly K8sObject[]) => podOf(objects, 'Deployment', 'ephemeral-valkey');
const qdrant = (objects: readonly K8sObject[]) => podOf(objects, 'StatefulSet', 'qdrant');
const backup = (objects: readonly K8sObject[]) => podOf(objects, 'CronJob', 'qdrant-backup');
const ingress = (objects: readonly K8sObject[], name: string) => find(objects, 'Ingress', name);
const NGINX = 'nginx.ingress.kubernetes.io';

/** A route to Qdrant that nobody of the stack has made. */
const route = (spec: object, port = 6333): K8sObject => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  metadata: { name: 'stray', namespace: 'qdrant' },
  spec: { rules: [{ backendRefs: [{ name: 'qdrant', port }] }], ...spec },
});

/** Replaces text in the announcement of the service. */
const announce = (objects: readonly K8sObject[], from: string | RegExp, to: string) => {
  const { data } = find(objects, 'ConfigMap', 'thinkube-service-config');
  data['service.yaml'] = data['service.yaml'].replace(from, to);
};

/** For each rule, ways to break the app, and the offenders that the rule then names. */
const BREAKS: Readonly<Record<string, readonly (readonly [Break, ...string[]])[]>> = {
  'the Namespace comes first, and everything is in it': [
    [objects => objects.push(objects.shift()!), 'Deployment ephemeral-valkey comes before the Namespace'],
    [
      objects => delete ingress(objects, 'qdrant-api-ingress').metadata.namespace,
      'Ingress qdrant-api-ingress is in namespace undefined',
    ],
  ],
  'no two objects have the same name': [
    [objects => objects.push(structuredClone(find(objects, 'Service', 'qdrant'))), 'Service qdrant is there twice'],
  ],
  'every object has the recommended labels': [
    [
      objects => delete find(objects, 'Namespace').metadata.labels!['app.kubernetes.io/part-of'],
      'Namespace qdrant has no label app.kubernetes.io/part-of',
    ],
  ],
  'labels and annotations are strings, and labels are short': [
    [
      objects => Object.assign(find(objects, 'StatefulSet').metadata.labels!, { bad: '_edge' }),
      'StatefulSet qdrant has label bad: "_edge"',
    ],
    [
      objects => Object.assign(find(objects, 'StatefulSet').spec.template.metadata.annotations, { bad: 7 }),
      'StatefulSet qdrant has annotation bad: 7',
    ],
  ],
  'every selector matches pods, and those of one workload only': [
    [
      objects => (find(objects, 'Service', 'ephemeral-valkey').spec.selector.app = 'valkey'),
      'Service ephemeral-valkey selects nothing',
    ],
    [
      objects => (find(objects, 'StatefulSet').spec.selector.matchLabels.app = 'other'),
      'StatefulSet qdrant selects nothing',
    ],
    [
      objects => (find(objects, 'Service', 'qdrant').spec.selector = { 'app.kubernetes.io/part-of': 'qdrant-stack' }),
      'Service qdrant selects Deployment ephemeral-valkey and Deployment oauth2-proxy and StatefulSet qdrant and CronJob qdrant-backup',
    ],
    [objects => (find(objects, 'Service', 'qdrant').metadata.namespace = 'other'), 'Service qdrant selects nothing'],
  ],
  'every port of a Service is a port of its pods': [
    [
      objects => (find(objects, 'Service', 'oauth2-proxy').spec.ports[0].targetPort = 'web'),
      'Service oauth2-proxy leads to port web, which no pod has',
    ],
    [
      objects => qdrant(objects).containers[0].ports.splice(1, 1),
      'Service qdrant leads to port grpc, which no pod has',
      'Service qdrant-headless leads to port grpc, which no pod has',
    ],
  ],
  'every ingress and route leads to a Service and port that exist': [
    [
      objects =>
        (ingress(objects, 'qdrant-root-redirect').spec.rules[0].http.paths[0].backend.service = {
          name: 'qdrant',
          port: { number: 80 },
        }),
      'Ingress qdrant-root-redirect leads to qdrant:80',
    ],
    [objects => objects.push(route({ hostnames: ['a.example.com'] }, 6335)), 'HTTPRoute stray leads to qdrant:6335'],
  ],
  'every ingress has a class and TLS for its hosts': [
    [
      objects => delete ingress(objects, 'qdrant-root-redirect').spec.tls,
      'Ingress qdrant-root-redirect has no TLS for qdrant-dashboard.example.com',
    ],
    [
      objects => delete ingress(objects, 'qdrant-api-ingress').spec.ingressClassName,
      'Ingress qdrant-api-ingress has no class',
    ],
  ],
  'every route has a host, and a Gateway that it hangs on': [
    [
      objects => objects.push(route({ hostnames: [], parentRefs: [{ name: 'public' }] })),
      'HTTPRoute stray answers for every host',
    ],
    [
      objects => objects.push(route({ hostnames: ['a.example.com'], parentRefs: [] })),
      'HTTPRoute stray hangs on no Gateway',
    ],
  ],
  'no dashboard route reaches Qdrant without the login': [
    [
      objects => objects.push(route({ hostnames: ['qdrant-dashboard.example.com'] })),
      'HTTPRoute stray checks nobody on qdrant-dashboard.example.com',
      'HTTPRoute stray sends nobody to sign in on qdrant-dashboard.example.com',
    ],
    [
      objects => delete ingress(objects, 'qdrant-http-ingress').metadata.annotations![`${NGINX}/auth-url`],
      'Ingress qdrant-http-ingress checks nobody on qdrant-dashboard.example.com',
    ],
    [
      objects => delete ingress(objects, 'qdrant-http-ingress').metadata.annotations![`${NGINX}/auth-signin`],
      'Ingress qdrant-http-ingress sends nobody to sign in on qdrant-dashboard.example.com',
    ],
    [
      objects =>
        (ingress(objects, 'qdrant-root-redirect').spec.rules[0].http.paths[0].backend.service = {
          name: 'qdrant',
          port: { number: 6333 },
        }),
      'Ingress qdrant-root-redirect checks nobody on qdrant-dashboard.example.com',
      'Ingress qdrant-root-redirect sends nobody to sign in on qdrant-dashboard.example.com',
    ],
    [
      objects => (ingress(objects, 'oauth2-proxy-ingress').spec.rules[0].host = 'other.example.com'),
      'Ingress qdrant-http-ingress is on qdrant-dashboard.example.com, which has no login',
    ],
  ],
  'no API route asks for the login': [
    [
      objects =>
        (ingress(objects, 'qdrant-api-ingress').metadata.annotations![`${NGINX}/auth-url`] =
          'https://$host/oauth2/auth'),
      `Ingress qdrant-api-ingress has ${NGINX}/auth-url`,
    ],
  ],
  'every container has requests and limits': [
    [
      objects => delete valkey(objects).containers[0].resources.limits.memory,
      'Deployment ephemeral-valkey, container valkey has no limits.memory',
    ],
    [
      objects => (valkey(objects).initContainers = [{ name: 'first', resources: { limits: { cpu: 1, memory: 1 } } }]),
      'Deployment ephemeral-valkey, container first has no requests.cpu',
      'Deployment ephemeral-valkey, container first has no requests.memory',
    ],
  ],
  'every main container that does not end has readiness and liveness probes': [
    [objects => delete qdrant(objects).containers[0].readinessProbe, 'StatefulSet qdrant has no readinessProbe'],
  ],
  'every image is pinned': [
    [
      objects => (qdrant(objects).containers[0].image = 'registry.test:5000/qdrant'),
      'StatefulSet qdrant, container qdrant has image registry.test:5000/qdrant',
    ],
    [
      objects => (qdrant(objects).containers[0].image = 'qdrant:latest'),
      'StatefulSet qdrant, container qdrant has image qdrant:latest',
    ],
  ],
  'every pod keeps to the restricted Pod Security Standard': [
    [objects => (qdrant(objects).hostNetwork = true), 'StatefulSet qdrant has hostNetwork'],
    [
      objects => qdrant(objects).volumes.push({ name: 'host', hostPath: { path: '/' } }),
      'StatefulSet qdrant has volume host',
    ],
    [objects => (qdrant(objects).securityContext.sysctls = []), 'StatefulSet qdrant has sysctls'],
    [
      objects => delete qdrant(objects).containers[0].securityContext.allowPrivilegeEscalation,
      'StatefulSet qdrant, container qdrant may escalate privileges',
    ],
    [
      objects => (qdrant(objects).containers[0].securityContext.runAsUser = 0),
      'StatefulSet qdrant, container qdrant may run as root',
    ],
    [
      objects => delete qdrant(objects).containers[0].securityContext.runAsNonRoot,
      'StatefulSet qdrant, container qdrant may run as root',
    ],
    [
      objects => (qdrant(objects).containers[0].securityContext.capabilities = { add: ['SYS_ADMIN'] }),
      'StatefulSet qdrant, container qdrant keeps capabilities',
      'StatefulSet qdrant, container qdrant adds capabilities SYS_ADMIN',
    ],
    [
      objects => (qdrant(objects).containers[0].securityContext.privileged = true),
      'StatefulSet qdrant, container qdrant is privileged',
    ],
    [
      objects => (qdrant(objects).containers[0].securityContext.procMount = 'Unmasked'),
      'StatefulSet qdrant, container qdrant has procMount Unmasked',
    ],
    [
      objects => (qdrant(objects).containers[0].securityContext.seccompProfile.type = 'Unconfined'),
      'StatefulSet qdrant, container qdrant has no seccomp profile',
    ],
    [
      objects => (qdrant(objects).containers[0].ports[0].hostPort = 6333),
      'StatefulSet qdrant, container qdrant takes port 6333 of the host',
    ],
    [
      objects => qdrant(objects).containers.push({ name: 'beside' }),
      'StatefulSet qdrant, container beside may escalate privileges',
      'StatefulSet qdrant, container beside keeps capabilities',
      'StatefulSet qdrant, container beside may run as root',
    ],
  ],
  'every root file system is read-only': [
    [
      objects => (backup(objects).containers[0].securityContext.readOnlyRootFilesystem = false),
      'CronJob qdrant-backup, container backup can write to its root',
    ],
    [
      objects => (valkey(objects).initContainers = [{ name: 'first' }]),
      'Deployment ephemeral-valkey, container first can write to its root',
    ],
  ],
  'no pod gets a token, or variables of the Services around it': [
    [objects => delete valkey(objects).automountServiceAccountToken, 'Deployment ephemeral-valkey has a token'],
    [objects => delete valkey(objects).enableServiceLinks, 'Deployment ephemeral-valkey has variables of the Services'],
  ],
  'every Secret that is referred to is known': [
    [
      objects => (ingress(objects, 'qdrant-api-ingress').spec.tls[0].secretName = 'a'),
      'Ingress qdrant-api-ingress refers to Secret a',
    ],
    [objects => (qdrant(objects).imagePullSecrets = [{ name: 'b' }]), 'StatefulSet qdrant refers to Secret b'],
    [
      objects => qdrant(objects).volumes.push({ name: 'c', secret: { secretName: 'c' } }),
      'StatefulSet qdrant refers to Secret c',
    ],
    [
      objects => qdrant(objects).volumes.push({ name: 'd', projected: { sources: [{ secret: { name: 'd' } }] } }),
      'StatefulSet qdrant refers to Secret d',
    ],
    [
      objects =>
        (valkey(objects).initContainers = [{ env: [{ valueFrom: { secretKeyRef: { name: 'e', key: 'k' } } }] }]),
      'Deployment ephemeral-valkey refers to Secret e',
    ],
    [
      objects => (valkey(objects).containers[0].envFrom = [{ secretRef: { name: 'f' } }]),
      'Deployment ephemeral-valkey refers to Secret f',
    ],
  ],
  'every ConfigMap and ServiceAccount that is referred to exists': [
    [
      objects => (find(objects, 'ConfigMap', 'oauth2-proxy').metadata.name = 'other'),
      'Deployment oauth2-proxy refers to ConfigMap oauth2-proxy',
    ],
    [
      objects => delete find(objects, 'ConfigMap', 'qdrant').data['production.yaml'],
      'StatefulSet qdrant mounts production.yaml, which ConfigMap qdrant does not have',
    ],
    [
      objects => (find(objects, 'ServiceAccount', 'qdrant').metadata.name = 'other'),
      'StatefulSet qdrant runs as ServiceAccount qdrant',
    ],
  ],
  'every mount is of a volume': [
    [
      objects => find(objects, 'StatefulSet').spec.volumeClaimTemplates.pop(),
      'StatefulSet qdrant, container qdrant mounts qdrant-storage, which is no volume',
    ],
  ],
  'no secret stands anywhere': [
    [
      objects => objects.push({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'keys' } }),
      'Secret keys is a Secret',
    ],
    [
      objects => (valkey(objects).containers[0].env = [{ name: 'VALKEY_PASSWORD', value: 'hunter2' }]),
      'Deployment ephemeral-valkey holds a secret at spec.template.spec.containers.0.env.0 VALKEY_PASSWORD',
    ],
    [
      objects => (find(objects, 'ConfigMap', 'oauth2-proxy').data['oauth2-proxy.cfg'] += 'client_secret = "hunter2"\n'),
      'ConfigMap oauth2-proxy holds a secret at data.oauth2-proxy.cfg',
    ],
    [
      objects => (find(objects, 'ConfigMap', 'qdrant').data['production.yaml'] += 'x:\n  api_key: hunter2\n'),
      'ConfigMap qdrant holds a secret at data.production.yaml',
    ],
    [
      objects => (find(objects, 'ConfigMap', 'qdrant-backup').data['main.mjs'] += 'const apiKey = "hunter2";\n'),
      'ConfigMap qdrant-backup holds a secret at data.main.mjs',
    ],
    [
      objects => valkey(objects).containers[0].args.push('redis://user:hunter2@sessions:6379'),
      'Deployment ephemeral-valkey holds a secret at spec.template.spec.containers.0.args.6',
    ],
    [
      objects => valkey(objects).containers[0].args.push('Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MDEyMzQ1Njc4OTA='),
      'Deployment ephemeral-valkey holds a secret at spec.template.spec.containers.0.args.6',
    ],
    [
      objects => valkey(objects).containers[0].args.push('-----BEGIN PRIVATE KEY-----'),
      'Deployment ephemeral-valkey holds a secret at spec.template.spec.containers.0.args.6',
    ],
    [
      objects => valkey(objects).containers[0].args.push('eyJhbGciOiJub25l.eyJzdWIi.sig'),
      'Deployment ephemeral-valkey holds a secret at spec.template.spec.containers.0.args.6',
    ],
  ],
  'service discovery announces what exists': [
    [
      objects => announce(objects, 'resource_name: qdrant', 'resource_name: qdrant-0'),
      'ConfigMap thinkube-service-config scales statefulset qdrant-0',
    ],
    [
      objects => announce(objects, 'url: https://qdrant.example.com', 'url: https://api.example.com'),
      'ConfigMap thinkube-service-config announces qdrant-dashboard.example.com and api.example.com',
    ],
    [
      objects => announce(objects, 'cluster.local:6334', 'cluster.local:6336'),
      'ConfigMap thinkube-service-config announces qdrant.qdrant.svc.cluster.local:6336',
    ],
  ],
};

const check = (name: string, objects: readonly K8sObject[]) => (rules[name] as Rule)(objects, SURROUNDINGS);

test('every rule can be broken', () => {
  expect(Object.keys(BREAKS)).toEqual(Object.keys(rules));
});

describe.each(Object.keys(rules))('%s', name => {
  test('is true of the app', () => {
    expect(check(name, GOOD)).toEqual([]);
  });

  test.each(BREAKS[name]!.map(([breakIt, ...expected]) => ({ breakIt, expected })))(
    'is broken: $expected',
    ({ breakIt, expected }) => {
      const objects = structuredClone(GOOD);
      breakIt(objects);
      expect(check(name, objects)).toEqual(expected);
    },
  );
});

describe('Kubernetes’ schemas', () => {
  test('take the app', () => {
    expect(schemaErrors(GOOD)).toEqual([]);
  });

  test('refuse a wrong type, a missing field and an unknown kind', () => {
    const objects = structuredClone(GOOD);
    find(objects, 'StatefulSet').spec.replicas = '3';
    delete ingress(objects, 'qdrant-api-ingress').spec.rules[0].http.paths[0].pathType;
    objects.push({ apiVersion: 'v2', kind: 'Service', metadata: { name: 'x' } });
    expect(schemaErrors(objects)).toEqual([
      'StatefulSet qdrant: data/spec/replicas must be integer',
      'Ingress qdrant-api-ingress: data/spec/rules/0/http/paths/0 must have required property pathType',
      'Service x: there is no schema for v2 Service',
    ]);
  });
});
