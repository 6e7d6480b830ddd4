import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../cli/failure';
import { waitingFor } from '../../stack/readiness';
import { isReady, reasonOf, selectorOf } from '../../stack/pods';
import { type Members, membersOf } from './members';
import type { Scene } from './context';

const POLL_MS = 1000;

/** @throws Failure where a node of the cluster is not there: its shards could not move, and each counts for the majority */
export async function requireReady({ cluster, live }: Scene, members: Members): Promise<void> {
  const { namespace, name } = live.metadata;
  const pods = await cluster.list('v1', 'Pod', namespace!, selectorOf(live.spec));
  for (const node of members.keys()) {
    const pod = pods.find(({ metadata }) => metadata.name === `${name}-${node}`);
    if (node < live.spec.replicas && !(pod && isReady(pod))) {
      throw new Failure(
        `Node ${name}-${node} of Qdrant is not ready: ${pod ? reasonOf(pod) : 'there is no such pod'}`,
        `mend it first (kubectl get pods -n ${namespace}): shards move, and nodes join and leave, where all are there`,
      );
    }
  }
}

/** @throws Failure where a node would start with what one has left that is no longer in the cluster */
export async function refuseForeignClaims({ cluster, live, to }: Scene, members: Members): Promise<void> {
  const { namespace, name } = live.metadata;
  for (let node = live.spec.replicas; node < to; node++) {
    for (const { metadata: template } of live.spec.volumeClaimTemplates) {
      const claim = `${template.name}-${name}-${node}`;
      if (!members.has(node) && (await cluster.read('v1', 'PersistentVolumeClaim', namespace, claim))) {
        throw new Failure(
          `Volume claim ${namespace}/${claim} is left of a node that the cluster has forgotten, and a node that starts with it is not taken in again`,
          `delete it, if nothing on it is needed any more: kubectl delete pvc ${claim} -n ${namespace}; then run the command again`,
        );
      }
    }
  }
}

export async function setReplicas({ cluster, live }: Scene, replicas: number): Promise<void> {
  await cluster.patch(live, { spec: { replicas } });
}

/** Waits until all pods are ready, and all nodes in the cluster. */
export async function waitForMembers(scene: Scene): Promise<void> {
  const { cluster, qdrant, live, to, patience } = scene;
  const { namespace, name } = live.metadata;
  await until(scene, async () => {
    const now = await cluster.read('apps/v1', 'StatefulSet', namespace, name);
    const reasons = now ? await waitingFor(cluster, now) : ['the StatefulSet, which is gone'];
    const members = await membersOf(qdrant, name);
    const missing = [...Array(to).keys()].filter(node => !members.has(node));
    patience.say(reasons.join('; '));
    return [...reasons, ...missing.map(node => `node ${name}-${node} is not in the cluster yet`)];
  });
}

export async function waitUntilLeft(scene: Scene, node: number): Promise<void> {
  const { qdrant, live } = scene;
  await until(scene, async () => {
    const members = await membersOf(qdrant, live.metadata.name);
    return members.has(node) ? [`node ${live.metadata.name}-${node} is still in the cluster`] : [];
  });
}

async function until({ patience }: Scene, waitsFor: () => Promise<readonly string[]>): Promise<void> {
  const deadline = Date.now() + patience.timeout * 1000;
  for (;;) {
    const reasons = await waitsFor();
    if (reasons.length === 0) {
      return;
    }
    if (Date.now() > deadline) {
      throw new Failure(
        `Not finished within ${patience.timeout} s (--timeout): ${reasons.join('; ')}`,
        'mend what is named, and run the command again: it goes on where it stands',
      );
    }
    await sleep(POLL_MS);
  }
}
