import { statusOf } from '../../clients/http';
import type { Cluster } from '../../clients/kubernetes/cluster';
import type { LiveObject } from '../../clients/kubernetes/objects';
import type { Config } from '../../config/schema';
import { type PodData, settingsOf } from '../../stack/qdrant-settings';
import type { Pair, Takeover } from './losses';

/**
 * Reads what the deploy changes in the running installation.
 *
 * @param database The running StatefulSet, or the pods that lost it.
 * @param notes Gets what could not be read, one sentence each.
 */
export async function readTakeover(
  cluster: Cluster,
  config: Config,
  pairs: readonly Pair[],
  database: LiveObject | undefined,
  pruned: readonly LiveObject[],
  notes: string[],
): Promise<Takeover> {
  const { namespace } = config;
  const list = async (kind: string) => {
    try {
      return await cluster.list('networking.k8s.io/v1', kind, namespace);
    } catch (error) {
      if (statusOf(error) !== 403) {
        throw error;
      }
      notes.push(`the right to list ${kind} objects is missing, so their limits were not compared`);
      return [];
    }
  };
  const after = pairs.find(({ after: { kind } }) => kind === 'StatefulSet')?.after;
  const data = podData(cluster, namespace);
  const planned: PodData = {
    ...data,
    configMap: async name =>
      pairs.find(({ after: each }) => each.kind === 'ConfigMap' && each.metadata.name === name)?.after.data ??
      data.configMap(name),
  };
  const [ingresses, policies] = [await list('Ingress'), await list('NetworkPolicy')];
  return {
    ...{ config, pairs, ingresses, policies, pruned },
    qdrant:
      database && after
        ? {
            before: { workload: database, settings: await settingsOf(database, data) },
            after: { workload: after, settings: await settingsOf(after, planned) },
          }
        : undefined,
  };
}

function podData(cluster: Cluster, namespace: string): PodData {
  return {
    configMap: async name => (await cluster.read('v1', 'ConfigMap', namespace, name))?.data,
    secret: async name => {
      try {
        const data = (await cluster.secret(namespace, name))?.data;
        return (
          data &&
          Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]))
        );
      } catch (error) {
        if (statusOf(error) === 403) {
          return 'forbidden';
        }
        throw error;
      }
    },
  };
}
