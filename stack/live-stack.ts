import { Failure } from '../cli/failure';
import { type Cluster } from '../clients/kubernetes/cluster';
import { type LiveObject, titleOf } from '../clients/kubernetes/objects';
import { PART_OF, TOOL } from '../config/names';
import { claimTemplatesOf, type Expected, type ExpectedObject } from './expected';
import { podsOf } from './pods';

/** The live objects of the stack that no manifest names. */
export interface LiveStack {
  /** The volume claims of the stack, including those of pods that were scaled down and those for backups. */
  readonly claims: readonly LiveObject[];
  /** Pods without a workload, as after an interrupted `resize-storage`. */
  readonly orphans: readonly LiveObject[];
  /** The existing StatefulSets. With one, Qdrant should answer. */
  readonly statefulSets: readonly LiveObject[];
}

/** @param force Whether objects without the label of the stack count too. */
export async function liveStackOf(cluster: Cluster, expected: Expected, force: boolean): Promise<LiveStack> {
  const claims: LiveObject[] = [];
  const orphans: LiveObject[] = [];
  const statefulSets: LiveObject[] = [];
  for (const declared of expected.all('StatefulSet')) {
    const { apiVersion, kind, metadata } = declared;
    const namespace = metadata.namespace!;
    const found = await cluster.read(apiVersion, kind, namespace, metadata.name);
    if (found && !isMarked(found, declared) && !force) {
      continue; // It belongs to another installation, and so do its volumes.
    }
    statefulSets.push(...(found ? [found] : []));
    const all = await cluster.list('v1', 'PersistentVolumeClaim', namespace);
    claims.push(...all.filter(claim => isClaimOf(claim, declared)));
    const pods = await podsOf(cluster, declared);
    orphans.push(...pods.filter(pod => !pod.metadata.ownerReferences && isMarked(pod, declared)));
  }
  for (const declared of expected.claimsOfTheirOwn()) {
    const { apiVersion, kind, metadata } = declared;
    const found = await cluster.read(apiVersion, kind, metadata.namespace, metadata.name);
    claims.push(...(found && (isMarked(found, declared) || force) ? [found] : []));
  }
  return { claims, orphans, statefulSets };
}

/** Whether a claim has a name of the claims of a StatefulSet. */
export function isClaimOf(
  { metadata }: Pick<LiveObject, 'metadata'>,
  { metadata: owner, spec }: ExpectedObject,
): boolean {
  return claimTemplatesOf(spec).some(({ metadata: template }) => {
    const beginning = `${template.name}-${owner.name}-`;
    return metadata.name.startsWith(beginning) && /^\d+$/.test(metadata.name.slice(beginning.length));
  });
}

/** @throws Failure where the deletion of a StatefulSet would delete its volume claims */
export function refuseToLoseClaims({ statefulSets }: LiveStack): void {
  for (const statefulSet of statefulSets) {
    const { whenDeleted } = statefulSet.spec.persistentVolumeClaimRetentionPolicy ?? {};
    if (whenDeleted === 'Delete') {
      throw new Failure(
        `${titleOf(statefulSet)} has persistentVolumeClaimRetentionPolicy.whenDeleted: Delete, so its deletion would delete its volume claims in spite of --keep-data`,
        'set it to Retain with kubectl edit, then run the command again',
      );
    }
  }
}

/**
 * Whether an object has the label of these manifests, and not only the same name. Objects of `extend` can have no such label: then a
 * deploy must have applied the object.
 */
export function isMarked({ metadata }: LiveObject, declared: ExpectedObject): boolean {
  const label = declared.metadata.labels?.[PART_OF];
  const managers: readonly { readonly manager?: string; readonly operation?: string }[] = metadata.managedFields ?? [];
  return label === undefined
    ? managers.some(({ manager, operation }) => manager === TOOL && operation === 'Apply')
    : metadata.labels?.[PART_OF] === label;
}
