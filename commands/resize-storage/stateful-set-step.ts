import { Conflict, Failure } from '../../cli/failure';
import { commandLine } from '../../cli/invocation';
import type { Change } from '../../reconcile/changes';
import { inSync, type Plan, type Step } from '../../reconcile/step';
import type { Timeout } from '../../reconcile/until';
import { type Cluster } from '../../clients/kubernetes/cluster';
import { type Declared, type LiveObject, titleOf } from '../../clients/kubernetes/objects';
import type { Config } from '../../config/schema';
import { claimTemplatesOf, type ExpectedObject } from '../../stack/expected';
import { podsOf } from '../../stack/pods';
import { replaceAround } from './replacement';
import { compareSizes, requestOf } from './sizes';

/** A replacement in progress. An interrupted command must finish it, or the StatefulSet stays deleted. */
export interface Replacing {
  finish?: () => Promise<void>;
}

/** Fields of `metadata` that the server sets for each object. */
const SERVER_FIELDS = [
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'managedFields',
];
/** Finalizers that the server sets during a deletion. */
const DELETION_FINALIZERS = ['orphan', 'foregroundDeletion'];

/** What a run changes in the claim templates. */
export type TemplateFields = 'sizes' | 'sizes and classes';

/**
 * Sets the declared sizes in the claim templates of a StatefulSet, and possibly the declared classes. The templates are immutable, so the step deletes the
 * StatefulSet without its pods and creates it again with only these fields changed. The new one adopts the pods unchanged.
 */
export function statefulSetStep(
  cluster: Cluster,
  declared: ExpectedObject,
  timeout: Timeout,
  replacing: Replacing,
  fields: TemplateFields = 'sizes',
): Step {
  const { apiVersion, kind, metadata } = declared;
  return {
    name: `${kind.toLowerCase()}-${metadata.name}`,
    title: titleOf(declared),
    plan: async () => {
      const found = await cluster.read(apiVersion, kind, metadata.namespace, metadata.name);
      if (!found) {
        return creationOf(cluster, declared);
      }
      refuseOtherVolumes(found, declared);
      const replacement = resized(found, declared, fields);
      return {
        action: 'update',
        changes: [...sizeChanges(found, declared), ...(fields === 'sizes' ? [] : classChanges(found, declared))],
        dryRun: async () => {
          await cluster.delete(found, 'Orphan', true);
          await cluster.create(replacement, true);
        },
        apply: async () => {
          const replaced = replaceAround(cluster, found, replacement, timeout);
          replacing.finish = () => replaced.catch(ignoreConflict);
          await replaced;
          replacing.finish = undefined;
          return ['created again; its pods keep running'];
        },
      };
    },
  };
}

/** The live StatefulSet with the declared sizes, and possibly the declared classes. */
export function resized(
  live: LiveObject,
  declared: ExpectedObject,
  fields: TemplateFields = 'sizes',
): Declared & { readonly spec: any } {
  const { apiVersion, kind, spec } = live;
  const metadata = Object.fromEntries(
    Object.entries(live.metadata).filter(([field]) => !SERVER_FIELDS.includes(field)),
  );
  metadata.finalizers = metadata.finalizers?.filter((name: string) => !DELETION_FINALIZERS.includes(name));
  const volumeClaimTemplates = spec.volumeClaimTemplates.map((template: any) => ({
    ...template,
    spec: {
      ...template.spec,
      ...(fields === 'sizes'
        ? {}
        : { storageClassName: classOf(declared, template.metadata.name, template.spec.storageClassName) }),
      resources: {
        ...template.spec.resources,
        requests: { ...template.spec.resources.requests, storage: declaredSize(declared, template.metadata.name) },
      },
    },
  }));
  return { apiVersion, kind, metadata: metadata as LiveObject['metadata'], spec: { ...spec, volumeClaimTemplates } };
}

/** The declared size of the claims of a template. */
export function declaredSize(declared: ExpectedObject, template: string): string {
  return requestOf(declaredTemplate(declared, template));
}

function declaredTemplate({ spec }: ExpectedObject, template: string): any {
  return spec.volumeClaimTemplates.find(({ metadata }: any) => metadata.name === template);
}

function sizeChanges({ spec }: LiveObject, declared: ExpectedObject): Change[] {
  return spec.volumeClaimTemplates.flatMap((template: any) => {
    const { name } = template.metadata;
    const [from, to] = [requestOf(template), declaredSize(declared, name)];
    const field = `spec.volumeClaimTemplates[${name}].spec.resources.requests.storage`;
    return compareSizes(from, to) === 0 ? [] : [{ field, from, to }];
  });
}

/** The declared class of the claims of a template. A config without a class keeps the present one. */
export function classOf(declared: ExpectedObject, template: string, present: string | undefined): string | undefined {
  return declaredTemplate(declared, template).spec.storageClassName ?? present;
}

function classChanges({ spec }: LiveObject, declared: ExpectedObject): Change[] {
  return spec.volumeClaimTemplates.flatMap((template: any) => {
    const { name } = template.metadata;
    const from = template.spec.storageClassName;
    const to = classOf(declared, name, from);
    const field = `spec.volumeClaimTemplates[${name}].spec.storageClassName`;
    return from === to ? [] : [{ field, from, to }];
  });
}

/** After a run that was killed during the replacement, only the pods exist. The manifests declare the StatefulSet. */
async function creationOf(cluster: Cluster, declared: ExpectedObject): Promise<Plan> {
  const { metadata, spec } = declared;
  const replicas = await replicasOf(cluster, declared);
  if (replicas === undefined) {
    return inSync(`${titleOf(declared)} and its pods do not exist: ${commandLine('deploy')} creates them`);
  }
  const complete = { ...declared, spec: { ...spec, replicas } };
  return {
    action: 'create',
    changes: [{ field: 'metadata.name', to: metadata.name }],
    notes: [
      `${titleOf(declared)} does not exist, so it is created from the manifests of this config; pods that differ from them restart`,
    ],
    dryRun: async () => void (await cluster.apply(complete, true)),
    apply: async () => void (await cluster.apply(complete)),
  };
}

/** The replicas of a StatefulSet that was deleted without its pods. Undefined where there are no pods either. */
export async function replicasOf(cluster: Cluster, declared: ExpectedObject): Promise<number | undefined> {
  const ordinals = (await podsOf(cluster, declared)).flatMap(pod => ordinalOf(pod, declared));
  // Somebody may have scaled up: the pods beyond the declared number hold shards, even if a pod before them is missing.
  return ordinals.length === 0 ? undefined : Math.max(declared.spec.replicas, ...ordinals.map(ordinal => ordinal + 1));
}

/** The number in the name of a pod of the StatefulSet. Other pods have none. */
function ordinalOf({ metadata }: LiveObject, { metadata: owner }: ExpectedObject): number[] {
  const beginning = `${owner.name}-`;
  const rest = metadata.name.startsWith(beginning) ? metadata.name.slice(beginning.length) : '';
  return /^\d+$/.test(rest) ? [Number(rest)] : [];
}

/** @throws Failure where the config names the claims, because then no template has a size */
export function requireTemplates({ qdrant, namespace }: Config, { spec }: ExpectedObject): void {
  if (claimTemplatesOf(spec).length === 0) {
    const { claimName } = qdrant.storage;
    throw new Failure(
      `qdrant.storage.claimName is ${claimName}: this command changes claims from claim templates only`,
      `to expand the volume, change its claim: kubectl patch pvc ${claimName} -n ${namespace} -p '{"spec":{"resources":{"requests":{"storage":"SIZE"}}}}'`,
    );
  }
}

function refuseOtherVolumes({ spec }: LiveObject, declared: ExpectedObject): void {
  const namesOf = (of: ExpectedObject['spec']) =>
    claimTemplatesOf(of)
      .map(({ metadata }) => metadata.name)
      .sort();
  const [live, wanted] = [namesOf(spec), namesOf(declared.spec)];
  if (live.join() !== wanted.join()) {
    throw new Failure(
      `${titleOf(declared)} has the volumes ${live.join(', ') || 'none'}, and the config says ${wanted.join(', ')}: volumes can be resized, but not added or removed`,
      'set qdrant.snapshotStorage back; to change it, back up, roll back, deploy and restore',
    );
  }
}

function ignoreConflict(error: unknown): void {
  if (!(error instanceof Conflict)) {
    throw error;
  }
}
