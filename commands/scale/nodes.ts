import { Failure } from '../../cli/failure';
import { until } from '../../reconcile/until';
import { claimTemplatesOf } from '../../stack/expected';
import { waitingFor } from '../../stack/readiness';
import { isReady, reasonOf, podsOf } from '../../stack/pods';
import { currentMembers, type Members, NO_LEADER } from './members';
import type { ScaleContext } from './context';

const INTERVAL_MS = 1000;

/** @throws Failure where a node of the cluster is not ready: its shards cannot move, and it counts for the majority */
export async function requireReady({ cluster, live }: ScaleContext, members: Members): Promise<void> {
  const { namespace, name } = live.metadata;
  const pods = await podsOf(cluster, live);
  for (const node of members.keys()) {
    const pod = pods.find(({ metadata }) => metadata.name === `${name}-${node}`);
    if (node < live.spec.replicas && !(pod && isReady(pod))) {
      throw new Failure(
        `Node ${name}-${node} of Qdrant is not ready: ${pod ? reasonOf(pod) : 'there is no such pod'}`,
        `start the node first (kubectl get pods -n ${namespace}): shards move, and nodes join and leave, only while all nodes are ready`,
      );
    }
  }
}

/** @throws Failure where a new node would start with the data of a node that left the cluster */
export async function refuseForeignClaims({ cluster, live, to }: ScaleContext, members: Members): Promise<void> {
  const { namespace, name } = live.metadata;
  const templates = claimTemplatesOf(live.spec);
  if (templates.length === 0 && to > 1) {
    throw new Failure(
      `StatefulSet ${namespace}/${name} has no claim templates, so all its nodes would use the same volume claim`,
      'back up, and restore into an installation without qdrant.storage.claimName',
    );
  }
  for (let node = live.spec.replicas; node < to; node++) {
    for (const { metadata: template } of templates) {
      const claim = `${template.name}-${name}-${node}`;
      if (!members.has(node) && (await cluster.read('v1', 'PersistentVolumeClaim', namespace, claim))) {
        throw new Failure(
          `Volume claim ${namespace}/${claim} belongs to a node that left the cluster, and the cluster accepts no node that starts with it`,
          `delete the claim, if you do not need its data: kubectl delete pvc ${claim} -n ${namespace}; then run the command again`,
        );
      }
    }
  }
}

export async function setReplicas({ cluster, live }: ScaleContext, replicas: number): Promise<void> {
  await cluster.patch(live, { spec: { replicas } });
}

/** Waits until all pods are ready, and all nodes are in the cluster. */
export async function waitForMembers(context: ScaleContext): Promise<void> {
  const { cluster, qdrant, live, to } = context;
  const { namespace, name } = live.metadata;
  await untilNothingBlocks(context, async () => {
    const now = await cluster.read('apps/v1', 'StatefulSet', namespace, name);
    const reasons = now ? await waitingFor(cluster, now) : [`StatefulSet ${name}, which was deleted`];
    const members = await currentMembers(qdrant, name);
    const missing = members ? [...Array(to).keys()].filter(node => !members.has(node)) : [];
    return [
      ...reasons,
      ...(members ? [] : [NO_LEADER]),
      ...missing.map(node => `node ${name}-${node} is not in the cluster yet`),
    ];
  });
}

/** Waits until the pods of these nodes are ready, and the nodes are in the cluster. */
export async function waitForNodes(context: ScaleContext, nodes: readonly number[]): Promise<void> {
  const { cluster, qdrant, live } = context;
  const { name } = live.metadata;
  await untilNothingBlocks(context, async () => {
    const pods = await podsOf(cluster, live);
    const members = await currentMembers(qdrant, name);
    return [
      ...(members ? [] : [NO_LEADER]),
      ...nodes.flatMap(node => {
        const pod = pods.find(({ metadata }) => metadata.name === `${name}-${node}`);
        return [
          ...(pod && isReady(pod) ? [] : [pod ? reasonOf(pod) : `there is no pod ${name}-${node}`]),
          ...(members && !members.has(node) ? [`node ${name}-${node} is not in the cluster yet`] : []),
        ];
      }),
    ];
  });
}

export async function waitUntilLeft(context: ScaleContext, node: number): Promise<void> {
  const { qdrant, live } = context;
  const { name } = live.metadata;
  await untilNothingBlocks(context, async () => {
    const members = await currentMembers(qdrant, name);
    return members ? (members.has(node) ? [`node ${name}-${node} is still in the cluster`] : []) : [NO_LEADER];
  });
}

async function untilNothingBlocks(
  { timeout }: ScaleContext,
  blockers: () => Promise<readonly string[]>,
): Promise<void> {
  const poll = async () => {
    const reasons = await blockers();
    return reasons.length === 0 ? { value: undefined } : { reason: reasons.join('; ') };
  };
  await until(poll, {
    ...timeout,
    interval: INTERVAL_MS,
    onTimeout: reason =>
      new Failure(
        `Not finished within ${timeout.timeout} s (--timeout): ${reason}`,
        'fix the named cause, and run the command again: it continues from here',
      ),
  });
}
