import { z } from 'zod';
import { keys, unique } from './building-blocks';
import { PROFILE_NAMES } from './profiles';
import { acceptedRisks } from './sections/accepted-risks';
import { apiKeys } from './sections/api-keys';
import { certificate } from './sections/certificate';
import { apiLimits } from './sections/api-limits';
import { dashboard } from './sections/dashboard';
import { gateway } from './sections/gateway';
import { images } from './sections/images';
import { keycloak } from './sections/keycloak';
import { monitoring } from './sections/monitoring';
import { networkPolicies } from './sections/network-policies';
import { oauth2Proxy } from './sections/oauth2-proxy';
import { qdrant } from './sections/qdrant';
import { scheduledBackup } from './sections/scheduled-backup';
import { scheduling } from './sections/scheduling';
import { valkey } from './sections/valkey';
import {
  hostname,
  keycloakUrl,
  namespace,
  objectName,
  origin,
  realm,
  registry,
  registryProject,
  secretName,
  username,
} from './values';

/** The longest domain that leaves room for `qdrant-dashboard.` within a DNS name. */
const LONGEST_DOMAIN = 253 - 'qdrant-dashboard.'.length;

/** What a config file may hold. Every key has a default; those that are `optional` here are derived from others. */
export const configSchema = keys({
  profile: z
    .enum(PROFILE_NAMES, PROFILE_NAMES.join(' or '))
    .prefault('seed')
    .describe(
      'Set of defaults: what earlier installations have (seed), or secure, highly available and portable (production).',
    ),
  domainName: hostname('example.com', LONGEST_DOMAIN)
    .prefault('example.com')
    .describe('Domain of the cluster. The other host names are derived from it.'),
  namespace: namespace.prefault('qdrant').describe('Namespace of everything in the cluster.'),
  apiHostname: hostname('qdrant.example.com')
    .optional()
    .describe("Host of Qdrant's API. Default: qdrant.{domainName}."),
  dashboardHostname: hostname('qdrant-dashboard.example.com')
    .optional()
    .describe('Host of the dashboard, within domainName. Default: qdrant-dashboard.{domainName}.'),
  grpcHostname: hostname('qdrant-grpc.example.com')
    .optional()
    .describe("Host of Qdrant's gRPC API, for applications outside of the cluster. Default: gRPC is not published."),
  harborRegistry: registry
    .optional()
    .describe(
      'Registry of the mirrored images. Default: harbor.{domainName}; in profile production none, and images come from their publishers.',
    ),
  libraryProject: registryProject.prefault('library').describe('Project, or path, in that registry.'),
  keycloakUrl: keycloakUrl
    .optional()
    .describe('Base URL of Keycloak, https only, with a path where it has one. Default: https://auth.{domainName}.'),
  keycloakRealm: realm.prefault('thinkube').describe('Realm whose users may open the dashboard.'),
  adminUsername: username
    .prefault('tkadmin')
    .describe('Keycloak administrator. The password is read from the environment variable ADMIN_PASSWORD only.'),
  keycloak,
  dashboard,
  ingressClassName: objectName('nginx')
    .prefault('nginx')
    .describe('Class of the ingresses; an ingress-nginx, unless dashboard.mode is proxy.'),
  gateway,
  certificate,
  corsOrigins: unique(origin, 'a list of different origins such as https://app.example.com; [] for no other origin')
    .optional()
    .describe('Web origins whose scripts may call the API. Default: the dashboard only.'),
  apiLimits,
  images,
  imagePullPolicy: z
    .enum(['Always', 'IfNotPresent', 'Never'], 'Always, IfNotPresent or Never')
    .prefault('IfNotPresent')
    .describe('When the kubelet pulls an image.'),
  imagePullSecrets: unique(secretName('registry-credentials'), 'a list of different names of Secrets')
    .prefault([])
    .describe('Names of Secrets with registry credentials, in the namespace above.'),
  apiKeys,
  podSecurity: z
    .enum(['none', 'restricted'], 'none or restricted')
    .prefault('none')
    .describe(
      'Pod Security Standard that the namespace enforces, by its labels: restricted, or the default of the cluster.',
    ),
  qdrant,
  valkey,
  oauth2Proxy,
  scheduling,
  scheduledBackup,
  networkPolicies,
  monitoring,
  logFormat: z
    .enum(['text', 'json'], 'text or json')
    .prefault('text')
    .describe('How Qdrant and oauth2-proxy write their logs.'),
  scannerAnnotations: z
    .boolean('true or false')
    .prefault(true)
    .describe('Whether workloads have annotations that tell the scanner kube-score which checks they fail on purpose.'),
  acceptedRisks,
}).describe('Configuration of Qdrant on Kubernetes.');

/** What may be written in a config file. */
export type ConfigInput = z.input<typeof configSchema>;

/** A valid config with its fixed defaults, but without the derived values. */
export type ParsedConfig = z.output<typeof configSchema>;

/** Keys that `derive` fills in. */
type DerivedKey = 'apiHostname' | 'corsOrigins' | 'dashboardHostname' | 'keycloakUrl';

/** A valid config with every value in its place; absent are only the settings that have no default. */
export type Config = Omit<ParsedConfig, DerivedKey | 'dashboard' | 'images' | 'keycloak'> & {
  readonly [key in DerivedKey]-?: NonNullable<ParsedConfig[key]>;
} & {
  readonly dashboard: Required<ParsedConfig['dashboard']>;
  readonly images: Required<ParsedConfig['images']>;
  readonly keycloak: ParsedConfig['keycloak'] & {
    /** The certificates in `caFile`, as PEM. */
    readonly ca?: string;
  };
};
