import { Failure } from '../../cli/failure';
import type { Change } from '../../reconcile/changes';
import type { Plan, Step } from '../../reconcile/step';
import { TOOL } from '../../config/names';
import { type Cluster } from '../../clients/kubernetes/cluster';
import { type LiveObject, titleOf } from '../../clients/kubernetes/objects';
import type { ExpectedObject } from '../../stack/expected';
import { changesOf } from '../../reconcile/object-changes';
import { type ClaimNames, refuseImmutableChanges } from './immutable-fields';
import type { Pair } from './losses';
import { mergePatch } from './merge-patch';
import { neverBound } from './preflight/claims';
import { handedOver, hasSameFields, predecessorsOf, withoutOrphanedFields } from './ownership';

const OWNER = 'metadata.managedFields';

/**
 * A step that applies one object of the manifests, unless the dry run on the server changes nothing.
 *
 * @param planned Gets the object before and after each plan.
 */
export function objectStep(cluster: Cluster, object: ExpectedObject, planned: (pair: Pair) => void): Step {
  const { apiVersion, kind, metadata } = object;
  return {
    name: `${kind}-${metadata.name}`.toLowerCase(),
    title: titleOf(object),
    createsNamespace: kind === 'Namespace',
    plan: async () => {
      const live = await cluster.read(apiVersion, kind, metadata.namespace, metadata.name);
      if (!live) {
        planned({ after: object });
        return {
          action: 'create',
          changes: [{ field: 'metadata.name', to: metadata.name }],
          dryRun: async () => void (await cluster.apply(object, true)),
          apply: async () => void (await cluster.apply(object)),
        };
      }
      refuseDeleted(live);
      if (kind === 'StatefulSet') {
        await refuseImmutableChanges(live, object, () => claimsOf(cluster, live));
      }
      return update(cluster, object, live, planned);
    },
  };
}

/** The existing claims of a StatefulSet, which its templates and its pods name. */
async function claimsOf(cluster: Cluster, { metadata, spec }: LiveObject): Promise<ClaimNames> {
  const templates: readonly LiveObject[] = spec.volumeClaimTemplates ?? [];
  const names = templates.flatMap(template =>
    Array.from({ length: spec.replicas }, (_, pod) => `${template.metadata.name}-${metadata.name}-${pod}`),
  );
  const found = await Promise.all(
    names.map(name => cluster.read('v1', 'PersistentVolumeClaim', metadata.namespace, name)),
  );
  const [unbound, bound] = [true, false].map(isEmpty =>
    names.filter((_, index) => found[index] && neverBound(found[index]) === isEmpty),
  ) as [string[], string[]];
  return { bound, unbound };
}

/** The deletion would delete the applied fields too. */
function refuseDeleted(live: LiveObject): void {
  const { deletionTimestamp, finalizers = [] } = live.metadata;
  if (deletionTimestamp !== undefined) {
    throw new Failure(
      `${titleOf(live)} is being deleted${finalizers.length > 0 ? `, and blocked by ${finalizers.join(', ')}` : ''}`,
      `wait until it is deleted, then deploy again (kubectl get ${live.kind.toLowerCase()} ${live.metadata.name} -o yaml shows what blocks the deletion)`,
    );
  }
}

async function update(
  cluster: Cluster,
  object: ExpectedObject,
  live: LiveObject,
  planned: (pair: Pair) => void,
): Promise<Plan> {
  const predecessors = predecessorsOf(live);
  const applied = await cluster.apply(object, true);
  const after = predecessors.length > 0 ? await dryRunOfHandOver(cluster, live, applied) : applied;
  planned({ before: live, after });
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

/** The server cannot dry-run the apply after a hand-over before the hand-over. So this sends the expected result to the server. */
function dryRunOfHandOver(cluster: Cluster, live: LiveObject, applied: LiveObject): Promise<LiveObject> {
  return cluster.patch(live, mergePatch(declarable(live), declarable(withoutOrphanedFields(applied))), true);
}

/** The part of an object that people declare, without the fields of the server and of controllers. */
function declarable(object: LiveObject): object {
  const { labels, annotations } = object.metadata;
  return { ...object, metadata: { labels, annotations }, status: undefined };
}

/** The change of the field managers, if nothing else changes, or if another manager loses its fields. */
function ownerChange(predecessors: readonly string[], changes: readonly Change[], isSame: boolean): Change[] {
  if (predecessors.length > 0) {
    return [{ field: OWNER, from: [...new Set(predecessors)], to: [TOOL] }];
  }
  return changes.length === 0 && !isSame ? [{ field: OWNER, to: [TOOL] }] : [];
}
