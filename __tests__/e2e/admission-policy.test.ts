import { api, ApiError, type KubernetesObject } from './support/api';
import { cleanUp, kubectl, namespaceFor } from './support/cluster';
import {
  installDefinitions,
  installOtherRoutes,
  removeDefinitions,
  removeOtherRoutes,
} from './support/custom-resources';
import { applyAll, createNamespace, deletePolicy, eventually, manifestsOf } from './support/objects';
import { builders, harmlessObjects, hostileObjects, type Place, to } from './support/route-objects';
import { synth } from './support/synth';

const other = namespaceFor('policy-other');

/** A stack with the policy. */
function stackOf(name: string, config: object, hasKey: boolean, hasMetricsPort = false) {
  const namespace = namespaceFor(`policy-${name}`);
  const domain = `${namespace}.example.com`;
  const place: Place = {
    namespace,
    other,
    domain,
    dashboardHost: `qdrant-dashboard.${domain}`,
    hasKey,
    hasMetricsPort,
  };
  const admins = { access: { groups: ['/admins'] } };
  return { place, config: { domainName: domain, namespace, dashboard: admins, admissionPolicy: true, ...config } };
}

const asking = stackOf('asking', {}, false);
const proxied = stackOf('proxied', { profile: 'production', qdrant: { metricsPort: 9091 } }, true, true);
const gateway = stackOf(
  'gateway',
  { profile: 'production', gateway: { name: 'public' }, networkPolicies: { enabled: false } },
  true,
);
const STACKS = [asking, proxied, gateway];
const names = new Map<object, readonly KubernetesObject[]>();

const idOf = ({ kind, metadata }: KubernetesObject) => `${kind} ${metadata.name}`;
/** Why the policy refuses a request; nothing if the server accepts it. */
const refusal = (request: Promise<unknown>): Promise<string | undefined> =>
  request.then(
    () => undefined,
    error => {
      if (error instanceof ApiError && error.message.includes('denied request: ')) {
        return JSON.parse(error.message.slice(error.message.indexOf('{'))).message as string;
      }
      throw error;
    },
  );
const refusalOf = (object: KubernetesObject) => refusal(api.create(object, undefined, 'e2e', true));
const changing = ({ place }: (typeof STACKS)[number], kind: string, name: string, patch: object, manager?: string) =>
  refusal(api.patch(kind, name, place.namespace, patch, { dryRun: true, manager }));
const nginx = (name: string, value: string) => ({
  metadata: { annotations: { [`nginx.ingress.kubernetes.io/${name}`]: value } },
});

/** An object from the time before the policy. */
const earlier = builders(asking.place).ingress('earlier', [{ host: asking.place.dashboardHost }], {
  spec: { defaultBackend: to('portal', 80) },
  metadata: { finalizers: ['example.com/controller'] },
});

beforeAll(async () => {
  await installDefinitions();
  await installOtherRoutes();
  await createNamespace(other);
  await createNamespace(asking.place.namespace);
  await api.create(earlier);
  for (const { config } of STACKS) {
    const dist = await synth(config);
    await applyAll(dist);
    names.set(config, manifestsOf(dist));
  }
  for (const { place } of STACKS) {
    await eventually(async () => {
      if ((await refusalOf(hostileObjects(place)[0])) === undefined) throw new Error('The policy is not enforced yet.');
    });
  }
});
afterAll(async () => {
  await api.patch('ingress', earlier.metadata.name, asking.place.namespace, { metadata: { finalizers: null } });
  // Other suites see the routes of every namespace.
  await api.delete('ingress', earlier.metadata.name, asking.place.namespace);
  for (const { place } of STACKS) {
    await deletePolicy(place.namespace);
    await cleanUp(place.namespace);
  }
  await cleanUp(other);
  await removeOtherRoutes();
  await removeDefinitions();
});

describe.each([
  ['without a key, where the controller asks oauth2-proxy', asking],
  ['with keys, behind oauth2-proxy', proxied],
  ['with keys, behind a Gateway', gateway],
])('the policy of a stack %s', (_, { place, config }) => {
  test('refuses at least 50 objects that pass the sign-in', async () => {
    const objects = hostileObjects(place);
    const accepted: string[] = [];
    for (const object of objects) {
      if ((await refusalOf(object)) === undefined) accepted.push(idOf(object));
    }

    expect(objects.length).toBeGreaterThanOrEqual(50);
    expect(accepted).toEqual([]);
  });

  test('accepts at least 50 objects that do not', async () => {
    const objects = harmlessObjects(place);
    const refused: string[] = [];
    for (const object of objects) {
      const problem = await refusalOf(object);
      if (problem !== undefined) refused.push(`${idOf(object)}: ${problem}`);
    }

    expect(objects.length).toBeGreaterThanOrEqual(50);
    expect(refused).toEqual([]);
  });

  test('accepts the objects of the stack by their content, from anybody', async () => {
    const refused: string[] = [];
    for (const object of names.get(config)!) {
      // Another label, because the policy does not judge updates without a change.
      const { metadata } = object;
      const changed = { ...object, metadata: { ...metadata, labels: { ...metadata.labels, changed: 'yes' } } };
      const problem = await refusal(api.apply(changed, undefined, 'kubectl', true));
      if (problem !== undefined) refused.push(`${idOf(object)}: ${problem}`);
    }

    expect(refused).toEqual([]);
  });
});

describe("the stack's own objects", () => {
  const CHANGES: readonly [string, (typeof STACKS)[number], string, string, object][] = [
    ['no question', asking, 'ingress', 'qdrant-http-ingress', nginx('auth-url', '')],
    ['a snippet', asking, 'ingress', 'qdrant-http-ingress', nginx('server-snippet', 'location / {}')],
    [
      'a redirect',
      asking,
      'ingress',
      'qdrant-root-redirect',
      nginx('permanent-redirect', 'https://pages.example.net/'),
    ],
    [
      'an added path',
      asking,
      'ingress',
      'oauth2-proxy-ingress',
      {
        spec: {
          rules: [
            {
              host: asking.place.dashboardHost,
              http: { paths: [{ path: '/collections', pathType: 'Prefix', backend: to('qdrant') }] },
            },
          ],
        },
      },
    ],
    ['another class', asking, 'ingress', 'qdrant-http-ingress', { spec: { ingressClassName: 'other' } }],
    ['a snippet on the API host', proxied, 'ingress', 'qdrant-api-ingress', nginx('configuration-snippet', 'x')],
    [
      'another host',
      proxied,
      'ingress',
      'qdrant-api-ingress',
      {
        spec: {
          rules: [
            { host: 'b.example.net', http: { paths: [{ path: '/', pathType: 'Prefix', backend: to('qdrant') }] } },
          ],
        },
      },
    ],
    [
      'another backend',
      gateway,
      'httproute',
      'qdrant-dashboard',
      { spec: { rules: [{ backendRefs: [{ name: 'qdrant', port: 6333 }] }] } },
    ],
    ['another type', proxied, 'service', 'qdrant', { spec: { type: 'NodePort' } }],
    ['another selector', proxied, 'service', 'oauth2-proxy', { spec: { selector: { app: 'qdrant' } } }],
    ['external addresses', asking, 'service', 'qdrant', { spec: { externalIPs: ['192.0.2.1'] } }],
    [
      'the port between the nodes',
      asking,
      'service',
      'qdrant',
      { spec: { ports: [{ name: 'http', port: 6333, targetPort: 'p2p' }] } },
    ],
  ];

  const MANAGERS = ['qdrant-stack', 'argocd-controller', 'kustomize-controller'];

  test.each(CHANGES)(
    '%s: the server accepts the change from deploy, Argo CD and Flux only',
    async (_, stack, kind, name, patch) => {
      expect(await changing(stack, kind, name, patch)).toContain(
        `ValidatingAdmissionPolicy 'qdrant-routes.${stack.place.namespace}'`,
      );
      for (const manager of MANAGERS) {
        expect(await changing(stack, kind, name, patch, manager)).toBeUndefined();
      }
    },
  );

  test('the name of deploy, Argo CD or Flux is not enough without the right to change the policy', async () => {
    const { namespace } = asking.place;
    await api.apply({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: 'editor', namespace },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'admin' },
      subjects: [{ kind: 'User', name: 'editor', apiGroup: 'rbac.authorization.k8s.io' }],
    });
    const patch = JSON.stringify(nginx('server-snippet', 'location / {}'));

    const change = ['patch', 'ingress', 'qdrant-http-ingress', '-n', namespace, '--type=merge', '-p', patch];
    for (const manager of MANAGERS) {
      const { code, stderr } = await kubectl().run([...change, `--field-manager=${manager}`, '--as=editor']);

      expect(code).toBe(1);
      expect(stderr).toContain('denied request: Annotations or filters of a route');
    }
  });
});

test('a controller can remove its finalizer from an earlier object, which nobody can change', async () => {
  const { name } = earlier.metadata;

  expect(await changing(asking, 'ingress', name, { metadata: { finalizers: null } })).toBeUndefined();
  expect(await changing(asking, 'ingress', name, nginx('proxy-body-size', '0'))).toBeDefined();
});

test('the message names the stack and what to do', async () => {
  const { namespace, dashboardHost } = asking.place;

  expect(await refusalOf(hostileObjects(asking.place)[0])).toBe(
    `ingresses.networking.k8s.io "exact-host" is forbidden: ValidatingAdmissionPolicy 'qdrant-routes.${namespace}' with binding 'qdrant-routes.${namespace}' denied request: Only Service oauth2-proxy, the sign-in of the Qdrant of namespace ${namespace}, can answer for ${dashboardHost}. Fix: use another host.`,
  );
});
