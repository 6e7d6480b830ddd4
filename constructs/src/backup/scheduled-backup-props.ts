import { type ConfigMapKey, type SecretKey } from '../common/references';
import { type QdrantChart } from '../qdrant/qdrant-chart';
import { type WorkloadProps } from '../common/workload-props';

/**
 * The volume that scheduled backups are put on. Set exactly one of `size` and `claimName`.
 */
export interface BackupVolume {
  /**
   * Size of a new claim as a Kubernetes quantity, e.g. `500Gi`: room for one backup more than are kept. The claim is kept
   * where the construct is taken out of the app.
   *
   * @default - no claim is made
   */
  readonly size?: string;

  /**
   * Name of a claim that exists.
   *
   * @default - no claim but the new one
   */
  readonly claimName?: string;

  /**
   * Name of the new claim's StorageClass. Any file system that keeps POSIX rules will do, NFS too.
   *
   * @default - the cluster's default class
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
 * The bucket that scheduled backups are put into, at a service that speaks the protocol of S3.
 */
export interface BackupBucket {
  /** Name of the bucket, which exists. */
  readonly bucket: string;

  /** The access key's id. */
  readonly accessKeyId: SecretKey;

  /** The access key's secret part. */
  readonly secretAccessKey: SecretKey;

  /**
   * URL of the service, e.g. `https://minio.example.com`. The name of the bucket is put into the path.
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
   * @default - the bucket's root
   */
  readonly prefix?: string;
}

/**
 * What can be set on scheduled backups. Set exactly one of `volume` and `s3`.
 */
export interface ScheduledBackupOptions extends WorkloadProps {
  /** When backups begin, as the five fields of cron, e.g. `0 2 * * *`, or `@daily` and the like. */
  readonly schedule: string;

  /**
   * Time zone of the schedule, e.g. `Europe/Berlin`.
   *
   * @default 'Etc/UTC'
   */
  readonly timeZone?: string;

  /**
   * How many complete backups are kept, the newest one counted.
   *
   * @default 7
   */
  readonly keep?: number;

  /**
   * Volume for the backups.
   *
   * @default - none: they go into a bucket
   */
  readonly volume?: BackupVolume;

  /**
   * Bucket for the backups.
   *
   * @default - none: they go to a volume
   */
  readonly s3?: BackupBucket;

  /**
   * Certificate authorities that are trusted beside the public ones, as PEM: for a Qdrant that speaks TLS, or a bucket's
   * service; all that are needed are in it.
   *
   * @default - that of Qdrant's own TLS Secret, where it has one
   */
  readonly ca?: ConfigMapKey;

  /**
   * Name of the CronJob, the ConfigMap and the new claim, at most 52 characters.
   *
   * @default - the name of Qdrant's StatefulSet with `-backup`
   */
  readonly name?: string;

  /**
   * More labels on every object.
   *
   * @default - none
   */
  readonly labels?: { readonly [key: string]: string };

  /**
   * Whether no new backups are begun.
   *
   * @default false
   */
  readonly suspend?: boolean;

  /**
   * Seconds by which a backup may begin late, after a time without a control plane for example. Later it is left out.
   *
   * @default 3600
   */
  readonly startingDeadlineSeconds?: number;

  /**
   * Seconds that a backup may take, with all its attempts. Then it is stopped, and counts as failed.
   *
   * @default 21600
   */
  readonly activeDeadlineSeconds?: number;

  /**
   * How often a failed backup is tried again, from its beginning.
   *
   * @default 2
   */
  readonly backoffLimit?: number;

  /**
   * How many Jobs are kept that succeeded.
   *
   * @default 3
   */
  readonly successfulJobsHistoryLimit?: number;

  /**
   * How many Jobs are kept that failed.
   *
   * @default 3
   */
  readonly failedJobsHistoryLimit?: number;
}

/**
 * Properties of `ScheduledBackup`.
 */
export interface ScheduledBackupProps extends ScheduledBackupOptions {
  /** The database that is backed up. */
  readonly qdrant: QdrantChart;
}
