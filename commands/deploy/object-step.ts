import { Failure } from '../../cli/failure';
import type { Change } from '../../reconcile/changes';
import type { Plan, Step } from '../../reconcile/step';
import { TOOL } from '../../config/names';
import { type Cluster } from '../../clients/kubernetes/cluster';
import { type LiveObject, titleOf } from '../../clients/kubernetes/objects';
import type { ExpectedObject } from '../../stack/expected';
import { changesOf } from '../../reconcile/object-changes';
import { refuseFrozenChanges } from './immutable-fields';
import { mergePatch } from './merge-patch';
import { handedOver, hasSameFields, predecessorsOf, withoutLeftovers } from './ownership';

const OWNER = 'metadata.managedFields';

/** A step that applies one object of the manifests: nothing is written where the server says that nothing would change. */
export function objectStep(cluster: Cluster, object: ExpectedObject): Step {
  const { apiVersion, kind, metadata } = object;
  return {
    name: `${kind}-${metadata.name}`.toLowerCase(),
    title: titleOf(object),
    plan: async () => {
      const live = await cluster.read(apiVersion, kind, metadata.namespace, metadata.name);
      if (!live) {
        return {
          action: 'create',
          changes: [{ field: 'metadata.name', to: metadata.name }],
          rehearse: async () => void (await cluster.apply(object, true)),
          apply: async () => void (await cluster.apply(object)),
        };
      }
      refuseDeleted(live);
      if (kind === 'StatefulSet') {
        refuseFrozenChanges(live, object);
      }
      return update(cluster, object, live);
    },
  };
}

/** What is applied to such an object goes with it. */
function refuseDeleted(live: LiveObject): void {
  const { deletionTimestamp, finalizers = [] } = live.metadata;
  if (deletionTimestamp !== undefined) {
    throw new Failure(
      `${titleOf(live)} is being deleted${finalizers.length > 0 ? `, and held by ${finalizers.join(', ')}` : ''}`,
      `wait until it is gone, then deploy again (kubectl get ${live.kind.toLowerCase()} ${live.metadata.name} -o yaml shows what holds it)`,
    );
  }
}

async function update(cluster: Cluster, object: ExpectedObject, live: LiveObject): Promise<Plan> {
  const predecessors = predecessorsOf(live);
  const applied = await cluster.apply(object, true);
  const after = predecessors.length > 0 ? await rehearseHandOver(cluster, live, applied) : applied;
  const changes = changesOf(live, after);
  return {
    action: 'update',
    changes: [...ownerChange(predecessors, changes, hasSameFields(live, applied)), ...changes],
    apply: async () => {
      if (predecessors.length > 0) {
        await cluster.patch(live, {
          metadata: { managedFields: handedOver(live), resourceVersion: live.metadata.resourceVersion },
        });
      }
      await cluster.apply(object);
    },
  };
}

/** The apply that follows a hand-over cannot be rehearsed before it. So its result is put together, and the server completes it. */
function rehearseHandOver(cluster: Cluster, live: LiveObject, applied: LiveObject): Promise<LiveObject> {
  return cluster.patch(live, mergePatch(declarable(live), declarable(withoutLeftovers(applied))), true);
}

/** What people declare of an object: nothing that the server or a controller says of it. */
function declarable(object: LiveObject): object {
  const { labels, annotations } = object.metadata;
  return { ...object, metadata: { labels, annotations }, status: undefined };
}

/** Who holds the fields is worth telling where it is all that changes, or where somebody else loses them. */
function ownerChange(predecessors: readonly string[], changes: readonly Change[], isSame: boolean): Change[] {
  if (predecessors.length > 0) {
    return [{ field: OWNER, from: [...new Set(predecessors)], to: [TOOL] }];
  }
  return changes.length === 0 && !isSame ? [{ field: OWNER, to: [TOOL] }] : [];
}
