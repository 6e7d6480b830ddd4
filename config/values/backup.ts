import * as z from 'zod';
import { issueOf } from '../issue';
import { isSchedule, isTimeZone } from '../schedule';
import { stringOf } from '../string-rule';

const CRON_FIELD = '[\\dA-Za-z*?,/-]+';

export const schedule = (example: string) =>
  stringOf({
    noun: 'a cron schedule',
    allowed:
      'five cron fields (minute 0-59, hour 0-23, day 1-31, month 1-12, weekday 0-6), or one of @yearly, @monthly, @weekly, @daily, @hourly',
    maxLength: 200,
    pattern: new RegExp(`^(?:@(?:yearly|monthly|weekly|daily|hourly)|${CRON_FIELD}(?: +${CRON_FIELD}){4})$`),
    exists: isSchedule,
    example,
    mistakes: [
      [/^(?:CRON_)?TZ=/, 'the schedule has a time zone, which belongs in timeZone'],
      [/^\S+(?: +\S+){5,}$/, 'the schedule has more than five fields'],
      [new RegExp(`^${CRON_FIELD}(?: +${CRON_FIELD}){4}$`), 'a field has a value that is not allowed'],
    ],
    correct: value => value.replace(/^(?:cron_)?tz=\S+ +/, ''),
  });

/** Kubernetes refuses `Local`, which would be the time zone of the control plane. */
export const timeZone = stringOf({
  noun: 'a time zone',
  allowed: 'a name from the IANA time zone database, such as Europe/Berlin',
  maxLength: 64,
  pattern: /^(?!Local$)[A-Za-z_]+(?:\/[A-Za-z0-9_+-]+)*$/,
  exists: isTimeZone,
  example: 'Europe/Berlin',
  mistakes: [
    [/^Local$/, 'the value names no time zone'],
    [/./, 'the time zone does not exist'],
  ],
  correct: () => '',
});

export const bucket = stringOf({
  noun: 'the name of a bucket',
  allowed: 'lower-case letters, digits, hyphens and dots; at least 3 characters',
  maxLength: 63,
  pattern: /^[a-z0-9][a-z0-9.-]+[a-z0-9]$/,
  example: 'backups',
  mistakes: [[/^[a-z0-9]+:\/\//i, 'the value is a URL']],
  correct: value => value.replace(/^s3:\/\/|\/.*$/g, ''),
});

/** The length leaves room for the names of the backup's files: an S3 key has at most 1024 bytes. */
export const bucketFolder = stringOf({
  noun: 'a folder in a bucket',
  allowed: 'letters, digits, dots, hyphens, underscores and inner slashes',
  maxLength: 256,
  pattern: /^[\w.-]+(?:\/[\w.-]+)*$/,
  example: 'production/qdrant',
  correct: value => value.replace(/^\/+|\/+$/g, ''),
});

const RECIPIENT = /^age1[02-9ac-hj-np-z]{58}$/;
const RECIPIENTS = 'public keys of age: age1 and 58 lower-case letters and digits';

/** Messages never repeat the value, because it can be a private key by mistake. */
export const ageRecipient = z
  .string(RECIPIENTS)
  .check(({ value, issues }) => {
    if (!RECIPIENT.test(value)) {
      const isPrivate = /^age-secret-key-/i.test(value);
      const problem = isPrivate ? 'the value is a private key' : 'the value is not a public key of age';
      const fix = `write the line that age-keygen -y prints${isPrivate ? ', and make a new private key' : ''}`;
      issues.push(issueOf('***', RECIPIENTS, { problem, fix }));
    }
  })
  .meta({ pattern: RECIPIENT.source });

export const kmsKey = stringOf({
  noun: 'a key of the Key Management Service',
  allowed: 'the id, the ARN or the alias of a key: letters, digits, colons, slashes, hyphens and underscores',
  maxLength: 2048,
  pattern: /^[\w:/-]+$/,
  example: 'alias/backups',
  correct: value => value.trim(),
});
