import type { CollectionConfig, IndexedField } from '../../clients/qdrant/qdrant';

/** Parameters that have the same name in the API that reads collections and the API that creates them. */
const PARAMS = [
  'vectors',
  'sparse_vectors',
  'shard_number',
  'sharding_method',
  'replication_factor',
  'write_consistency_factor',
  'on_disk_payload',
] as const;
/** Sections: their name when the server returns a collection, and when it creates one. */
const SECTIONS: Readonly<Record<string, string>> = {
  hnsw_config: 'hnsw_config',
  optimizer_config: 'optimizers_config',
  wal_config: 'wal_config',
  quantization_config: 'quantization_config',
  metadata: 'metadata',
};

/** Parameters that create the collection again, without strict mode, which would reject large writes. */
export function creationOf({ params, ...sections }: CollectionConfig): Record<string, unknown> {
  const known = PARAMS.map(name => [name, params[name]]);
  const renamed = Object.entries(SECTIONS).map(([told, given]) => [given, sections[told]]);
  return withoutNulls(Object.fromEntries([...known, ...renamed]));
}

/** Schema that creates the index again. */
export function indexOf({ data_type, params }: IndexedField): unknown {
  return params ? withoutNulls(params) : data_type;
}

/** Drops null: it means a default, and the server does not accept it everywhere. */
function withoutNulls(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined));
}
