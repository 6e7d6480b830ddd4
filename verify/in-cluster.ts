import { Failure } from '../cli/failure';
import type { Config } from '../config/schema';
import { grpcHealth } from '../servers/grpc';
import type { Forwarded } from '../servers/port-forward';
import { Qdrant } from '../servers/qdrant';
import { RawHttp } from '../servers/raw-http';
import { Check, ok, skippedCheck } from './check';
import type { ConnectCluster } from './cluster-checks';
import { CleanUps, collectionCheck } from './collection';
import { Expected, ExpectedObject } from './expected';
import { apiCheck, signInCheck } from './http-checks';
import type { VerifyOptions } from './options';
import { isReady } from './pods';

/** Ports of the containers. */
const PORTS = { rest: 6333, grpc: 6334, oauth2Proxy: 4180 } as const;
const THROUGH_THE_INGRESS = 'only the ingress does this: leave --in-cluster out';

/** What is seen through a port-forward to one pod, past ingress, DNS and certificates. */
export function inClusterChecks(
  connect: ConnectCluster,
  config: Config,
  { timeout: seconds, collection, ...patience }: VerifyOptions,
  cleanUps: CleanUps,
  closing: (() => Promise<void> | void)[],
): Check[] {
  const timeout = seconds * 1000;
  const expected = new Expected(config);
  const qdrant = expected.one('StatefulSet');
  const proxy = expected.one('Deployment', ({ metadata }) => metadata.name === 'oauth2-proxy');
  const open = async (workload: ExpectedObject, port: number) => {
    const forwarded = await forwardTo(connect, config.namespace, workload, port);
    closing.push(() => forwarded.close());
    return { ...forwarded, url: `http://127.0.0.1:${forwarded.port}` };
  };
  const rawTo = async (workload: ExpectedObject, port: number) => {
    const { url } = await open(workload, port);
    const raw = new RawHttp({ url, timeout });
    closing.push(() => raw.close());
    return raw;
  };
  return [
    apiCheck(() => rawTo(qdrant, PORTS.rest), patience),
    skippedCheck('certificate', 'Certificate', THROUGH_THE_INGRESS),
    skippedCheck('root-redirect', 'Root redirect', THROUGH_THE_INGRESS),
    skippedCheck('dashboard', 'Dashboard', THROUGH_THE_INGRESS),
    signInCheck(() => rawTo(proxy, PORTS.oauth2Proxy), config),
    skippedCheck('login', 'Nothing without login', THROUGH_THE_INGRESS),
    collectionCheck(
      async () => {
        const { url } = await open(qdrant, PORTS.rest);
        const connected = await Qdrant.open({ url, timeout, patience: timeout });
        closing.push(() => connected.close());
        return connected;
      },
      collection,
      cleanUps,
    ),
    {
      name: 'grpc',
      title: 'gRPC',
      run: async () => {
        const { url, assertOpen } = await open(qdrant, PORTS.grpc);
        await grpcHealth(url, timeout).catch(error => {
          assertOpen();
          throw error;
        });
        return ok('the health service says SERVING');
      },
    },
  ];
}

async function forwardTo(
  connect: ConnectCluster,
  namespace: string,
  { kind, metadata, spec }: ExpectedObject,
  port: number,
): Promise<Forwarded> {
  const cluster = await connect();
  const labels = Object.entries<string>(spec.selector.matchLabels).map(([key, value]) => `${key}=${value}`);
  const pod = (await cluster.list('v1', 'Pod', namespace, labels.join(','))).find(isReady);
  if (!pod) {
    throw new Failure(
      `No pod of ${kind} ${metadata.name} in namespace ${namespace} is ready, so there is none to forward a port of`,
      `see the check of ${kind} ${metadata.name}, and kubectl get pods -n ${namespace}`,
    );
  }
  return cluster.forward(namespace, pod.metadata.name, port);
}
