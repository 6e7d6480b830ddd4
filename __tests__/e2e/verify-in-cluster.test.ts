import { once } from 'node:events';
import { createServer, Http2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { kubectl } from './support/cluster';
import { KubeletDouble } from './support/kubelet-double';
import { list } from './support/objects';
import { Oauth2ProxyDouble } from './support/oauth2-proxy-double';
import { QdrantDouble } from './support/qdrant-double';
import { Stack } from './support/stack';
import { synth } from './support/synth';
import { markPodsReady } from './support/workloads';

const stack = new Stack('inside');
const { namespace } = stack;

let qdrant: QdrantDouble;
let oauth2Proxy: Oauth2ProxyDouble;
let grpc: Http2Server;
let kubelet: KubeletDouble;
/** What the health service answers. */
let health = 1;

/** The health service of gRPC, as its specification has it. */
function grpcServer(): Http2Server {
  return createServer().on('stream', (stream, headers) => {
    const known = headers[':path'] === '/grpc.health.v1.Health/Check';
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': known ? '0' : '12' }));
    stream.end(known ? Buffer.from([0, 0, 0, 0, 2, 0x08, health]) : undefined);
  });
}

async function check(): Promise<Record<string, any>> {
  const args = ['verify/main.ts', '--only', 'http', '--in-cluster', '--tries', '1', '--output', 'json'];
  const { stdout, stderr } = await stack.run(args);
  if (!stdout) throw new Error(stderr);
  return Object.fromEntries(JSON.parse(stdout).checks.map((each: any) => [each.name, each]));
}

beforeAll(async () => {
  await stack.create();
  qdrant = await QdrantDouble.start();
  oauth2Proxy = await Oauth2ProxyDouble.start({
    dashboardHost: stack.dashboardHost,
    issuer: `${stack.config.keycloakUrl}/realms/${stack.realm}`,
    cookieDomain: stack.domain,
  });
  grpc = grpcServer().listen(0, '127.0.0.1');
  await once(grpc, 'listening');
  kubelet = await KubeletDouble.start(`${namespace}-node`, {
    6333: Number(new URL(qdrant.urls[0]!).port),
    6334: (grpc.address() as AddressInfo).port,
    4180: oauth2Proxy.port,
  });
  await kubectl().must(['apply', '--server-side', '-f', await synth(stack.config)]);
});
afterAll(async () => {
  await kubelet.stop();
  grpc.close();
  await oauth2Proxy.stop();
  await qdrant.stop();
  await stack.delete();
});

test('says that no pod is ready', async () => {
  const { api, grpc: notServing } = await check();

  expect(api).toMatchObject({
    result: 'failed',
    detail: `No pod of StatefulSet qdrant in namespace ${namespace} is ready, so there is none to forward a port of`,
  });
  expect(notServing.result).toBe('failed');
});

describe('with pods that run', () => {
  beforeAll(async () => {
    while ((await list('pods', namespace)).length < 3) {
      await new Promise(done => setTimeout(done, 200));
    }
    for (const { metadata } of await list('pods', namespace)) {
      await kubelet.bind(namespace, metadata.name);
    }
    await markPodsReady(namespace);
  });

  test('checks REST, sign-in, a collection and gRPC through the API server', async () => {
    const checks = await check();

    expect(
      Object.fromEntries(
        Object.entries(checks).map(([name, { result, detail }]) => [name, result === 'failed' ? detail : result]),
      ),
    ).toEqual({
      api: 'ok',
      certificate: 'skipped',
      'root-redirect': 'skipped',
      dashboard: 'skipped',
      'sign-in': 'ok',
      login: 'skipped',
      collection: 'ok',
      grpc: 'ok',
    });
    expect(qdrant.api.collections.size).toBe(0);
  });

  test('finds that gRPC does not serve', async () => {
    health = 2;

    expect((await check()).grpc).toMatchObject({ result: 'failed', detail: expect.stringContaining('status 0802') });
  });
});
