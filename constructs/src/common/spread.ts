import { type k8s } from 'cdk8s-plus-30';
import { type StringMap } from './labels';
import { type WorkloadProps } from './workload-props';

/** Zones come first, because the loss of a zone is the loss of all its hosts. */
const TOPOLOGY_KEYS = ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'];

/**
 * The props with constraints that spread the pods over zones and hosts. A constraint of the user for the same key replaces ours.
 *
 * The constraints are preferences, so that pods also start on a single host and while nodes are drained.
 *
 * @param labels Labels that select the pods.
 * @param more More fields of each constraint.
 */
export function spreading<Props extends WorkloadProps>(
  props: Props,
  labels: StringMap,
  more: Pick<k8s.TopologySpreadConstraint, 'matchLabelKeys'> = {},
): Props {
  const own = props.topologySpreadConstraints ?? [];
  const constraints = TOPOLOGY_KEYS.filter(key => !own.some(({ topologyKey }) => topologyKey === key)).map(
    (topologyKey): k8s.TopologySpreadConstraint => ({
      maxSkew: 1,
      topologyKey,
      whenUnsatisfiable: 'ScheduleAnyway',
      labelSelector: { matchLabels: labels },
      ...more,
    }),
  );
  return { ...props, topologySpreadConstraints: [...constraints, ...own] };
}
