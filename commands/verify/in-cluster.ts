import type { ConnectCluster } from '../../stack/pod-ports';
import type { Config } from '../../config/schema';
import { stackNames } from '../../config/names';
import { openQdrant, openQdrantGrpc } from '../../stack/qdrant';
import type { QdrantGrpc } from '../../clients/qdrant/grpc';
import { type Check, ok, skippedCheck } from './check';
import { type CleanUps, collectionCheck } from './collection';
import { dashboardChecks } from './dashboard-checks';
import { Expected } from '../../stack/expected';
import { apiCheck, signInCheck } from './http-checks';
import { KEY, keyCheck } from './key-check';
import type { KnownKeys } from '../../stack/known-keys';
import type { VerifyOptions } from './options';
import { rawHttp } from './reach';
import { PodPorts, type PodUrl } from '../../stack/pod-ports';

const ONLY_FROM_OUTSIDE = 'needs the ingress: run verify without --in-cluster';

/** The checks at ready pods through the API server, without ingress, DNS and certificates. */
export function inClusterChecks(
  connect: ConnectCluster,
  config: Config,
  { timeout: seconds, collection, ...tries }: VerifyOptions,
  keys: () => Promise<KnownKeys>,
  cleanUps: CleanUps,
  closing: (() => Promise<void> | void)[],
): Check[] {
  const timeout = seconds * 1000;
  const expected = new Expected(config);
  const { oauth2Proxy } = stackNames(config);
  const qdrant = expected.qdrant;
  const proxy = expected.one('Deployment', ({ metadata }) => metadata.name === oauth2Proxy);
  const ports = new PodPorts(connect, config);
  closing.push(() => ports.close());
  const raw = (pod: PodUrl) => {
    const opened = rawHttp({ ...pod, timeout });
    closing.push(() => opened.close());
    return opened;
  };
  const rest = async () => raw(await ports.ofOne(qdrant, 'http'));
  const open = async () => {
    const { apiKey } = await keys();
    const opened = await openQdrant({
      ...(await ports.ofOne(qdrant, 'http')),
      apiKey,
      timeout,
      snapshotTimeout: timeout,
    });
    closing.push(() => opened.close());
    return opened;
  };
  const checks = [
    apiCheck(rest, tries, 'the pod may run another program'),
    skippedCheck('certificate', 'Certificate', ONLY_FROM_OUTSIDE),
    skippedCheck('plain-http', 'Plain HTTP', ONLY_FROM_OUTSIDE),
    ...dashboardChecks(config).map(({ name, title }) => skippedCheck(name, title, ONLY_FROM_OUTSIDE)),
    signInCheck(async () => raw(await ports.ofOne(proxy, 'http')), config),
    skippedCheck('login', 'Nothing without login', ONLY_FROM_OUTSIDE),
    keyCheck(rest, keys, config.apiKeys.enabled, stackNames(config).apiKeys?.readOnlyApiKey !== undefined),
    collectionCheck(open, collection, cleanUps),
    grpcCheck(async () => {
      const { apiKey } = await keys();
      return openQdrantGrpc({ ...(await ports.ofOne(qdrant, 'grpc')), apiKey, timeout });
    }),
  ];
  return checks.map(check => ({
    ...check,
    run: async say => {
      await connect(); // A kubeconfig that is not usable fails at once, and not after every try.
      ports.takeFault(); // A fault of an earlier check that passed all the same.
      try {
        return await check.run(say);
      } catch (error) {
        throw ports.causeOf(error);
      }
    },
  }));
}

/** Qdrant serves gRPC, and lists collections with the key. */
export function grpcCheck(connect: () => Promise<QdrantGrpc>): Check {
  return {
    name: 'grpc',
    title: 'gRPC',
    needs: ['api', KEY],
    run: async () => {
      const grpc = await connect();
      await grpc.assertServing();
      await grpc.assertListsCollections();
      return ok(`serving at ${grpc.url}, lists collections`);
    },
  };
}
