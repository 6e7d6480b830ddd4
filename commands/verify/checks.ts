import { io } from '../../cli/io';
import type { Config } from '../../config/schema';
import { stackNames } from '../../config/names';
import { openQdrant, openQdrantGrpc } from '../../stack/qdrant';
import { connectKeycloak } from '../../stack/keycloak';
import { connectCluster } from '../../stack/kubernetes';
import { type Check, skippedCheck } from './check';
import { clusterChecks, NAMESPACE } from './cluster-checks';
import { type CleanUps, collectionCheck } from './collection';
import { grpcCheck, inClusterChecks } from './in-cluster';
import { keycloakChecks } from './keycloak-checks';
import { type KnownKeys, knownKeys } from '../../stack/known-keys';
import { formCluster } from '../../stack/membership';
import { membershipCheck } from './membership-check';
import { outsideChecks } from './outside-checks';
import type { VerifyOptions } from './options';
import { providerChecks } from './provider-checks';
import { rightsCheck } from './rights-check';

/** The checks of one round. They open their connections when they need them. */
export interface Round {
  readonly checks: readonly Check[];
  readonly close: () => Promise<void>;
}

/** The checks of the options, in the order in which people search for a fault. */
export function roundOf(config: Config, options: VerifyOptions, cleanUps: CleanUps): Round {
  const closing: (() => Promise<void> | void)[] = [];
  const { only } = options;
  const cluster = once(() => connectCluster(options.context, { page: 'verify' }));
  const keycloak = once(async () => {
    const connected = await connectKeycloak(config, options.timeout, () => undefined);
    closing.push(() => connected.close());
    return connected;
  });
  const keys = once(() =>
    knownKeys(options.inCluster || only === undefined || only === 'cluster' ? cluster : undefined, config),
  );
  const httpChecks = () =>
    options.inCluster
      ? inClusterChecks(cluster, config, options, keys, cleanUps, closing)
      : ingressChecks(config, options, keys, cleanUps, closing);
  const membershipChecks = formCluster(config)
    ? [{ ...membershipCheck(cluster, config, options, keys), needs: [NAMESPACE] }]
    : [];
  const identityChecks = () =>
    stackNames(config).isKeycloak
      ? keycloakChecks(keycloak, config, io().env, keys)
      : providerChecks(config, options.timeout);
  return {
    checks: [
      ...(only === undefined || only === 'cluster' ? [...clusterChecks(cluster, config), ...membershipChecks] : []),
      ...(only === undefined || only === 'keycloak' || only === 'identity-provider' ? identityChecks() : []),
      ...(only === undefined || only === 'http' ? httpChecks() : []),
    ],
    close: async () => {
      // In reverse order: a connection before the port that it uses.
      for (const close of closing.reverse()) {
        await close();
      }
    },
  };
}

/** The checks from outside. */
function ingressChecks(
  config: Config,
  options: VerifyOptions,
  keys: () => Promise<KnownKeys>,
  cleanUps: CleanUps,
  closing: (() => Promise<void> | void)[],
): Check[] {
  const { ingress: at, ca } = options;
  const common = { ca, at, timeout: options.timeout * 1000 };
  const qdrant = async () => {
    const { apiKey } = await keys();
    const url = `https://${config.apiHostname}`;
    const connected = await openQdrant({ ...common, url, apiKey, snapshotTimeout: common.timeout });
    closing.push(() => connected.close());
    return connected;
  };
  return [
    ...outsideChecks(config, options, keys, closing, dashboard =>
      config.dashboard.access.rights.length > 0 ? [rightsCheck(dashboard, config, options.session ?? [], keys)] : [],
    ),
    collectionCheck(qdrant, options.collection, cleanUps),
    config.grpcHostname
      ? grpcCheck(async () => {
          const { apiKey } = await keys();
          return openQdrantGrpc({ ...common, url: `https://${config.grpcHostname}`, apiKey });
        })
      : skippedCheck('grpc', 'gRPC', 'the config has no grpcHostname: --in-cluster checks gRPC in the pods'),
  ];
}

/** Calls the function once. Every caller gets the same result. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
