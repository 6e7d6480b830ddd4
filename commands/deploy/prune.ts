import { inSync, type Step } from '../../reconcile/step';
import { type Cluster } from '../../clients/kubernetes/cluster';
import { isSameObject, type LiveObject, titleOf } from '../../clients/kubernetes/objects';
import { statusOf } from '../../clients/http';
import { stackNames } from '../../config/names';
import type { Config } from '../../config/schema';
import type { ExpectedObject } from '../../stack/expected';
import { isApplied } from './ownership';

/** A kind of objects that a deploy can remove. */
interface PrunedKind extends Pick<LiveObject, 'apiVersion' | 'kind'> {
  readonly isClusterScoped?: boolean;
}

/**
 * The kinds of the manifests of any config and version of this tool, in the order of their deletion: first the routes, last the
 * objects that pods need. Claims, Secrets and the namespace are never pruned: their data cannot be created again.
 */
export const PRUNED_KINDS: readonly PrunedKind[] = [
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
  { apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingAdmissionPolicyBinding', isClusterScoped: true },
  { apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingAdmissionPolicy', isClusterScoped: true },
];

/** The objects of earlier deploys that the config no longer declares. */
export interface OrphanedObjects {
  readonly objects: readonly LiveObject[];
  /** The objects that stay all the same, one sentence each. */
  readonly notes: readonly string[];
}

/**
 * Finds the objects that an earlier deploy applied, by their `managedFields`, and that are no longer declared. Objects of other
 * managers stay, whatever their labels say.
 */
export async function findOrphanedObjects(
  cluster: Cluster,
  config: Config,
  wanted: readonly ExpectedObject[],
): Promise<OrphanedObjects> {
  const objects: LiveObject[] = [];
  const notes: string[] = [];
  const { admissionPolicy } = stackNames(config);
  for (const pruned of PRUNED_KINDS) {
    const { apiVersion, kind } = pruned;
    const all = pruned.isClusterScoped
      ? await policyOf(cluster, pruned, admissionPolicy)
      : await cluster.list(apiVersion, kind, config.namespace);
    for (const found of all) {
      const object = { ...found, apiVersion, kind };
      if (wanted.some(each => isSameObject(each, object)) || !isApplied(object)) {
        continue;
      }
      if (deletesClaims(object)) {
        notes.push(
          `${titleOf(object)} is no longer declared and stays: its deletion would delete its claims with their data (persistentVolumeClaimRetentionPolicy.whenDeleted is Delete)`,
        );
      } else {
        objects.push(object);
      }
    }
  }
  return { objects, notes };
}

/** A cluster-scoped object of the stack, by its name, which contains the namespace. */
async function policyOf(cluster: Cluster, { apiVersion, kind }: PrunedKind, name: string): Promise<LiveObject[]> {
  try {
    const found = await cluster.read(apiVersion, kind, undefined, name);
    return found ? [found] : [];
  } catch (error) {
    // An account without the right to read a policy has not applied one.
    if (statusOf(error) === 403) {
      return [];
    }
    throw error;
  }
}

/** A step that deletes an object of an earlier deploy. */
export function pruneStep(cluster: Cluster, { apiVersion, kind, metadata }: LiveObject): Step {
  const { namespace, name } = metadata;
  return {
    name: `${kind}-${name}`.toLowerCase(),
    title: titleOf({ kind, metadata }),
    plan: async () => {
      const found = await cluster.read(apiVersion, kind, namespace, name);
      return !found || !isApplied(found) || deletesClaims(found)
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

function deletesClaims({ kind, spec }: LiveObject): boolean {
  return kind === 'StatefulSet' && spec.persistentVolumeClaimRetentionPolicy?.whenDeleted === 'Delete';
}
