import { stackNames } from '../names';
import { type CrossFieldRule, exactlyOne } from '../rule';

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

/** Claims of a StatefulSet are called `{template}-{pod}`. */
const notOfANode: CrossFieldRule = {
  involved: CLAIMS.map(key => ['scheduledBackup', 'volume', key]),
  judge: config => {
    const claimName = config.scheduledBackup?.volume?.claimName;
    return claimName && new RegExp(`^qdrant-(?:storage|snapshots)-${stackNames(config).qdrant}-\\d+$`).test(claimName)
      ? {
          path: ['scheduledBackup', 'volume', 'claimName'],
          value: claimName,
          problem: 'it is the volume of a Qdrant node',
          allowed: 'a claim of its own',
          fix: 'write for example backups, and make that claim',
        }
      : undefined;
  },
};

export const BACKUP_RULES: readonly CrossFieldRule[] = [oneBackupPlace, oneBackupClaim, notOfANode];
