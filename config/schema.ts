import * as z from 'zod';
import { boolean, uniqueList } from './building-blocks';
import type { Extend } from './define';
import { partOf } from './library-props';
import { PROFILE_NAMES } from './profiles';
import { acceptedRisks } from './sections/accepted-risks';
import { apiKeys } from './sections/api-keys';
import { certificate } from './sections/certificate';
import { apiLimits } from './sections/api-limits';
import { dashboard } from './sections/dashboard';
import { gateway } from './sections/gateway';
import { identityProvider } from './sections/identity-provider';
import { images } from './sections/images';
import { keycloak } from './sections/keycloak';
import { monitoring } from './sections/monitoring';
import { networkPolicies } from './sections/network-policies';
import { oauth2Proxy } from './sections/oauth2-proxy';
import { qdrant } from './sections/qdrant';
import { reconcile } from './sections/reconcile';
import { scheduledBackup } from './sections/scheduled-backup';
import { scheduling } from './sections/scheduling';
import { allowedLosses, discoveryVariables, hostAnnotations, ingressAnnotations } from './sections/takeover';
import { valkey } from './sections/valkey';
import { clusterDomain, hostname, origin } from './values/hosts';
import { registry, registryProject } from './values/images';
import { keycloakUrl, realm, username } from './values/keycloak';
import { namespace, objectName, secretName } from './values/kubernetes';
import { LONGEST_NAME } from './values/patterns';

/** The longest domain that leaves room for `qdrant-dashboard.` in a DNS name. */
const LONGEST_DOMAIN = LONGEST_NAME - 'qdrant-dashboard.'.length;

/** The allowed content of a config file. Every key has a default. `derive` computes the default of optional keys. */
export const configSchema = partOf('', {
  profile: z
    .enum(PROFILE_NAMES, PROFILE_NAMES.join(' or '))
    .prefault('seed')
    .describe(
      'Set of defaults: compatible with earlier installations (seed), or secure, highly available and portable (production).',
    ),
  domainName: hostname('example.com', LONGEST_DOMAIN)
    .prefault('example.com')
    .describe('Domain of the cluster. Other host names derive from it.'),
  namespace: namespace.prefault('qdrant').describe('Namespace of the stack.'),
  clusterDomain: clusterDomain
    .prefault('cluster.local')
    .describe('DNS domain of the Kubernetes cluster, the end of the host names of Services.'),
  ipFamilies: uniqueList(z.enum(['IPv4', 'IPv6'], 'IPv4 or IPv6'), {
    of: 'IP families',
    max: 2,
    insteadOfEmpty: '[IPv4]',
  })
    .optional()
    .describe(
      "IP families of all Services in order of preference. With IPv6, Qdrant and oauth2-proxy listen on addresses of both families. Default: the cluster's default, and the servers listen on IPv4.",
    ),
  apiHostname: hostname('qdrant.example.com')
    .optional()
    .describe('Host of the Qdrant API. Default: qdrant.{domainName}.'),
  apiAliases: uniqueList(hostname('qdrant.example.org'), { of: 'hosts such as qdrant.example.org', max: 20 })
    .prefault([])
    .describe('More hosts of the Qdrant API, for example while clients move to another domain.'),
  dashboardHostname: hostname('qdrant-dashboard.example.com')
    .optional()
    .describe('Host of the dashboard, within domainName. Default: qdrant-dashboard.{domainName}.'),
  grpcHostname: hostname('qdrant-grpc.example.com')
    .optional()
    .describe('Host of the gRPC API, for applications outside of the cluster. Default: gRPC is not published.'),
  harborRegistry: registry
    .optional()
    .describe(
      'Registry with mirrored images. Default: harbor.{domainName}, for all images but oauth2-proxy, which comes from its publisher. In profile production: none, and the images come from their publishers; a registry is for all four images.',
    ),
  libraryProject: registryProject.prefault('library').describe('Project or path in harborRegistry.'),
  keycloakUrl: keycloakUrl
    .optional()
    .describe('Base URL of Keycloak, https only, with its path if any. Default: https://auth.{domainName}.'),
  keycloakRealm: realm.prefault('thinkube').describe('Keycloak realm of the dashboard users.'),
  adminUsername: username
    .prefault('tkadmin')
    .describe('Keycloak administrator. Only the environment variable ADMIN_PASSWORD has the password.'),
  keycloak,
  identityProvider,
  dashboard,
  ingressClassName: objectName('nginx')
    .prefault('nginx')
    .describe('Ingress class of the stack. The controller must be ingress-nginx, unless dashboard.mode is proxy.'),
  ingressAnnotations,
  hostAnnotations,
  tlsSecretName: secretName('search-tls')
    .optional()
    .describe(
      'A Secret of type kubernetes.io/tls that you create, with a certificate for all hosts. With certificate: the Secret that cert-manager writes. Default: qdrant-tls-secret, which the hook command or cert-manager writes.',
    ),
  gateway,
  certificate,
  corsOrigins: uniqueList(origin, { of: 'origins such as https://app.example.com', max: 100 })
    .optional()
    .describe('Web origins whose scripts can call the API. Default: only the dashboard. [] allows no other origin.'),
  apiLimits,
  images,
  imagePullPolicy: z
    .enum(['Always', 'IfNotPresent', 'Never'], 'Always, IfNotPresent or Never')
    .prefault('IfNotPresent')
    .describe('When the kubelet pulls an image.'),
  imagePullSecrets: uniqueList(secretName('registry-credentials'), { of: 'names of Secrets', max: 20 })
    .prefault([])
    .describe('Names of Secrets with registry credentials, in the namespace of the stack.'),
  apiKeys,
  podSecurity: z
    .enum(['none', 'restricted'], 'none or restricted')
    .prefault('none')
    .describe('Pod Security Standard of the namespace: restricted, or the default of the cluster (none).'),
  admissionPolicy: boolean()
    .prefault(false)
    .describe(
      'Whether the API server refuses routes of any namespace that would bypass the sign-in. Needs Kubernetes 1.30, and the right to write a ValidatingAdmissionPolicy.',
    ),
  qdrant,
  valkey,
  oauth2Proxy,
  scheduling,
  scheduledBackup,
  reconcile,
  networkPolicies,
  monitoring,
  logFormat: z
    .enum(['text', 'json'], 'text or json')
    .prefault('text')
    .describe('Log format of Qdrant and oauth2-proxy.'),
  discovery: boolean()
    .prefault(true)
    .describe('Whether the stack has a ConfigMap for the service discovery of Thinkube.'),
  discoveryVariables,
  scannerAnnotations: boolean()
    .prefault(true)
    .describe('Whether workloads have annotations that tell the scanner kube-score which checks they fail on purpose.'),
  acceptedRisks,
  allowedLosses,
}).describe('Configuration of Qdrant on Kubernetes.');

/** The content of a config file. */
export type ConfigInput = z.input<typeof configSchema>;

/** A valid config with its fixed defaults, without the derived values. */
export type ParsedConfig = z.output<typeof configSchema>;

/** The keys that `derive` fills in. */
type DerivedKey = 'apiHostname' | 'corsOrigins' | 'dashboardHostname' | 'keycloakUrl';

/** A valid config with every value. Only settings without a default can be absent. */
export type Config = Omit<ParsedConfig, DerivedKey | 'dashboard' | 'identityProvider' | 'images' | 'keycloak'> & {
  readonly [key in DerivedKey]-?: NonNullable<ParsedConfig[key]>;
} & {
  readonly dashboard: Required<ParsedConfig['dashboard']>;
  readonly identityProvider: ParsedConfig['identityProvider'] & {
    /** The certificates of `caFile`, as PEM. */
    readonly ca?: string;
  };
  readonly images: Required<ParsedConfig['images']>;
  readonly keycloak: ParsedConfig['keycloak'] & {
    readonly clientId: string;
    /** The certificates of `caFile`, as PEM. */
    readonly ca?: string;
  };
  /** Adds to the app what no key says. Only a config in TypeScript or JavaScript has this function. */
  readonly extend?: Extend;
};
