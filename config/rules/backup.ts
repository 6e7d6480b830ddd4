import { stackNames } from '../names';
import { type CrossFieldRule, exactlyOne } from '../rule';

const TARGETS = ['volume', 's3'] as const;
const CLAIMS = ['size', 'claimName'] as const;

const oneBackupTarget: CrossFieldRule = {
  keys: ['volume', 's3', 's3.bucket', 's3.secretName'].map(key => ['scheduledBackup', ...key.split('.')]),
  check: ({ scheduledBackup }) =>
    scheduledBackup && exactlyOne(['scheduledBackup'], TARGETS, scheduledBackup, 'write volume: { size: 500Gi }'),
};

const oneBackupClaim: CrossFieldRule = {
  keys: CLAIMS.map(key => ['scheduledBackup', 'volume', key]),
  check: ({ scheduledBackup }) =>
    scheduledBackup?.volume &&
    exactlyOne(['scheduledBackup', 'volume'], CLAIMS, scheduledBackup.volume, 'write size: 500Gi'),
};

/** The claims of a StatefulSet have the name `{template}-{pod}`. */
const claimIsNotOfNode: CrossFieldRule = {
  keys: CLAIMS.map(key => ['scheduledBackup', 'volume', key]),
  check: config => {
    const claimName = config.scheduledBackup?.volume?.claimName;
    return claimName && new RegExp(`^qdrant-(?:storage|snapshots)-${stackNames(config).qdrant}-\\d+$`).test(claimName)
      ? {
          path: ['scheduledBackup', 'volume', 'claimName'],
          value: claimName,
          problem: 'a Qdrant node uses this volume',
          allowed: 'a PersistentVolumeClaim for backups only',
          fix: 'for example, create the claim backups, and write backups',
        }
      : undefined;
  },
};

const S3 = ['scheduledBackup', 's3'];

const oneBucketAccess: CrossFieldRule = {
  keys: ['secretName', 'serviceAccountAnnotations'].map(key => [...S3, key]),
  check: ({ scheduledBackup: { s3 } = {} }) =>
    s3?.secretName !== undefined && s3.serviceAccountAnnotations !== undefined
      ? {
          path: [...S3, 'serviceAccountAnnotations'],
          problem: 'the pods sign in with the access key in secretName, and not with a role',
          allowed: 'serviceAccountAnnotations without secretName',
          fix: 'remove one of the two',
        }
      : undefined,
};

const kmsKeyIsUsed: CrossFieldRule = {
  keys: ['serverSideEncryption', 'kmsKeyId'].map(key => [...S3, key]),
  check: ({ scheduledBackup: { s3 } = {} }) =>
    s3?.kmsKeyId !== undefined && s3.serverSideEncryption !== 'aws:kms'
      ? {
          path: [...S3, 'kmsKeyId'],
          value: s3.kmsKeyId,
          problem: 'the service uses the key with serverSideEncryption: aws:kms only',
          allowed: 'kmsKeyId with serverSideEncryption: aws:kms',
          fix: 'write serverSideEncryption: aws:kms, or remove kmsKeyId',
        }
      : undefined,
};

/** The pods of a drill would need the private key, which must stay outside of the cluster. */
const drillReadsBackups: CrossFieldRule = {
  keys: ['drill', 'encryptTo'].map(key => ['scheduledBackup', key]),
  check: ({ scheduledBackup: { drill, encryptTo = [] } = {} }) =>
    drill && encryptTo.length > 0
      ? {
          path: ['scheduledBackup', 'drill'],
          problem: 'the pods of a drill have no private key, and scheduledBackup.encryptTo encrypts the backups',
          allowed: 'drill without encryptTo',
          fix: 'remove drill, and run backup drill with --identity',
        }
      : undefined,
};

export const BACKUP_RULES: readonly CrossFieldRule[] = [
  oneBackupTarget,
  oneBackupClaim,
  claimIsNotOfNode,
  oneBucketAccess,
  kmsKeyIsUsed,
  drillReadsBackups,
];
