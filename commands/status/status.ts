import type { Change } from '../../reconcile/changes';
import type { LiveViolation } from '../../stack/live-routes';

/** The running stack, as far as it could be read. Programs read it, so fields are only ever added. */
export interface Status {
  readonly cluster: string;
  readonly namespace: { readonly name: string; readonly state: string };
  readonly qdrant: QdrantStatus;
  /** What each node of Qdrant knows. Absent with one node. */
  readonly nodes?: NodesStatus;
  readonly workloads: readonly WorkloadStatus[];
  readonly volumes: readonly VolumeStatus[];
  /** Absent where TLS ends at a Gateway. */
  readonly certificate?: CertificateStatus;
  /** Objects of the cluster that bypass the sign-in, or that receive requests of the stack. */
  readonly routes: RouteStatus;
  readonly drift: readonly Drift[];
  /** What Helm can still do with the stack, one sentence each. */
  readonly helm: readonly string[];
}

export interface RouteStatus {
  readonly violations: readonly LiveViolation[];
  /** What could not be checked, one sentence each. */
  readonly notes: readonly string[];
  /** Why the routes are unknown. */
  readonly problem?: string;
}

export interface QdrantStatus {
  readonly url: string;
  readonly version?: string;
  readonly collections?: readonly { readonly name: string; readonly points?: number; readonly status?: string }[];
  /** Why a part of it is unknown. */
  readonly problem?: string;
}

export interface NodesStatus {
  /** The ready nodes. */
  readonly list: readonly NodeStatus[];
  /** Where the nodes differ from each other or from the config. */
  readonly problems: readonly string[];
  /** Why a part of the nodes is unknown. */
  readonly unknown: readonly string[];
  readonly notes: readonly string[];
}

export interface NodeStatus {
  /** Name of the pod. */
  readonly node: string;
  /** How many nodes its cluster has. */
  readonly peers?: number;
  /** Name of the pod of the leader, or its id. */
  readonly leader?: string;
  readonly collections?: readonly string[];
  /** Why the node did not answer. */
  readonly problem?: string;
}

export interface WorkloadStatus {
  /** Such as `StatefulSet qdrant`. */
  readonly name: string;
  readonly images: readonly string[];
  readonly ready: number;
  /** Absent where the workload does not exist. */
  readonly wanted?: number;
  /** Why each pod is not ready. */
  readonly waiting: readonly string[];
}

export interface VolumeStatus {
  readonly claim: string;
  /** Such as `150Gi`. Absent while the claim is not bound, or does not exist. */
  readonly capacity?: string;
  /** Absent where it is unknown. */
  readonly usedBytes?: number;
}

export interface CertificateStatus {
  readonly secret: string;
  /** Negative after the end of the certificate. */
  readonly daysLeft?: number;
  readonly problem?: string;
}

/** How one object differs from the manifests of the config. */
export interface Drift {
  /** Such as `Ingress qdrant/qdrant-api-ingress`. */
  readonly object: string;
  readonly state: 'in sync' | 'differs' | 'missing' | 'unknown';
  readonly changes: readonly Change[];
  /** Why the state is unknown, or the object cannot be applied. */
  readonly problem?: string;
}

/** Whether an object is known to differ from the config. */
export function drifts({ state }: Drift): boolean {
  return state === 'differs' || state === 'missing';
}
