import { type ChartProps } from 'cdk8s';
import { type k8s } from 'cdk8s-plus-30';
import { type AcceptedRisks } from '../security/accepted-risks';
import { type LogFormat } from '../common/log-format';
import { type PodDisruptionBudgetOptions } from '../common/pod-disruption-budget';
import { type SecretKey } from '../common/references';
import { type WorkloadProps } from '../common/workload-props';

/**
 * A volume that each Qdrant pod gets for itself, from a claim template.
 */
export interface QdrantVolume {
  /**
   * Size as a Kubernetes quantity, e.g. `150Gi`. It is immutable on a StatefulSet that exists: growing it takes an
   * expansion of the claims and a StatefulSet that is made anew around its pods.
   */
  readonly size: string;

  /**
   * Name of the claim template, which is part of the claims' names.
   *
   * @default - `qdrant-storage` or `qdrant-snapshots`
   */
  readonly name?: string;

  /**
   * Folder of the volume to mount instead of its root.
   *
   * @default - the root
   */
  readonly subPath?: string;

  /**
   * Name of a StorageClass for block devices; Qdrant does not work on NFS.
   *
   * @default - the cluster's default class
   */
  readonly storageClassName?: string;

  /**
   * Access modes of the claim.
   *
   * @default ['ReadWriteOnce']
   */
  readonly accessModes?: string[];

  /**
   * Name of a VolumeAttributesClass.
   *
   * @default - none
   */
  readonly volumeAttributesClassName?: string;

  /**
   * Annotations of the claims.
   *
   * @default - none
   */
  readonly annotations?: { readonly [key: string]: string };

  /**
   * More labels of the claims, beside `app`.
   *
   * @default - none
   */
  readonly labels?: { readonly [key: string]: string };
}

/**
 * How Qdrant nodes find each other.
 */
export interface QdrantCluster {
  /**
   * Whether Qdrant runs in cluster mode. Raft state on disk belongs to the mode: leave it as it is on data that exists.
   *
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * Port between the nodes. No API key protects it.
   *
   * @default 6335
   */
  readonly p2pPort?: number;

  /**
   * Milliseconds between two ticks of the consensus.
   *
   * @default 100
   */
  readonly consensusTickPeriodMs?: number;
}

/**
 * TLS inside the cluster, with one certificate for both uses.
 */
export interface QdrantTls {
  /**
   * Secret with `tls.crt`, `tls.key` and `ca.crt`. The certificate is for the host of the Service and for that of each node,
   * `*.qdrant-headless.{namespace}.svc.cluster.local`; between the nodes, servers and clients show it.
   */
  readonly secretName: string;

  /**
   * Whether REST and gRPC speak TLS.
   *
   * @default true
   */
  readonly service?: boolean;

  /**
   * Whether the nodes speak TLS with each other. Each keeps the addresses of the others with its data, so this is decided
   * once: nodes that have data no longer start where it changes.
   *
   * @default true
   */
  readonly p2p?: boolean;
}

/**
 * How the Service `qdrant` is exposed.
 */
export interface QdrantService {
  /**
   * `ClusterIP`, `NodePort` or `LoadBalancer`. The last two publish Qdrant; without an `apiKey` that is a risk to accept:
   * `acceptedRisks.apiWithoutKey`.
   *
   * @default 'ClusterIP'
   */
  readonly type?: string;

  /**
   * Annotations of the Service.
   *
   * @default - none
   */
  readonly annotations?: { readonly [key: string]: string };

  /**
   * More labels of the Service.
   *
   * @default - none
   */
  readonly labels?: { readonly [key: string]: string };

  /**
   * Address asked of the load balancer, where its provider supports this.
   *
   * @default - the provider chooses
   */
  readonly loadBalancerIP?: string;

  /**
   * Class of the load balancer.
   *
   * @default - the cluster's default
   */
  readonly loadBalancerClass?: string;

  /**
   * Client networks in CIDR notation that the load balancer lets in.
   *
   * @default - every address
   */
  readonly loadBalancerSourceRanges?: string[];

  /**
   * `Cluster` or `Local`.
   *
   * @default 'Cluster'
   */
  readonly externalTrafficPolicy?: string;

  /**
   * Application protocol of the REST port, e.g. `http`, for load balancers and meshes that ask for it.
   *
   * @default - not said
   */
  readonly httpAppProtocol?: string;

  /**
   * Application protocol of the gRPC port, e.g. `kubernetes.io/h2c`.
   *
   * @default - not said
   */
  readonly grpcAppProtocol?: string;

  /**
   * Node port of REST.
   *
   * @default - the cluster chooses
   */
  readonly httpNodePort?: number;

  /**
   * Node port of gRPC.
   *
   * @default - the cluster chooses
   */
  readonly grpcNodePort?: number;
}

/**
 * A ServiceMonitor of the Prometheus operator, which scrapes each node by itself.
 */
export interface ServiceMonitorOptions {
  /**
   * More labels, e.g. the ones by which a Prometheus selects its monitors.
   *
   * @default - none
   */
  readonly labels?: { readonly [key: string]: string };

  /**
   * Time between two scrapes.
   *
   * @default '30s'
   */
  readonly interval?: string;

  /**
   * Time after which a scrape is given up; at most the interval.
   *
   * @default '10s'
   */
  readonly scrapeTimeout?: string;

  /**
   * Relabelings before the scrape, as in the ServiceMonitor's own field.
   *
   * @default - none
   */
  readonly relabelings?: any[];

  /**
   * Relabelings after the scrape, as in the ServiceMonitor's own field.
   *
   * @default - none
   */
  readonly metricRelabelings?: any[];

  /**
   * The monitor's `tlsConfig`.
   *
   * @default - where the service speaks TLS, the `ca.crt` of its Secret, and the host of the Service
   */
  readonly tlsConfig?: any;
}

/**
 * Collections that are restored from snapshot files when a single node starts for the first time.
 */
export interface QdrantSnapshotRestoration {
  /** `PATH:COLLECTION` pairs; the paths are inside the pod. */
  readonly snapshots: string[];

  /**
   * Claim that holds the files.
   *
   * @default - none: the files are on the snapshot volume
   */
  readonly claimName?: string;

  /**
   * Where the claim is mounted.
   *
   * @default '/qdrant/snapshot-restoration'
   */
  readonly mountPath?: string;
}

/**
 * Properties of `QdrantChart`.
 */
export interface QdrantChartProps extends ChartProps, WorkloadProps {
  /**
   * Name of the StatefulSet, the Service, the ServiceAccount and the ConfigMap, and part of the selector labels.
   *
   * @default 'qdrant'
   */
  readonly name?: string;

  /** The volume of the data, mounted at `/qdrant/storage`. */
  readonly storage: QdrantVolume;

  /**
   * A volume of its own for snapshots, mounted at `/qdrant/snapshots`.
   *
   * @default - an emptyDir: snapshots use the node's disk and go with the pod
   */
  readonly snapshotStorage?: QdrantVolume;

  /**
   * Number of nodes: 1, or 3 and more. Two nodes have no majority when one is gone: `acceptedRisks.twoNodes`.
   *
   * @default 1
   */
  readonly replicas?: number;

  /**
   * On how many nodes each shard of a new collection lies, unless the collection says it itself. Where there are fewer
   * nodes, it lies on all of them.
   *
   * @default - Qdrant's own: 1
   */
  readonly replicationFactor?: number;

  /**
   * How many of these nodes must take a write before it is done, unless the collection says it itself; at most
   * `replicationFactor`.
   *
   * @default - Qdrant's own: 1
   */
  readonly writeConsistencyFactor?: number;

  /**
   * Cluster mode.
   *
   * @default - enabled, also with one replica
   */
  readonly cluster?: QdrantCluster;

  /**
   * Settings in the structure of Qdrant's configuration file, merged over the ones that the construct writes.
   * API keys are refused here: they come from Secrets.
   *
   * @default - none
   */
  readonly config?: { readonly [key: string]: any };

  /**
   * Key that every request must carry.
   *
   * @default - none: whoever reaches the ports can read and change everything
   */
  readonly apiKey?: SecretKey;

  /**
   * A second key of the same rights, for as long as clients have not all got a new `apiKey`. The Secret need not hold it:
   * a node that starts without it takes `apiKey` only. Qdrant knows it from 1.17 on; older ones ignore it.
   *
   * @default - none
   */
  readonly altApiKey?: SecretKey;

  /**
   * Key that allows reading only.
   *
   * @default - none
   */
  readonly readOnlyApiKey?: SecretKey;

  /**
   * Whether Qdrant also takes JSON Web Tokens in place of a key: signed with `apiKey`, they open some collections for some
   * time.
   *
   * @default false
   */
  readonly jwtRbac?: boolean;

  /**
   * TLS of the pods.
   *
   * @default - none: plain HTTP inside the cluster
   */
  readonly tls?: QdrantTls;

  /**
   * Whether Qdrant itself lets pages of any origin call it; it knows no list of origins. Where an ingress answers for
   * the allowed ones (see `DualIngress`), leave it off: the ingress passes Qdrant's answer on to all others. It is a risk to
   * accept: `acceptedRisks.anyOrigin`.
   *
   * @default false
   */
  readonly enableCors?: boolean;

  /**
   * How Qdrant writes its log.
   *
   * @default LogFormat.TEXT
   */
  readonly logFormat?: LogFormat;

  /**
   * Exposure of the Service.
   *
   * @default - inside the cluster only
   */
  readonly service?: QdrantService;

  /**
   * Annotations of the ServiceAccount, which gets no token.
   *
   * @default - none
   */
  readonly serviceAccountAnnotations?: { readonly [key: string]: string };

  /**
   * Merged over the readiness probe, which asks `/readyz`. Another handler replaces the HTTP request.
   *
   * @default - every 5 s, 6 failures
   */
  readonly readinessProbe?: k8s.Probe;

  /**
   * Merged over the liveness probe, which asks `/livez` once the start is over. Another handler replaces the HTTP
   * request.
   *
   * @default - every 10 s, 6 failures
   */
  readonly livenessProbe?: k8s.Probe;

  /**
   * Merged over the startup probe, which asks `/livez` and gives large collections time to load before liveness counts.
   * Another handler replaces the HTTP request.
   *
   * @default - every 5 s, 720 failures: one hour
   */
  readonly startupProbe?: k8s.Probe;

  /**
   * Pods are started all at once: one by one, a cluster would wait for its own majority forever.
   *
   * @default 'Parallel'
   */
  readonly podManagementPolicy?: string;

  /**
   * How an update replaces the pods.
   *
   * @default - RollingUpdate
   */
  readonly updateStrategy?: k8s.StatefulSetUpdateStrategy;

  /**
   * Seconds that a new pod must be ready before the next is replaced.
   *
   * @default 0
   */
  readonly minReadySeconds?: number;

  /**
   * What happens to the claims when the StatefulSet is deleted or scaled down.
   *
   * @default - they are kept
   */
  readonly persistentVolumeClaimRetentionPolicy?: k8s.StatefulSetPersistentVolumeClaimRetentionPolicy;

  /**
   * Whether the containers of a pod see each other's processes.
   *
   * @default false
   */
  readonly shareProcessNamespace?: boolean;

  /**
   * More arguments of the Qdrant process.
   *
   * @default - none
   */
  readonly args?: string[];

  /**
   * Collections to restore at the first start; for one replica only.
   *
   * @default - none
   */
  readonly snapshotRestoration?: QdrantSnapshotRestoration;

  /**
   * Risks that are taken, each with the reason, which is written on the objects concerned.
   *
   * @default - none: a risk is refused
   */
  readonly acceptedRisks?: AcceptedRisks;

  /**
   * Whether the pods spread over zones and hosts as far as there are any: a preference, so that they also run on one
   * host. Constraints for the same key in `topologySpreadConstraints` replace these.
   *
   * @default false
   */
  readonly spread?: boolean;

  /**
   * A PodDisruptionBudget.
   *
   * @default - none
   */
  readonly podDisruptionBudget?: PodDisruptionBudgetOptions;

  /**
   * A ServiceMonitor; the cluster must know this kind.
   *
   * @default - none
   */
  readonly serviceMonitor?: ServiceMonitorOptions;
}
