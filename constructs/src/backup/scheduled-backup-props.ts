import { type CronJobOptions } from '../common/cron-job';
import { type ConfigMapKey, type SecretKey } from '../common/references';
import { type QdrantChart } from '../qdrant/qdrant-chart';
import { type WorkloadProps } from '../common/workload-props';
import { type BackupDrillOptions } from './backup-drill-props';

/**
 * The volume for scheduled backups. Set exactly one of `size` and `claimName`.
 */
export interface BackupVolume {
  /**
   * Size of a new claim as a Kubernetes quantity, e.g. `500Gi`. The volume needs room for `keep` backups and one more.
   * Removing the construct from the app does not delete the claim.
   *
   * @default - no new claim
   */
  readonly size?: string;

  /**
   * Name of an existing claim.
   *
   * @default - a new claim
   */
  readonly claimName?: string;

  /**
   * Name of the StorageClass of the new claim. Every POSIX file system works, including NFS.
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
 * How a service with the S3 protocol encrypts objects.
 */
export enum ServerSideEncryption {
  /** With keys of the service. */
  AES256 = 'AES256',
  /** With a key in the Key Management Service. */
  AWS_KMS = 'aws:kms',
}

/**
 * The bucket for scheduled backups, at a service with the S3 protocol.
 */
export interface BackupBucket {
  /** Name of the bucket, which must exist. */
  readonly bucket: string;

  /**
   * Id of the access key.
   *
   * @default - none: the pods have a ServiceAccount of their own, and sign in with its role
   */
  readonly accessKeyId?: SecretKey;

  /**
   * Secret part of the access key.
   *
   * @default - none
   */
  readonly secretAccessKey?: SecretKey;

  /**
   * Session token of a temporary access key. Its Secret may lack the key.
   *
   * @default - none
   */
  readonly sessionToken?: SecretKey;

  /**
   * Annotations of the ServiceAccount of the pods, e.g. `eks.amazonaws.com/role-arn`. EKS Pod Identity needs none. Set them without an
   * access key.
   *
   * @default - none
   */
  readonly serviceAccountAnnotations?: { readonly [key: string]: string };

  /**
   * How the service encrypts the objects.
   *
   * @default - as the settings of the bucket say
   */
  readonly serverSideEncryption?: ServerSideEncryption;

  /**
   * Id or ARN of the key, with `ServerSideEncryption.AWS_KMS`.
   *
   * @default - with `ServerSideEncryption.AWS_KMS`, the key of the account for S3
   */
  readonly kmsKeyId?: string;

  /**
   * URL of the service without a path, e.g. `https://minio.example.com`. Requests contain the name of the bucket in the path.
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
export interface ScheduledBackupOptions extends WorkloadProps, CronJobOptions {
  /** Schedule in cron format, e.g. `0 2 * * *`, or a macro such as `@daily`. */
  readonly schedule: string;

  /**
   * Number of complete backups to keep, including the newest one: an integer of 1 or more.
   *
   * @default 7
   */
  readonly keep?: number;

  /**
   * Volume for the backups.
   *
   * @default - none: backups go to the bucket
   */
  readonly volume?: BackupVolume;

  /**
   * Bucket for the backups.
   *
   * @default - none: backups go to the volume
   */
  readonly s3?: BackupBucket;

  /**
   * Public keys of age (`age1...`). The files of the backups are encrypted to these keys. The private keys stay out of the cluster.
   *
   * @default - the files are not encrypted
   */
  readonly encryptTo?: string[];

  /**
   * Certificate authorities in PEM format, in addition to the public ones. Use them for a Qdrant with TLS, or for the bucket.
   *
   * @default - the authority in the TLS Secret of Qdrant, if Qdrant has one
   */
  readonly ca?: ConfigMapKey;

  /**
   * Scheduled drills, which restore the newest backup to a temporary Qdrant and compare both.
   *
   * @default - no drills
   */
  readonly drill?: BackupDrillOptions;

  /**
   * Name of the CronJob, the ConfigMap and the new claim, which no other part has: lower-case letters, digits and inner hyphens, at most 52
   * characters, with drills 46.
   *
   * @default - `{name of the StatefulSet}-backup`
   */
  readonly name?: string;

  /**
   * More labels of every object.
   *
   * @default - none
   */
  readonly labels?: { readonly [key: string]: string };
}

/**
 * Properties of `ScheduledBackup`.
 */
export interface ScheduledBackupProps extends ScheduledBackupOptions {
  /** The database. */
  readonly qdrant: QdrantChart;
}
