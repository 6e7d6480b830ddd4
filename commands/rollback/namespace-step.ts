import { Failure } from '../../cli/failure';
import { inSync, type Plan, type Step } from '../../reconcile/step';
import { TOOL } from '../../config/names';
import { type Declared, type LiveObject, titleOf } from '../../clients/kubernetes/objects';
import type { ExpectedObject } from '../../stack/expected';
import { waitUntilDeleted } from '../../reconcile/deletion';
import { isMarked } from '../../stack/live-stack';
import type { Removal } from './removal-steps';

/** How many of the objects in a namespace a message lists. */
const SHOWN = 8;
/** The objects of every namespace. */
const DEFAULT_OBJECTS = ['ServiceAccount default', 'ConfigMap kube-root-ca.crt', 'ConfigMap openshift-service-ca.crt'];

/**
 * Removes the namespace, if it was created for this stack and nothing else is in it.
 *
 * @param removed The objects that are removed before it.
 */
export function removeNamespaceStep(
  declared: ExpectedObject,
  removed: () => readonly Declared[],
  removal: Removal,
): Step {
  const { cluster, force } = removal;
  const { name } = declared.metadata;
  const title = titleOf(declared);
  const stays = (why: string) => inSync(`${title} stays: ${why}`);
  return {
    name: 'namespace',
    title,
    plan: async () => {
      if ((await cluster.namespace(name)) === 'forbidden') {
        return stays('the right to read it is missing');
      }
      const found = await cluster.read('v1', 'Namespace', undefined, name);
      if (!found) {
        return inSync();
      }
      const deletion = {
        action: 'remove',
        changes: [{ field: 'metadata.name', from: name }],
        apply: async () => {
          await cluster.delete(found);
          await waitUntilDeleted(cluster, found, removal);
        },
      } as const;
      if (found.status?.phase === 'Terminating') {
        return deletion;
      }
      if (!isMarked(found, declared) && !createdByTool(found) && !force) {
        return stays('neither these manifests nor the hook created it; --force removes it if it is empty');
      }
      const { objects, unseen } = await cluster.contents(name);
      const others = unknownObjects(objects, removed());
      if (others.length > 0) {
        return stays(`it contains ${some(others)}`);
      }
      if (unseen.length > 0) {
        return stays(`it may contain more objects, which could not be listed (${some(unseen)})`);
      }
      return (await refusalOf(() => cluster.delete(found, 'Background', true), stays)) ?? deletion;
    },
  };
}

/** The titles of the objects that are not removed with the stack, and do not belong to an object that is. */
export function unknownObjects(objects: readonly Declared[], removed: readonly Declared[]): string[] {
  const { namespace } = objects[0]?.metadata ?? {};
  const ours = new Set(removed.map(identityOf));
  const belongs = ({ apiVersion, kind, metadata }: Declared): boolean =>
    (apiVersion === 'v1' && DEFAULT_OBJECTS.includes(`${kind} ${metadata.name}`)) ||
    // Created for a Service, without an owner reference.
    (apiVersion === 'v1' && kind === 'Endpoints' && ours.has(identityOf({ apiVersion, kind: 'Service', metadata }))) ||
    (metadata.ownerReferences ?? []).some((owner: any) =>
      ours.has(identityOf({ ...owner, metadata: { name: owner.name, namespace } })),
    );
  // Pods belong to ReplicaSets, which belong to Deployments: each round finds one more level.
  for (let before = -1; before < ours.size;) {
    before = ours.size;
    objects.filter(belongs).forEach(object => ours.add(identityOf(object)));
  }
  return objects.filter(object => !ours.has(identityOf(object))).map(titleOf);
}

/** Different groups may have kinds of the same name, such as the Services of Knative. */
function identityOf(object: Declared): string {
  const [group] = object.apiVersion.includes('/') ? object.apiVersion.split('/') : [''];
  return `${titleOf(object)} of ${group}`;
}

/** A plan with the reason, if the server refuses the deletion. */
async function refusalOf(dryRun: () => Promise<void>, stays: (why: string) => Plan): Promise<Plan | undefined> {
  try {
    await dryRun();
    return undefined;
  } catch (error) {
    if (!(error instanceof Failure)) {
      throw error;
    }
    return stays(error.problem);
  }
}

function createdByTool({ metadata }: LiveObject): boolean {
  return (metadata.managedFields ?? []).some(({ manager }: any) => manager === TOOL);
}

function some(all: readonly string[]): string {
  const more = all.length - SHOWN;
  return [...all.slice(0, SHOWN), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}
