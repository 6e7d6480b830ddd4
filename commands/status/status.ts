import type { Change } from '../../reconcile/changes';

/** What runs, as far as it could be seen. Fields are only ever added to it: programs read it. */
export interface Status {
  readonly cluster: string;
  readonly namespace: { readonly name: string; readonly state: string };
  readonly qdrant: QdrantStatus;
  readonly workloads: readonly WorkloadStatus[];
  readonly volumes: readonly VolumeStatus[];
  /** Absent where TLS ends at a Gateway. */
  readonly certificate?: CertificateStatus;
  readonly drift: readonly Drift[];
}

export interface QdrantStatus {
  readonly url: string;
  readonly version?: string;
  readonly collections?: readonly { readonly name: string; readonly points?: number; readonly status?: string }[];
  /** Why something of it is not known. */
  readonly problem?: string;
}

export interface WorkloadStatus {
  /** Such as `StatefulSet qdrant`. */
  readonly name: string;
  readonly images: readonly string[];
  readonly ready: number;
  /** Absent where the workload does not exist. */
  readonly wanted?: number;
  /** Why pods are not ready, one for each. */
  readonly waiting: readonly string[];
}

export interface VolumeStatus {
  readonly claim: string;
  /** Such as `150Gi`; absent while it is not bound, or does not exist. */
  readonly capacity?: string;
  /** Absent where nobody may say, or knows. */
  readonly usedBytes?: number;
}

export interface CertificateStatus {
  readonly secret: string;
  /** Negative once it has ended. */
  readonly daysLeft?: number;
  readonly problem?: string;
}

/** How one object differs from the manifests of the config. */
export interface Drift {
  /** Such as `Ingress qdrant/qdrant-api-ingress`. */
  readonly object: string;
  readonly state: 'in sync' | 'differs' | 'missing' | 'unknown';
  readonly changes: readonly Change[];
  /** Why it is not known, or cannot be applied. */
  readonly problem?: string;
}

/** Whether something is known to be other than the config says. */
export function drifts({ state }: Drift): boolean {
  return state === 'differs' || state === 'missing';
}
