import { keys, wholeNumber } from '../building-blocks';
import { bytes } from '../quantity';
import { bucket, bucketFolder, objectName, schedule, secretName, serviceUrl, timeZone } from '../values';

export const scheduledBackup = keys({
  schedule: schedule.prefault('0 2 * * *').describe('When backups begin: the five fields of cron, or @daily.'),
  timeZone: timeZone.prefault('Etc/UTC').describe('Time zone of the schedule.'),
  keep: wholeNumber('1 and more', value =>
    value < 1 ? { problem: 'no backup would be kept', fix: 'write 7, or remove scheduledBackup' } : undefined,
  )
    .prefault(7)
    .describe('How many complete backups are kept.'),
  volume: keys({
    size: bytes('500Gi')
      .optional()
      .describe('Size of a new volume: room for one backup more than are kept. Or set claimName.'),
    claimName: objectName('backups').optional().describe('Claim that exists in the namespace. Or set size.'),
    storageClassName: objectName('longhorn')
      .optional()
      .describe("StorageClass of a new volume. Default: the cluster's default class."),
  })
    .optional()
    .describe('Volume for the backups. Or set s3.'),
  s3: keys({
    bucket: bucket.describe('Bucket, which exists.'),
    secretName: secretName('backup-bucket').describe(
      'Secret in the namespace, which you make, with the keys access-key-id and secret-access-key.',
    ),
    endpoint: serviceUrl.optional().describe('URL of the service. Default: Amazon S3 in the region.'),
    region: objectName('us-east-1').prefault('us-east-1').describe('Region of the bucket.'),
    prefix: bucketFolder
      .optional()
      .describe("Folder in the bucket, another one for each Qdrant. Default: the bucket's root."),
  })
    .optional()
    .describe('Bucket for the backups, at a service that speaks the protocol of S3. Or set volume.'),
})
  .optional()
  .describe('Backups of every collection by a CronJob. Default: none.');
