import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse, parseAllDocuments } from 'yaml';
import { api } from './support/api';
import { clusterAuthority, wildcardFor } from './support/authority';
import { cluster, kubectl } from './support/cluster';
import { installDefinitions, removeDefinitions, whileControllersAgree } from './support/custom-resources';
import { type DashboardProxy, startDashboardProxy } from './support/dashboard-proxy';
import { GatewayDouble } from './support/gateway-double';
import { putEndpoints } from './support/nodes';
import { createNamespace, list, manifestsOf, names, settled, versions } from './support/objects';
import { whilePodsStart } from './support/pods';
import { QdrantDouble } from './support/qdrant-double';
import { Stack } from './support/stack';
import { synth } from './support/synth';
import { deleteVolumes, putVolume } from './support/volumes';

const FIXTURES = join(__dirname, 'fixtures');
const ROUTES = 'httproutes.gateway.networking.k8s.io';
const PRIORITY_CLASS = { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', name: 'thinkube-workload' };
const PARENTS = [{ name: 'thinkube-gateway', namespace: 'gateway-system', sectionName: 'https' }];
const stack = new Stack('thinkube');
const { namespace, dashboardHost } = stack;
const apiHost = `qdrant.${stack.domain}`;

const route = (name: string, host: string, rule: object) => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  metadata: { name, namespace },
  spec: { parentRefs: PARENTS, hostnames: [host], rules: [rule] },
});
const at = (value: string, type = 'PathPrefix') => [{ path: { type, value } }];
const toQdrant = [{ name: 'qdrant', port: 6333 }];
const toDashboard = { type: 'ReplaceFullPath', replaceFullPath: '/dashboard' };

/** The route that leads past the login, and the other routes of the playbooks, with those who write them. */
const OPEN = route('qdrant-dashboard-route', dashboardHost, { matches: at('/'), backendRefs: toQdrant });
const OLD_ROUTES: [string, ReturnType<typeof route>][] = [
  ['OpenAPI-Generator', OPEN],
  [
    'OpenAPI-Generator',
    route('qdrant-root-redirect', dashboardHost, {
      matches: at('/', 'Exact'),
      filters: [{ type: 'RequestRedirect', requestRedirect: { path: toDashboard, statusCode: 301 } }],
    }),
  ],
  ['OpenAPI-Generator', route('qdrant-api-route', apiHost, { matches: at('/'), backendRefs: toQdrant })],
  [
    'kubectl-client-side-apply',
    route('oauth2-proxy-ingress', dashboardHost, {
      matches: at('/oauth2'),
      backendRefs: [{ name: 'oauth2-proxy', port: 80 }],
    }),
  ],
];

let config: object;
let qdrant: QdrantDouble;
let proxy: DashboardProxy | undefined;
let gateway: GatewayDouble;
let volume: string;
let flags: string[];

/** What a program without a session gets. */
const status = async (host: string, path = '/collections') => {
  const { request } = await import('node:https');
  const sent = request({
    ...{ host: '127.0.0.1', port: gateway.port, path, servername: host, headers: { host } },
    ca: clusterAuthority().certificate,
  });
  return new Promise<number>((done, failed) => {
    sent.on('error', failed).on('response', answer => done(answer.resume().statusCode!));
    sent.end();
  });
};

/** How often somebody changed the workloads of Helm. */
const generations = async () => ({
  qdrant: (await api.get('statefulset', 'qdrant', namespace)).metadata.generation,
  'oauth2-proxy': (await api.get('deployment', 'oauth2-proxy', namespace)).metadata.generation,
});

/** Deploys while the pods start and the Gateway accepts routes. */
const deploy = (...args: string[]) =>
  whileControllersAgree(namespace, () =>
    whilePodsStart(namespace, () =>
      stack.run(['deploy', '--no-code-server-env', '--timeout', '90', ...flags, ...args], { config }),
    ),
  );
const dryRun = (...args: string[]) => stack.run(['deploy', '--dry-run', ...args], { config });
const allVersions = () =>
  settled(async () =>
    versions(await list(`${ROUTES},configmaps,deployments,secrets,services,statefulsets`, namespace)),
  );

/** The objects of the playbooks: Qdrant 1.18.0 and oauth2-proxy by Helm, Valkey, and the routes. */
async function install(): Promise<void> {
  for (const object of ['qdrant', 'oauth2-proxy'].flatMap(name => documents(`helm-releases/${name}.yaml`))) {
    if (object.kind === 'StatefulSet') object.spec.template.spec.priorityClassName = PRIORITY_CLASS.name;
    await api.create(object, namespace, 'helm');
  }
  for (const object of documents('playbook-objects.yaml').filter(({ kind }) => kind !== 'Ingress')) {
    await api.create(object, namespace, 'OpenAPI-Generator');
  }
  for (const [manager, object] of OLD_ROUTES) await api.create(object, undefined, manager);
}

/** Kubernetes reads YAML 1.1, with its octal numbers. */
function documents(file: string): any[] {
  const text = readFileSync(join(FIXTURES, file), 'utf8')
    .replaceAll('qdrant:v1.15.4', 'qdrant:v1.18.0')
    .replaceAll('chart: qdrant-1.19.0', 'chart: qdrant-1.18.0')
    .replaceAll('harbor.example.com', `harbor.${stack.domain}`);
  return parseAllDocuments(text, { version: '1.1' }).map(document => document.toJS());
}

/** The config that `init` writes, with the names of this test. */
async function initialConfig(): Promise<object> {
  const file = join(stack.file('other', ''), '..', 'thinkube.yaml');
  const { domainName, keycloakUrl, keycloakRealm } = stack.config;
  const options = { 'domain-name': domainName, 'keycloak-url': keycloakUrl, 'keycloak-realm': keycloakRealm };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  const { code, stderr } = await stack.run(['init', '--platform', 'thinkube', ...args], {
    env: { QDRANT_CONFIG: file },
  });
  if (code !== 0) throw new Error(stderr);
  return { ...parse(readFileSync(file, 'utf8')), ...stack.config };
}

/** The classes and the definitions are those of the whole cluster, so the test needs its own. */
const describeIfOurs = cluster().disposable ? describe : describe.skip;

describeIfOurs('a Thinkube with Gateway API only', () => {
  beforeAll(async () => {
    const { name, ...type } = PRIORITY_CLASS;
    await installDefinitions();
    await kubectl().must(['create', '-f', '-'], JSON.stringify({ ...type, metadata: { name }, value: 10_000 }));
    await stack.create();
    await createNamespace(namespace);
    await install();
    config = await initialConfig();
    qdrant = await QdrantDouble.start({ version: '1.18.0' });
    const qdrantPort = Number(new URL(qdrant.urls[0]!).port);
    gateway = await GatewayDouble.start({
      namespace,
      certificate: wildcardFor(stack.domain),
      services: { qdrant: () => qdrantPort, 'oauth2-proxy': () => proxy!.port },
    });
    flags = ['--ingress', `127.0.0.1:${gateway.port}`];
    flags.push('--ca-file', stack.file('gateway-ca.pem', clusterAuthority().certificate));
    volume = await putVolume({ namespace, claim: 'qdrant-storage-qdrant-0' });
    await putEndpoints(namespace, true);
  });

  afterAll(async () => {
    await gateway?.stop();
    await proxy?.stop();
    await qdrant?.stop();
    await stack.delete();
    if (volume) await deleteVolumes([volume]);
    await kubectl().run(['delete', 'priorityclass', PRIORITY_CLASS.name]);
    await removeDefinitions();
  });

  test('has an open dashboard, and deploy stops there before it writes', async () => {
    expect(await status(dashboardHost)).toBe(200);
    const before = await allVersions();

    for (const args of [['--dry-run'], ['--no-verify']]) {
      const { code, stderr } = await stack.run(['deploy', ...args], { config });

      expect(code).toBe(1);
      expect(stderr).toContain(
        `HTTPRoute ${namespace}/qdrant-dashboard-route routes ${dashboardHost}/ to Qdrant without the sign-in; written by OpenAPI-Generator`,
      );
      expect(stderr).toContain(
        `Fix: kubectl delete httproute.gateway.networking.k8s.io -n ${namespace} qdrant-dashboard-route`,
      );
      for (const [, { metadata }] of OLD_ROUTES) {
        expect(stderr).toContain(`kubectl delete httproute.gateway.networking.k8s.io -n ${namespace} ${metadata.name}`);
      }
      expect(stderr).toMatch(/or let deploy delete .* after the new routes work: .* deploy -- --remove-old-routes/);
    }
    expect(await allVersions()).toEqual(before);
  });

  test('--dry-run names each old route that --remove-old-routes deletes, and the open one', async () => {
    const before = await allVersions();

    const { code, stdout } = await dryRun('--remove-old-routes');

    expect(code).toBe(0);
    for (const [, { metadata }] of OLD_ROUTES) {
      expect(stdout).toContain(`✔ HTTPRoute ${namespace}/${metadata.name}: would be removed\n`);
    }
    expect(stdout).toContain(
      `note: HTTPRoute ${namespace}/qdrant-dashboard-route routes ${dashboardHost}/ to Qdrant without the sign-in; written by OpenAPI-Generator; deploy deletes it after the new routes work`,
    );
    expect(stdout).not.toMatch(/- spec\.template\.spec\.priorityClassName/);
    expect(await allVersions()).toEqual(before);
  });

  test('is taken over: the sign-in closes the dashboard, and no request finds a gap', async () => {
    const [before] = await list('statefulsets', namespace);
    expect(await generations()).toEqual({ qdrant: 1, 'oauth2-proxy': 1 });
    await stack.mustHook([], { config });
    const objects = manifestsOf(await synth({ ...config, ...stack.config }));
    proxy = await startDashboardProxy({ stack, objects, upstream: Number(new URL(qdrant.urls[0]!).port) });
    const seen: number[][] = [];
    const running = { now: true };
    const client = (async () => {
      for (; running.now; await sleep(50)) seen.push([await status(dashboardHost), await status(apiHost)]);
    })();

    const { code, stdout, stderr } = await deploy('--remove-old-routes').finally(() => (running.now = false));
    await client;

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/✔ Root +ok +301 to .*\/dashboard, 302 to /);
    expect(seen.map(([dashboard]) => dashboard).join(' ')).toMatch(/^(?:200 )+(?:401 )*401$/);
    expect([...new Set(seen.map(([, answer]) => answer))]).toEqual([200]);
    expect(names(await list(ROUTES, namespace))).toEqual(['qdrant-api', 'qdrant-dashboard']);
    const [after] = await list('statefulsets', namespace);
    expect(after!.metadata.uid).toBe(before!.metadata.uid);
    // The hook and the apply together replace the pods of each workload once.
    expect(await generations()).toEqual({ qdrant: 2, 'oauth2-proxy': 2 });
    expect(after!.spec.template.spec).toMatchObject({
      priorityClassName: PRIORITY_CLASS.name,
      containers: [{ image: `harbor.${stack.domain}/library/qdrant:v1.18.0` }],
    });
    expect((await dryRun('--exit-code')).code).toBe(0);
  });

  test('is told when the playbook makes its routes again: verify fails, and the printed commands close the dashboard', async () => {
    for (const [manager, object] of OLD_ROUTES) await api.create(object, undefined, manager);
    const verify = () => stack.run(['verify', '--only', 'cluster', '--output', 'json'], { config });
    const routesIn = ({ stdout }: { stdout: string }) =>
      JSON.parse(stdout).checks.find(({ name }: any) => name === 'cluster-routes');

    expect(routesIn(await verify())).toMatchObject({ result: 'failed' });
    const { stderr } = await dryRun();
    await runCommandsIn(stderr);
    expect(routesIn(await verify())).toMatchObject({ result: 'ok' });
    expect(names(await list(ROUTES, namespace))).toEqual(['qdrant-api', 'qdrant-dashboard']);
    expect(await status(dashboardHost)).toBe(401);
  });

  test('keeps a route of somebody else, and names the command that deletes the route', async () => {
    const filters = [{ type: 'RequestRedirect', requestRedirect: { path: toDashboard, statusCode: 301 } }];
    await api.create(route('mine', apiHost, { matches: at('/old'), filters }), undefined, 'kubectl-create');

    const { code, stdout } = await dryRun('--remove-old-routes');

    expect(code).toBe(0);
    expect(stdout).toContain(`note: HTTPRoute ${namespace}/mine routes ${apiHost} too and stays`);
    expect(stdout).not.toContain('would be removed');
    await runCommandsIn(stdout);
    expect(names(await list(ROUTES, namespace))).toEqual(['qdrant-api', 'qdrant-dashboard']);
  });
});

/** Runs the kubectl commands that a message prints. */
async function runCommandsIn(text: string): Promise<void> {
  const commands = new Set(text.match(/kubectl delete httproute\S* -n \S+ [a-z0-9-]+/g));
  for (const command of commands) await kubectl().must(command.split(' ').slice(1));
}
