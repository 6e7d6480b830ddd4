import type { CollectionConfig, IndexedField } from '../../clients/qdrant/qdrant';

/** Parameters that are given by the same name that the server tells them by. */
const PARAMS = [
  'vectors',
  'sparse_vectors',
  'shard_number',
  'sharding_method',
  'replication_factor',
  'write_consistency_factor',
  'on_disk_payload',
] as const;
/** Sections, and what the server calls them when a collection is made. */
const SECTIONS: Readonly<Record<string, string>> = {
  hnsw_config: 'hnsw_config',
  optimizer_config: 'optimizers_config',
  wal_config: 'wal_config',
  quantization_config: 'quantization_config',
  metadata: 'metadata',
};

/** What makes a collection like the one that was backed up; but for strict mode, which would refuse large writes. */
export function creationOf({ params, ...sections }: CollectionConfig): Record<string, unknown> {
  const known = PARAMS.map(name => [name, params[name]]);
  const renamed = Object.entries(SECTIONS).map(([told, given]) => [given, sections[told]]);
  return withoutNulls(Object.fromEntries([...known, ...renamed]));
}

/** What makes an index like the one that was backed up. */
export function indexOf({ data_type, params }: IndexedField): unknown {
  return params ? withoutNulls(params) : data_type;
}

/** A `null` means that nothing was said, and is not always taken back. */
function withoutNulls(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined));
}
