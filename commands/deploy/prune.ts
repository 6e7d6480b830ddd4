import { inSync, type Step } from '../../reconcile/step';
import { type Cluster } from '../../clients/kubernetes/cluster';
import { type LiveObject, titleOf } from '../../clients/kubernetes/objects';
import type { ExpectedObject } from '../../stack/expected';
import { isApplied } from './ownership';

/**
 * Kinds that the manifests of some config or version of this tool make, in the order in which they are pruned: the way in
 * first, and what pods need last. Never claims, Secrets or the namespace: those hold what cannot be made again.
 */
export const PRUNED_KINDS: readonly Pick<LiveObject, 'apiVersion' | 'kind'>[] = [
  { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress' },
  { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute' },
  { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'GRPCRoute' },
  { apiVersion: 'cert-manager.io/v1', kind: 'Certificate' },
  { apiVersion: 'batch/v1', kind: 'CronJob' },
  { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget' },
  { apiVersion: 'apps/v1', kind: 'Deployment' },
  { apiVersion: 'apps/v1', kind: 'StatefulSet' },
  { apiVersion: 'v1', kind: 'Service' },
  { apiVersion: 'v1', kind: 'ConfigMap' },
  { apiVersion: 'v1', kind: 'ServiceAccount' },
  { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' },
  { apiVersion: 'monitoring.coreos.com/v1', kind: 'ServiceMonitor' },
  { apiVersion: 'monitoring.coreos.com/v1', kind: 'PrometheusRule' },
];

/** What earlier deploys have made and the config no longer makes. */
export interface Leftovers {
  readonly objects: readonly LiveObject[];
  /** What stays all the same, a sentence each. */
  readonly notes: readonly string[];
}

/**
 * Finds objects that an earlier deploy has applied, which the server remembers in their `managedFields`, and that are not
 * wanted any more. What anybody else has made is not looked at twice, whatever its labels say.
 */
export async function findLeftovers(
  cluster: Cluster,
  namespace: string,
  wanted: readonly ExpectedObject[],
): Promise<Leftovers> {
  const objects: LiveObject[] = [];
  const notes: string[] = [];
  for (const { apiVersion, kind } of PRUNED_KINDS) {
    for (const found of await cluster.list(apiVersion, kind, namespace)) {
      const object = { ...found, apiVersion, kind };
      if (isWanted(object, wanted) || !isApplied(object)) {
        continue;
      }
      if (takesClaims(object)) {
        notes.push(
          `${titleOf(object)} is not wanted any more and stays: its claims, and the data in them, would go with it (persistentVolumeClaimRetentionPolicy.whenDeleted is Delete)`,
        );
      } else {
        objects.push(object);
      }
    }
  }
  return { objects, notes };
}

/** A step that deletes an object of an earlier deploy. */
export function pruneStep(cluster: Cluster, { apiVersion, kind, metadata }: LiveObject): Step {
  const { namespace, name } = metadata;
  return {
    name: `${kind}-${name}`.toLowerCase(),
    title: titleOf({ kind, metadata }),
    plan: async () => {
      const found = await cluster.read(apiVersion, kind, namespace, name);
      return !found || !isApplied(found) || takesClaims(found)
        ? inSync()
        : {
            action: 'remove',
            changes: [{ field: 'metadata.name', from: name }],
            notes: kind === 'StatefulSet' ? ['its claims stay, with the data in them'] : [],
            apply: () => cluster.delete(found),
          };
    },
  };
}

function isWanted({ kind, metadata }: LiveObject, wanted: readonly ExpectedObject[]): boolean {
  return wanted.some(
    each =>
      each.kind === kind && each.metadata.name === metadata.name && each.metadata.namespace === metadata.namespace,
  );
}

function takesClaims({ kind, spec }: LiveObject): boolean {
  return kind === 'StatefulSet' && spec.persistentVolumeClaimRetentionPolicy?.whenDeleted === 'Delete';
}
