import { type EphemeralValkey } from '../valkey/ephemeral-valkey';
import { type OAuth2ProxyChart } from '../oauth2-proxy/oauth2-proxy-chart';
import { type QdrantChart } from '../qdrant/qdrant-chart';
import { type ScheduledBackup } from '../backup/scheduled-backup';
import { type IWaysIn } from '../routing/endpoints';

/**
 * Who is at the other end of a connection: pods by their labels and those of their namespace, and addresses. Set at least
 * one of the three.
 */
export interface NetworkPeer {
  /**
   * Labels of the namespace, e.g. `kubernetes.io/metadata.name: ingress-nginx`, which every namespace has by itself.
   *
   * @default - with `podLabels`, the namespace of the stack
   */
  readonly namespaceLabels?: { readonly [key: string]: string };

  /**
   * Labels of the pods.
   *
   * @default - with `namespaceLabels`, every pod there
   */
  readonly podLabels?: { readonly [key: string]: string };

  /**
   * Networks in CIDR notation, e.g. those of the nodes where a controller is on the host's network. Pods are better named
   * by their labels: many network plugins do not apply networks to them.
   *
   * @default - none
   */
  readonly cidrs?: string[];
}

/**
 * What pods of the stack may connect to.
 */
export interface NetworkDestination extends NetworkPeer {
  /**
   * TCP ports. Where a Service leads to pods, theirs count, not the Service's.
   *
   * @default - see the prop
   */
  readonly ports?: number[];
}

/**
 * Who may reach the stack, and what it may reach. What is in the stack itself is known.
 */
export interface NetworkPoliciesOptions {
  /**
   * The pods of the ingress controller, or those that a Gateway is served by. They reach the sign-in and Qdrant's API.
   *
   * @default - pods with `app.kubernetes.io/name: ingress-nginx` and `app.kubernetes.io/component: controller` in namespace
   * `ingress-nginx`
   */
  readonly ingressController?: NetworkPeer;

  /**
   * Applications in the cluster: they reach REST and gRPC of Qdrant.
   *
   * @default - none: they go through the API host
   */
  readonly clients?: NetworkPeer[];

  /**
   * Who scrapes the metrics: Qdrant's at the port of its REST API, oauth2-proxy's where it has any.
   *
   * @default - nobody
   */
  readonly monitoring?: NetworkPeer;

  /**
   * The identity provider, as oauth2-proxy reaches it.
   *
   * @default - any address, at the port of the issuer's URL
   */
  readonly identityProvider?: NetworkDestination;

  /**
   * The service that has the bucket of scheduled backups.
   *
   * @default - any address, at the port of its URL
   */
  readonly bucket?: NetworkDestination;

  /**
   * The cluster's DNS servers, asked by UDP and TCP.
   *
   * @default - namespace `kube-system`, port 53
   */
  readonly dns?: NetworkDestination;

  /**
   * What Qdrant itself reaches beside its nodes, e.g. a bucket of its snapshots.
   *
   * @default - nothing
   */
  readonly qdrantEgress?: NetworkDestination[];

  /**
   * Whether cert-manager may prove hosts by HTTP-01, which it does with pods of its own in this namespace.
   *
   * @default - in a QdrantStack, where it has a certificate of cert-manager; else false
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
   * The public addresses: where gRPC has one, the ingress controller reaches it.
   *
   * @default - gRPC is not published
   */
  readonly waysIn?: IWaysIn;

  /**
   * The backups.
   *
   * @default - none
   */
  readonly scheduledBackup?: ScheduledBackup;
}
