import { Images } from '../common/images';
import { type ReconcilerProps } from './reconciler-props';

/** The end of the names of the objects of `Verifier`. */
export const VERIFY_SUFFIX = '-verify';

/** The props of `Reconciler` with their defaults. */
export type ResolvedReconcilerProps = ReconcilerProps &
  Required<
    Pick<
      ReconcilerProps,
      | 'activeDeadlineSeconds'
      | 'backoffLimit'
      | 'failedJobsHistoryLimit'
      | 'image'
      | 'maxAgeMinutes'
      | 'name'
      | 'schedule'
      | 'startingDeadlineSeconds'
      | 'successfulJobsHistoryLimit'
      | 'suspend'
      | 'timeZone'
    >
  >;

/** Fills in the defaults. */
export function resolveReconcilerProps(props: ReconcilerProps): ResolvedReconcilerProps {
  return {
    ...props,
    name: props.name ?? `${props.qdrant.statefulSet.name}-reconcile`,
    image: props.image ?? Images.NODE,
    schedule: props.schedule ?? '*/10 * * * *',
    timeZone: props.timeZone ?? 'Etc/UTC',
    maxAgeMinutes: props.maxAgeMinutes ?? 60,
    suspend: props.suspend ?? false,
    startingDeadlineSeconds: props.startingDeadlineSeconds ?? 300,
    activeDeadlineSeconds: props.activeDeadlineSeconds ?? 1800,
    backoffLimit: props.backoffLimit ?? 6,
    successfulJobsHistoryLimit: props.successfulJobsHistoryLimit ?? 3,
    failedJobsHistoryLimit: props.failedJobsHistoryLimit ?? 3,
  };
}
