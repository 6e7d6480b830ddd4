import * as z from 'zod';
import { integer, uniqueList } from '../building-blocks';
import { partOf } from '../library-props';
import { volumeSize } from '../quantity';
import { ageRecipient, bucket, bucketFolder, kmsKey, schedule, timeZone } from '../values/backup';
import { serviceUrl } from '../values/hosts';
import { annotations, className, cronJobName, objectName, secretName } from '../values/kubernetes';

export const scheduledBackup = partOf('scheduledBackup', {
  name: cronJobName('qdrant-backup')
    .optional()
    .describe(
      'The name of the CronJob, the ConfigMap and the new volume: at most 52 characters, with drill 46. Default: {qdrant.name}-backup.',
    ),
  schedule: schedule('0 2 * * *')
    .prefault('0 2 * * *')
    .describe('The start times of backups: five cron fields, or a name such as @daily.'),
  timeZone: timeZone.prefault('Etc/UTC').describe('The time zone of the schedule.'),
  keep: integer(
    { min: 1, max: 1000 },
    { problem: 'the CronJob would keep no backup', fix: 'write 7, or remove scheduledBackup' },
  )
    .prefault(7)
    .describe('The number of complete backups to keep.'),
  encryptTo: uniqueList(ageRecipient, { of: 'public keys of age', max: 20 })
    .optional()
    .describe('Public keys of age, to which the files are encrypted. Default: the files are not encrypted.'),
  volume: partOf('scheduledBackup.volume', {
    size: volumeSize('500Gi')
      .optional()
      .describe('The size of a new volume. The volume needs room for keep + 1 backups. Alternative: claimName.'),
    claimName: objectName('backups')
      .optional()
      .describe('An existing PersistentVolumeClaim in the namespace. Alternative: size.'),
    storageClassName: className
      .optional()
      .describe("The StorageClass of a new volume. '' for none. Default: the cluster's default class."),
  })
    .optional()
    .describe('A volume for the backups. Alternative: s3.'),
  s3: partOf('scheduledBackup.s3', {
    bucket: bucket.describe('The name of an existing bucket.'),
    secretName: secretName('backup-bucket')
      .optional()
      .describe(
        'A Secret in the namespace that you create, with the keys access-key-id and secret-access-key, and session-token for a temporary key. Default: none; the pods sign in with the role of their ServiceAccount.',
      ),
    serviceAccountAnnotations: annotations
      .optional()
      .describe(
        'Annotations of the ServiceAccount of the pods, such as eks.amazonaws.com/role-arn. Only without secretName. EKS Pod Identity needs none.',
      ),
    endpoint: serviceUrl.optional().describe('The URL of the service. Default: Amazon S3 in the region.'),
    region: objectName('us-east-1').prefault('us-east-1').describe('The region of the bucket.'),
    prefix: bucketFolder
      .optional()
      .describe('A folder in the bucket, different for each Qdrant. Default: the root of the bucket.'),
    serverSideEncryption: z
      .enum(['AES256', 'aws:kms'], 'AES256 or aws:kms')
      .optional()
      .describe('How the service encrypts the objects. Default: as the settings of the bucket say.'),
    kmsKeyId: kmsKey
      .optional()
      .describe('The id or the ARN of the key for aws:kms. Default: the key of the account for S3.'),
  })
    .optional()
    .describe('A bucket for the backups, in a service with the S3 protocol. Alternative: volume.'),
  drill: partOf('scheduledBackup.drill', {
    schedule: schedule('0 4 * * 0')
      .prefault('0 4 * * 0')
      .describe('The start times of drills, in the time zone of the backups.'),
    maxAgeHours: integer(
      { min: 1, max: 100_000 },
      { problem: 'the alert would always fire', fix: 'write 192, for weekly drills' },
    )
      .prefault(192)
      .describe('The age of the last proof, in hours, from which the alert QdrantBackupUnproven fires.'),
    size: volumeSize('500Gi')
      .optional()
      .describe('The most data of the temporary Qdrant. Default: the size of the volume of a Qdrant node.'),
  })
    .optional()
    .describe(
      'Drills by a CronJob, which restore the newest backup to a temporary Qdrant and compare both. Default: none.',
    ),
})
  .optional()
  .describe('Backups of every collection by a CronJob. Default: none.');
