import { Failure } from '../../cli/failure';
import type { Step } from '../../reconcile/step';
import { type Timeout, until } from '../../reconcile/until';
import { eventsOf, isWarning, messageOf, newestEvent } from '../../stack/events';
import { type Cluster } from '../../clients/kubernetes/cluster';
import { type LiveObject, titleOf } from '../../clients/kubernetes/objects';
import { capacityOf, hasItsSize, mustChange, refuseImpossible, requestOf, type Sized, type SizedClaim } from './sizes';

const INTERVAL_MS = 1000;

/** Sets the requested size of a claim. */
export function claimStep(cluster: Cluster, { claim, wanted }: Sized): Step {
  const { metadata } = claim;
  return {
    name: `claim-${metadata.name}`,
    title: titleOf(claim),
    plan: async () => {
      const found = await readAgain(cluster, claim);
      const sized = { claim: found, wanted };
      refuseImpossible(sized);
      const patch = { spec: { resources: { requests: { storage: wanted } } } };
      return {
        action: 'update',
        changes: mustChange(sized)
          ? [{ field: 'spec.resources.requests.storage', from: requestOf(found), to: wanted }]
          : [],
        dryRun: async () => void (await cluster.patch(found, patch, true)),
        apply: async () => void (await cluster.patch(found, patch)),
      };
    },
  };
}

/** The result of the wait for a volume. */
export interface Growth {
  /** The size of the volume. */
  readonly capacity: string;
  /** What a person should know, one sentence each. */
  readonly notes: readonly string[];
}

/**
 * Waits until the volume of a claim has its size.
 *
 * @throws Failure where the storage refuses the size, or the volume does not have it in time
 */
export async function waitForGrowth(
  cluster: Cluster,
  { claim, wanted, pod }: SizedClaim,
  timeout: Timeout,
): Promise<Growth> {
  const title = titleOf(claim);
  const deadline = Date.now() + timeout.timeout * 1000;
  const poll = async () => {
    const last = await readAgain(cluster, claim);
    if (hasItsSize({ claim: last, wanted })) {
      return { value: { capacity: capacityOf(last)!, notes: [] } };
    }
    const { reasons, isRefused, waitsForRestart } = stateOf(last);
    if (waitsForRestart && Date.now() >= deadline) {
      const restart = `kubectl delete pod -n ${claim.metadata.namespace} ${pod}`;
      const note = `the volume has grown; its file system grows at the next start of the pod: ${restart}`;
      return { value: { capacity: capacityOf(last)!, notes: [`${title}: ${note}`] } };
    }
    const warning = newestEvent(last, await eventsOf(cluster, claim.metadata.namespace!), isWarning);
    const why = [...reasons, ...(warning ? [messageOf(warning)] : [])].join('; ');
    const reason = `has ${capacityOf(last) ?? 'no volume'} of ${wanted}${why && `: ${why}`}`;
    if (isRefused) {
      throw notGrown(`${title} ${reason}`);
    }
    return { reason };
  };
  return until<Growth>(poll, {
    ...timeout,
    interval: INTERVAL_MS,
    onTimeout: reason => notGrown(`${title} still ${reason} (--timeout ${timeout.timeout})`),
  });
}

function notGrown(problem: string): Failure {
  return new Failure(
    problem,
    'look at kubectl describe pvc and at the log of the storage driver; then run the command again, with a longer --timeout or with a smaller size in the config that is still larger than the volume',
  );
}

/** What the status of a claim says about its growth. */
export function stateOf({ status }: LiveObject) {
  const conditions: any[] = (status?.conditions ?? []).filter((condition: any) => condition.status === 'True');
  const progress: string | undefined = status?.allocatedResourceStatuses?.storage;
  return {
    reasons: [
      ...(progress ? [progress] : []),
      ...conditions.map(({ type, message }) => (message ? `${type}: ${message}` : type)),
    ],
    waitsForRestart: conditions.some(({ type }) => type === 'FileSystemResizePending'),
    /** Older clusters say failed, newer clusters say infeasible. Both mean that the cluster does not try again. */
    isRefused: /Infeasible$|Failed$/.test(progress ?? ''),
  };
}

async function readAgain(cluster: Cluster, claim: LiveObject): Promise<LiveObject> {
  const { namespace, name } = claim.metadata;
  const found = await cluster.read('v1', 'PersistentVolumeClaim', namespace, name);
  if (!found) {
    throw new Failure(`${titleOf(claim)} no longer exists`, 'run the command again');
  }
  return found;
}
