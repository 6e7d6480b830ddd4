/** A part of the config, and the props of the library that the part takes under their own names. */
export interface LibraryPart {
  readonly struct: string;
  /** Other structs with props of this part. */
  readonly also?: readonly string[];
  /** Props with another place in the config, or with none: what to do instead. */
  readonly elsewhere: Readonly<Record<string, string>>;
}

const FIXED_NAMES = 'remove the key; every object has a fixed name';
const AT_TOP = (key: string) => `write ${key} at the top level`;
const NETWORK = { clusterDomain: AT_TOP('clusterDomain'), ipFamilies: AT_TOP('ipFamilies') };
const OF_CHART = {
  acceptedRisks: AT_TOP('acceptedRisks'),
  disableResourceNameHashes: FIXED_NAMES,
  logFormat: AT_TOP('logFormat'),
  namespace: AT_TOP('namespace'),
};
const WHOLE = { elsewhere: {} };

/** Every part by its path. A prop is a key of its part, unless `elsewhere` has the prop. */
export const LIBRARY_PARTS: Readonly<Record<string, LibraryPart>> = {
  '': {
    struct: 'QdrantStackProps',
    also: ['DualIngressProps', 'GatewayRoutesProps', 'RouteAdmissionPolicyProps'],
    elsewhere: {
      annotations: 'write ingressAnnotations',
      apiHost: 'write apiHostname',
      application: 'remove the key; this config is for Qdrant, and the library is for other applications',
      clientId: 'write keycloak.clientId, or identityProvider.clientId',
      componentVersion: 'remove the key; the version is the version of this tool',
      cookieDomains: 'write dashboard.cookie',
      dashboardHost: 'write dashboardHostname',
      dashboardMode: 'write dashboard.mode',
      emailDomains: 'write dashboard.access.emailDomains',
      fieldManager: 'remove the key; the policy knows the field manager of this tool',
      grpcHost: 'write grpcHostname',
      oidcIssuerUrl: 'write keycloakUrl and keycloakRealm, or identityProvider.issuerUrl',
      podSecurityStandard: 'write podSecurity',
    },
  },
  qdrant: {
    struct: 'QdrantChartProps',
    elsewhere: {
      ...OF_CHART,
      ...NETWORK,
      altApiKey: 'write apiKeys.apiKey; alt-NAME is the next key',
      apiKey: 'write apiKeys.apiKey',
      enableCors: AT_TOP('corsOrigins'),
      image: 'write images.qdrant',
      jwtRbac: 'write apiKeys.jwtRbac',
      readOnlyApiKey: 'write apiKeys.readOnlyApiKey',
      snapshotsOnDataVolume: 'write snapshotStorage: data',
    },
  },
  'qdrant.cluster': { struct: 'QdrantCluster', ...WHOLE },
  'qdrant.storage': { struct: 'QdrantVolume', ...WHOLE },
  'qdrant.snapshotStorage': { struct: 'QdrantVolume', ...WHOLE },
  'qdrant.tls': { struct: 'QdrantTls', ...WHOLE },
  oauth2Proxy: {
    struct: 'OAuth2ProxyChartProps',
    also: ['OAuth2ProxyOptions'],
    elsewhere: {
      ...OF_CHART,
      allowedGroups: 'write dashboard.access.groups',
      allowedRoles: 'write dashboard.access.roles',
      audienceClaims: 'write identityProvider.audienceClaims',
      backendLogoutUrl: 'write identityProvider.backendLogoutUrl',
      clientId: 'write keycloak.clientId, or identityProvider.clientId',
      cookieDomains: 'write dashboard.cookie',
      cookieName: 'write dashboard.cookieName',
      credentials: 'remove the key; the hook command creates the Secret',
      emailClaim: 'write identityProvider.emailClaim',
      emailDomains: 'write dashboard.access.emailDomains',
      groupsClaim: 'write identityProvider.groupsClaim; with Keycloak, the hook command decides the claim',
      image: 'write images.oauth2Proxy',
      ipFamilies: AT_TOP('ipFamilies'),
      oidcIssuerUrl: 'write keycloakUrl and keycloakRealm, or identityProvider.issuerUrl',
      provider: 'write identityProvider.provider',
      providerCaCertificates: 'write keycloak.caFile, or identityProvider.caFile',
      proxyTo: 'write dashboard.mode: proxy',
      redirectUrl: 'write dashboardHostname',
      scopes: 'write identityProvider.scopes',
      trustedProxyIps: 'write dashboard.trustedProxyIps',
      upstreams: 'remove the key; dashboard.mode decides the upstream',
    },
  },
  valkey: { struct: 'EphemeralValkeyProps', elsewhere: { ...NETWORK, image: 'write images.valkey' } },
  'valkey.tls': { struct: 'ValkeyTls', ...WHOLE },
  scheduledBackup: {
    struct: 'ScheduledBackupProps',
    also: ['ScheduledBackupOptions'],
    elsewhere: { image: 'write images.node' },
  },
  'scheduledBackup.volume': { struct: 'BackupVolume', ...WHOLE },
  'scheduledBackup.s3': {
    struct: 'BackupBucket',
    elsewhere: {
      accessKeyId: 'write secretName; the Secret has the key access-key-id',
      secretAccessKey: 'write secretName; the Secret has the key secret-access-key',
      sessionToken: 'write secretName; the Secret has the key session-token',
    },
  },
  'scheduledBackup.drill': {
    struct: 'BackupDrillOptions',
    also: ['BackupDrillProps'],
    elsewhere: { backup: 'remove the key; the drill is for the scheduled backups of the config' },
  },
  reconcile: {
    struct: 'ReconcilerProps',
    also: ['ReconcilerOptions'],
    elsewhere: {
      caCertificates: 'write keycloak.caFile, or identityProvider.caFile',
      certificateSource: 'remove the key; the certificate of the cluster has the name of domainName',
      image: 'write images.node',
      readSecrets: 'remove the key; the config names every Secret',
      restartsQdrant: 'write apiKeys.enabled',
      restartsSessionStore: 'write valkey.password',
      settings: 'remove the key; the settings are this config',
      tlsSecretName: AT_TOP('tlsSecretName'),
      writtenSecrets: 'remove the key; the config names every Secret',
    },
  },
  'reconcile.verify': {
    struct: 'VerifierOptions',
    also: ['VerifierProps'],
    elsewhere: { reconcile: 'remove the key; the checks are for this config' },
  },
  monitoring: {
    struct: 'MonitoringOptions',
    also: ['QdrantAlertsProps', 'GrafanaDashboardProps'],
    elsewhere: { hosts: 'remove the key; the monitoring watches every host of the config', name: FIXED_NAMES },
  },
  networkPolicies: {
    struct: 'NetworkPoliciesProps',
    also: ['NetworkPoliciesOptions'],
    elsewhere: { scannerAnnotations: AT_TOP('scannerAnnotations') },
  },
  gateway: { struct: 'GatewayReference', ...WHOLE },
  certificate: {
    struct: 'TlsCertificateOptions',
    also: ['TlsCertificateProps'],
    elsewhere: {
      hosts: 'remove the key; the certificate is for every host of the config',
      secretName: AT_TOP('tlsSecretName'),
    },
  },
  apiLimits: { struct: 'ApiLimits', ...WHOLE },
  acceptedRisks: { struct: 'AcceptedRisks', ...WHOLE },
};

/** Structs of constructs without a part of the config. */
export const STRUCTS_WITHOUT_PART: Readonly<Record<string, string>> = {
  DiscoveryConfigMapProps: 'discoveryVariables and discovery at the top level are its only choices',
  CronJobOptions: 'the structs of the CronJobs have these props',
  IpFamilyProps: 'ipFamilies at the top level is for every Service',
  WorkloadProps: 'the structs of the workloads have these props',
};
