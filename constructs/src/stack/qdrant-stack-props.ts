import { type AcceptedRisks } from '../security/accepted-risks';
import { type ApiLimits } from '../routing/api-limits';
import { type EphemeralValkeyProps } from '../valkey/ephemeral-valkey-props';
import { type GatewayReference } from '../routing/gateway-props';
import { type IpFamilyProps } from '../common/ip-families';
import { type MonitoringOptions } from '../monitoring/monitoring-props';
import { type NetworkPoliciesOptions } from '../network/network-policies-props';
import { type OAuth2ProxyOptions } from '../oauth2-proxy/oauth2-proxy-props';
import { type QdrantChartProps } from '../qdrant/qdrant-props';
import { type ScheduledBackupOptions } from '../backup/scheduled-backup-props';
import { type TlsCertificateOptions } from '../routing/tls-certificate';

/**
 * How users sign in on the dashboard host.
 */
export enum DashboardMode {
  /** The ingress controller asks oauth2-proxy about each request. The controller must support the annotations of ingress-nginx. */
  AUTH_REQUEST = 'auth-request',
  /** All requests go through oauth2-proxy, which adds the API key of Qdrant. Every ingress controller works. */
  PROXY = 'proxy',
}

/**
 * Properties of `QdrantStack`.
 */
export interface QdrantStackProps extends IpFamilyProps {
  /** Namespace of all objects. The stack also creates the Namespace. */
  readonly namespace: string;

  /**
   * DNS domain of the cluster, the end of the host names of Services.
   *
   * @default 'cluster.local'
   */
  readonly clusterDomain?: string;

  /**
   * Pod Security Standard of the namespace: `restricted`, `baseline` or `privileged`. All pods of the stack meet `restricted`. Kubernetes
   * rejects other pods, warns about them and logs them for audits.
   *
   * @default - the default of the cluster
   */
  readonly podSecurityStandard?: string;

  /** Host of the dashboard, e.g. `qdrant-dashboard.example.com`. */
  readonly dashboardHost: string;

  /** Host of the API, e.g. `qdrant.example.com`. It must differ from the dashboard host. */
  readonly apiHost: string;

  /**
   * More hosts of the API, e.g. `vectors.example.org` while clients move to a new domain. Each of them differs from all other hosts.
   *
   * @default - none
   */
  readonly apiAliases?: string[];

  /**
   * Host of the gRPC API, e.g. `qdrant-grpc.example.com`. It must differ from the other hosts.
   *
   * @default - the stack does not publish gRPC
   */
  readonly grpcHost?: string;

  /** Issuer of the tokens, e.g. `https://auth.example.com/realms/thinkube`. For an issuer other than Keycloak, set `oauth2Proxy.provider`. */
  readonly oidcIssuerUrl: string;

  /**
   * E-mail domains with access to the dashboard. `*` is every user of the realm, or every user with one of the groups and roles in
   * `oauth2Proxy`. At least one domain is required.
   */
  readonly emailDomains: string[];

  /**
   * How users sign in on the dashboard host.
   *
   * @default DashboardMode.AUTH_REQUEST
   */
  readonly dashboardMode?: DashboardMode;

  /**
   * One or two claims of the ID token with a token of Qdrant for the user, instead of one API key for all users: see `apiKeyClaims` of
   * `OAuth2ProxyUpstream`. `dashboardMode` must be `PROXY`, and `qdrant` must have an API key and `jwtRbac`.
   *
   * @default - none: everybody who may open the dashboard can change everything
   */
  readonly dashboardTokenClaims?: string[];

  /** The database. */
  readonly qdrant: QdrantChartProps;

  /**
   * The session store.
   *
   * @default - the defaults of `EphemeralValkey`
   */
  readonly valkey?: EphemeralValkeyProps;

  /**
   * The sign-in.
   *
   * @default - the defaults of `OAuth2ProxyChart`
   */
  readonly oauth2Proxy?: OAuth2ProxyOptions;

  /**
   * Id of the client at the identity provider.
   *
   * @default 'qdrant-dashboard'
   */
  readonly clientId?: string;

  /**
   * Domains of the session cookie, e.g. `.example.com`.
   *
   * @default - the dashboard host only
   */
  readonly cookieDomains?: string[];

  /**
   * Name of the `kubernetes.io/tls` Secret with a certificate for all hosts. The ingresses use it.
   *
   * @default 'qdrant-tls-secret'
   */
  readonly tlsSecretName?: string;

  /**
   * The issuer with which cert-manager creates and renews the certificate in the TLS Secret.
   *
   * @default - none: the TLS Secret must exist
   */
  readonly certificate?: TlsCertificateOptions;

  /**
   * An existing Gateway of the Gateway API, for routes instead of ingresses. `dashboardMode` must be `PROXY`. The Gateway terminates TLS.
   *
   * @default - ingresses
   */
  readonly gateway?: GatewayReference;

  /**
   * Class of the ingresses.
   *
   * @default 'nginx'
   */
  readonly ingressClassName?: string;

  /**
   * More annotations of every ingress or route.
   *
   * @default - none
   */
  readonly ingressAnnotations?: { readonly [key: string]: string };

  /**
   * More annotations of the ingresses of single hosts, by the host. Routes of a Gateway do not have them.
   *
   * @default - none
   */
  readonly hostAnnotations?: { readonly [host: string]: { readonly [key: string]: string } };

  /**
   * Origins whose pages can call the API from a browser, e.g. `https://app.example.com`. An origin with `*` needs a reason in
   * `acceptedRisks.anyOrigin`.
   *
   * @default - none: pages of other origins cannot call the API
   */
  readonly corsOrigins?: string[];

  /**
   * Limits for each client of the API host. Routes of a Gateway do not support them.
   *
   * @default - no limits
   */
  readonly apiLimits?: ApiLimits;

  /**
   * Version that the service discovery of Thinkube shows for the stack, e.g. `0.1.0`.
   *
   * @default - the stack is not announced
   */
  readonly componentVersion?: string;

  /**
   * More environment variables that the service discovery of Thinkube announces to applications.
   *
   * @default - none
   */
  readonly discoveryVariables?: { readonly [name: string]: string };

  /**
   * Scheduled backups by a CronJob.
   *
   * @default - none
   */
  readonly scheduledBackup?: ScheduledBackupOptions;

  /**
   * Network policies, which deny all connections to and from the namespace except the connections that the stack needs.
   *
   * @default - none
   */
  readonly networkPolicies?: NetworkPoliciesOptions;

  /**
   * Whether the API server refuses routes of any namespace that would bypass the sign-in: a `RouteAdmissionPolicy`. It needs
   * Kubernetes 1.30.
   *
   * @default false
   */
  readonly admissionPolicy?: boolean;

  /**
   * Accepted risks, each with its reason.
   *
   * @default - none: synthesis fails for every risk
   */
  readonly acceptedRisks?: AcceptedRisks;

  /**
   * ServiceMonitors, alerts and a Grafana dashboard.
   *
   * @default - none
   */
  readonly monitoring?: MonitoringOptions;

  /**
   * Labels of every object.
   *
   * @default - none
   */
  readonly labels?: { readonly [key: string]: string };

  /**
   * Whether workloads have annotations for the scanner kube-score. The annotations name the checks that fail on purpose, and
   * the reasons.
   *
   * @default true
   */
  readonly scannerAnnotations?: boolean;

  /**
   * Reason in these annotations for an image whose tag can move to another version, e.g. `latest`.
   *
   * @default - 'the app uses an image whose tag can move to another version'
   */
  readonly floatingTagReason?: string;
}
