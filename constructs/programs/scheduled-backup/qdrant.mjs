import { send, textOf } from './http.mjs';

/**
 * @typedef {{ name: string, size: number, checksum?: string | null }} Snapshot
 * @typedef {{ shard_id: number, state: string }} Shard
 */

/** One node of Qdrant. */
export class QdrantNode {
  /** @param {string} url */
  constructor(url) {
    this.url = url;
    /** Who it is within its cluster. */
    this.peer = url;
    this.version = '';
  }

  /** Asks the node who it is. @returns How many nodes its cluster has. */
  async look() {
    this.version = JSON.parse(await this.text('GET', '/')).version;
    const text = await this.text('GET', '/cluster');
    // A peer's id may be larger than what JavaScript's numbers hold: it is taken from the text.
    this.peer = /"peer_id":\s*(\d+)/.exec(text)?.[1] ?? this.url;
    // A node that is no member of a cluster knows no peers.
    return Object.keys(JSON.parse(text).result.peers ?? {}).length || 1;
  }

  /** @returns {Promise<string[]>} */
  async collections() {
    const { collections } = await this.result('GET', '/collections');
    return collections.map((/** @type {{ name: string }} */ { name }) => name).sort();
  }

  /** @param {string} name */
  async collection(name) {
    return this.result('GET', at(name));
  }

  /** @returns {Promise<{ alias_name: string, collection_name: string }[]>} */
  async aliases() {
    return (await this.result('GET', '/aliases')).aliases;
  }

  /**
   * Which shards of a collection lie on this node, and which elsewhere.
   *
   * @param {string} name
   * @returns {Promise<{ local_shards: Shard[], remote_shards: Shard[] }>}
   */
  async placement(name) {
    return this.result('GET', `${at(name)}/cluster`);
  }

  /**
   * How many points there are, counted one by one.
   *
   * @param {string} name
   * @returns {Promise<number>}
   */
  async count(name) {
    return (await this.result('POST', `${at(name)}/points/count`, { exact: true })).count;
  }

  /**
   * @param {string} name
   * @returns {Promise<Snapshot>}
   */
  async createSnapshot(name) {
    return this.result('POST', `${at(name)}/snapshots?wait=true`);
  }

  /**
   * @param {string} name
   * @param {string} snapshot
   */
  async download(name, snapshot) {
    return this.send('GET', `${at(name)}/snapshots/${encodeURIComponent(snapshot)}`);
  }

  /**
   * Deletes a snapshot; one that is gone already is no error.
   *
   * @param {string} name
   * @param {string} snapshot
   */
  async deleteSnapshot(name, snapshot) {
    try {
      await this.text('DELETE', `${at(name)}/snapshots/${encodeURIComponent(snapshot)}?wait=true`);
    } catch (error) {
      if (/** @type {import('./http.mjs').Refusal} */ (error).status !== 404) {
        throw error;
      }
    }
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {object} [body]
   */
  async result(method, path, body) {
    return JSON.parse(await this.text(method, path, body)).result;
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {object} [body]
   */
  async text(method, path, body) {
    return textOf(await this.send(method, path, body));
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {object} [body]
   */
  async send(method, path, body) {
    const { QDRANT_API_KEY } = process.env;
    const headers = Object.fromEntries([
      ...(QDRANT_API_KEY ? [['api-key', QDRANT_API_KEY]] : []),
      ...(body ? [['content-type', 'application/json']] : []),
    ]);
    return send(method, this.url + path, { headers, body: body && JSON.stringify(body) });
  }
}

/** @param {string} collection */
function at(collection) {
  return `/collections/${encodeURIComponent(collection)}`;
}

/**
 * Every node of the cluster, or an error: without one of them the backup would miss shards.
 *
 * @param {readonly string[]} urls
 */
export async function openNodes(urls) {
  const nodes = urls.map(url => new QdrantNode(url));
  for (const node of nodes) {
    const size = await node.look();
    if (size !== nodes.length) {
      throw new Error(
        `${node.url} knows ${size} nodes of its cluster, and this backup asks ${nodes.length}: nothing was copied. ` +
          'Make the replicas in the manifests those that run',
      );
    }
  }
  requireDifferent(nodes);
  return nodes;
}

/** @param {readonly QdrantNode[]} nodes */
function requireDifferent(nodes) {
  const twice = nodes.find(({ peer }, index) => nodes.findIndex(other => other.peer === peer) < index);
  if (twice) {
    throw new Error(`${twice.url} leads to node ${twice.peer}, as another address does: nothing was copied`);
  }
  const versions = new Set(nodes.map(({ version }) => version));
  if (versions.size > 1) {
    throw new Error(
      `The nodes run Qdrant ${[...versions].join(' and ')}: nothing was copied before an upgrade is through`,
    );
  }
}
