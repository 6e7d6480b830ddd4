import { loadConfig } from '../config/load';
import type { Address } from '../clients/http';
import { Expected } from './expected';
import { apiKeyOf } from './known-keys';
import { connectCluster } from './kubernetes';
import { PodPorts } from './pod-ports';

/** The addresses of Qdrant, and the credentials for it. */
export interface Access {
  /** One URL for each node. */
  readonly urls: readonly string[];
  /** The address to connect to for a URL, instead of the address in DNS. */
  readonly at?: Readonly<Record<string, Address>>;
  /** Default: `QDRANT_API_KEY` of the environment. */
  readonly apiKey?: string;
  /** Certificate authorities as PEM, beside the public ones. */
  readonly ca?: string;
  /** How long the server may take to make or restore one snapshot, in milliseconds. */
  readonly snapshotTimeout: number;
}

/**
 * Works with every pod of Qdrant, through the API server.
 *
 * @param page The page of `docs/` with the rights that the command needs.
 */
export async function withPods(
  context: string | undefined,
  page: string,
  work: (pods: Omit<Access, 'snapshotTimeout'>) => Promise<void>,
): Promise<void> {
  const config = loadConfig();
  const cluster = await connectCluster(context, { page });
  const ports = new PodPorts(async () => cluster, config);
  try {
    const nodes = await ports.ofAll(new Expected(config).qdrant, 'http');
    await work({
      urls: nodes.map(({ url }) => url),
      at: Object.fromEntries(nodes.map(({ url, at }) => [url, at])),
      apiKey: await apiKeyOf(cluster, config),
      ca: nodes[0]?.ca,
    });
  } catch (error) {
    throw ports.causeOf(error);
  } finally {
    await ports.close();
  }
}
