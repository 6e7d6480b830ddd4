import type { Qdrant } from '../../clients/qdrant/qdrant';
import { openQdrant } from '../../stack/qdrant';
import type { Access } from '../../stack/qdrant-access';
import { identifyNodes, type Node } from './nodes';

/** The nodes that the options name. */
export interface Nodes {
  readonly all: readonly Node<Qdrant>[];
  readonly first: Node<Qdrant>;
  /** Closes the connections. */
  readonly close: () => Promise<void>;
}

/** Connects to every node that the options name. */
export async function openNodes({ urls, at, apiKey, ca, snapshotTimeout }: Access): Promise<Nodes> {
  const clients = await Promise.all(urls.map(url => openQdrant({ url, at: at?.[url], apiKey, ca, snapshotTimeout })));
  const close = async () => {
    await Promise.all(clients.map(client => client.close()));
  };
  try {
    const all = await identifyNodes(clients);
    return { all, first: all[0]!, close };
  } catch (error) {
    await close();
    throw error;
  }
}
