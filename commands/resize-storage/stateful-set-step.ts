import { Conflict, Failure } from '../../cli/failure';
import { commandLine } from '../../cli/invocation';
import type { Change } from '../../reconcile/changes';
import { inSync, type Plan, type Step } from '../../reconcile/step';
import type { Patience } from '../../reconcile/deletion';
import { type Cluster } from '../../clients/kubernetes/cluster';
import { type Declared, type LiveObject, titleOf } from '../../clients/kubernetes/objects';
import type { ExpectedObject } from '../../stack/expected';
import { selectorOf } from '../../stack/pods';
import { replaceAround } from './replacement';
import { compareSizes, requestOf } from './sizes';

/** What must still be done when the command is told to stop: a StatefulSet must not stay away. */
export interface Duty {
  finish?: () => Promise<void>;
}

/** Fields of `metadata` that belong to one object in its time. */
const OF_THE_OLD_ONE = [
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'managedFields',
];
/** Finalizers that the server sets when an object is deleted. */
const OF_ITS_DELETION = ['orphan', 'foregroundDeletion'];

/**
 * Gives a StatefulSet claim templates of the declared sizes. The server does not let them be changed, so the StatefulSet
 * is deleted without its pods and made again, as it was but for the sizes: it finds its pods and leaves them alone.
 */
export function statefulSetStep(cluster: Cluster, declared: ExpectedObject, patience: Patience, duty: Duty): Step {
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
      const replacement = resized(found, declared);
      return {
        action: 'update',
        changes: sizeChanges(found, declared),
        rehearse: async () => {
          await cluster.delete(found, 'Orphan', true);
          await cluster.create(replacement, true);
        },
        apply: async () => {
          const replacing = replaceAround(cluster, found, replacement, patience);
          duty.finish = () => replacing.catch(ignoreConflict);
          await replacing;
          duty.finish = undefined;
          return ['made anew around its pods, which go on running'];
        },
      };
    },
  };
}

/** The StatefulSet as it is, but for the sizes. */
export function resized(live: LiveObject, declared: ExpectedObject): Declared & { readonly spec: any } {
  const { apiVersion, kind, spec } = live;
  const metadata = Object.fromEntries(
    Object.entries(live.metadata).filter(([field]) => !OF_THE_OLD_ONE.includes(field)),
  );
  metadata.finalizers = metadata.finalizers?.filter((name: string) => !OF_ITS_DELETION.includes(name));
  const volumeClaimTemplates = spec.volumeClaimTemplates.map((template: any) => ({
    ...template,
    spec: {
      ...template.spec,
      resources: {
        ...template.spec.resources,
        requests: { ...template.spec.resources.requests, storage: declaredSize(declared, template.metadata.name) },
      },
    },
  }));
  return { apiVersion, kind, metadata: metadata as LiveObject['metadata'], spec: { ...spec, volumeClaimTemplates } };
}

/** The size that the manifests say for the claims of a template. */
export function declaredSize({ spec }: ExpectedObject, template: string): string {
  return requestOf(spec.volumeClaimTemplates.find(({ metadata }: any) => metadata.name === template));
}

function sizeChanges({ spec }: LiveObject, declared: ExpectedObject): Change[] {
  return spec.volumeClaimTemplates.flatMap((template: any) => {
    const { name } = template.metadata;
    const [from, to] = [requestOf(template), declaredSize(declared, name)];
    const field = `spec.volumeClaimTemplates[${name}].spec.resources.requests.storage`;
    return compareSizes(from, to) === 0 ? [] : [{ field, from, to }];
  });
}

/** What an interruption at the worst moment left behind: nothing but pods. The manifests say how it was. */
async function creationOf(cluster: Cluster, declared: ExpectedObject): Promise<Plan> {
  const { metadata, spec } = declared;
  const pods = await cluster.list('v1', 'Pod', metadata.namespace!, selectorOf(spec));
  const ordinals = pods.flatMap(pod => ordinalOf(pod, declared));
  if (ordinals.length === 0) {
    return inSync(`${titleOf(declared)} is not there, nor are its pods: ${commandLine('deploy')} makes it`);
  }
  // Somebody may have scaled it up: the pods beyond the declared number hold shards, also where one before them is away.
  const replicas = Math.max(spec.replicas, ...ordinals.map(ordinal => ordinal + 1));
  const whole = { ...declared, spec: { ...spec, replicas } };
  return {
    action: 'create',
    changes: [{ field: 'metadata.name', to: metadata.name }],
    notes: [
      `${titleOf(declared)} is not there, so it is made from the manifests of this config; pods that differ from them are rolled`,
    ],
    rehearse: async () => void (await cluster.apply(whole, true)),
    apply: async () => void (await cluster.apply(whole)),
  };
}

/** The number in the name of a pod of the StatefulSet; nothing for others. */
function ordinalOf({ metadata }: LiveObject, { metadata: owner }: ExpectedObject): number[] {
  const beginning = `${owner.name}-`;
  const rest = metadata.name.startsWith(beginning) ? metadata.name.slice(beginning.length) : '';
  return /^\d+$/.test(rest) ? [Number(rest)] : [];
}

function refuseOtherVolumes({ spec }: LiveObject, declared: ExpectedObject): void {
  const namesOf = (templates: any[] = []) => templates.map(({ metadata }) => metadata.name).sort();
  const [live, wanted] = [namesOf(spec.volumeClaimTemplates), namesOf(declared.spec.volumeClaimTemplates)];
  if (live.join() !== wanted.join()) {
    throw new Failure(
      `${titleOf(declared)} has the volumes ${live.join(', ') || 'none'}, and the config says ${wanted.join(', ')}: volumes can be resized, but not added or removed`,
      'take qdrant.snapshotStorage out of the config, or put it in, as it was; to change it, back up, roll back, deploy and restore',
    );
  }
}

function ignoreConflict(error: unknown): void {
  if (!(error instanceof Conflict)) {
    throw error;
  }
}
