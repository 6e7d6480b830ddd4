import { type WithCronJobDefaults, withCronJobDefaults } from '../common/cron-job';
import { Images } from '../common/images';
import { type ScheduledBackupProps } from './scheduled-backup-props';

/** The props of `ScheduledBackup` with their defaults. */
export type ResolvedBackupProps = WithCronJobDefaults<ScheduledBackupProps> &
  Required<Pick<ScheduledBackupProps, 'image' | 'keep' | 'name' | 'terminationGracePeriodSeconds'>>;

/** Fills in the defaults. */
export function resolveBackupProps(props: ScheduledBackupProps): ResolvedBackupProps {
  const limits = { startingDeadlineSeconds: 3600, activeDeadlineSeconds: 21600, backoffLimit: 2 };
  return {
    ...withCronJobDefaults(props, limits),
    name: props.name ?? `${props.qdrant.statefulSet.name}-backup`,
    image: props.image ?? Images.NODE,
    keep: props.keep ?? 7,
    // A stopped backup deletes its snapshots on the nodes.
    terminationGracePeriodSeconds: props.terminationGracePeriodSeconds ?? 60,
  };
}
