import { QdrantChart } from 'cdk8s-qdrant';

/** A mapping of config keys. */
type Data = Readonly<Record<string, unknown>>;

/** The profiles. The first is the default. */
export const PROFILE_NAMES = ['seed', 'production'] as const;

type ProfileName = (typeof PROFILE_NAMES)[number];

/** The reason for the risks of earlier installations. This text is part of the manifests. */
const AS_BEFORE = 'earlier installations are so, and their applications and users rely on it';

/**
 * The defaults of each profile. A config file overrides single keys. Keys that are neither here nor in the file have the
 * default of the schema.
 */
const PROFILES: Readonly<Record<ProfileName, Data>> = {
  seed: {
    dashboard: { access: { everyUser: true } },
    acceptedRisks: {
      apiWithoutKey: AS_BEFORE,
      everyUser: AS_BEFORE,
      dashboardOnApiHost: AS_BEFORE,
      outdatedQdrant: AS_BEFORE,
      forwardedHeaders: AS_BEFORE,
    },
  },
  production: {
    apiKeys: { enabled: true },
    networkPolicies: { enabled: true },
    apiLimits: { requestsPerSecond: 500, connections: 200 },
    podSecurity: 'restricted',
    admissionPolicy: true,
    qdrant: {
      // One node can fail: two nodes are still a majority, and each shard of a new collection has a second copy for writes.
      replicas: 3,
      replicationFactor: 2,
      writeConsistencyFactor: 1,
      config: {
        telemetry_disabled: true,
        service: { enable_snapshot_url_recovery: false, enforce_internal_auth: true },
      },
    },
    oauth2Proxy: { replicas: 2 },
    valkey: { password: true, boundMemory: true },
    scheduling: { spread: true, disruptionBudgets: true },
    dashboard: { mode: 'proxy', cookie: 'host' },
    // Other applications can share the realm. Keycloak's own headers are as safe.
    keycloak: { clientSettings: 'secure', securityHeaders: 'keep' },
    // A cluster without the Prometheus operator would refuse its objects.
    monitoring: { grafanaDashboard: true },
    logFormat: 'json',
  },
};

/** The data of a config file, with the defaults of its profile. */
export function withProfile(data: Data): Data {
  const name = PROFILE_NAMES.find(each => each === data.profile) ?? PROFILE_NAMES[0];
  return QdrantChart.mergeSettings(PROFILES[name], data);
}
