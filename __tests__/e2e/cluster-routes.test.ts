import { stringify } from 'yaml';
import { api } from './support/api';
import { cleanUp, cluster, namespaceFor } from './support/cluster';
import { installCilium, removeCilium } from './support/custom-resources';
import { limitedKubeconfig } from './support/kubeconfigs';
import { applyAll, createNamespace } from './support/objects';
import { builders, to } from './support/route-objects';
import { Stack } from './support/stack';
import { synth } from './support/synth';

const stack = new Stack('routes');
const { namespace, dashboardHost } = stack;
const other = namespaceFor('routes-other');

const { ingress, rule, service } = builders({ namespace });
const POD = { containers: [{ name: 'app', image: 'example.com/app:1' }] };

/** Objects of other tools that open Qdrant, or the host of the dashboard. */
const HOSTILE = [
  ingress('exact-host', [rule(dashboardHost, '/', to('qdrant'))], {
    metadata: {
      labels: { 'app.kubernetes.io/managed-by': 'Helm' },
      annotations: { 'meta.helm.sh/release-name': 'vectors' },
    },
  }),
  ingress('deeper-path', [rule(dashboardHost, '/collections', to('qdrant'))]),
  ingress('other-backend', [rule(dashboardHost, '/', to('portal', 80))]),
  ingress('wildcard', [rule(`*.${stack.domain}`, '/', to('qdrant'))]),
  ingress('no-host', [rule(undefined, '/', to('qdrant'))]),
  ingress('default-backend', [], { spec: { defaultBackend: to('qdrant') } }),
  ingress('headless', [rule('vectors.example.com', '/', to('qdrant-headless'))]),
  ingress('own-name', [rule('own-name.example.com', '/', to('mine'))]),
  ingress('between-nodes', [rule('p2p.example.com', '/', to('qdrant-headless', 6335))]),
  ingress('server-alias', [rule('alias.example.com', '/', to('portal', 80))], {
    metadata: { annotations: { 'nginx.ingress.kubernetes.io/server-alias': dashboardHost } },
  }),
  ingress('elsewhere', [rule(dashboardHost, '/', to('portal', 80))], { place: other }),
  ingress('by-name', [rule('by-name.example.com', '/', to('by-name'))], { place: other }),
  service('by-name', { type: 'ExternalName', externalName: `qdrant.${namespace}.svc.cluster.local` }, other),
  service('mine', { selector: { 'app.kubernetes.io/name': 'qdrant' }, ports: [{ port: 6333 }] }),
  service('node-port', { type: 'NodePort', selector: { 'app.kubernetes.io/name': 'qdrant' }, ports: [{ port: 6333 }] }),
  service('balancer', {
    type: 'LoadBalancer',
    selector: { 'statefulset.kubernetes.io/pod-name': 'qdrant-0' },
    ports: [{ port: 6333 }],
  }),
];
/** Objects that open nothing. */
const HARMLESS = [
  ingress('portal', [rule('portal.example.com', '/', to('portal', 80))]),
  ingress('portal-elsewhere', [rule('portal.example.org', '/', to('qdrant'))], { place: other }),
  ingress('other-subdomain', [rule('*.other.example.com', '/', to('portal', 80))], { place: other }),
  ingress('acme-solver', [], {
    spec: {
      rules: [
        {
          host: dashboardHost,
          http: { paths: [{ path: '/.well-known/acme-challenge/x', pathType: 'Exact', backend: to('solver', 8089) }] },
        },
      ],
    },
  }),
  service('portal', { selector: { app: 'portal' }, ports: [{ port: 80 }] }),
  service('qdrant', { selector: { 'app.kubernetes.io/name': 'qdrant' }, ports: [{ port: 6333 }] }, other),
  { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'portal', namespace, labels: { app: 'portal' } }, spec: POD },
];
/** Takes requests only for hosts that nothing else names. */
const FALLBACK = ingress('catch-all', [rule(undefined, '/', to('portal', 80))], { place: other });

const inCluster = async (env: NodeJS.ProcessEnv = {}, config: object = {}) => {
  const { stdout } = await stack.run(['verify', '--only', 'cluster', '--output', 'json'], { env, config });
  return JSON.parse(stdout).checks.find(({ name }: { readonly name: string }) => name === 'cluster-routes');
};
const dryRun = () => stack.run(['deploy', '--dry-run', '--no-hook']);
const status = () => stack.run(['status', '--url', 'http://127.0.0.1:1', '--exit-code']);

beforeAll(async () => {
  await stack.create();
  await createNamespace(other);
  await applyAll(await synth(stack.config));
  for (const object of HARMLESS) await api.create(object);
});
afterAll(async () => {
  await cleanUp(other);
  await stack.delete();
});

test('a stack among harmless objects is fine', async () => {
  expect(await inCluster()).toMatchObject({ result: 'ok', notes: [] });
  expect(await dryRun()).toMatchObject({ code: 0 });
});

test('a route for every host is told, as a route of the exact host wins', async () => {
  await api.create(FALLBACK);

  expect(await inCluster()).toMatchObject({
    result: 'ok',
    notes: [expect.stringContaining(`Ingress ${other}/catch-all routes ${dashboardHost}/ to portal:80`)],
  });
});

describe('with objects of other tools', () => {
  beforeAll(async () => {
    for (const object of HOSTILE) await api.create(object, undefined, 'helm');
  });
  afterAll(async () => {
    for (const { kind, metadata } of HOSTILE) await api.delete(kind, metadata.name, metadata.namespace);
  });

  /** Services alone publish nothing, and the Ingress to them is named. */
  const named = HOSTILE.filter(({ metadata: { name } }) => name !== 'mine')
    .filter(({ kind, metadata: { name } }) => kind === 'Ingress' || name !== 'by-name')
    .map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`);

  test('verify names each of them, and no other', async () => {
    const { result, details } = await inCluster();

    expect(result).toBe('failed');
    expect([...new Set<string>(details.map((text: string) => text.split(' ').slice(0, 2).join(' ')))].sort()).toEqual(
      [...named].sort(),
    );
  });

  test('deploy stops before it writes, and names owner and command', async () => {
    const { code, stdout, stderr } = await stack.run(['deploy', '--no-hook']);

    expect(code).toBe(1);
    const said = `${stdout}${stderr}`;
    expect(said).toContain(
      `Ingress ${namespace}/exact-host routes ${dashboardHost}/ to Qdrant without the sign-in; it belongs to Helm release vectors`,
    );
    expect(said).toContain(`kubectl delete ingress.networking.k8s.io -n ${namespace} exact-host`);
    expect(said).toContain(`Ingress ${other}/elsewhere`);
    expect(said).not.toContain('Apply');
  });

  test('status shows them', async () => {
    const { stdout, code } = await status();

    expect(code).toBe(3);
    expect(stdout).toContain(`Ingress ${namespace}/deeper-path routes ${dashboardHost}/collections to Qdrant`);
  });
});

test('deploy stops where others have added fields to the own objects that stay after an apply', async () => {
  const snippet = 'nginx.ingress.kubernetes.io/server-snippet';
  const annotate = (value: string | null) =>
    api.patch('ingress', 'qdrant-http-ingress', namespace, { metadata: { annotations: { [snippet]: value } } });
  await annotate('location / {}');

  const { code, stderr } = await dryRun();

  expect(code).toBe(1);
  expect(stderr).toContain(
    `Ingress ${namespace}/qdrant-http-ingress answers for ${dashboardHost} and has server-snippet, which can bypass the sign-in`,
  );
  expect(stderr).toContain('Fix: remove what others have added');
  await annotate(null);
});

test('verify names the own object whose question for the sign-in somebody removed, and deploy restores the question', async () => {
  const patch = { metadata: { annotations: { 'nginx.ingress.kubernetes.io/auth-url': null } } };
  await api.patch('ingress', 'qdrant-http-ingress', namespace, patch);

  expect(await inCluster()).toMatchObject({
    result: 'failed',
    details: expect.arrayContaining([
      expect.stringContaining(`Ingress ${namespace}/qdrant-http-ingress routes ${dashboardHost}/ to Qdrant without`),
    ]),
  });
  expect(await dryRun()).toMatchObject({ code: 0 });

  await applyAll(await synth(stack.config));
});

test('verify and status name a path that somebody added to an own object, and deploy removes the path', async () => {
  const { spec } = await api.get('ingress', 'oauth2-proxy-ingress', namespace);
  const added = { path: '/collections', pathType: 'Prefix', backend: to('qdrant') };
  const [{ host, http }] = spec.rules;
  const rules = [{ host, http: { paths: [...http.paths, added] } }];
  await api.patch('ingress', 'oauth2-proxy-ingress', namespace, { spec: { rules } });

  expect(await inCluster()).toMatchObject({
    result: 'failed',
    details: [expect.stringContaining(`Ingress ${namespace}/oauth2-proxy-ingress routes ${dashboardHost}/collections`)],
  });
  expect((await status()).stdout).toContain(
    `Ingress ${namespace}/oauth2-proxy-ingress routes ${dashboardHost}/collections to Qdrant`,
  );
  expect(await dryRun()).toMatchObject({ code: 0 });

  await applyAll(await synth(stack.config));
});

/** The kinds of Cilium belong to the whole cluster, so the test needs its own. */
(cluster().disposable ? describe : describe.skip)('with Cilium', () => {
  const cilium = (kind: string, spec: object, metadata: object = {}) => ({
    apiVersion: 'cilium.io/v2',
    kind,
    metadata: { name: 'mine', namespace, ...metadata },
    spec,
  });
  const OBJECTS = [
    cilium('CiliumEnvoyConfig', {
      backendServices: [{ name: 'qdrant', number: ['6333'] }],
      resources: [{ virtual_hosts: [{ domains: [dashboardHost] }] }],
    }),
    cilium(
      'CiliumClusterwideEnvoyConfig',
      { services: [{ name: 'oauth2-proxy', namespace }] },
      { namespace: undefined, name: namespace },
    ),
    cilium('CiliumLocalRedirectPolicy', { redirectFrontend: { serviceMatcher: { serviceName: 'qdrant', namespace } } }),
  ];
  /** Cilium itself creates this object for an Ingress or a Gateway. */
  const OF_CILIUM = cilium(
    'CiliumEnvoyConfig',
    { backendServices: [{ name: 'qdrant' }], resources: [{ virtual_hosts: [{ domains: ['*'] }] }] },
    { name: 'cilium-ingress-shared' },
  );

  beforeAll(async () => {
    await installCilium();
    for (const object of [...OBJECTS, OF_CILIUM]) await api.create(object);
  });
  afterAll(removeCilium);

  test('verify names what leads past the sign-in, and not the objects that Cilium creates', async () => {
    const { result, details } = await inCluster();

    expect(result).toBe('failed');
    expect(details.map((text: string) => text.split(' ').slice(0, 2).join(' ')).sort()).toEqual([
      `CiliumClusterwideEnvoyConfig ${namespace}`,
      `CiliumEnvoyConfig ${namespace}/mine`,
      `CiliumLocalRedirectPolicy ${namespace}/mine`,
    ]);
  });

  test('deploy stops, with a command for each', async () => {
    const { code, stderr } = await dryRun();

    expect(code).toBe(1);
    expect(stderr).toContain(`kubectl delete ciliumclusterwideenvoyconfig.cilium.io ${namespace}`);
    expect(stderr).toContain(`kubectl delete ciliumenvoyconfig.cilium.io -n ${namespace} mine`);
  });
});

test('without the right to look elsewhere, it says so', async () => {
  const rights = [
    {
      kind: 'Role',
      metadata: { name: 'all', namespace },
      rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }],
    },
    {
      kind: 'RoleBinding',
      metadata: { name: 'all', namespace },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'all' },
      subjects: [{ kind: 'ServiceAccount', name: 'resident', namespace }],
    },
  ];
  const manifests = rights
    .map(each => stringify({ apiVersion: 'rbac.authorization.k8s.io/v1', ...each }))
    .join('---\n');
  const KUBECONFIG = stack.file('resident', await limitedKubeconfig(namespace, 'resident', manifests));

  expect(await inCluster({ KUBECONFIG })).toMatchObject({
    result: 'ok',
    notes: [expect.stringMatching(/^the right to list objects in other namespaces is missing.*: .*Ingress.*Service/)],
  });
});

describe('with a port for metrics, which has no key', () => {
  const config = { qdrant: { metricsPort: 9091 }, images: { qdrant: 'qdrant/qdrant:v1.18.2' } };
  const PROBLEM = 'the port of the metrics of Qdrant, which requires no API key';
  const OBJECTS = [
    ingress('metrics', [rule('metrics.example.com', '/metrics', to('qdrant-headless', 9091))]),
    service('metrics', {
      type: 'NodePort',
      selector: { 'app.kubernetes.io/name': 'qdrant' },
      ports: [{ port: 9091, targetPort: 'metrics' }],
    }),
  ];

  beforeAll(async () => {
    await applyAll(await synth({ ...stack.config, ...config }));
    for (const object of OBJECTS) await api.create(object);
  });

  test('verify names a route to it, and a Service that publishes it', async () => {
    const { result, details } = await inCluster({}, config);

    expect(result).toBe('failed');
    expect(details).toEqual(
      expect.arrayContaining([
        expect.stringContaining(`Ingress ${namespace}/metrics routes to ${PROBLEM}`),
        expect.stringContaining(`Service ${namespace}/metrics (NodePort) publishes ${PROBLEM}`),
      ]),
    );
  });

  test('deploy stops, and status shows it', async () => {
    const { code, stderr } = await stack.run(['deploy', '--dry-run', '--no-hook'], { config });
    const { stdout } = await stack.run(['status', '--url', 'http://127.0.0.1:1'], { config });

    expect([code, stderr]).toEqual([1, expect.stringContaining(`Ingress ${namespace}/metrics routes to ${PROBLEM}`)]);
    expect(stdout).toContain(`Ingress ${namespace}/metrics routes to ${PROBLEM}`);
  });

  test('a reason at each object lifts the rule', async () => {
    const reason = { metadata: { annotations: { 'cdk8s-qdrant/accepted-risk.apiWithoutKey': 'a test' } } };
    for (const { kind, metadata } of OBJECTS) await api.patch(kind.toLowerCase(), metadata.name, namespace, reason);

    expect(await inCluster({}, config)).toMatchObject({ result: 'ok' });
  });
});
