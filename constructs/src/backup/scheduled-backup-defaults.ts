import { Images } from '../common/images';
import { type ScheduledBackupProps } from './scheduled-backup-props';

/** The props of `ScheduledBackup` with their defaults. */
export type ResolvedBackupProps = ScheduledBackupProps &
  Required<
    Pick<
      ScheduledBackupProps,
      | 'activeDeadlineSeconds'
      | 'backoffLimit'
      | 'failedJobsHistoryLimit'
      | 'image'
      | 'keep'
      | 'name'
      | 'startingDeadlineSeconds'
      | 'successfulJobsHistoryLimit'
      | 'suspend'
      | 'terminationGracePeriodSeconds'
      | 'timeZone'
    >
  >;

/** Fills in the defaults. */
export function resolveBackupProps(props: ScheduledBackupProps): ResolvedBackupProps {
  return {
    ...props,
    name: props.name ?? `${props.qdrant.statefulSet.name}-backup`,
    image: props.image ?? Images.NODE,
    timeZone: props.timeZone ?? 'Etc/UTC',
    keep: props.keep ?? 7,
    suspend: props.suspend ?? false,
    startingDeadlineSeconds: props.startingDeadlineSeconds ?? 3600,
    activeDeadlineSeconds: props.activeDeadlineSeconds ?? 21600,
    backoffLimit: props.backoffLimit ?? 2,
    successfulJobsHistoryLimit: props.successfulJobsHistoryLimit ?? 3,
    failedJobsHistoryLimit: props.failedJobsHistoryLimit ?? 3,
    // A stopped backup deletes its snapshots on the nodes.
    terminationGracePeriodSeconds: props.terminationGracePeriodSeconds ?? 60,
  };
}
