import { Failure } from '../cli/failure';
import { type Cluster } from '../clients/kubernetes/cluster';
import { type LiveObject, titleOf } from '../clients/kubernetes/objects';
import type { Expected, ExpectedObject } from './expected';
import { selectorOf } from './pods';

const PART_OF = 'app.kubernetes.io/part-of';

/** What the cluster has made from the manifests, and what is asked about. */
export interface LiveStack {
  /** The volume claims that are the stack's, those of pods that were scaled away and those for backups too. */
  readonly claims: readonly LiveObject[];
  /** Pods that have lost their workload, as an interrupted `resize-storage` leaves them. */
  readonly orphans: readonly LiveObject[];
  /** The StatefulSets that are there: with one, Qdrant may be expected to answer. */
  readonly statefulSets: readonly LiveObject[];
}

/** Looks for what no manifest names. @param force Whether what does not carry the stack's mark is taken for its own. */
export async function liveStackOf(cluster: Cluster, expected: Expected, force: boolean): Promise<LiveStack> {
  const claims: LiveObject[] = [];
  const orphans: LiveObject[] = [];
  const statefulSets: LiveObject[] = [];
  for (const declared of expected.all('StatefulSet')) {
    const { apiVersion, kind, metadata, spec } = declared;
    const namespace = metadata.namespace!;
    const found = await cluster.read(apiVersion, kind, namespace, metadata.name);
    if (found && !isMarked(found, declared) && !force) {
      continue; // Somebody else's, and so are its volumes.
    }
    statefulSets.push(...(found ? [found] : []));
    const all = await cluster.list('v1', 'PersistentVolumeClaim', namespace);
    claims.push(...all.filter(claim => isClaimOf(claim, declared)));
    const pods = await cluster.list('v1', 'Pod', namespace, selectorOf(spec));
    orphans.push(...pods.filter(pod => !pod.metadata.ownerReferences && isMarked(pod, declared)));
  }
  for (const declared of expected.claimsOfTheirOwn()) {
    const { apiVersion, kind, metadata } = declared;
    const found = await cluster.read(apiVersion, kind, metadata.namespace, metadata.name);
    claims.push(...(found && (isMarked(found, declared) || force) ? [found] : []));
  }
  return { claims, orphans, statefulSets };
}

/** Whether a claim has the name that a StatefulSet gives to those of its pods. */
export function isClaimOf(
  { metadata }: Pick<LiveObject, 'metadata'>,
  { metadata: owner, spec }: ExpectedObject,
): boolean {
  return spec.volumeClaimTemplates.some(({ metadata: template }: any) => {
    const beginning = `${template.name}-${owner.name}-`;
    return metadata.name.startsWith(beginning) && /^\d+$/.test(metadata.name.slice(beginning.length));
  });
}

/** @throws Failure where the volume claims would go with their StatefulSet */
export function refuseToLoseClaims({ statefulSets }: LiveStack): void {
  for (const statefulSet of statefulSets) {
    const { whenDeleted } = statefulSet.spec.persistentVolumeClaimRetentionPolicy ?? {};
    if (whenDeleted === 'Delete') {
      throw new Failure(
        `${titleOf(statefulSet)} has persistentVolumeClaimRetentionPolicy.whenDeleted: Delete, so its volume claims would go with it in spite of --keep-data`,
        'set it to Retain with kubectl edit, then run the command again',
      );
    }
  }
}

/** Whether an object carries the mark of these manifests, and does not only have the name of one of theirs. */
export function isMarked({ metadata }: LiveObject, declared: ExpectedObject): boolean {
  return metadata.labels?.[PART_OF] === declared.metadata.labels?.[PART_OF];
}
