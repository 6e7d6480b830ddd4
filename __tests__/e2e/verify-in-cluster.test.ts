import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CertificateAuthority } from './support/certificates';
import { kubectl } from './support/cluster';
import { GrpcDouble } from './support/grpc-double';
import { limitedKubeconfig } from './support/kubeconfigs';
import { Oauth2ProxyDouble } from './support/oauth2-proxy-double';
import { eventually } from './support/objects';
import { QdrantDouble } from './support/qdrant-double';
import { REPOSITORY } from './support/repository';
import { RunningPods } from './support/running-pods';

const KEY = 'the-key-of-the-api';

let qdrant: QdrantDouble;
let oauth2Proxy: Oauth2ProxyDouble;
let grpc: GrpcDouble;
let pods: RunningPods;
/** Container ports behind which nobody listens. */
const deaf = new Set<number>();
/** Who listens behind a container port. */
let ports: Readonly<Record<number, number>> = {};

function listen(rest: QdrantDouble, rpc: GrpcDouble): void {
  ports = { 6333: Number(new URL(rest.urls[0]!).port), 6334: rpc.port, 4180: oauth2Proxy.port };
}

beforeAll(async () => {
  qdrant = await QdrantDouble.start({ apiKey: KEY });
  grpc = await GrpcDouble.start();
  grpc.apiKey = KEY;
  pods = await RunningPods.create('inside', 1, (_, port) => (deaf.has(port) ? undefined : ports[port]));
  oauth2Proxy = await Oauth2ProxyDouble.start({
    dashboardHost: `qdrant-dashboard.${pods.domain}`,
    issuer: `https://auth.${pods.domain}/realms/thinkube`,
    cookieDomain: pods.domain,
  });
  listen(qdrant, grpc);
});
afterAll(async () => {
  await pods.stop();
  await oauth2Proxy.stop();
  await grpc.stop();
  await qdrant.stop();
});

/** The checks by name, as programs get them. */
async function check(env: NodeJS.ProcessEnv = {}, ...args: string[]): Promise<Record<string, any>> {
  const command = ['verify', '--only', 'http', '--in-cluster', '--output', 'json', '--tries', '1', ...args];
  const { stdout, stderr } = await pods.run(command, { QDRANT_API_KEY: KEY, ...env });
  expect(`${stdout}${stderr}`).not.toContain(KEY);
  if (!stdout) throw new Error(stderr);
  return Object.fromEntries(JSON.parse(stdout).checks.map((each: any) => [each.name, each]));
}

/** Each result, and what a failure says. */
function told(checks: Record<string, any>): Record<string, string> {
  const entries = Object.entries(checks);
  return Object.fromEntries(entries.map(([name, { result, detail }]) => [name, result === 'failed' ? detail : result]));
}

const ALL_OK = {
  api: 'ok',
  certificate: 'skipped',
  'plain-http': 'skipped',
  'root-redirect': 'skipped',
  dashboard: 'skipped',
  'sign-in': 'ok',
  login: 'skipped',
  'api-key': 'ok',
  collection: 'ok',
  grpc: 'ok',
};

test('says that no pod is ready, after the tries', async () => {
  const start = Date.now();
  const { api, 'sign-in': signIn, collection } = await check({}, '--tries', '3', '--interval', '1');

  expect(api).toMatchObject({
    result: 'failed',
    detail: `No pod of StatefulSet qdrant is ready in namespace ${pods.namespace}`,
    fix: expect.stringContaining(`kubectl rollout status statefulset qdrant -n ${pods.namespace}`),
  });
  expect(Date.now() - start).toBeGreaterThan(2000);
  expect(signIn.detail).toBe(`No pod of Deployment oauth2-proxy is ready in namespace ${pods.namespace}`);
  expect(collection.result).toBe('skipped');
});

describe('with pods that run', () => {
  beforeAll(() => pods.start());
  afterEach(() => {
    deaf.clear();
    qdrant.faults.length = 0;
  });

  test('checks REST, sign-in, key, a collection and gRPC at a pod, and hangs up', async () => {
    expect(told(await check())).toEqual(ALL_OK);
    expect(qdrant.api.collections.size).toBe(0);
    expect(pods.kubelet.tunnels.total).toBeGreaterThan(3);
    await eventually(async () => expect(pods.kubelet.tunnels.open).toBe(0));
  });

  test('says which pod it was, and why a check was not made', async () => {
    const { api, certificate, grpc: serving } = await check();

    expect(api.detail).toBe('Qdrant 1.15.4 at http://qdrant-0:6333');
    expect(serving.detail).toBe('serving at http://qdrant-0:6334, lists collections');
    expect(certificate.detail).toBe('needs the ingress: run verify without --in-cluster');
  });

  test('finds that gRPC does not serve', async () => {
    grpc.health = [0x08, 0x02];
    const { grpc: found } = await check();
    grpc.health = [0x08, 0x01];

    expect(found).toMatchObject({
      result: 'failed',
      detail: 'Could not ask the health service over gRPC at http://qdrant-0:6334: it does not say SERVING, but 0802',
    });
  });

  test('finds that gRPC has another key', async () => {
    grpc.apiKey = 'another-key';
    const { grpc: found } = await check();
    grpc.apiKey = KEY;

    expect(found).toMatchObject({
      result: 'failed',
      detail: 'Could not list collections over gRPC at http://qdrant-0:6334: gRPC status 16 (Invalid API key or JWT)',
      fix: expect.stringContaining('QDRANT_API_KEY'),
    });
  });

  test('says what the node said of a port that it cannot reach', async () => {
    [6334, 4180].forEach(port => deaf.add(port));

    const { grpc: found, 'sign-in': signIn, collection } = await check();

    expect(found).toMatchObject({
      result: 'failed',
      detail: expect.stringMatching(
        new RegExp(
          `^Port 6334 of pod ${pods.namespace}/qdrant-0 cannot be reached: error forwarding port 6334 .*REFUSED`,
        ),
      ),
      fix: expect.stringContaining(`kubectl logs -n ${pods.namespace} qdrant-0`),
    });
    expect(signIn.detail).toContain('Port 4180 of pod');
    expect(collection.result).toBe('ok');
  });

  test.each([
    ['no key where there is one', undefined, 'requires an API key, and QDRANT_API_KEY is not set'],
    ['a wrong key', 'some-other-key', 'refuses the API key in QDRANT_API_KEY: 401 Invalid API key or JWT'],
  ])('finds %s', async (_, key, detail) => {
    const { 'api-key': found, collection, grpc: serving } = await check({ QDRANT_API_KEY: key });

    expect(found).toMatchObject({ result: 'failed', detail: `http://qdrant-0:6333 ${detail}` });
    expect([collection.result, serving.result]).toEqual(['skipped', 'skipped']);
  });

  test.each([
    ['without an', 1],
    ['with a wrong', 2],
  ])('finds that everybody is let in %s key', async (how, request) => {
    const open = { path: /^\/collections$/, body: '{"result":{"collections":[]},"status":"ok","time":0.0}' };
    const refused = { path: /^\/collections$/, status: 401, body: 'Must provide an API key' };
    qdrant.faults.push(...(request === 1 ? [open] : [refused, open]));

    const { 'api-key': found } = await check();

    expect(found).toMatchObject({ result: 'failed', detail: expect.stringContaining(`answers ${how} API key`) });
  });

  describe('with the documented rights and no others', () => {
    let env: NodeJS.ProcessEnv;

    beforeAll(async () => {
      const rights = readFileSync(join(REPOSITORY, 'docs/examples/verify-rbac.yaml'), 'utf8').replaceAll(
        'namespace: qdrant',
        `namespace: ${pods.namespace}`,
      );
      const kubeconfig = await limitedKubeconfig(pods.namespace, 'qdrant-stack-verify', rights);
      env = { KUBECONFIG: pods.file('limited', kubeconfig) };
    });

    test('--in-cluster passes', async () => {
      expect(told(await check(env))).toEqual(ALL_OK);
    });

    test('--in-cluster passes where Qdrant speaks TLS, as what its certificate is for', async () => {
      const tls = { secretName: 'qdrant-internal-tls', p2p: false };
      const config = { ...pods.config, dashboard: { mode: 'proxy' }, qdrant: { replicas: 1, tls } };
      const node = `qdrant-0.qdrant-headless.${pods.namespace}.svc.cluster.local`;
      const authority = new CertificateAuthority();
      const certificate = authority.issue({ dnsNames: [node] });
      const secure = await QdrantDouble.start({ apiKey: KEY, tls: certificate });
      const secureGrpc = await GrpcDouble.start(certificate);
      const secret = (ca: string) => ({
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: tls.secretName, namespace: pods.namespace },
        stringData: { 'ca.crt': ca },
      });
      const checkTrusting = async (ca: string) => {
        await kubectl().must(['apply', '-f', '-'], JSON.stringify(secret(ca)));
        return check({ ...env, QDRANT_CONFIG: pods.file('tls.yaml', JSON.stringify(config)) });
      };
      listen(secure, secureGrpc);
      try {
        const { api, collection, grpc: serving } = await checkTrusting(authority.certificate);
        expect([api.detail, collection.result]).toEqual([`Qdrant 1.15.4 at https://${node}:6333`, 'ok']);
        expect(serving.detail).toBe(`serving at https://${node}:6334, lists collections`);

        const { api: refused } = await checkTrusting(new CertificateAuthority().certificate);
        expect(refused).toMatchObject({
          result: 'failed',
          detail: expect.stringMatching(/unable to verify|self-signed/),
        });
      } finally {
        listen(qdrant, grpc);
        await secureGrpc.stop();
        await secure.stop();
      }
    });

    test('everything of the cluster is looked at', async () => {
      const { stdout } = await pods.run(['verify', '--only', 'cluster', '--output', 'json'], env);

      // What is not there is no pod's fault: no controller makes volumes or endpoints here, and the hook has not run.
      expect(stdout).not.toContain('403');
      expect(JSON.parse(stdout).checks.filter(({ result }: any) => result === 'skipped')).toEqual([]);
    });

    test('without pods/portforward the right that is missing is named, at once', async () => {
      const role = ['role', 'qdrant-stack-verify', '-n', pods.namespace];
      const { rules, ...rest } = JSON.parse(await kubectl().must(['get', ...role, '-o', 'json']));
      const fewer = { ...rest, rules: rules.filter((rule: any) => !rule.resources.includes('pods/portforward')) };
      await kubectl().must(['replace', '-f', '-'], JSON.stringify(fewer));

      const { api } = await check(env, '--tries', '20');

      expect(api).toMatchObject({
        result: 'failed',
        detail: expect.stringMatching(/^Could not forward port 6333 of pod \S+\/qdrant-0 in cluster .*403 Forbidden/),
        fix: 'give the user of the kubeconfig the rights in https://github.com/thinkube/cdk8s-qdrant/blob/main/docs/verify.md',
      });
    });
  });
});
