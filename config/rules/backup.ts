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

export const BACKUP_RULES: readonly CrossFieldRule[] = [oneBackupTarget, oneBackupClaim, claimIsNotOfNode];
