import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../cli/failure';
import type { Task } from '../../cli/progress';
import { type Cluster } from '../../clients/kubernetes/cluster';
import { type LiveObject, titleOf } from '../../clients/kubernetes/objects';
import type { ExpectedObject } from '../../stack/expected';
import { SETTLING_KINDS } from '../../stack/controller-status';
import { waitingFor } from '../../stack/readiness';

const POLL_MS = 1500;
const KINDS = ['StatefulSet', 'Deployment', ...SETTLING_KINDS];

/** One object that is as it should be: a workload that is rolled out, or what another controller had to agree to. */
export interface Rollout {
  readonly title: string;
  /** Pods of a workload. */
  readonly ready?: number;
}

/**
 * A task for each workload, which ends when all its pods are those of the manifests and ready, and one for each object that
 * the controller of somebody else has to agree to.
 *
 * @param timeout Milliseconds that all of them may take together, from when the first begins.
 * @param finished Filled in while they end.
 */
export function rolloutTasks(
  cluster: Cluster,
  objects: readonly ExpectedObject[],
  timeout: number,
  finished: Rollout[],
): Task[] {
  const workloads = objects.filter(({ kind }) => KINDS.includes(kind));
  let deadline: number | undefined;
  return workloads.map(workload => ({
    title: SETTLING_KINDS.includes(workload.kind) ? titleOf(workload) : `Rollout of ${titleOf(workload)}`,
    run: async say => {
      deadline ??= Date.now() + timeout;
      const title = titleOf(workload);
      const live = await wait(cluster, workload, deadline, changed(say));
      if (live === undefined) {
        throw await notFinished(cluster, workloads, timeout);
      }
      if (SETTLING_KINDS.includes(workload.kind)) {
        finished.push({ title });
        return { headline: `${title}: accepted by its controller`, details: [] };
      }
      const ready = live.status.readyReplicas;
      finished.push({ title, ready });
      return { headline: `Rollout of ${title}: ${ready} of ${workload.spec.replicas} ready`, details: [] };
    },
  }));
}

/** The object when nothing is waited for any more; nothing where the deadline comes first. */
async function wait(
  cluster: Cluster,
  workload: ExpectedObject,
  deadline: number,
  say: (text: string) => void,
): Promise<LiveObject | undefined> {
  for (;;) {
    const live = await find(cluster, workload);
    const reasons = await waitingFor(cluster, live);
    if (reasons.length === 0) {
      return live;
    }
    say(reasons.join('; '));
    if (Date.now() + POLL_MS > deadline) {
      return undefined;
    }
    await sleep(POLL_MS);
  }
}

async function find(cluster: Cluster, { apiVersion, kind, metadata }: ExpectedObject): Promise<LiveObject> {
  const live = await cluster.read(apiVersion, kind, metadata.namespace, metadata.name);
  if (!live) {
    throw new Failure(
      `${titleOf({ kind, metadata })} was deleted while it was waited for`,
      'find out who deletes it, and deploy again',
    );
  }
  return live;
}

/** Tells of every workload that is not ready, as the one that was waited for may only be the first. */
async function notFinished(cluster: Cluster, workloads: readonly ExpectedObject[], timeout: number): Promise<Failure> {
  const told: string[] = [];
  for (const workload of workloads) {
    const reasons = await waitingFor(cluster, await find(cluster, workload));
    if (reasons.length > 0) {
      told.push(`${titleOf(workload)}: ${reasons.join('; ')}`);
    }
  }
  const { namespace } = workloads[0]!.metadata;
  return new Failure(
    `Not rolled out within ${timeout / 1000} s (--timeout): ${told.join('. ')}`,
    `mend what is named; what was applied stays, and Kubernetes goes on with it: kubectl get pods -n ${namespace} --watch, then deploy again`,
  );
}

/** Says a text only when it is another one than before. */
function changed(say: (text: string) => void): (text: string) => void {
  let last: string | undefined;
  return text => {
    if (text !== last) {
      last = text;
      say(text);
    }
  };
}
