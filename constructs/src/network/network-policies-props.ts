import { type ScheduledBackup } from '../backup/scheduled-backup';
import { type OAuth2ProxyChart } from '../oauth2-proxy/oauth2-proxy-chart';
import { type QdrantChart } from '../qdrant/qdrant-chart';
import { type Reconciler } from '../reconcile/reconciler';
import { type IEndpoints, type IWaysIn } from '../routing/endpoints';
import { type EphemeralValkey } from '../valkey/ephemeral-valkey';

/**
 * The other end of a connection: pods by their labels and the labels of their namespace, and networks. Set at least one of the three.
 */
export interface NetworkPeer {
  /**
   * Labels of the namespace, e.g. `kubernetes.io/metadata.name: ingress-nginx`. Every namespace has this label with its name.
   *
   * @default - with `podLabels`, the namespace of the stack
   */
  readonly namespaceLabels?: { readonly [key: string]: string };

  /**
   * Labels of the pods.
   *
   * @default - with `namespaceLabels`, all pods of these namespaces
   */
  readonly podLabels?: { readonly [key: string]: string };

  /**
   * Networks in CIDR notation, e.g. the network of the nodes for a controller on the host network. Use labels for pods, because many
   * network plugins do not apply networks to pods.
   *
   * @default - none
   */
  readonly cidrs?: string[];
}

/**
 * A destination of connections from pods of the stack.
 */
export interface NetworkDestination extends NetworkPeer {
  /**
   * TCP ports. For pods behind a Service, use the ports of the pods, not of the Service.
   *
   * @default - see the prop
   */
  readonly ports?: number[];
}

/**
 * Connections between the stack and the outside. The construct knows the connections inside the stack.
 */
export interface NetworkPoliciesOptions {
  /**
   * The pods of the ingress controller, or of the Gateway. They can connect to the sign-in and to the API of Qdrant.
   *
   * @default - pods with `app.kubernetes.io/name: ingress-nginx` and `app.kubernetes.io/component: controller` in namespace
   * `ingress-nginx`
   */
  readonly ingressController?: NetworkPeer;

  /**
   * Applications in the cluster. They can connect to REST and gRPC of Qdrant.
   *
   * @default - none: applications use the API host
   */
  readonly clients?: NetworkPeer[];

  /**
   * The pods that scrape metrics, from the REST port of Qdrant and from the metrics port of oauth2-proxy.
   *
   * @default - none
   */
  readonly monitoring?: NetworkPeer;

  /**
   * The identity provider. oauth2-proxy can connect to it.
   *
   * @default - any address, on the port of the issuer URL
   */
  readonly identityProvider?: NetworkDestination;

  /**
   * The service with the bucket of scheduled backups. If the pods sign in with a role, also the Security Token Service.
   *
   * @default - any address, on the port of its URL
   */
  readonly bucket?: NetworkDestination;

  /**
   * The API server. The pods that keep the Keycloak client and the Secrets can connect to it.
   *
   * @default - any address, on ports 443 and 6443
   */
  readonly apiServer?: NetworkDestination;

  /**
   * The DNS servers of the cluster, over UDP and TCP.
   *
   * @default - namespace `kube-system`, port 53
   */
  readonly dns?: NetworkDestination;

  /**
   * Destinations of Qdrant outside the stack, e.g. a bucket for its snapshots. Each destination needs ports.
   *
   * @default - none
   */
  readonly qdrantEgress?: NetworkDestination[];

  /**
   * Whether cert-manager can solve HTTP-01 challenges with its own pods in the namespace of the stack.
   *
   * @default - true in a QdrantStack with `certificate`, otherwise false
   */
  readonly acmeSolver?: boolean;
}

/**
 * Properties of `NetworkPolicies`.
 */
export interface NetworkPoliciesProps extends NetworkPoliciesOptions {
  /** The database. */
  readonly qdrant: QdrantChart;

  /** The sign-in. */
  readonly oauth2Proxy: OAuth2ProxyChart;

  /** The session store. */
  readonly valkey: EphemeralValkey;

  /**
   * The public URLs. With a gRPC URL, the ingress controller can connect to the gRPC port of Qdrant.
   *
   * @default - the stack does not publish gRPC
   */
  readonly endpoints?: IEndpoints;

  /**
   * The public URLs.
   *
   * @default - `endpoints`
   * @deprecated use `endpoints`
   */
  readonly waysIn?: IWaysIn;

  /**
   * The scheduled backups.
   *
   * @default - none
   */
  readonly scheduledBackup?: ScheduledBackup;

  /**
   * The Job and the CronJob that keep the Keycloak client and the Secrets.
   *
   * @default - none
   */
  readonly reconciler?: Reconciler;

  /**
   * Whether the policy for cert-manager has annotations that explain to kube-score why it selects no pod of the app.
   *
   * @default true
   */
  readonly scannerAnnotations?: boolean;
}
