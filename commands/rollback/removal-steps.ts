import { inSync, type Plan, type Step } from '../../reconcile/step';
import { type Cluster } from '../../clients/kubernetes/cluster';
import { type Declared, type LiveObject, titleOf } from '../../clients/kubernetes/objects';
import type { ExpectedObject } from '../../stack/expected';
import { isMarked } from '../../stack/live-stack';
import { waitUntilDeleted } from '../../reconcile/deletion';
import type { Timeout } from '../../reconcile/until';

/** How objects are removed. */
export interface Removal extends Timeout {
  readonly cluster: Cluster;
  /** Also objects that were not created from these manifests. */
  readonly force: boolean;
}

/** A step that removes an object of the cluster. */
export interface RemovalStep extends Step {
  readonly removes: Declared;
}

/** Removes an object of the manifests. The pods of a workload are deleted before it. */
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
        : inSync(`${title} was not created from these manifests, so it stays; to remove it anyway, add --force`);
    },
  };
}

/** Removes an object that was found, and is not in the manifests. */
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

function removalOf(object: LiveObject, { cluster, ...timeout }: Removal): Plan {
  return {
    action: 'remove',
    changes: [{ field: 'metadata.name', from: object.metadata.name }],
    dryRun: () => cluster.delete(object, 'Foreground', true),
    apply: async () => {
      await cluster.delete(object, 'Foreground');
      await waitUntilDeleted(cluster, object, timeout);
    },
  };
}
