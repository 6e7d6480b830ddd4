import { Failure } from '../../cli/failure';
import type { Task } from '../../cli/progress';
import { type Cluster } from '../../clients/kubernetes/cluster';
import { type LiveObject, titleOf } from '../../clients/kubernetes/objects';
import { until } from '../../reconcile/until';
import type { ExpectedObject } from '../../stack/expected';
import { SETTLING_KINDS } from '../../stack/controller-status';
import { waitingFor } from '../../stack/readiness';

const INTERVAL_MS = 1500;
const KINDS = ['StatefulSet', 'Deployment', ...SETTLING_KINDS];

/** A workload that is rolled out, or an object that its controller has accepted. */
export interface Rollout {
  readonly title: string;
  /** The ready pods of a workload. */
  readonly ready?: number;
}

/**
 * A task for each workload, which ends when all its pods are those of the manifests and ready. And a task for each object
 * that the controller of another product has to accept.
 *
 * @param timeout Seconds that all tasks may take together, from the start of the first.
 * @param finished Gets the results.
 */
export function rolloutTasks(
  cluster: Cluster,
  objects: readonly ExpectedObject[],
  timeout: number,
  finished: Rollout[],
): Task[] {
  const rolling = objects.filter(({ kind }) => KINDS.includes(kind));
  let deadline: number | undefined;
  return rolling.map(object => {
    const title = titleOf(object);
    const isSettling = SETTLING_KINDS.includes(object.kind);
    return {
      title: isSettling ? title : `Rollout of ${title}`,
      run: async say => {
        deadline ??= Date.now() + timeout * 1000;
        const live = await until<LiveObject>(() => poll(cluster, object), {
          timeout: (deadline - Date.now()) / 1000,
          interval: INTERVAL_MS,
          say,
          onTimeout: () => notFinished(cluster, rolling, timeout),
        });
        if (isSettling) {
          finished.push({ title });
          return { headline: `${title}: accepted by its controller`, details: [] };
        }
        const ready = live.status.readyReplicas;
        finished.push({ title, ready });
        return { headline: `Rollout of ${title}: ${ready} of ${object.spec.replicas} ready`, details: [] };
      },
    };
  });
}

async function poll(cluster: Cluster, object: ExpectedObject) {
  const live = await find(cluster, object);
  const reasons = await waitingFor(cluster, live);
  return reasons.length === 0 ? { value: live } : { reason: reasons.join('; ') };
}

async function find(cluster: Cluster, { apiVersion, kind, metadata }: ExpectedObject): Promise<LiveObject> {
  const live = await cluster.read(apiVersion, kind, metadata.namespace, metadata.name);
  if (!live) {
    throw new Failure(
      `${titleOf({ kind, metadata })} was deleted during the rollout`,
      'find out who deletes it, and deploy again',
    );
  }
  return live;
}

/** Lists every object that is not ready: the one that the command waited for may only be the first. */
async function notFinished(cluster: Cluster, rolling: readonly ExpectedObject[], timeout: number): Promise<Failure> {
  const told: string[] = [];
  for (const object of rolling) {
    const reasons = await waitingFor(cluster, await find(cluster, object));
    if (reasons.length > 0) {
      told.push(`${titleOf(object)}: ${reasons.join('; ')}`);
    }
  }
  const { namespace } = rolling[0]!.metadata;
  return new Failure(
    `Not rolled out within ${timeout} s (--timeout): ${told.join('. ')}`,
    `fix the named causes; the objects stay applied, and Kubernetes continues with them: kubectl get pods -n ${namespace} --watch, then deploy again`,
  );
}
