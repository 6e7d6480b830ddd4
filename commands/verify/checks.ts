import { io } from '../../cli/io';
import type { Config } from '../../config/schema';
import { stackNames } from '../../config/names';
import { openQdrant, openQdrantGrpc } from '../../stack/qdrant';
import { connectKeycloak } from '../../stack/keycloak';
import { connectCluster } from '../../stack/kubernetes';
import { type Check, skippedCheck } from './check';
import { clusterChecks, NAMESPACE } from './cluster-checks';
import { type CleanUps, collectionCheck } from './collection';
import { dashboardChecks } from './dashboard-checks';
import { aliasesCheck, apiCheck, certificateCheck, signInCheck } from './http-checks';
import { grpcCheck, inClusterChecks } from './in-cluster';
import { keyCheck } from './key-check';
import { keycloakChecks } from './keycloak-checks';
import { type KnownKeys, knownKeys } from '../../stack/known-keys';
import { formCluster } from '../../stack/membership';
import { loginCheck } from './login';
import { membershipCheck } from './membership-check';
import type { VerifyOptions } from './options';
import { plainHttpCheck } from './plain-http';
import { providerChecks } from './provider-checks';
import { rawHttp } from './reach';
import { rightsCheck } from './rights-check';
import { signInUrlOf } from './sign-in-url';
import { compareRoutes } from './routes';

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
  const keys = once(() => knownKeys(options.inCluster || only !== 'http' ? cluster : undefined, config));
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
  { ingress: at, ca, timeout, ...options }: VerifyOptions,
  keys: () => Promise<KnownKeys>,
  cleanUps: CleanUps,
  closing: (() => Promise<void> | void)[],
): Check[] {
  const names = stackNames(config);
  const common = { ca, at, timeout: timeout * 1000 };
  const apiUrl = `https://${config.apiHostname}`;
  const signInUrl = signInUrlOf(config, timeout);
  const api = rawHttp({ ...common, url: apiUrl });
  const dashboard = rawHttp({ ...common, url: names.dashboardUrl });
  const grpc = config.grpcHostname ? [rawHttp({ ...common, url: `https://${config.grpcHostname}` })] : [];
  const aliases = config.apiAliases.map(host => rawHttp({ ...common, url: `https://${host}` }));
  const hosts = [api, dashboard, ...aliases, ...grpc];
  closing.push(...hosts.map(host => () => host.close()));
  const qdrant = async () => {
    const { apiKey } = await keys();
    const connected = await openQdrant({ ...common, url: apiUrl, apiKey, snapshotTimeout: common.timeout });
    closing.push(() => connected.close());
    return connected;
  };
  return [
    apiCheck(async () => api, options, compareRoutes(config, config.apiHostname)),
    ...(aliases.length > 0 ? [aliasesCheck(aliases, compareRoutes(config, 'apiAliases'))] : []),
    certificateCheck(hosts),
    plainHttpCheck(config, { ingress: at, timeout }),
    ...dashboardChecks(config, signInUrl).map(({ ask, ...check }) => ({ ...check, run: () => ask(dashboard) })),
    signInCheck(async () => dashboard, config, signInUrl),
    loginCheck(dashboard, config, signInUrl),
    ...(config.dashboard.access.rights.length > 0 ? [rightsCheck(dashboard, config, options.session ?? [], keys)] : []),
    keyCheck(async () => api, keys, config.apiKeys.enabled, stackNames(config).apiKeys?.readOnlyApiKey !== undefined),
    collectionCheck(qdrant, options.collection, cleanUps),
    config.grpcHostname
      ? grpcCheck(async () => {
          const { apiKey } = await keys();
          return openQdrantGrpc({ ...common, url: `https://${config.grpcHostname}`, apiKey });
        })
      : skippedCheck('grpc', 'gRPC', 'the config has no grpcHostname: --in-cluster checks gRPC in the pods'),
  ].map(check => (NEED_TLS.includes(check.name) ? { ...check, needs: ['certificate'] } : check));
}

/** Checks that would only repeat a problem of the certificate or of the connection. */
const NEED_TLS = ['plain-http', 'root-redirect', 'root', 'dashboard', 'dashboard-session', 'sign-in', 'login'];

/** Calls the function once. Every caller gets the same result. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
