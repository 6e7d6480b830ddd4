import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { validateCronJobName, validateSchedule } from '../common/cron-job';
import { invalidProp } from '../common/errors';
import { type ResolvedBackupProps } from './scheduled-backup-defaults';
import { type BackupBucket, ServerSideEncryption } from './scheduled-backup-props';

/** The programs of the pods. They are beside the library in the sources and in the package. */
export const BACKUP_PROGRAM = join(__dirname, '..', '..', 'programs', 'scheduled-backup.mjs');
export const DRILL_PROGRAM = join(__dirname, '..', '..', 'programs', 'scheduled-drill.mjs');
/** The end of the names of the objects of drills. */
export const DRILL_SUFFIX = '-drill';

/** The text of a program. */
export function programText(file: string): string {
  return readFileSync(file, 'utf8');
}

/** The settings file of the program. */
export function settingsOf(props: ResolvedBackupProps, folder: string): string {
  return textOf({
    nodes: props.qdrant.nodeUrls,
    keep: props.keep,
    deadlineSeconds: props.activeDeadlineSeconds,
    ...(props.encryptTo?.length && { encryptTo: props.encryptTo }),
    ...placeOf(props, folder),
  });
}

/** The settings file of the program of drills. */
export function drillSettingsOf(props: ResolvedBackupProps, folder: string, qdrant: string): string {
  return textOf({ qdrant, ...placeOf(props, folder) });
}

/** Where the backups are. */
function placeOf({ s3 }: ResolvedBackupProps, folder: string): object {
  return s3
    ? {
        s3: {
          endpoint: bucketUrl(s3),
          region: regionOf(s3),
          bucket: s3.bucket,
          prefix: s3.prefix ?? '',
          ...(s3.serverSideEncryption && {
            encryption: { algorithm: s3.serverSideEncryption, keyId: s3.kmsKeyId },
          }),
        },
      }
    : { volume: folder };
}

function textOf(settings: object): string {
  return `${JSON.stringify(settings, null, 2)}\n`;
}

/** URL of the service with the bucket. */
export function bucketUrl(s3: BackupBucket): string {
  return s3.endpoint ?? `https://s3.${regionOf(s3)}.amazonaws.com`;
}

function regionOf({ region = 'us-east-1' }: BackupBucket): string {
  return region;
}

/** Rejects props that cannot work. */
export function validateBackup(props: ResolvedBackupProps): void {
  const invalid = (prop: string, value: unknown, allowed: string, fix: string) =>
    invalidProp('ScheduledBackup', prop, value, allowed, fix);
  const { name, keep, qdrant, schedule, s3, volume } = props;
  validateCronJobName('ScheduledBackup', name, props.drill ? [DRILL_SUFFIX] : []);
  if (name === qdrant.statefulSet.name) {
    throw invalid('name', name, 'a name other than that of the StatefulSet', 'remove it');
  }
  validateSchedule('ScheduledBackup', schedule);
  if (!Number.isInteger(keep) || keep < 1) {
    throw invalid('keep', keep, 'an integer of 1 or more', 'use 7');
  }
  if ((volume === undefined) === (s3 === undefined)) {
    const given = volume ? ['volume', 's3'] : [];
    throw invalid('volume and s3', given, 'exactly one of them', "set volume to { size: '500Gi' }");
  }
  if (volume && (volume.size === undefined) === (volume.claimName === undefined)) {
    throw invalid('volume', Object.keys(volume), 'exactly one of size and claimName', 'set size for a new claim');
  }
  if (s3?.endpoint !== undefined && !isPlainUrl(s3.endpoint)) {
    // The message omits the value, which can contain a password.
    throw invalid('s3.endpoint', '(set)', 'http:// or https:// with a host', 'remove everything else');
  }
  if (s3?.prefix !== undefined && !/^[\w.-]+(?:\/[\w.-]+)*$/.test(s3.prefix)) {
    const allowed = 'letters, digits, dots, hyphens, underscores and inner slashes';
    throw invalid('s3.prefix', s3.prefix, allowed, "use 'production/qdrant'");
  }
  const key = props.encryptTo?.find(each => !/^age1[02-9ac-hj-np-z]{58}$/.test(each));
  if (key !== undefined) {
    // The message omits the value, which can be a private key by mistake.
    throw invalid('encryptTo', '(set)', 'public keys of age: age1 and 58 characters', 'use what age-keygen -y prints');
  }
  if (s3) {
    validateAccess(s3, invalid);
  }
}

function validateAccess(s3: BackupBucket, invalid: (...args: [string, unknown, string, string]) => Error): void {
  const { accessKeyId, secretAccessKey, sessionToken, serviceAccountAnnotations, kmsKeyId } = s3;
  const given = Object.entries({ accessKeyId, secretAccessKey, sessionToken, serviceAccountAnnotations })
    .filter(([, value]) => value !== undefined)
    .map(([name]) => name);
  const isKey = accessKeyId !== undefined && secretAccessKey !== undefined && serviceAccountAnnotations === undefined;
  if (!isKey && given.some(name => name !== 'serviceAccountAnnotations')) {
    const allowed = 'accessKeyId and secretAccessKey, or serviceAccountAnnotations, or none of them';
    throw invalid('s3', given, allowed, 'remove serviceAccountAnnotations, or the access key');
  }
  if (kmsKeyId !== undefined && s3.serverSideEncryption !== ServerSideEncryption.AWS_KMS) {
    const allowed = 'a key with serverSideEncryption AWS_KMS';
    throw invalid('s3.kmsKeyId', kmsKeyId, allowed, 'set serverSideEncryption to ServerSideEncryption.AWS_KMS');
  }
}

function isPlainUrl(text: string): boolean {
  return /^https?:\/\/[^/@?#\s]+\/?$/.test(text);
}
