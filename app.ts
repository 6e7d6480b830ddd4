import { App } from 'cdk8s';
import { type ImagePullPolicy, k8s } from 'cdk8s-plus-30';
import {
  type BackupDrillOptions,
  CookieSameSite,
  DashboardMode,
  type EphemeralValkeyProps,
  type IssuerKind,
  type LogFormat,
  type MonitoringOptions,
  type NetworkPoliciesOptions,
  type OAuth2ProxyOptions,
  OAuth2ProxyProvider,
  type PodDisruptionBudgetOptions,
  QdrantChart,
  type QdrantChartProps,
  type QdrantCluster,
  type ReconcilerOptions,
  QdrantStack,
  type ServerSideEncryption,
  type QdrantStackProps,
  type QdrantVolume,
  type ScheduledBackupOptions,
  type TlsCertificateOptions,
} from 'cdk8s-qdrant';
import { Failure } from './cli/failure';
import { thousandths } from './config/quantity';
import type { Config } from './config/schema';
import { allowedGroups, allowedRoles, readsGroups } from './config/access';
import { placesOf } from './config/rights';
import { requestSettings } from './config/sections/qdrant-requests';
import { toProps } from './config/library-values';
import { type StackNames, stackNames } from './config/names';
import { VERSION } from './config/version';
import { extendApp } from './stack/extension';

type Resources = Config['qdrant']['resources'];

/** A drain evicts a broken pod too. Otherwise the drain would never end. */
const ONE_AT_A_TIME: PodDisruptionBudgetOptions = {
  maxUnavailable: k8s.IntOrString.fromNumber(1),
  unhealthyPodEvictionPolicy: 'AlwaysAllow',
};

/**
 * Builds the cdk8s app of a config.
 *
 * @throws Failure where the library refuses a prop, also one of an object that `extend` adds
 */
export function buildApp(config: Config): App {
  try {
    return build(config);
  } catch (error) {
    const { name, message } = error as Error;
    if (name !== 'InvalidPropError') {
      throw error;
    }
    const [problem, fix] = message.split(/\. Fix: (.*)\.$/s);
    throw new Failure(problem!, fix!, { cause: error });
  }
}

function build({ extend, ...config }: Config): App {
  const app = new App();
  const names = stackNames(config);
  const logFormat = config.logFormat as LogFormat;
  const pods = {
    imagePullPolicy: config.imagePullPolicy as ImagePullPolicy,
    imagePullSecrets: config.imagePullSecrets,
    nodeSelector: config.scheduling.nodeSelector,
    tolerations: config.scheduling.tolerations,
    priorityClassName: config.scheduling.priorityClassName,
  };
  const scheduled = ({ replicas }: { readonly replicas: number }) => ({
    replicas,
    spread: config.scheduling.spread,
    podDisruptionBudget: config.scheduling.disruptionBudgets && replicas > 1 ? ONE_AT_A_TIME : undefined,
  });

  const stack = new QdrantStack(app, 'qdrant-stack', {
    namespace: config.namespace,
    clusterDomain: config.clusterDomain,
    ipFamilies: config.ipFamilies,
    podSecurityStandard: config.podSecurity === 'none' ? undefined : config.podSecurity,
    dashboardHost: config.dashboardHostname,
    apiHost: config.apiHostname,
    apiAliases: config.apiAliases,
    grpcHost: config.grpcHostname,
    gateway: config.gateway,
    oidcIssuerUrl: names.oidcIssuerUrl,
    clientId: names.clientId,
    tlsSecretName: names.tlsSecret,
    certificate: config.certificate && {
      ...config.certificate,
      ...toProps<TlsCertificateOptions>('certificate', config.certificate),
      issuerKind: config.certificate.issuerKind as IssuerKind,
    },
    ...dashboard(config),
    dashboardTokenClaims: tokenClaims(config, names),
    ingressClassName: config.ingressClassName,
    ingressAnnotations: config.ingressAnnotations,
    hostAnnotations: config.hostAnnotations,
    corsOrigins: config.corsOrigins,
    acceptedRisks: config.acceptedRisks,
    admissionPolicy: config.admissionPolicy,
    apiLimits: config.apiLimits,
    componentVersion: config.discovery ? VERSION : undefined,
    discoveryVariables: config.discoveryVariables,
    qdrant: {
      ...pods,
      image: config.images.qdrant,
      version: config.qdrant.version,
      metricsPort: config.qdrant.metricsPort,
      name: names.qdrant,
      instance: config.qdrant.instance,
      cluster: { ...config.qdrant.cluster, ...toProps<QdrantCluster>('qdrant.cluster', config.qdrant.cluster) },
      ...scheduled(config.qdrant),
      replicationFactor: config.qdrant.replicationFactor,
      writeConsistencyFactor: config.qdrant.writeConsistencyFactor,
      resources: quantities(config.qdrant.resources),
      storage: volume('qdrant.storage', config.qdrant.storage),
      ...snapshots(config.qdrant),
      config: QdrantChart.mergeSettings(requestSettings(config.qdrant), config.qdrant.config),
      // The config refuses unknown settings. Settings of a profile can be newer than the image.
      allowUnknownSettings: true,
      ...apiKeys(names, config.apiKeys),
      tls: config.qdrant.tls,
      logFormat,
      ...toProps<QdrantChartProps>('qdrant', config.qdrant),
    },
    valkey: {
      ...pods,
      image: config.images.valkey,
      resources: quantities(config.valkey.resources),
      name: names.valkey,
      password: names.valkeyPassword && { name: names.valkeyPassword.secretName, key: names.valkeyPassword.key },
      tls: config.valkey.tls,
      maxMemoryBytes: maxMemory(config.valkey),
      ...toProps<EphemeralValkeyProps>('valkey', config.valkey),
    },
    oauth2Proxy: {
      ...pods,
      image: config.images.oauth2Proxy,
      ...scheduled(config.oauth2Proxy),
      resources: quantities(config.oauth2Proxy.resources),
      name: names.oauth2Proxy,
      credentials: {
        secretName: names.credentials.secretName,
        clientSecretKey: names.credentials.clientSecretKey,
        cookieSecretKey: names.credentials.cookieSecretKey,
      },
      ...identityProvider(config),
      allowedGroups: allowedGroups(config.dashboard.access),
      allowedRoles: allowedRoles(config.dashboard.access, names.clientId),
      // oauth2-proxy compares roles with the claim of the groups, too.
      groupsClaim: readsGroups(config.dashboard) ? names.groupsClaim : undefined,
      trustedProxyIps: config.dashboard.trustedProxyIps,
      cookieName: config.dashboard.cookieName,
      ...sessionCookie(config.dashboard),
      logFormat,
      ...toProps<OAuth2ProxyOptions>('oauth2Proxy', config.oauth2Proxy),
    },
    scheduledBackup: config.scheduledBackup && {
      ...pods,
      image: config.images.node,
      ...scheduledBackup(config.scheduledBackup),
      ...toProps<ScheduledBackupOptions>('scheduledBackup', config.scheduledBackup),
    },
    reconcile: config.reconcile && { ...pods, image: config.images.node, ...reconcile(config, names) },
    networkPolicies: networkPolicies(config.networkPolicies),
    monitoring: { ...config.monitoring, ...toProps<MonitoringOptions>('monitoring', config.monitoring) },
    scannerAnnotations: config.scannerAnnotations,
    floatingTagReason: floatingTagReason(config),
    ...toProps<QdrantStackProps>('', config),
  });
  if (extend) {
    extendApp(app, stack, config.namespace, extend);
  }
  return app;
}

/** The reason for the tag `latest`, where only images of the platform's mirror have this tag. */
function floatingTagReason({ harborRegistry, libraryProject, images }: Config): string | undefined {
  const isMirrored = (image: string) => image.startsWith(`${harborRegistry}/${libraryProject}/`);
  return Object.values(images).every(image => !image.endsWith(':latest') || isMirrored(image))
    ? 'the platform mirrors the image under this tag only'
    : undefined;
}

function snapshots({ snapshotStorage }: Config['qdrant']) {
  return snapshotStorage === 'data'
    ? { snapshotsOnDataVolume: true }
    : { snapshotStorage: snapshotStorage && volume('qdrant.snapshotStorage', snapshotStorage) };
}

function volume<Volume extends { readonly size: string }>(part: string, own: Volume): QdrantVolume {
  return { ...own, ...toProps<QdrantVolume>(part, own) };
}

function apiKeys({ apiKeys: keys }: StackNames, { jwtRbac }: Config['apiKeys']) {
  return (
    keys && {
      apiKey: { name: keys.secretName, key: keys.apiKey },
      altApiKey: { name: keys.secretName, key: keys.altApiKey },
      readOnlyApiKey:
        keys.readOnlyApiKey === undefined ? undefined : { name: keys.secretName, key: keys.readOnlyApiKey },
      jwtRbac,
    }
  );
}

/** The settings of an issuer other than Keycloak. */
function identityProvider({ identityProvider: oidc, keycloak }: Config) {
  if (oidc.provider === 'keycloak') {
    return { providerCaCertificates: keycloak.ca };
  }
  const { ca, scopes, emailClaim, audienceClaims, backendLogoutUrl } = oidc;
  return {
    provider: OAuth2ProxyProvider.OIDC,
    providerCaCertificates: ca,
    ...{ scopes, emailClaim, audienceClaims, backendLogoutUrl },
  };
}

function networkPolicies({ enabled, keycloak, identityProvider: destination, ...options }: Config['networkPolicies']) {
  return enabled
    ? {
        ...options,
        ...toProps<NetworkPoliciesOptions>('networkPolicies', options),
        identityProvider: destination ?? keycloak,
      }
    : undefined;
}

/** A host cookie in mode auth-request has the default session times of Keycloak. In mode proxy, the construct has its own. */
function sessionCookie({ mode, cookie }: Config['dashboard']) {
  if (cookie === 'domain') {
    return { cookieSameSite: CookieSameSite.NONE };
  }
  return mode === 'proxy' ? {} : { cookieRefresh: '5m', cookieExpire: '10h' };
}

function dashboard({ dashboard: { mode, cookie, access }, domainName }: Config) {
  const emailDomains = access.emailDomains.length > 0 ? access.emailDomains : ['*'];
  return {
    emailDomains,
    dashboardMode: mode === 'proxy' ? DashboardMode.PROXY : DashboardMode.AUTH_REQUEST,
    cookieDomains: cookie === 'domain' ? [`.${domainName}`] : undefined,
  };
}

/** The claims with the tokens of rights, each once. */
function tokenClaims({ dashboard: { access } }: Config, { clientId }: StackNames): string[] | undefined {
  const claims = placesOf(clientId, access.rights).map(({ claim }) => claim);
  return claims.length > 0 ? [...new Set(claims)] : undefined;
}

function scheduledBackup({ s3, drill, ...others }: NonNullable<Config['scheduledBackup']>) {
  const rest = {
    ...others,
    drill: drill && { ...drill, ...toProps<BackupDrillOptions>('scheduledBackup.drill', drill) },
  };
  if (!s3) {
    return rest;
  }
  const { secretName, serverSideEncryption, ...bucket } = s3;
  const keyOf = (key: string) => (secretName === undefined ? undefined : { name: secretName, key });
  return {
    ...rest,
    s3: {
      ...bucket,
      serverSideEncryption: serverSideEncryption as ServerSideEncryption | undefined,
      accessKeyId: keyOf('access-key-id'),
      secretAccessKey: keyOf('secret-access-key'),
      sessionToken: keyOf('session-token'),
    },
  };
}

/** The Job and the CronJob that run the hook in the cluster. */
function reconcile(config: Config, names: StackNames): ReconcilerOptions {
  const { keycloakSecretName, ...options } = config.reconcile!;
  const keys = names.apiKeys ? [names.apiKeys.secretName] : [];
  return {
    ...options,
    ...toProps<ReconcilerOptions>('reconcile', options),
    settings: JSON.stringify({ ...config, extend: undefined, reconcile: undefined }),
    writtenSecrets: [
      names.credentials.secretName,
      ...(names.copiesCertificate ? [names.tlsSecret] : []),
      ...(config.apiKeys.existing ? [] : keys),
      ...(names.valkeyPassword ? [names.valkeyPassword.secretName] : []),
    ],
    readSecrets: [...(config.apiKeys.existing ? keys : []), ...(names.qdrantTls ? [names.qdrantTls.secretName] : [])],
    certificateSource: names.copiesCertificate ? names.tlsSource : undefined,
    restartsQdrant: names.apiKeys !== undefined && !config.apiKeys.existing,
    restartsSessionStore: names.valkeyPassword !== undefined,
    ...(names.isKeycloak && { keycloakSecretName }),
    caCertificates: names.isKeycloak ? config.keycloak.ca : config.identityProvider.ca,
  };
}

/** Three quarters of the memory of the pod, in bytes. Connections and the allocator use the rest. */
function maxMemory({ boundMemory, resources: { limits } }: Config['valkey']): number | undefined {
  return boundMemory && limits?.memory ? Math.floor((thousandths(limits.memory) / 1000) * 0.75) : undefined;
}

function quantities({ requests, limits }: Resources): k8s.ResourceRequirements {
  const convert = (amounts: Resources['requests']) => {
    const entries = Object.entries(amounts ?? {}).flatMap(([name, amount]) =>
      amount ? [[name, k8s.Quantity.fromString(amount)] as const] : [],
    );
    return entries.length > 0 ? Object.fromEntries(entries) : undefined;
  };
  return { requests: convert(requests), limits: convert(limits) };
}
