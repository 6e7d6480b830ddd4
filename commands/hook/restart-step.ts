import type { Cluster, V1Pod } from '../../clients/kubernetes/cluster';
import type { LiveObject } from '../../clients/kubernetes/objects';
import { isOfInstaller } from '../../stack/object-owner';
import { isPodOf, selectorOf } from '../../stack/pods';
import { differences } from '../../reconcile/changes';
import { inSync, type Step } from '../../reconcile/step';
import type { ReadAtStart } from './secret-step';

/**
 * Restarts the pods of a workload that have an outdated value, because they read the value only at their start. The pods of
 * another installer stay: the apply of the manifests replaces them, and they are replaced once.
 */
export function restartStep(
  cluster: Cluster,
  stepName: string,
  namespace: string,
  kind: 'Deployment' | 'StatefulSet',
  name: string,
  values: readonly ReadAtStart[],
): Step {
  return {
    name: stepName,
    title: `Pods of ${kind} ${namespace}/${name}`,
    plan: async () => {
      const workload = await cluster.read('apps/v1', kind, namespace, name);
      if (workload && isOfInstaller(workload)) {
        return inSync();
      }
      const outdated: Record<string, string> = {};
      for (const value of values.filter(({ secretName }) => workload && refersTo(workload, secretName))) {
        const time = await outdatedSince(cluster, workload!, value);
        Object.assign(outdated, time && { [value.annotation]: time });
      }
      if (!workload || Object.keys(outdated).length === 0) {
        return inSync();
      }
      const current = workload.spec.template.metadata?.annotations;
      return {
        action: 'restart',
        changes: differences(outdated, current, 'spec.template.metadata.annotations.'),
        apply: async () => {
          await cluster.patch(workload, { spec: { template: { metadata: { annotations: outdated } } } });
        },
      };
    },
  };
}

/** The time of the last change, if pods may have started before it. */
async function outdatedSince(
  cluster: Cluster,
  workload: LiveObject,
  { secretName, annotation, planned, isFromThisRun }: ReadAtStart,
): Promise<string | undefined> {
  const { metadata, spec } = workload;
  const next = await planned();
  if (next !== undefined) {
    return next;
  }
  const secret = await cluster.secret(metadata.namespace!, secretName);
  const changed = secret?.metadata?.annotations?.[annotation];
  if (changed === undefined || spec.template.metadata?.annotations?.[annotation] === changed) {
    return undefined;
  }
  if (isFromThisRun(changed)) {
    return changed; // The clocks of the nodes may differ, so the start of the pods says nothing.
  }
  const labelled = await cluster.pods(metadata.namespace!, selectorOf(spec));
  const pods = labelled.filter(pod => isPodOf(pod, workload));
  return pods.every(pod => startOf(pod) > new Date(changed)) ? undefined : changed;
}

/** When the first container of a pod started. For a pod that waits: when it was created. In the cluster, times are strings. */
function startOf({ metadata, status }: V1Pod): Date {
  const starts = status?.containerStatuses?.flatMap(({ state }) => state?.running?.startedAt ?? []) ?? [];
  const times = (starts.length > 0 ? starts : [metadata!.creationTimestamp!]).map(time => new Date(time).getTime());
  return new Date(Math.min(...times));
}

/** Whether the pods of a workload use a Secret, as variables or as files. */
export function refersTo({ spec }: LiveObject, secretName: string): boolean {
  const { containers, initContainers = [], volumes = [] } = spec.template.spec;
  const ofContainer = ({ env = [], envFrom = [] }: any) => [
    ...env.map(({ valueFrom }: any) => valueFrom?.secretKeyRef?.name),
    ...envFrom.map(({ secretRef }: any) => secretRef?.name),
  ];
  const ofVolume = ({ secret, projected }: any) => [
    secret?.secretName,
    ...(projected?.sources ?? []).map((source: any) => source.secret?.name),
  ];
  return [...[...containers, ...initContainers].flatMap(ofContainer), ...volumes.flatMap(ofVolume)].includes(
    secretName,
  );
}
