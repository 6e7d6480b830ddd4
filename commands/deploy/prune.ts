import { inSync, type Step } from '../../reconcile/step';
import { type Cluster } from '../../clients/kubernetes/cluster';
import { isSameObject, type LiveObject, titleOf } from '../../clients/kubernetes/objects';
import { statusOf } from '../../clients/http';
import { type StackNames, stackNames } from '../../config/names';
import type { Config } from '../../config/schema';
import type { ExpectedObject } from '../../stack/expected';
import { isApplied } from './ownership';

/** A kind of objects that a deploy can remove. */
interface PrunedKind extends Pick<LiveObject, 'apiVersion' | 'kind'> {
  readonly isClusterScoped?: boolean;
  /** Whether only some configs need the kind: an account without the right to list the kind has applied no such object. */
  readonly isOptional?: boolean;
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
  { apiVersion: 'batch/v1', kind: 'Job', isOptional: true },
  { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget' },
  { apiVersion: 'apps/v1', kind: 'Deployment' },
  { apiVersion: 'apps/v1', kind: 'StatefulSet' },
  { apiVersion: 'v1', kind: 'Service' },
  { apiVersion: 'v1', kind: 'ConfigMap' },
  { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', isOptional: true },
  { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', isOptional: true },
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
  const names = stackNames(config);
  for (const pruned of PRUNED_KINDS) {
    const { apiVersion, kind } = pruned;
    const all = pruned.isClusterScoped
      ? await readOptional(cluster, pruned, undefined, names.admissionPolicy)
      : await listed(cluster, config.namespace, pruned, names);
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

/** The objects of a kind in the namespace of the stack, and the Role for the certificate in its namespace. */
async function listed(
  cluster: Cluster,
  namespace: string,
  pruned: PrunedKind,
  { reconciler, tlsSource }: StackNames,
): Promise<LiveObject[]> {
  const { apiVersion, kind, isOptional } = pruned;
  if (!isOptional) {
    return cluster.list(apiVersion, kind, namespace);
  }
  const all = await unlessForbidden(() => cluster.list(apiVersion, kind, namespace));
  const isRole = apiVersion.startsWith('rbac.');
  const elsewhere = isRole ? await readOptional(cluster, pruned, tlsSource.namespace, reconciler.sourceRole) : [];
  return [...(all ?? []), ...elsewhere];
}

/** An object of the stack outside of its namespace, by its name, which contains the namespace. */
async function readOptional(
  cluster: Cluster,
  { apiVersion, kind }: PrunedKind,
  namespace: string | undefined,
  name: string,
): Promise<LiveObject[]> {
  const found = await unlessForbidden(() => cluster.read(apiVersion, kind, namespace, name));
  return found ? [found] : [];
}

/** An account without the right to read an object has not applied one. */
async function unlessForbidden<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (statusOf(error) === 403) {
      return undefined;
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
