import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { creationOf, differencesOf, indexSchemaOf, indexTextsOf, updateOf } from '../../../commands/restore/parameters';

/** The answer of Qdrant 1.18.0 about a collection in which every field was set. */
const FILLED = readFileSync(join(__dirname, 'every-field-1.18.0.json'), 'utf8').trim();

/** The fields of the schemas in docs/redoc/master/openapi.json of Qdrant 1.18.0. */
const FIELDS: Readonly<Record<string, string>> = {
  CollectionConfig: 'params hnsw_config optimizer_config wal_config quantization_config strict_mode_config metadata',
  CollectionParams:
    'vectors shard_number sharding_method replication_factor write_consistency_factor read_fan_out_factor read_fan_out_delay_ms on_disk_payload sparse_vectors',
  HnswConfig: 'm ef_construct full_scan_threshold max_indexing_threads on_disk payload_m inline_storage',
  OptimizersConfig:
    'deleted_threshold vacuum_min_vector_number default_segment_number max_segment_size memmap_threshold indexing_threshold flush_interval_sec max_optimization_threads prevent_unoptimized',
  WalConfig: 'wal_capacity_mb wal_segments_ahead wal_retain_closed',
  StrictModeConfigOutput:
    'enabled max_query_limit max_timeout unindexed_filtering_retrieve unindexed_filtering_update search_max_hnsw_ef search_allow_exact search_max_oversampling upsert_max_batchsize search_max_batchsize max_collection_vector_size_bytes read_rate_limit write_rate_limit max_collection_payload_size_bytes max_points_count filter_max_conditions condition_max_size multivector_config sparse_config max_payload_index_count max_resident_memory_percent',
  VectorParams: 'size distance hnsw_config quantization_config on_disk datatype multivector_config',
  SparseVectorParams: 'index modifier',
  SparseIndexParams: 'full_scan_threshold on_disk datatype',
  PayloadIndexInfo: 'data_type params points',
  KeywordIndexParams: 'type is_tenant on_disk enable_hnsw',
  IntegerIndexParams: 'type lookup range is_principal on_disk enable_hnsw',
  TextIndexParams:
    'type tokenizer min_token_len max_token_len lowercase ascii_folding phrase_matching stopwords on_disk stemmer enable_hnsw',
};

type Json = Readonly<Record<string, any>>;

/** The paths of all fields of an object that are not null, such as `hnsw_config.m`. */
function pathsIn(value: unknown, path: readonly string[] = []): string[][] {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  const deeper = isObject
    ? Object.entries(value)
        .filter(([, each]) => each !== null)
        .flatMap(([name, each]) => pathsIn(each, [...path, name]))
    : [];
  return [...(path.length > 0 ? [[...path]] : []), ...deeper];
}

function without(text: string, path: readonly string[]): string {
  const copy = JSON.parse(text) as Json;
  const parent = path.slice(0, -1).reduce<any>((value, name) => value[name], copy);
  delete parent[path.at(-1)!];
  return JSON.stringify(copy);
}

const { config, payload_schema } = JSON.parse(FILLED) as Json;
const paths = [...pathsIn(config, ['config']), ...pathsIn(payload_schema, ['payload_schema'])].filter(
  path => path.length > 1 && path.at(-1) !== 'points',
);

test.each(Object.entries(FIELDS))('the collection fills every field of %s', (_, fields) => {
  const names = new Set(paths.flat());

  expect(fields.split(' ').filter(field => !names.has(field) && field !== 'points')).toEqual([]);
});

test.each(paths)('a restore without %j/%j/%j/%j is told', (...path) => {
  const [section, field] = [path[0] === 'config' ? path[1] : path[0], path.slice(1).join('.')];

  const differences = differencesOf(JSON.stringify(JSON.parse(FILLED)), without(FILLED, path));

  expect(differences).not.toEqual([]);
  differences.forEach(({ section: each, text }) => {
    expect(each).toBe(section);
    expect(text).toContain(field);
  });
});

test('the requests of a restore have every part of the answer', () => {
  const creation = JSON.parse(creationOf(FILLED).toString()) as Json;
  const update = JSON.parse(updateOf(FILLED, Object.keys(config))!.toString()) as Json;
  const { params, optimizer_config, strict_mode_config, wal_config, ...sections } = config;
  const { vectors, sparse_vectors, shard_number, sharding_method, ...changeable } = params;

  expect(creation).toEqual({ ...params, ...sections, wal_config, optimizers_config: optimizer_config });
  expect(update).toEqual({ ...sections, params: changeable, optimizers_config: optimizer_config, strict_mode_config });
  expect([vectors, sparse_vectors, shard_number, sharding_method]).not.toContain(undefined);
  expect(creationOf(FILLED).toString()).toContain('"float": 1.0');
});

test('indexes are made again with every setting', () => {
  const schemas = [...indexTextsOf(FILLED)].map(([field, index]) => [
    field,
    JSON.parse(indexSchemaOf(index).toString()),
  ]);

  for (const [field, schema] of schemas) {
    const { is_principal, ...params } = payload_schema[field].params;
    expect(schema).toEqual(is_principal === null || is_principal === undefined ? params : { ...params, is_principal });
  }
});
