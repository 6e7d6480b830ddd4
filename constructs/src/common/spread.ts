import { type k8s } from 'cdk8s-plus-30';
import { type StringMap } from './labels';
import { type WorkloadProps } from './workload-props';

/** Zones first: a zone that is lost takes all of its hosts along. */
const TOPOLOGY_KEYS = ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'];

/**
 * The user's props, with constraints that spread the pods that `labels` select over zones and hosts; the user's own for the
 * same key replace them.
 *
 * A preference, not a demand: on a single host, and while nodes are drained, pods still find a place.
 *
 * @param more What each constraint says besides.
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
