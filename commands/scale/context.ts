import type { Cluster } from '../../clients/kubernetes/cluster';
import type { LiveObject } from '../../clients/kubernetes/objects';
import type { Qdrant } from '../../clients/qdrant/qdrant';
import type { Timeout } from '../../reconcile/until';

/** What the functions of one run share. */
export interface ScaleContext {
  readonly cluster: Cluster;
  readonly qdrant: Qdrant;
  /** The StatefulSet before the run. */
  readonly live: LiveObject;
  /** The number of nodes in the config. */
  readonly to: number;
  readonly timeout: Timeout;
}
