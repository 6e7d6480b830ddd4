import { type ChartProps } from 'cdk8s';
import { type k8s } from 'cdk8s-plus-30';
import { type AcceptedRisks } from '../security/accepted-risks';
import { type LogFormat } from '../common/log-format';
import { type PodDisruptionBudgetOptions } from '../common/pod-disruption-budget';
import { type SecretKey } from '../common/references';
import { type IpFamilyProps } from '../common/ip-families';
import { type WorkloadProps } from '../common/workload-props';
import { type ServiceMonitorOptions } from '../monitoring/service-monitor-options';

/**
 * A volume of each Qdrant pod, from a claim template or from an existing claim.
 */
export interface QdrantVolume {
  /**
   * Size as a Kubernetes quantity, e.g. `150Gi`. Kubernetes rejects a change for an existing StatefulSet. To grow the volumes, expand the
   * claims, and recreate the StatefulSet without its pods.
   */
  readonly size: string;

  /**
   * Name of the claim template. The names of the claims contain it.
   *
   * @default - `qdrant-storage` for `storage`, `qdrant-snapshots` for `snapshotStorage`
   */
  readonly name?: string;

  /**
   * Name of an existing PersistentVolumeClaim, for one node. There is then no claim template, and `size` says only how much a drill
   * restores. Not allowed with several replicas: each node needs its own claim. Nodes use claims such as `qdrant-storage-qdrant-0` if
   * these exist before the StatefulSet.
   *
   * @default - none: Kubernetes creates the claims from the claim template
   */
  readonly claimName?: string;

  /**
   * Folder of the volume that is mounted.
   *
   * @default - the root of the volume
   */
  readonly subPath?: string;

  /**
   * Name of a StorageClass with block devices. Qdrant does not support NFS.
   *
   * @default - the default class of the cluster
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
   * More labels of the claims, in addition to `app`.
   *
   * @default - none
   */
  readonly labels?: { readonly [key: string]: string };
}

/**
 * The cluster mode of Qdrant.
 */
export interface QdrantCluster {
  /**
   * Whether Qdrant runs in cluster mode. Several replicas require it. Do not change it for existing data, because the Raft state on disk
   * depends on it.
   *
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * Port between the nodes. It requires no API key unless `config` sets `service.enforce_internal_auth` (Qdrant 1.18 and later).
   *
   * @default 6335
   */
  readonly p2pPort?: number;

  /**
   * Milliseconds between two ticks of the Raft consensus.
   *
   * @default 100
   */
  readonly consensusTickPeriodMs?: number;
}

/**
 * TLS inside the cluster, with one certificate for clients and for the nodes.
 */
export interface QdrantTls {
  /**
   * Secret with `tls.crt`, `tls.key` and `ca.crt`. The certificate is for the DNS name of the Service and for the DNS names of the nodes:
   * `*.qdrant-headless.{namespace}.svc.cluster.local`. Nodes use it as server and client certificate.
   */
  readonly secretName: string;

  /**
   * Whether REST and gRPC use TLS.
   *
   * @default true
   */
  readonly service?: boolean;

  /**
   * Whether the nodes use TLS between each other. Do not change it for existing data. Nodes store the URLs of other nodes, and
   * do not start after a change.
   *
   * @default true
   */
  readonly p2p?: boolean;
}

/**
 * Options of the Service for clients.
 */
export interface QdrantService {
  /**
   * `ClusterIP`, `NodePort` or `LoadBalancer`. `NodePort` and `LoadBalancer` publish Qdrant. Without `apiKey`, they need a reason in
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
   * IP address of the load balancer, if its provider supports the field.
   *
   * @default - the provider chooses the address
   */
  readonly loadBalancerIP?: string;

  /**
   * Class of the load balancer.
   *
   * @default - the default of the cluster
   */
  readonly loadBalancerClass?: string;

  /**
   * Client networks with access to the load balancer, in CIDR notation.
   *
   * @default - every address
   */
  readonly loadBalancerSourceRanges?: string[];

  /**
   * Traffic policy: `Cluster` or `Local`.
   *
   * @default 'Cluster'
   */
  readonly externalTrafficPolicy?: string;

  /**
   * Application protocol of the REST port, e.g. `http`. Some load balancers and service meshes need it.
   *
   * @default - not set
   */
  readonly httpAppProtocol?: string;

  /**
   * Application protocol of the gRPC port, e.g. `kubernetes.io/h2c`.
   *
   * @default - not set
   */
  readonly grpcAppProtocol?: string;

  /**
   * Port of REST. Pods keep their port. The port between the nodes and `metricsPort` are not allowed.
   *
   * @default 6333
   */
  readonly httpPort?: number;

  /**
   * Port of gRPC. Pods keep their port. The port between the nodes and `metricsPort` are not allowed.
   *
   * @default 6334
   */
  readonly grpcPort?: number;

  /**
   * Node port of REST.
   *
   * @default - the cluster chooses the port
   */
  readonly httpNodePort?: number;

  /**
   * Node port of gRPC.
   *
   * @default - the cluster chooses the port
   */
  readonly grpcNodePort?: number;
}

/**
 * Collections that a single node restores from snapshot files at its first start.
 */
export interface QdrantSnapshotRestoration {
  /** Pairs of the form `PATH:COLLECTION`, with paths inside the pod. */
  readonly snapshots: string[];

  /**
   * Name of the claim with the files.
   *
   * @default - none: the files are on the snapshot volume
   */
  readonly claimName?: string;

  /**
   * Mount path of the claim.
   *
   * @default '/qdrant/snapshot-restoration'
   */
  readonly mountPath?: string;
}

/**
 * Properties of `QdrantChart`.
 */
export interface QdrantChartProps extends ChartProps, WorkloadProps, IpFamilyProps {
  /**
   * DNS domain of the cluster, the end of the host names of Services.
   *
   * @default 'cluster.local'
   */
  readonly clusterDomain?: string;

  /**
   * Name of the StatefulSet, the Service, the ServiceAccount and the ConfigMap.
   *
   * @default 'qdrant'
   */
  readonly name?: string;

  /**
   * Value of the label `app.kubernetes.io/instance`, which selects the pods. For an installation of the Helm chart: the name of the
   * release.
   *
   * @default - `name`
   */
  readonly instance?: string;

  /**
   * Version of Qdrant in `image`, e.g. `1.19.2`, for an image with a digest only. The checks of the settings and of known security
   * fixes use this version, and the label `app.kubernetes.io/version` has it.
   *
   * @default - the version in the tag of `image`
   */
  readonly version?: string;

  /** Volume of the data, mounted at `/qdrant/storage`. */
  readonly storage: QdrantVolume;

  /**
   * Separate volume for snapshots, mounted at `/qdrant/snapshots`.
   *
   * @default - an emptyDir: snapshots use the disk of the node, and Kubernetes deletes them with the pod
   */
  readonly snapshotStorage?: QdrantVolume;

  /**
   * Whether snapshots are in folder `snapshots` of the data volume. It excludes `snapshotStorage`.
   *
   * @default false
   */
  readonly snapshotsOnDataVolume?: boolean;

  /**
   * Number of nodes: 1, or 3 or more. Two nodes need a reason in `acceptedRisks.twoNodes`, because one of two nodes alone has no majority.
   *
   * @default 1
   */
  readonly replicas?: number;

  /**
   * Number of copies of each shard of a new collection: an integer of 1 or more. A request for a collection can set another
   * number. There is at most one copy per node.
   *
   * @default - 1, the default of Qdrant
   */
  readonly replicationFactor?: number;

  /**
   * Number of copies that must confirm a write: an integer from 1 to `replicationFactor`. A request for a collection can set
   * another number.
   *
   * @default - 1, the default of Qdrant
   */
  readonly writeConsistencyFactor?: number;

  /**
   * Cluster mode.
   *
   * @default - enabled, with one replica too
   */
  readonly cluster?: QdrantCluster;

  /**
   * Settings in the structure of the configuration file of Qdrant. They override the settings of the construct. The construct rejects the
   * settings in `QdrantChart.RESERVED_SETTINGS`, including API keys, which come from Secrets, and settings that the version of Qdrant does
   * not have. `service.host` can be `::`, for IPv6.
   *
   * @default - none
   */
  readonly config?: { readonly [key: string]: unknown };

  /**
   * Whether `config` and `env` can have settings that the construct does not know for the version of Qdrant in `image`. Qdrant ignores
   * settings that it does not know.
   *
   * @default false
   */
  readonly allowUnknownSettings?: boolean;

  /**
   * The API key. Every request to the REST and gRPC ports must contain it.
   *
   * @default - none: everybody who reaches the ports can read and change everything
   */
  readonly apiKey?: SecretKey;

  /**
   * A second key with the same rights, for the time in which clients change to a new `apiKey`. The Secret can omit the key: a node then
   * accepts only `apiKey`. Qdrant supports it since 1.17. Earlier releases ignore it.
   *
   * @default - none
   */
  readonly altApiKey?: SecretKey;

  /**
   * A key for reading only. It must differ from the other keys.
   *
   * @default - none
   */
  readonly readOnlyApiKey?: SecretKey;

  /**
   * Whether Qdrant also accepts JSON Web Tokens, signed with `apiKey`. A token can give access to some collections for a limited time.
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
   * Whether Qdrant itself lets pages of any origin call the API. Qdrant supports no list of origins. Use `corsOrigins` of `DualIngress` or
   * `GatewayRoutes` for a list. `true` needs a reason in `acceptedRisks.anyOrigin`.
   *
   * @default false
   */
  readonly enableCors?: boolean;

  /**
   * Format of the log.
   *
   * @default LogFormat.TEXT
   */
  readonly logFormat?: LogFormat;

  /**
   * Options of the Service for clients.
   *
   * @default - a Service inside the cluster only
   */
  readonly service?: QdrantService;

  /**
   * Annotations of the ServiceAccount. Pods get no token of it.
   *
   * @default - none
   */
  readonly serviceAccountAnnotations?: { readonly [key: string]: string };

  /**
   * Fields that override the readiness probe, an HTTP request for `/readyz`. Another handler replaces the HTTP request.
   *
   * @default - every 5 seconds, 6 failures
   */
  readonly readinessProbe?: k8s.Probe;

  /**
   * Fields that override the liveness probe, an HTTP request for `/livez`. Another handler replaces the HTTP request.
   *
   * @default - every 10 seconds, 6 failures
   */
  readonly livenessProbe?: k8s.Probe;

  /**
   * Fields that override the startup probe. It gives Qdrant time to load large collections before the liveness probe starts. With one
   * node, it is an HTTP request for `/livez`. With several nodes, it is a script that also fails for a node whose cluster has at most half
   * of the nodes. Another handler replaces the handler.
   *
   * @default - up to one hour: every second with one node, every 5 seconds with several
   */
  readonly startupProbe?: k8s.Probe;

  /**
   * Order of the pods: `Parallel` or `OrderedReady`. Several nodes need `Parallel`, because the first node waits for the others.
   *
   * @default 'Parallel'
   */
  readonly podManagementPolicy?: string;

  /**
   * How an update replaces the pods.
   *
   * @default - `RollingUpdate`
   */
  readonly updateStrategy?: k8s.StatefulSetUpdateStrategy;

  /**
   * Seconds for which a new pod must be ready before the update continues.
   *
   * @default 0
   */
  readonly minReadySeconds?: number;

  /**
   * What happens to the claims when the StatefulSet is deleted or scaled down.
   *
   * @default - Kubernetes keeps the claims
   */
  readonly persistentVolumeClaimRetentionPolicy?: k8s.StatefulSetPersistentVolumeClaimRetentionPolicy;

  /**
   * Whether the containers of a pod share one process namespace.
   *
   * @default false
   */
  readonly shareProcessNamespace?: boolean;

  /**
   * More arguments of the Qdrant process. The construct rejects `--config-path`.
   *
   * @default - none
   */
  readonly args?: string[];

  /**
   * Collections to restore at the first start. Not allowed with several replicas.
   *
   * @default - none
   */
  readonly snapshotRestoration?: QdrantSnapshotRestoration;

  /**
   * Accepted risks, each with its reason.
   *
   * @default - none: the construct rejects every risk
   */
  readonly acceptedRisks?: AcceptedRisks;

  /**
   * Whether the pods spread over zones and hosts. This is a preference, so that the pods also run on one host. A constraint in
   * `topologySpreadConstraints` replaces ours for the same key.
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
   * A ServiceMonitor. The cluster must have the Prometheus operator.
   *
   * @default - none
   */
  readonly serviceMonitor?: ServiceMonitorOptions;

  /**
   * Port of the nodes for `/metrics` alone. This port requires no API key, so Prometheus needs no key. `serviceMonitor` then uses this
   * port. Without a NetworkPolicy, every pod of the cluster can read the metrics, which contain the names of the collections. Requires
   * Qdrant 1.17.0 or later. Ports of other APIs of Qdrant are not allowed.
   *
   * @default - none; the metrics are on the port of the REST API
   */
  readonly metricsPort?: number;
}
