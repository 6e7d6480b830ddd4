import { type WithCronJobDefaults, withCronJobDefaults } from '../common/cron-job';
import { Images } from '../common/images';
import { type ReconcilerProps } from './reconciler-props';

/** The end of the names of the objects of `Verifier`. */
export const VERIFY_SUFFIX = '-verify';
/** The end of the names of the objects that only copy the certificate. */
export const TLS_SUFFIX = '-tls';

/** The props of `Reconciler` with their defaults. */
export type ResolvedReconcilerProps = WithCronJobDefaults<ReconcilerProps> &
  Required<Pick<ReconcilerProps, 'image' | 'maxAgeMinutes' | 'name' | 'schedule' | 'tlsSecretName'>>;

/** Fills in the defaults. */
export function resolveReconcilerProps(props: ReconcilerProps): ResolvedReconcilerProps {
  const limits = { startingDeadlineSeconds: 300, activeDeadlineSeconds: 1800, backoffLimit: 6 };
  return {
    ...withCronJobDefaults(props, limits),
    name: props.name ?? `${props.qdrant.statefulSet.name}-reconcile`,
    image: props.image ?? Images.NODE,
    schedule: props.schedule ?? '*/10 * * * *',
    maxAgeMinutes: props.maxAgeMinutes ?? 60,
    tlsSecretName: props.tlsSecretName ?? 'qdrant-tls-secret',
  };
}
