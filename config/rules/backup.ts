import { CrossFieldRule, exactlyOne } from '../rule';

const PLACES = ['volume', 's3'] as const;
const CLAIMS = ['size', 'claimName'] as const;

const oneBackupPlace: CrossFieldRule = {
  involved: ['volume', 's3', 's3.bucket', 's3.secretName'].map(key => ['scheduledBackup', ...key.split('.')]),
  judge: ({ scheduledBackup }) =>
    scheduledBackup && exactlyOne(['scheduledBackup'], PLACES, scheduledBackup, 'write volume: { size: 500Gi }'),
};

const oneBackupClaim: CrossFieldRule = {
  involved: CLAIMS.map(key => ['scheduledBackup', 'volume', key]),
  judge: ({ scheduledBackup }) =>
    scheduledBackup?.volume &&
    exactlyOne(['scheduledBackup', 'volume'], CLAIMS, scheduledBackup.volume, 'write size: 500Gi'),
};

export const BACKUP_RULES: readonly CrossFieldRule[] = [oneBackupPlace, oneBackupClaim];
