import { inSync, type Plan, type Step } from '../../reconcile/step';
import { type Cluster } from '../../clients/kubernetes/cluster';
import { type Declared, type LiveObject, titleOf } from '../../clients/kubernetes/objects';
import type { ExpectedObject } from '../../stack/expected';
import { isMarked } from '../../stack/live-stack';
import { type Patience, waitUntilGone } from '../../reconcile/deletion';

/** How objects are taken away. */
export interface Removal extends Patience {
  readonly cluster: Cluster;
  /** Also those that were not made from these manifests. */
  readonly force: boolean;
}

/** A step that takes away an object of the cluster. */
export interface RemovalStep extends Step {
  readonly removes: Declared;
}

/** Takes away an object that the manifests make. Pods of a workload go before it. */
export function removeObjectStep(declared: ExpectedObject, removal: Removal): RemovalStep {
  const { apiVersion, kind, metadata } = declared;
  const title = titleOf(declared);
  return {
    name: `${kind.toLowerCase()}-${metadata.name}`,
    title,
    removes: declared,
    plan: async () => {
      const found = await removal.cluster.read(apiVersion, kind, metadata.namespace, metadata.name);
      if (!found) {
        return inSync();
      }
      return isMarked(found, declared) || removal.force
        ? removalOf(found, removal)
        : inSync(`${title} was not made from these manifests, so it stays; --force removes it all the same`);
    },
  };
}

/** Takes away an object that was found, and is none of the manifests' own. */
export function removeFoundStep(object: LiveObject, removal: Removal): RemovalStep {
  const { apiVersion, kind, metadata } = object;
  return {
    name: `${kind.toLowerCase()}-${metadata.name}`,
    title: titleOf(object),
    removes: object,
    plan: async () => {
      const found = await removal.cluster.read(apiVersion, kind, metadata.namespace, metadata.name);
      return found ? removalOf(found, removal) : inSync();
    },
  };
}

function removalOf(object: LiveObject, { cluster, ...patience }: Removal): Plan {
  return {
    action: 'remove',
    changes: [{ field: 'metadata.name', from: object.metadata.name }],
    rehearse: () => cluster.delete(object, 'Foreground', true),
    apply: async () => {
      await cluster.delete(object, 'Foreground');
      await waitUntilGone(cluster, object, patience);
    },
  };
}
