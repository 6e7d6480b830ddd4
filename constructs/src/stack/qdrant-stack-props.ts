import { type AcceptedRisks } from '../security/accepted-risks';
import { type ApiLimits } from '../routing/api-limits';
import { type EphemeralValkeyProps } from '../valkey/ephemeral-valkey';
import { type GatewayReference } from '../routing/gateway-props';
import { type MonitoringOptions } from '../monitoring/monitoring-props';
import { type NetworkPoliciesOptions } from '../network/network-policies-props';
import { type OAuth2ProxyOptions } from '../oauth2-proxy/oauth2-proxy-props';
import { type QdrantChartProps } from '../qdrant/qdrant-props';
import { type ScheduledBackupOptions } from '../backup/scheduled-backup-props';
import { type TlsCertificateOptions } from '../routing/tls-certificate';

/**
 * How people are signed in on the dashboard host.
 */
export enum DashboardMode {
  /** The ingress controller asks oauth2-proxy about each request; it must know the annotations of ingress-nginx. */
  AUTH_REQUEST = 'auth-request',
  /** Every request goes through oauth2-proxy, which adds Qdrant's API key; any controller will do. */
  PROXY = 'proxy',
}

/**
 * Properties of `QdrantStack`.
 */
export interface QdrantStackProps {
  /** Namespace of all objects; its own object is made too. */
  readonly namespace: string;

  /**
   * Pod Security Standard of the namespace: `restricted`, to which all pods of the stack keep, `baseline` or `privileged`.
   * What it forbids is refused, warned of and written to the audit log.
   *
   * @default - no label: the default of the cluster
   */
  readonly podSecurityStandard?: string;

  /** Host of the dashboard, e.g. `qdrant-dashboard.example.com`. */
  readonly dashboardHost: string;

  /** Host of the API, e.g. `qdrant.example.com`. */
  readonly apiHost: string;

  /**
   * Host of the gRPC API, e.g. `qdrant-grpc.example.com`.
   *
   * @default - gRPC is not published
   */
  readonly grpcHost?: string;

  /** Issuer of the tokens, e.g. `https://auth.example.com/realms/thinkube`. */
  readonly oidcIssuerUrl: string;

  /** E-mail domains that may see the dashboard. `*` is every user of the realm, or of the groups and roles of `oauth2Proxy`. */
  readonly emailDomains: string[];

  /**
   * How people are signed in on the dashboard host.
   *
   * @default DashboardMode.AUTH_REQUEST
   */
  readonly dashboardMode?: DashboardMode;

  /** The database. */
  readonly qdrant: QdrantChartProps;

  /**
   * The session store.
   *
   * @default - the defaults of EphemeralValkey
   */
  readonly valkey?: EphemeralValkeyProps;

  /**
   * The sign-in.
   *
   * @default - the defaults of OAuth2ProxyChart
   */
  readonly oauth2Proxy?: OAuth2ProxyOptions;

  /**
   * Id of the client at the identity provider.
   *
   * @default 'qdrant-dashboard'
   */
  readonly clientId?: string;

  /**
   * Domains that the session cookie is sent to, e.g. `.example.com`.
   *
   * @default - the dashboard host alone
   */
  readonly cookieDomains?: string[];

  /**
   * Name of the `kubernetes.io/tls` Secret with a certificate for both hosts.
   *
   * @default 'qdrant-tls-secret'
   */
  readonly tlsSecretName?: string;

  /**
   * Has cert-manager keep that Secret.
   *
   * @default - whoever deploys the stack makes it
   */
  readonly certificate?: TlsCertificateOptions;

  /**
   * A Gateway of the Gateway API as the way in. `dashboardMode` must be `PROXY` then, and TLS is the Gateway's business.
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
   * More annotations on every ingress or route.
   *
   * @default - none
   */
  readonly ingressAnnotations?: { readonly [key: string]: string };

  /**
   * Origins whose pages may call the API from a browser.
   *
   * @default - none
   */
  readonly corsOrigins?: string[];

  /**
   * What one client may ask of the API host.
   *
   * @default - no limit
   */
  readonly apiLimits?: ApiLimits;

  /**
   * Version under which service discovery announces the stack.
   *
   * @default - it is not announced
   */
  readonly componentVersion?: string;

  /**
   * Backups by a CronJob.
   *
   * @default - none
   */
  readonly scheduledBackup?: ScheduledBackupOptions;

  /**
   * Network policies: nothing in the namespace is reached, and nothing reaches out, but where the stack needs it.
   *
   * @default - none
   */
  readonly networkPolicies?: NetworkPoliciesOptions;

  /**
   * Risks that are taken, each with the reason, which is written on the objects concerned.
   *
   * @default - none: the app is refused at synth where one would be taken
   */
  readonly acceptedRisks?: AcceptedRisks;

  /**
   * ServiceMonitors, alerts and a dashboard for Grafana.
   *
   * @default - none
   */
  readonly monitoring?: MonitoringOptions;

  /**
   * Labels on every object.
   *
   * @default - none
   */
  readonly labels?: { readonly [key: string]: string };
}
