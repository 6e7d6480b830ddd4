import type { Cluster, V1Pod } from '../../clients/kubernetes/cluster';
import type { LiveObject } from '../../clients/kubernetes/objects';
import { selectorOf } from '../../stack/pods';
import { differences } from '../../reconcile/changes';
import { inSync, type Step } from '../../reconcile/step';

/** A value of a Secret that pods read when they start, and not again. */
export interface ReadAtStart {
  readonly secretName: string;
  /** Annotation of the Secret: when the value was changed. It goes on the pods too, so that they are those that know it. */
  readonly changed: string;
  /** When this run changes it; nothing where it does not. */
  readonly changedNow: () => string | undefined;
}

/** Pods that read a Secret when they start must be younger than its last change. */
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
      const changed: Record<string, string> = {};
      for (const value of values.filter(({ secretName }) => workload && refersTo(workload, secretName))) {
        const moment = await staleSince(cluster, workload!, value);
        Object.assign(changed, moment && { [value.changed]: moment });
      }
      if (!workload || Object.keys(changed).length === 0) {
        return inSync();
      }
      const known = workload.spec.template.metadata?.annotations;
      return {
        action: 'restart',
        changes: differences(changed, known, 'spec.template.metadata.annotations.'),
        apply: async () => {
          await cluster.patch(workload, { spec: { template: { metadata: { annotations: changed } } } });
        },
      };
    },
  };
}

/** When the value was changed, where there may be pods that know the one before. */
async function staleSince(
  cluster: Cluster,
  { metadata, spec }: LiveObject,
  { secretName, changed: annotation, changedNow }: ReadAtStart,
): Promise<string | undefined> {
  const now = changedNow();
  const secret = now === undefined ? await cluster.secret(metadata.namespace!, secretName) : undefined;
  const changed = now ?? secret?.metadata?.annotations?.[annotation];
  if (changed === undefined || spec.template.metadata?.annotations?.[annotation] === changed) {
    return undefined;
  }
  if (now === undefined) {
    const pods = await cluster.pods(metadata.namespace!, selectorOf(spec));
    return pods.every(pod => startOf(pod) > new Date(changed)) ? undefined : changed;
  }
  return changed;
}

/** When a pod's containers began to run, which is when they read it; of one that waits, when it was made. */
function startOf({ metadata, status }: V1Pod): Date {
  const starts = status?.containerStatuses?.flatMap(({ state }) => state?.running?.startedAt ?? []) ?? [];
  const made = metadata!.creationTimestamp!;
  return starts.reduce<Date | undefined>((first, each) => (first && first < each ? first : each), undefined) ?? made;
}

/** Whether the pods of a workload get a Secret, as variables or as files. */
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
