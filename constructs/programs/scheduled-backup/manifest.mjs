/**
 * What a backup holds, as text.
 *
 * @param {import('./backup.mjs').Backup} backup
 * @param {Awaited<ReturnType<import('./backup.mjs').Backup['look']>>} collections
 */
export function manifestOf({ nodes, startedAt }, collections) {
  const [first] = /** @type {[import('./qdrant.mjs').QdrantNode]} */ (nodes);
  const manifest = {
    tool: 'qdrant-stack',
    formatVersion: 1,
    format: 'snapshot',
    compression: 'none',
    startedAt: startedAt.toISOString(),
    server: { version: first.version, nodes: nodes.map(({ url, peer }) => ({ url, peer })) },
    finishedAt: new Date().toISOString(),
    collections: collections.map(({ name, points, aliases, config, payloadSchema, files }) => {
      return { name, points, aliases, config, payloadSchema, files };
    }),
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
