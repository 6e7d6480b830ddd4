import { Failure } from '../../cli/failure';
import { docsPage } from '../../cli/pages';
import type { Task } from '../../cli/progress';
import { counted } from '../../cli/text';
import type { Cluster } from '../../clients/kubernetes/cluster';
import type { Config } from '../../config/schema';
import type { Expected } from '../../stack/expected';
import { apiKeyOf } from '../../stack/known-keys';
import { PodPorts } from '../../stack/pod-ports';
import { openQdrant } from '../../stack/qdrant';

const TIMEOUT_MS = 10_000;

/** The number of points of each collection. */
export type Counts = ReadonlyMap<string, number>;

/** Counts the points of every collection, through the API server. */
export async function countCollections(cluster: Cluster, config: Config, expected: Expected): Promise<Counts> {
  const ports = new PodPorts(async () => cluster, config);
  try {
    const node = await ports.ofOne(expected.qdrant, 'http');
    const timeouts = { timeout: TIMEOUT_MS, snapshotTimeout: TIMEOUT_MS };
    const qdrant = await openQdrant({ ...node, ...timeouts, apiKey: await apiKeyOf(cluster, config) });
    try {
      const counts = new Map<string, number>();
      for (const name of await qdrant.collections()) {
        counts.set(name, await qdrant.count(name));
      }
      return counts;
    } finally {
      await qdrant.close();
    }
  } catch (error) {
    throw ports.causeOf(error);
  } finally {
    await ports.close();
  }
}

/** A task that compares the collections after a takeover with those before it. Clients can write meanwhile. */
export function collectionsTask(cluster: Cluster, config: Config, expected: Expected, before: Counts): Task {
  const title = 'Collections';
  return {
    title,
    run: async () => {
      const after = await countCollections(cluster, config, expected);
      const lost = [...before].filter(
        ([name, count]) => (after.get(name) ?? 0) === 0 && (count > 0 || !after.has(name)),
      );
      if (lost.length > 0) {
        const told = lost.map(([name, count]) => `${name} had ${counted(count, 'point')}`);
        throw new Failure(
          `The stack is deployed, but Qdrant does not find collections of before: ${told.join(', ')}`,
          `do not write to Qdrant; compare the volumes and storage paths of before and after: ${docsPage('taking-over')}`,
        );
      }
      const details = [...before].map(([name, count]) => {
        const now = after.get(name)!;
        return now === count ? `${name}: ${counted(now, 'point')}` : `${name}: ${count} points before, ${now} now`;
      });
      return { headline: `Collections: ${after.size}, as before the takeover`, details };
    },
  };
}
