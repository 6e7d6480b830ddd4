import { QdrantChart } from 'cdk8s-qdrant';

/** A mapping of config keys. */
type Data = Readonly<Record<string, unknown>>;

/** The profiles, the default one first. */
export const PROFILE_NAMES = ['seed', 'production'] as const;

type ProfileName = (typeof PROFILE_NAMES)[number];

/** Why earlier installations are as they are. */
const AS_BEFORE = 'earlier installations are so, and their applications and users rely on it';

/**
 * What a profile writes into a config before the file is read: any key can be set again by itself. Keys that stand in neither
 * have the default of the schema, in every profile.
 */
const PROFILES: Readonly<Record<ProfileName, Data>> = {
  seed: {
    dashboard: { access: { everyUser: true } },
    acceptedRisks: {
      apiWithoutKey: AS_BEFORE,
      everyUser: AS_BEFORE,
      dashboardOnApiHost: AS_BEFORE,
      outdatedQdrant: AS_BEFORE,
    },
  },
  production: {
    apiKeys: { enabled: true },
    networkPolicies: { enabled: true },
    apiLimits: { requestsPerSecond: 500, connections: 200 },
    podSecurity: 'restricted',
    qdrant: {
      // One node may go: three keep a majority, and each shard of a new collection has a second copy, which takes writes alone.
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
    // Others may use the realm too: with Keycloak's own headers, its pages are as safe.
    keycloak: { clientSettings: 'secure', securityHeaders: 'keep' },
    // Not the Prometheus operator's objects: a cluster without it would refuse them.
    monitoring: { grafanaDashboard: true },
    logFormat: 'json',
  },
};

/** The data of a config file, on top of the defaults of the profile that it names. */
export function withProfile(data: Data): Data {
  const name = PROFILE_NAMES.find(each => each === data.profile) ?? PROFILE_NAMES[0];
  return QdrantChart.mergeSettings(PROFILES[name], data);
}
