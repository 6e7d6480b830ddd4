import { Failure } from '../../cli/failure';
import type { Progress } from '../../cli/progress';
import { counted } from '../../cli/text';
import type { Qdrant } from '../../clients/qdrant/qdrant';
import type { ScaleContext } from './context';
import { type Members, membersOf, waitUntilActive } from './members';
import { waitForMembers } from './nodes';
import type { ScaleOutcome } from './outcome';
import { copiesOf, lostShards } from './placement';
import { comparePoints, countPoints } from './points';
import { replicate } from './replicate';
import { taskOf } from './tasks';

export interface HealOptions {
  /** Show the changes and change nothing. */
  readonly dryRun: boolean;
  /** The pods of the nodes whose data is lost. */
  readonly heal: readonly string[];
  /** Whether to delete the collections that lost the only copy of a shard. */
  readonly deleteLost: boolean;
}

export interface HealContext extends ScaleContext {
  /** The id that the Qdrant of a pod says it has. Absent where it does not answer. */
  readonly idSaidBy: (pod: string) => Promise<string | undefined>;
}

/**
 * Rebuilds nodes whose data is lost. The cluster removes the old id of each node. The pod joins with a new id, and the other
 * nodes copy their shards to it. An interrupted run continues from the current state.
 */
export async function healNodes(
  context: HealContext,
  options: HealOptions,
  progress: Progress,
  outcome: ScaleOutcome,
): Promise<void> {
  const { cluster, qdrant, live } = context;
  const { name, namespace } = live.metadata;
  const lost: { readonly pod: string; readonly id: string }[] = [];
  const plan = async () => {
    const members = await membersOf(qdrant, name, context.timeout);
    for (const pod of options.heal) {
      const id = await lostIdOf(context, members, pod);
      lost.push(...(id === undefined ? [] : [{ pod, id }]));
    }
    const broken = await brokenCollections(
      qdrant,
      lost.map(({ id }) => id),
    );
    if (broken.size > 0 && !options.deleteLost) {
      throw onlyCopies(broken, options.heal);
    }
    outcome.healed.push(...lost.map(({ pod }) => pod));
    outcome.deleted.push(...broken.keys());
    return {
      headline: `Cluster ${cluster.name}, namespace ${namespace}: ${counted(lost.length, 'node')} to replace`,
      details: options.dryRun
        ? [
            ...outcome.deleted.map(each => `collection ${each} would be deleted: the only copy of a shard is lost`),
            ...lost.map(({ pod, id }) => `node ${pod} would join with a new id, in place of ${id}`),
            'each shard would be copied until it has the copies that its collection sets',
          ]
        : [],
    };
  };
  await progress([{ title: 'Plan', run: plan }]);
  if (options.dryRun) {
    return;
  }
  let before: ReadonlyMap<string, number> = new Map();
  const count = async () => {
    before = await countPoints(qdrant);
  };
  await progress([
    ...outcome.deleted.map(each =>
      taskOf(`Collection ${each}`, () => qdrant.deleteCollection(each), 'deleted; restore it from a backup'),
    ),
    taskOf('Points', count, 'counted'),
    ...lost.map(({ pod, id }) => taskOf(`Node ${pod}`, () => removeId(context, id), `id ${id} removed`)),
    taskOf('Nodes', () => waitForMembers(context), 'all in the cluster'),
    { title: 'Copies', run: () => replicate(context, 1, outcome) },
    taskOf('Copies', () => waitUntilActive(qdrant, context.timeout), 'all active'),
    { title: 'Points', run: () => comparePoints(qdrant, before) },
  ]);
}

/** The id of a node in the cluster. Absent where the node answers with this id, or where the cluster has removed it. */
async function lostIdOf(context: HealContext, members: Members, pod: string): Promise<string | undefined> {
  const { metadata, spec } = context.live;
  const { namespace } = metadata;
  const id = members.get(ordinalOf(context, pod));
  const own = await context.idSaidBy(pod);
  if (own !== undefined && own !== id) {
    throw new Failure(
      `Node ${pod} has id ${own}, and the cluster of the other nodes does not know this id`,
      `delete the data of the node: kubectl delete pvc ${spec.volumeClaimTemplates[0].metadata.name}-${pod} -n ${namespace} --wait=false; kubectl delete pod ${pod} -n ${namespace}; then run the command again`,
    );
  }
  return own === undefined ? id : undefined;
}

/** @throws Failure where the pod belongs to no node of the StatefulSet */
function ordinalOf({ live }: ScaleContext, pod: string): number {
  const { name } = live.metadata;
  const ordinal = pod.startsWith(`${name}-`) ? Number(pod.slice(name.length + 1)) : NaN;
  if (!(ordinal < live.spec.replicas)) {
    throw new Failure(
      `--heal ${pod} is no node of Qdrant; allowed: ${name}-0 to ${name}-${live.spec.replicas - 1}`,
      'name the pod of the node whose data is lost',
    );
  }
  return ordinal;
}

/** The collections that lost the only active copy of shards, and these shards. */
async function brokenCollections(qdrant: Qdrant, lost: readonly string[]): Promise<Map<string, number[]>> {
  const broken = new Map<string, number[]>();
  for (const collection of await qdrant.collections()) {
    const shards = lostShards(copiesOf(await qdrant.placement(collection)), lost);
    if (shards.length > 0) {
      broken.set(collection, shards);
    }
  }
  return broken;
}

function onlyCopies(broken: ReadonlyMap<string, readonly number[]>, pods: readonly string[]): Failure {
  const shards = [...broken].map(([collection, lost]) => `collection ${collection}: shard ${lost.join(', ')}`);
  return new Failure(
    `No other node has an active copy of these shards: ${shards.join('; ')}`,
    `bring the data of ${pods.join(' and ')} back; or run the command with --delete-lost, which deletes these collections, and restore them from a backup`,
  );
}

async function removeId({ qdrant, live, timeout }: ScaleContext, id: string): Promise<void> {
  const members = await membersOf(qdrant, live.metadata.name, timeout);
  if ([...members.values()].includes(id)) {
    await qdrant.removePeer(id, true);
  }
}
