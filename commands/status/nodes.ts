import type { Config } from '../../config/schema';
import type { Cluster } from '../../clients/kubernetes/cluster';
import type { Expected } from '../../stack/expected';
import { apiKeyOf } from '../../stack/known-keys';
import { judgeMembership, leaderOf, nodeOf, type NodeView, peersOf, viewsOf } from '../../stack/membership';
import { PodPorts } from '../../stack/pod-ports';
import { problemOf } from './problem';
import type { NodesStatus, NodeStatus } from './status';

/** What each ready node knows. */
export async function nodesStatus(
  cluster: Cluster,
  config: Config,
  expected: Expected,
  timeout: number | undefined,
): Promise<NodesStatus> {
  const ports = new PodPorts(async () => cluster, config);
  try {
    const apiKey = await apiKeyOf(cluster, config);
    const views = await viewsOf(ports, expected.qdrant, { apiKey, timeout });
    const { problems, unknown, notes, transfers } = judgeMembership(views, config);
    const moving = transfers.map(transfer => `in transfer: ${transfer}`);
    return { list: views.map(view => nodeStatus(view, views)), problems, unknown, notes: [...notes, ...moving] };
  } catch (error) {
    return { list: [], problems: [], unknown: [problemOf(error)], notes: [] };
  } finally {
    await ports.close();
  }
}

function nodeStatus(view: NodeView, views: readonly NodeView[]): NodeStatus {
  const { node, problem, collections } = view;
  if (problem !== undefined) {
    return { node, problem };
  }
  const leader = leaderOf(view);
  return {
    node,
    peers: peersOf(view).length,
    ...(leader ? { leader: nodeOf(leader, views) } : {}),
    collections: collections?.map(({ name }) => name),
  };
}
