import { loadConfig } from '../config/load';
import { Cluster } from '../clients/kubernetes/cluster';
import { type Address, isTransient } from '../clients/http';
import { Expected } from './expected';
import { apiKeyOf } from './known-keys';
import { PodPorts } from './pod-ports';

/** Where Qdrant is, and how to get in. */
export interface Access {
  /** One URL for each node. */
  readonly urls: readonly string[];
  /** Where to connect to for a URL, when not where DNS says. */
  readonly at?: Readonly<Record<string, Address>>;
  /** Default: `QDRANT_API_KEY` of the environment. */
  readonly apiKey?: string;
  /** Certificate authorities as PEM, beside the public ones. */
  readonly ca?: string;
  /** How long the server may take to make or take in one snapshot, in milliseconds. */
  readonly patience: number;
}

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
