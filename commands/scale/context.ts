import type { Cluster } from '../../clients/kubernetes/cluster';
import type { LiveObject } from '../../clients/kubernetes/objects';
import type { Qdrant } from '../../clients/qdrant/qdrant';
import type { Patience } from '../../reconcile/deletion';

/** What a run works with. */
export interface Scene {
  readonly cluster: Cluster;
  readonly qdrant: Qdrant;
  readonly live: LiveObject;
  readonly to: number;
  readonly patience: Patience;
}
