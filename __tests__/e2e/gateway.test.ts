import { openQdrantGrpc } from '../../stack/qdrant';
import { api } from './support/api';
import { clusterAuthority, wildcardFor } from './support/authority';
import { cluster, kubectl } from './support/cluster';
import { installDefinitions, removeDefinitions, whileControllersAgree } from './support/custom-resources';
import { GrpcDouble } from './support/grpc-double';
import { apply, list, names } from './support/objects';
import { whilePodsStart } from './support/pods';
import { Stack, TLS_SECRET } from './support/stack';
import { synth } from './support/synth';

const stack = new Stack('gateway');
const { namespace } = stack;

/** Definitions are the whole cluster's: on one that somebody else uses, they stay as they are. */
const ifOurs = cluster().disposable ? test : test.skip;

const CERTIFICATE = { certificate: { issuer: 'letsencrypt' } };
const MADE_BY_CERT_MANAGER = {
  annotations: { 'cert-manager.io/certificate-name': 'qdrant-tls', 'cert-manager.io/issuer-name': 'letsencrypt' },
  labels: { 'controller.cert-manager.io/fao': 'true', 'app.kubernetes.io/managed-by': 'cert-manager' },
};

const deploy = (config: object, ...args: string[]) =>
  whilePodsStart(namespace, () => stack.run(['deploy', '--no-verify', '--no-code-server-env', ...args], { config }));

async function mustDeploy(config: object): Promise<string> {
  const { code, stdout, stderr } = await whileControllersAgree(namespace, () => deploy(config));
  if (code !== 0) throw new Error(`deploy ended with ${code}:\n${stdout}${stderr}`);
  return stdout;
}

/** The server takes every object as it is, with all that it checks, and has no warning; nothing is stored. */
async function expectStrictlyTaken(config: object): Promise<void> {
  const dist = await synth({ ...stack.config, ...config });
  const { code, stderr } = await apply(dist, '--force-conflicts', '--dry-run=server');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
}

beforeAll(() => stack.create());
afterAll(async () => {
  await stack.delete();
  if (cluster().disposable) await removeDefinitions();
});

describe('a cluster without cert-manager and the Gateway API', () => {
  ifOurs('is refused before anything is written', async () => {
    const { code, stderr } = await deploy(CERTIFICATE);

    expect(code).toBe(1);
    expect(stderr).toContain('does not know Certificate objects of cert-manager.io/v1, which this config needs');
    expect(stderr).toContain('Fix: install cert-manager, or remove certificate from the config');
    expect(await api.get('namespace', namespace)).toBeUndefined();
  });

  ifOurs('takes a stack that needs neither', async () => {
    expect((await deploy({})).code).toBe(0);
  });
});

describe('a certificate', () => {
  beforeAll(installDefinitions);

  ifOurs('is taken strictly, and waited for in the words of cert-manager', async () => {
    await expectStrictlyTaken(CERTIFICATE);

    const { code, stderr } = await deploy(CERTIFICATE, '--timeout', '3');

    expect(code).toBe(1);
    expect(stderr).toContain(`Certificate ${namespace}/qdrant-tls: its controller has not reported Ready yet`);
  });

  ifOurs('takes the Secret over: the hook leaves it alone, and says why', async () => {
    const before = await stack.secret(TLS_SECRET);

    expect(await mustDeploy(CERTIFICATE)).toContain(`Certificate ${namespace}/qdrant-tls: accepted by its controller`);

    const stdout = await stack.mustHook(['--only', 'tls'], { config: CERTIFICATE });
    expect(stdout).toContain(
      'note: cert-manager manages it, from ClusterIssuer letsencrypt, so the hook copies no certificate',
    );
    expect(await stack.secret(TLS_SECRET)).toEqual(before);
  });

  ifOurs('gives way to the copy: it goes, and the Secret no longer says that it is cert-manager’s', async () => {
    const metadata = JSON.stringify({ metadata: MADE_BY_CERT_MANAGER });
    await kubectl().must(['patch', 'secret', TLS_SECRET, '-n', namespace, '--type=merge', '-p', metadata]);

    const stdout = await mustDeploy({});

    expect(stdout).toContain(
      `Certificate ${namespace}/qdrant-tls is deleted first, because cert-manager would replace the copied certificate`,
    );
    expect(await list('certificates.cert-manager.io', namespace)).toEqual([]);
    const { labels, annotations } = (await stack.secret(TLS_SECRET)).metadata;
    expect({ labels, annotations }).toEqual({
      labels: { 'app.kubernetes.io/managed-by': 'qdrant-stack' },
      annotations: undefined,
    });
    expect(await stack.mustHook()).toMatch(/In sync\.\n$/);
  });

  ifOurs('of somebody else is not fought with', async () => {
    const metadata = JSON.stringify({ metadata: MADE_BY_CERT_MANAGER });
    await kubectl().must(['patch', 'secret', TLS_SECRET, '-n', namespace, '--type=merge', '-p', metadata]);
    const spec = { secretName: TLS_SECRET, issuerRef: { name: 'letsencrypt' }, dnsNames: ['a.example.com'] };
    const theirs = {
      apiVersion: 'cert-manager.io/v1',
      kind: 'Certificate',
      metadata: { name: 'qdrant-tls', namespace },
    };
    await kubectl().must(['create', '-f', '-'], JSON.stringify({ ...theirs, spec }));

    const { code, stderr } = await stack.hook(['--only', 'tls']);

    expect(code).toBe(1);
    expect(stderr).toContain(`Certificate ${namespace}/qdrant-tls does not belong to this tool and manages Secret`);
    await kubectl().must(['delete', 'certificate', 'qdrant-tls', '-n', namespace]);
  });
});

describe('a Gateway', () => {
  const GATEWAY = {
    gateway: { name: 'public', namespace: 'gateways', sectionName: 'https' },
    dashboard: { mode: 'proxy' },
    grpcHostname: `qdrant-grpc.${stack.domain}`,
  };
  const ROUTES = 'httproutes.gateway.networking.k8s.io,grpcroutes.gateway.networking.k8s.io';
  const routeChecks = async () => {
    const { stdout } = await stack.run(['verify', '--only', 'cluster', '--output', 'json'], {
      config: GATEWAY,
    });
    const { checks } = JSON.parse(stdout);
    return checks.filter(({ name }: any) => /^(?:http|grpc)route-/.test(name));
  };

  beforeAll(() => mustDeploy({}));

  ifOurs('is taken strictly, and without a warning', async () => {
    await expectStrictlyTaken({ ...GATEWAY, corsOrigins: ['https://app.example.com'] });
  });

  ifOurs('is waited for, and until then people come in by the ingresses', async () => {
    const { code, stderr } = await deploy(GATEWAY, '--timeout', '3');

    expect(code).toBe(1);
    expect(stderr).toContain(
      `HTTPRoute ${namespace}/qdrant-dashboard: Gateway gateways/public has not reported a status`,
    );
    expect(await list('ingresses', namespace)).toHaveLength(4);
  });

  ifOurs('takes their place when it has accepted the routes', async () => {
    const stdout = await mustDeploy(GATEWAY);

    expect(stdout).toContain(`GRPCRoute ${namespace}/qdrant-grpc: accepted by its controller`);
    expect(stdout).toContain('TLS ends at the Gateway, which has its own certificate, so the hook copies none');
    expect(await list('ingresses', namespace)).toEqual([]);
    expect(names(await list(ROUTES, namespace))).toEqual(['qdrant-api', 'qdrant-dashboard', 'qdrant-grpc']);
    expect((await deploy(GATEWAY, '--dry-run', '--exit-code')).code).toBe(0);
  });

  ifOurs('is verified: what it says of each route, and where they lead', async () => {
    expect((await routeChecks()).map(({ name, result }: any) => `${name} ${result}`)).toEqual([
      'httproute-qdrant-dashboard ok',
      'httproute-qdrant-api ok',
      'grpcroute-qdrant-grpc ok',
    ]);
    const elsewhere = [{ op: 'replace', path: '/spec/rules/1/backendRefs/0/name', value: 'qdrant' }];
    const patch = ['patch', 'httproute', 'qdrant-dashboard', '-n', namespace, '--type=json', '-p'];
    await kubectl().must([...patch, JSON.stringify(elsewhere)]);
    expect((await routeChecks())[0]).toMatchObject({
      result: 'failed',
      detail: `HTTPRoute qdrant-dashboard routes ${stack.dashboardHost} to qdrant:80`,
    });
  });

  ifOurs('is not opened by a route of an earlier tool for the same host, which would win', async () => {
    const theirs = {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'HTTPRoute',
      metadata: { name: 'qdrant-dashboard-route', namespace },
      spec: {
        parentRefs: [{ name: 'public', namespace: 'gateways', sectionName: 'https' }],
        hostnames: [stack.dashboardHost],
        rules: [{ backendRefs: [{ name: 'qdrant', port: 6333 }] }],
      },
    };
    await api.create(theirs, undefined, 'OpenAPI-Generator');

    const { code, stderr } = await deploy(GATEWAY, '--dry-run');

    expect(code).toBe(1);
    expect(stderr).toContain(
      `HTTPRoute ${namespace}/qdrant-dashboard-route routes ${stack.dashboardHost}/ to Qdrant without the sign-in; written by OpenAPI-Generator`,
    );
    expect(stderr).toContain(
      `kubectl delete httproute.gateway.networking.k8s.io -n ${namespace} qdrant-dashboard-route`,
    );
    await api.delete('httproute', 'qdrant-dashboard-route', namespace);
    expect((await deploy(GATEWAY, '--dry-run')).code).toBe(0);
  });

  ifOurs('gives way to ingresses again', async () => {
    await mustDeploy({});

    expect(await list(ROUTES, namespace)).toEqual([]);
    expect(await list('ingresses', namespace)).toHaveLength(4);
  });
});

describe('gRPC through the public host', () => {
  const url = `https://qdrant-grpc.${stack.domain}`;
  let server: GrpcDouble;
  const over = (trusted?: string) =>
    openQdrantGrpc({ url, at: { host: '127.0.0.1', port: server.port }, ca: trusted, apiKey: '', timeout: 5000 });

  beforeAll(async () => {
    server = await GrpcDouble.start(wildcardFor(stack.domain));
  });
  afterAll(() => server.stop());

  test('is called with TLS', async () => {
    const grpc = over(clusterAuthority().certificate);

    await expect(grpc.assertServing()).resolves.toBeUndefined();
    await expect(grpc.assertListsCollections()).resolves.toBeUndefined();
  });

  test('fails if the certificate is not trusted', async () => {
    await expect(over().assertServing()).rejects.toThrow(
      /Could not ask the health service over gRPC at https:.*certificate/,
    );
  });
});
