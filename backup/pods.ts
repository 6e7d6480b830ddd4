import { loadConfig } from '../config/load';
import { Cluster } from '../servers/cluster';
import { isTransient } from '../servers/http';
import { Expected } from '../verify/expected';
import { apiKeyOf } from '../verify/known-keys';
import { PodPorts } from '../verify/pod-ports';
import type { Access } from './nodes';

/**
 * Does something with every pod of Qdrant, through the API server.
 *
 * @param rights The page that says which rights are needed.
 */
export async function withPods(
  context: string | undefined,
  work: (pods: Pick<Access, 'urls' | 'at' | 'apiKey' | 'ca'>) => Promise<void>,
  rights = 'docs/backup.md',
): Promise<void> {
  const config = loadConfig();
  const cluster = await Cluster.connect(context, rights);
  const ports = new PodPorts(async () => cluster, config);
  try {
    const nodes = await ports.ofAll(new Expected(config).one('StatefulSet'), 'http');
    await work({
      urls: nodes.map(({ url }) => url),
      at: Object.fromEntries(nodes.map(({ url, at }) => [url, at])),
      apiKey: await apiKeyOf(cluster, config),
      ca: nodes[0]?.ca,
    });
  } catch (error) {
    // Where a connection failed, the API server or the node has said more.
    throw (isTransient((error as Error).cause ?? error) && ports.takeFault()) || error;
  } finally {
    await ports.close();
  }
}
