/**
 * The settings of Qdrant 1.15.0 to 1.19.0, from the structures that Qdrant reads its configuration into. A line without a type is a
 * section, and deeper lines are inside of it. `?` allows null. `since` is the first version with the setting, `until` the first without.
 */
export const SETTING_TABLE = `
audit
 dir string since 1.17.0
 enabled boolean since 1.17.0
 log_api boolean since 1.18.0
 max_log_files count since 1.17.0
 rotation daily|hourly since 1.17.0
 trust_forwarded_headers boolean since 1.17.0
cluster
 connection_timeout_ms count
 consensus
  bootstrap_timeout_sec count
  compact_wal_entries count
  max_message_queue_size count
  message_timeout_ticks count
  tick_period_ms count
 enabled boolean
 grpc_timeout_ms count
 p2p
  connection_pool_size count
  enable_tls boolean
  port count?
 peer_id count
 resharding_enabled boolean
debugger
 pyroscope
  identifier string
  password string?
  sampling_rate count?
  url string
  user string?
feature_flags
 all boolean
 append_only_mutations boolean since 1.19.0
 appendable_quantization boolean since 1.15.5
 async_payload_storage boolean since 1.19.0
 compact_bitmask boolean since 1.19.0
 incremental_hnsw_building boolean
 migrate_rocksdb_id_tracker boolean until 1.18.0
 migrate_rocksdb_payload_indices boolean until 1.18.0
 migrate_rocksdb_payload_storage boolean until 1.18.0
 migrate_rocksdb_vector_storage boolean until 1.18.0
 payload_index_skip_mutable_rocksdb boolean until 1.18.0
 payload_index_skip_rocksdb boolean until 1.18.0
 payload_storage_skip_rocksdb boolean until 1.18.0
 serverless_compatible boolean since 1.19.0
 single_file_mmap_vector_storage boolean since 1.17.0
 write_segment_manifest boolean since 1.19.0
gpu
 allow_emulated boolean
 allow_integrated boolean
 device_filter string
 devices list?
 force_half_precision boolean
 groups_count count?
 indexing boolean
 parallel_indexes count?
inference
 address string?
 timeout count?
 token string?
log_level string?
logger
 color auto|true|false?
 format text|json?
 log_level string?
 on_disk
  buffer_size_bytes count? since 1.15.2
  enabled boolean?
  format text|json?
  log_file string?
  log_level string?
  span_events list?
 span_events list?
service
 alt_api_key string? since 1.17.0
 api_key string?
 enable_cors boolean
 enable_snapshot_url_recovery boolean since 1.18.0
 enable_static_content boolean?
 enable_tls boolean
 enforce_internal_auth boolean? since 1.18.0
 grpc_port count?
 hardware_reporting boolean?
 hide_jwt_dashboard boolean?
 host string
 http_client_disconnect_timeout_sec count since 1.17.1
 http_client_request_timeout_sec count since 1.17.1
 http_keep_alive_timeout_sec count since 1.17.1
 http_port count
 jwt_rbac boolean?
 max_request_size_mb count
 max_workers count?
 metrics_port count? since 1.17.0
 metrics_prefix string? since 1.16.0
 read_only_api_key string?
 slow_query_secs number?
 static_content_dir string?
 verify_https_client_certificate boolean
storage
 collection
  quantization mapping?
  replication_factor count?
  shard_number count?
  shard_number_per_node count?
  strict_mode
   condition_max_size count?
   enabled boolean?
   filter_max_conditions count?
   max_collection_payload_size_bytes count?
   max_collection_vector_size_bytes count?
   max_disk_usage_percent count? since 1.18.2 until 1.19.0
   max_payload_index_count count? since 1.15.5
   max_points_count count?
   max_query_limit count?
   max_resident_memory_percent count? since 1.18.0
   max_timeout count?
   multivector_config mapping
   read_rate_limit count?
   search_allow_exact boolean?
   search_max_batchsize count? since 1.17.1
   search_max_hnsw_ef count?
   search_max_oversampling number?
   sparse_config mapping
   unindexed_filtering_retrieve boolean?
   unindexed_filtering_update boolean?
   upsert_max_batchsize count?
   write_rate_limit count?
  vectors
   memory cold|cached|pinned? since 1.19.0
   on_disk boolean?
  write_consistency_factor count?
 handle_collection_load_errors boolean
 hnsw_global_config
  healing_threshold number
 hnsw_index
  copy_vectors boolean? since 1.15.5 until 1.16.0
  ef_construct count
  full_scan_threshold count
  full_scan_threshold_kb count
  inline_storage boolean? since 1.16.0
  m count
  max_indexing_threads count
  memory cold|cached|pinned? since 1.19.0
  on_disk boolean?
  payload_m count?
 low_memory_mode disabled|no_resident|no_populate since 1.18.0
 max_collections count?
 mmap_advice normal|random|sequential
 node_type Normal|Listener
 on_disk_payload boolean
 optimizers
  default_segment_number count
  deleted_threshold number
  flush_interval_sec count
  indexing_threshold count?
  indexing_threshold_kb count?
  max_optimization_threads count?
  max_segment_size count?
  max_segment_size_kb count?
  memmap_threshold count?
  memmap_threshold_kb count?
  prevent_unoptimized boolean? since 1.17.0
  vacuum_min_vector_number count
 optimizers_overwrite
  default_segment_number count?
  deleted_threshold number?
  flush_interval_sec count?
  indexing_threshold count?
  indexing_threshold_kb count?
  max_optimization_threads auto|count?
  max_segment_size count?
  max_segment_size_kb count?
  memmap_threshold count?
  memmap_threshold_kb count?
  prevent_unoptimized boolean? since 1.17.0
  vacuum_min_vector_number count?
 payload
  memory cold|cached|pinned? since 1.19.0
 performance
  async_scorer boolean?
  incoming_shard_transfers_limit count?
  io_uring disabled|auto? since 1.19.0
  max_concurrent_collection_loads count? since 1.17.0
  max_concurrent_segment_loads count? since 1.17.0
  max_concurrent_shard_loads count? since 1.17.0
  max_optimization_runtime_threads count
  max_search_threads count
  optimizer_cpu_budget integer
  optimizer_io_budget count
  outgoing_shard_transfers_limit count?
  search_timeout_sec count?
  update_rate_limit count?
 quotas
  enabled boolean since 1.19.0
  max_disk_usage_percent count? since 1.19.0
  max_resident_memory_percent count? since 1.19.0
  release_margin_percent count? since 1.19.0
 recovery_mode string?
 shard_transfer_method stream_records|snapshot|wal_delta|resharding_stream_records?
 snapshots_config
  s3_config
   access_key string?
   bucket string
   endpoint_url string?
   region string?
   secret_key string?
  snapshots_storage local|s3
 snapshots_path string
 storage_path string
 temp_path string?
 update_concurrency count?
 update_queue_size count?
 wal
  wal_capacity_mb count
  wal_retain_closed count since 1.15.2
  wal_segments_ahead count
telemetry_disabled boolean
tls
 ca_cert string?
 cert string
 cert_ttl count?
 key string
`;
