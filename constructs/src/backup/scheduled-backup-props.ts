import { type ConfigMapKey, type SecretKey } from '../common/references';
import { type QdrantChart } from '../qdrant/qdrant-chart';
import { type WorkloadProps } from '../common/workload-props';

/**
 * The volume of scheduled backups. Set exactly one of `size` and `claimName`.
 */
export interface BackupVolume {
  /**
   * Size of a new claim as a Kubernetes quantity, e.g. `500Gi`: space for one backup more than `keep`. The claim stays
   * when the construct is removed from the app.
   *
   * @default - no claim is created
   */
  readonly size?: string;

  /**
   * Name of an existing claim.
   *
   * @default - a new claim
   */
  readonly claimName?: string;

  /**
   * StorageClass of the new claim. Any POSIX file system works, NFS included.
   *
   * @default - the default class of the cluster
   */
  readonly storageClassName?: string;

  /**
   * Access modes of the new claim.
   *
   * @default ['ReadWriteOnce']
   */
  readonly accessModes?: string[];
}

/**
 * The bucket of scheduled backups, at a service with the S3 API.
 */
export interface BackupBucket {
  /** Name of an existing bucket. */
  readonly bucket: string;

  /** ID of the access key. */
  readonly accessKeyId: SecretKey;

  /** Secret of the access key. */
  readonly secretAccessKey: SecretKey;

  /**
   * URL of the service, e.g. `https://minio.example.com`. The name of the bucket becomes part of the path.
   *
   * @default - Amazon S3 in the region
   */
  readonly endpoint?: string;

  /**
   * Region of the bucket.
   *
   * @default 'us-east-1'
   */
  readonly region?: string;

  /**
   * Folder in the bucket, e.g. `production/qdrant`.
   *
   * @default - the root of the bucket
   */
  readonly prefix?: string;
}

/**
 * Options of scheduled backups. Set exactly one of `volume` and `s3`.
 */
export interface ScheduledBackupOptions extends WorkloadProps {
  /** When backups start: five cron fields, e.g. `0 2 * * *`, or a name such as `@daily`. */
  readonly schedule: string;

  /**
   * Time zone of the schedule, e.g. `Europe/Berlin`.
   *
   * @default 'Etc/UTC'
   */
  readonly timeZone?: string;

  /**
   * How many complete backups are kept, including the newest.
   *
   * @default 7
   */
  readonly keep?: number;

  /**
   * Volume for the backups.
   *
   * @default - backups go to a bucket
   */
  readonly volume?: BackupVolume;

  /**
   * Bucket for the backups.
   *
   * @default - backups go to a volume
   */
  readonly s3?: BackupBucket;

  /**
   * Certificate authorities to trust in addition to the public ones, as PEM: those of a Qdrant with TLS and of the S3
   * service.
   *
   * @default - the authority in the TLS Secret of Qdrant, if there is one
   */
  readonly ca?: ConfigMapKey;

  /**
   * Name of the CronJob, the ConfigMap and the new claim, at most 52 characters.
   *
   * @default - the name of Qdrant's StatefulSet with `-backup`
   */
  readonly name?: string;

  /**
   * Additional labels on every object.
   *
   * @default - none
   */
  readonly labels?: { readonly [key: string]: string };

  /**
   * Whether the schedule is suspended.
   *
   * @default false
   */
  readonly suspend?: boolean;

  /**
   * Seconds by which a backup can start late, for example after an outage of the control plane. Later, it is skipped.
   *
   * @default 3600
   */
  readonly startingDeadlineSeconds?: number;

  /**
   * Seconds that a backup can take, with all its attempts. Then it is stopped and counts as failed.
   *
   * @default 21600
   */
  readonly activeDeadlineSeconds?: number;

  /**
   * How often a failed backup is retried, from its start.
   *
   * @default 2
   */
  readonly backoffLimit?: number;

  /**
   * How many successful Jobs are kept.
   *
   * @default 3
   */
  readonly successfulJobsHistoryLimit?: number;

  /**
   * How many failed Jobs are kept.
   *
   * @default 3
   */
  readonly failedJobsHistoryLimit?: number;
}

/**
 * Properties of `ScheduledBackup`.
 */
export interface ScheduledBackupProps extends ScheduledBackupOptions {
  /** The Qdrant to back up. */
  readonly qdrant: QdrantChart;
}
