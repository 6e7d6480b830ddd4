import { Failure } from '../../cli/failure';
import { inSync, type Plan, type Step } from '../../reconcile/step';
import { TOOL } from '../../config/names';
import { type Declared, type LiveObject, titleOf } from '../../clients/kubernetes/objects';
import type { ExpectedObject } from '../../stack/expected';
import { waitUntilGone } from '../../reconcile/deletion';
import { isMarked } from '../../stack/live-stack';
import type { Removal } from './removal-steps';

/** How many objects are named that keep a namespace. */
const SHOWN = 8;
/** What every namespace has, whoever made it. */
const FURNITURE = ['ServiceAccount default', 'ConfigMap kube-root-ca.crt', 'ConfigMap openshift-service-ca.crt'];

/**
 * Takes away the namespace, if it was made for this stack and nothing else is in it.
 *
 * @param goes The objects that go before it.
 */
export function removeNamespaceStep(declared: ExpectedObject, goes: () => readonly Declared[], removal: Removal): Step {
  const { cluster, force } = removal;
  const { name } = declared.metadata;
  const title = titleOf(declared);
  const stays = (why: string) => inSync(`${title} stays: ${why}`);
  return {
    name: 'namespace',
    title,
    plan: async () => {
      if ((await cluster.namespace(name)) === 'forbidden') {
        return stays('it may not be looked at');
      }
      const found = await cluster.read('v1', 'Namespace', undefined, name);
      if (!found) {
        return inSync();
      }
      const going = {
        action: 'remove',
        changes: [{ field: 'metadata.name', from: name }],
        apply: async () => {
          await cluster.delete(found);
          await waitUntilGone(cluster, found, removal);
        },
      } as const;
      if (found.status?.phase === 'Terminating') {
        return going;
      }
      if (!isMarked(found, declared) && !madeHere(found) && !force) {
        return stays('neither these manifests nor the hook have made it; --force removes it if it is empty');
      }
      const { objects, unseen } = await cluster.contents(name);
      const strangers = strangersAmong(objects, goes());
      if (strangers.length > 0) {
        return stays(`it holds ${some(strangers)}`);
      }
      if (unseen.length > 0) {
        return stays(`whether it holds more cannot be seen (${some(unseen)})`);
      }
      return (await refusalOf(() => cluster.delete(found, 'Background', true), stays)) ?? going;
    },
  };
}

/** Titles of what would go with a namespace though it is none of ours, nor belongs to what is. */
export function strangersAmong(objects: readonly Declared[], goes: readonly Declared[]): string[] {
  const { namespace } = objects[0]?.metadata ?? {};
  const ours = new Set(goes.map(identityOf));
  const belongs = ({ apiVersion, kind, metadata }: Declared): boolean =>
    (apiVersion === 'v1' && FURNITURE.includes(`${kind} ${metadata.name}`)) ||
    // Made for a Service, without saying so.
    (apiVersion === 'v1' && kind === 'Endpoints' && ours.has(identityOf({ apiVersion, kind: 'Service', metadata }))) ||
    (metadata.ownerReferences ?? []).some((owner: any) =>
      ours.has(identityOf({ ...owner, metadata: { name: owner.name, namespace } })),
    );
  // Pods belong to ReplicaSets, which belong to Deployments: each round finds one more generation.
  for (let before = -1; before < ours.size;) {
    before = ours.size;
    objects.filter(belongs).forEach(object => ours.add(identityOf(object)));
  }
  return objects.filter(object => !ours.has(identityOf(object))).map(titleOf);
}

/** Kinds of different groups may have the same name, such as the Services of Knative. */
function identityOf(object: Declared): string {
  const [group] = object.apiVersion.includes('/') ? object.apiVersion.split('/') : [''];
  return `${titleOf(object)} of ${group}`;
}

/** A plan that says why where the server refuses. */
async function refusalOf(rehearse: () => Promise<void>, stays: (why: string) => Plan): Promise<Plan | undefined> {
  try {
    await rehearse();
    return undefined;
  } catch (error) {
    if (!(error instanceof Failure)) {
      throw error;
    }
    return stays(error.problem);
  }
}

function madeHere({ metadata }: LiveObject): boolean {
  return (metadata.managedFields ?? []).some(({ manager }: any) => manager === TOOL);
}

function some(all: readonly string[]): string {
  const more = all.length - SHOWN;
  return [...all.slice(0, SHOWN), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}
