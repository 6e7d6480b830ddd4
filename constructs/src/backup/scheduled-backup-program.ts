import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { invalidProp } from '../common/errors';
import { type BackupBucket, type ScheduledBackupProps } from './scheduled-backup-props';

/** The program of the pods. The path is the same in the sources of the library and in its package. */
const PROGRAM = join(__dirname, '..', '..', 'programs', 'scheduled-backup.mjs');
/** Kubernetes adds eleven characters to the name of a Job. */
const LONGEST_NAME = 52;

/** The text of the program. */
export function programText(): string {
  return readFileSync(PROGRAM, 'utf8');
}

/** The settings file of the program. */
export function settingsOf(props: ScheduledBackupProps, deadlineSeconds: number, folder: string): string {
  const { qdrant, s3 } = props;
  const settings = {
    nodes: qdrant.nodeUrls,
    keep: props.keep ?? 7,
    deadlineSeconds,
    ...(s3
      ? {
          s3: {
            endpoint: bucketUrl(s3),
            region: regionOf(s3),
            bucket: s3.bucket,
            prefix: s3.prefix ?? '',
          },
        }
      : { volume: folder }),
  };
  return `${JSON.stringify(settings, null, 2)}\n`;
}

/** URL of the S3 service. */
export function bucketUrl(s3: BackupBucket): string {
  return s3.endpoint ?? `https://s3.${regionOf(s3)}.amazonaws.com`;
}

function regionOf({ region = 'us-east-1' }: BackupBucket): string {
  return region;
}

/** Throws where the props are invalid. */
export function validateBackup(name: string, props: ScheduledBackupProps): void {
  const invalid = (prop: string, value: unknown, allowed: string, fix: string) =>
    invalidProp('ScheduledBackup', prop, value, allowed, fix);
  const { keep = 7, qdrant, schedule, s3, volume } = props;
  if (name.length > LONGEST_NAME) {
    throw invalid('name', name, `at most ${LONGEST_NAME} characters`, 'shorten it: Jobs add to the name');
  }
  if (name === qdrant.statefulSet.name) {
    throw invalid('name', name, 'a name other than that of the StatefulSet of Qdrant', 'leave it out');
  }
  if (!/^(?:@(?:yearly|annually|monthly|weekly|daily|midnight|hourly)|\S+(?: +\S+){4})$/.test(schedule)) {
    throw invalid('schedule', schedule, 'five cron fields, or a name such as @daily', "use for example '0 2 * * *'");
  }
  if (!Number.isInteger(keep) || keep < 1) {
    throw invalid('keep', keep, 'an integer from 1', 'use 7');
  }
  if ((volume === undefined) === (s3 === undefined)) {
    const given = volume ? ['volume', 's3'] : [];
    throw invalid('volume and s3', given, 'exactly one of them', "set volume to { size: '500Gi' }");
  }
  if (volume && (volume.size === undefined) === (volume.claimName === undefined)) {
    throw invalid('volume', Object.keys(volume), 'exactly one of size and claimName', 'set the size of a new claim');
  }
  if (s3?.endpoint !== undefined && !isPlainUrl(s3.endpoint)) {
    // The message omits the value, which can contain a password.
    throw invalid('s3.endpoint', '(set)', 'http:// or https:// with a host', 'remove everything else');
  }
  if (s3?.prefix !== undefined && !/^[\w.-]+(?:\/[\w.-]+)*$/.test(s3.prefix)) {
    const allowed = 'letters, digits, dots, hyphens, underscores and inner slashes';
    throw invalid('s3.prefix', s3.prefix, allowed, "use for example 'production/qdrant'");
  }
}

function isPlainUrl(text: string): boolean {
  return /^https?:\/\/[^/@?#\s]+\/?$/.test(text);
}
