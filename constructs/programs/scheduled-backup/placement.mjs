/**
 * Where the shards of a collection lie.
 *
 * @typedef {object} Placement
 * @property {import('./qdrant.mjs').QdrantNode[]} holders The nodes whose snapshots hold the collection together.
 * @property {string} active Which shards are active on which peer.
 */

/**
 * @param {string} collection
 * @param {readonly import('./qdrant.mjs').QdrantNode[]} nodes
 * @returns {Promise<Placement>}
 */
export async function placementOf(collection, nodes) {
  const held = new Set();
  const all = new Set();
  const holders = [];
  const active = [];
  for (const node of nodes) {
    const { local_shards, remote_shards } = await node.placement(collection);
    const shards = local_shards.filter(({ state }) => state === 'Active').map(({ shard_id }) => shard_id);
    shards.forEach(shard => held.add(shard));
    [...local_shards, ...remote_shards].forEach(({ shard_id }) => all.add(shard_id));
    if (local_shards.length > 0) {
      holders.push(node);
    }
    active.push(`${shards.sort((a, b) => a - b).join(' and ') || 'none'} on ${node.peer}`);
  }
  const missing = [...all].filter(shard => !held.has(shard));
  if (missing.length > 0) {
    throw new Error(
      `Of collection ${collection}, shard ${missing.join(', ')} is active on no node: no backup of it would be whole`,
    );
  }
  return { holders, active: active.join(', ') };
}

/**
 * A shard that moved while the nodes were copied one after the other may be in no snapshot.
 *
 * @param {string} collection
 * @param {readonly import('./qdrant.mjs').QdrantNode[]} nodes
 * @param {string} before Which shards were active on which peer.
 */
export async function requireUnmoved(collection, nodes, before) {
  const { active } = await placementOf(collection, nodes);
  if (active !== before) {
    throw new Error(
      `Shards of collection ${collection} moved during the backup, which may miss some: ` +
        `active were ${before}, and are ${active}`,
    );
  }
}
