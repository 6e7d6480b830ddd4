import { integer } from '../building-blocks';
import { partOf } from '../library-props';
import { volumeSize } from '../quantity';
import { bucket, bucketFolder, schedule, timeZone } from '../values/backup';
import { serviceUrl } from '../values/hosts';
import { className, objectName, secretName } from '../values/kubernetes';

export const scheduledBackup = partOf('scheduledBackup', {
  schedule: schedule
    .prefault('0 2 * * *')
    .describe('The start times of backups: five cron fields, or a name such as @daily.'),
  timeZone: timeZone.prefault('Etc/UTC').describe('The time zone of the schedule.'),
  keep: integer(
    { min: 1, max: 1000 },
    { problem: 'the CronJob would keep no backup', fix: 'write 7, or remove scheduledBackup' },
  )
    .prefault(7)
    .describe('The number of complete backups to keep.'),
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
    secretName: secretName('backup-bucket').describe(
      'A Secret in the namespace that you create, with the keys access-key-id and secret-access-key.',
    ),
    endpoint: serviceUrl.optional().describe('The URL of the service. Default: Amazon S3 in the region.'),
    region: objectName('us-east-1').prefault('us-east-1').describe('The region of the bucket.'),
    prefix: bucketFolder
      .optional()
      .describe('A folder in the bucket, different for each Qdrant. Default: the root of the bucket.'),
  })
    .optional()
    .describe('A bucket for the backups, in a service with the S3 protocol. Alternative: volume.'),
})
  .optional()
  .describe('Backups of every collection by a CronJob. Default: none.');
