import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../cli/failure';
import type { Step } from '../../reconcile/step';
import type { Patience } from '../../reconcile/deletion';
import { type Cluster } from '../../clients/kubernetes/cluster';
import { type LiveObject, titleOf } from '../../clients/kubernetes/objects';
import { capacityOf, hasItsSize, mustChange, refuseImpossible, requestOf, type Sized, type SizedClaim } from './sizes';

/** Between two looks, in milliseconds. */
const INTERVAL = 1000;

/** Has a claim ask for its size. */
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
        rehearse: async () => void (await cluster.patch(found, patch, true)),
        apply: async () => void (await cluster.patch(found, patch)),
      };
    },
  };
}

/** What came of waiting for a volume. */
export interface Growth {
  /** What it has. */
  readonly capacity: string;
  /** What a person should know, a sentence each. */
  readonly notes: readonly string[];
}

/**
 * Waits until the volume of a claim has its size.
 *
 * @throws Failure where the size is not to be had, or is not there in time
 */
export async function waitForGrowth(
  cluster: Cluster,
  { claim, wanted, pod }: SizedClaim,
  { timeout, say }: Patience,
): Promise<Growth> {
  const deadline = Date.now() + timeout * 1000;
  for (let told = ''; ;) {
    const now = await readAgain(cluster, claim);
    if (hasItsSize({ claim: now, wanted })) {
      return { capacity: capacityOf(now)!, notes: [] };
    }
    const state = stateOf(now);
    const over = Date.now() > deadline;
    if (over && state.waitsForRestart) {
      const restart = `kubectl delete pod -n ${claim.metadata.namespace} ${pod}`;
      const note = `the volume has grown, and its file system grows when the pod is started again: ${restart}`;
      return { capacity: capacityOf(now)!, notes: [`${titleOf(claim)}: ${note}`] };
    }
    const why = [...state.reasons, ...(await eventsOf(cluster, now))];
    if (over || state.isRefused) {
      throw new Failure(
        `${titleOf(claim)} asks for ${wanted} and has ${capacityOf(now) ?? 'no volume'}${over ? ` after ${timeout} s` : ''}: ${why.join('; ') || 'nobody says why'}`,
        'look at kubectl describe pvc and at the log of the storage driver; wait longer with --timeout, or lower the size in the config to more than the volume has, and run the command again',
      );
    }
    const waiting = `has ${capacityOf(now)} of ${wanted}${why.length > 0 ? `: ${why.join('; ')}` : ''}`;
    if (waiting !== told) {
      say(waiting);
      told = waiting;
    }
    await sleep(INTERVAL);
  }
}

/** What a claim says of its growth. */
export function stateOf({ status }: LiveObject) {
  const conditions: any[] = (status?.conditions ?? []).filter((condition: any) => condition.status === 'True');
  const progress: string | undefined = status?.allocatedResourceStatuses?.storage;
  return {
    reasons: [
      ...(progress ? [progress] : []),
      ...conditions.map(({ type, message }) => (message ? `${type}: ${message}` : type)),
    ],
    waitsForRestart: conditions.some(({ type }) => type === 'FileSystemResizePending'),
    /** Older clusters say failed, newer ones infeasible; both mean that it is not tried again. */
    isRefused: /Infeasible$|Failed$/.test(progress ?? ''),
  };
}

/** The last warning about a claim, where events may be looked at. */
async function eventsOf(cluster: Cluster, { metadata }: LiveObject): Promise<string[]> {
  try {
    const events = await cluster.list('v1', 'Event', metadata.namespace!);
    const own = events.filter(({ type, involvedObject }) => type === 'Warning' && involvedObject.uid === metadata.uid);
    return own.slice(-1).map(({ reason, message }) => `${reason}: ${message}`);
  } catch (error) {
    if (error instanceof Failure) {
      return [];
    }
    throw error;
  }
}

async function readAgain(cluster: Cluster, claim: LiveObject): Promise<LiveObject> {
  const { namespace, name } = claim.metadata;
  const found = await cluster.read('v1', 'PersistentVolumeClaim', namespace, name);
  if (!found) {
    throw new Failure(`${titleOf(claim)} is gone`, 'run the command again');
  }
  return found;
}
