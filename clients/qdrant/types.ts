/** What a node says about its cluster. Without cluster mode it has no id and no peers. */
export interface ClusterInfo {
  /** May be a number that JavaScript cannot hold: compare it as text. */
  readonly peer_id?: unknown;
  readonly peers?: Readonly<Record<string, { readonly uri: string }>>;
  /** What it knows of the consensus; without a majority there is no leader. */
  readonly raft_info?: { readonly leader?: unknown };
  /** Such as `working`, `stopped`. */
  readonly consensus_thread_status?: { readonly consensus_thread_status?: string };
}

/** What Qdrant says about a collection, in its own words. Fields that newer servers add are kept as they are. */
export interface CollectionInfo {
  /** Such as `green`, `yellow`, `grey`, `red`. */
  readonly status?: string;
  readonly points_count?: number;
  /** Writes that the server accepted and that are not visible yet. Absent in older servers. */
  readonly update_queue?: { readonly length?: number; readonly deferred_points?: number | null } | null;
  readonly config: CollectionConfig;
  readonly payload_schema: Readonly<Record<string, IndexedField>>;
}

export interface CollectionConfig {
  readonly params: Readonly<Record<string, unknown>>;
  readonly strict_mode_config?: Readonly<Record<string, unknown>> | null;
  readonly [section: string]: unknown;
}

/** A payload field that has an index. */
export interface IndexedField {
  readonly data_type: string;
  /** Absent where the index has no settings but its type. */
  readonly params?: Readonly<Record<string, unknown>> | null;
  readonly points?: number;
}

/** Where the shards of a collection lie, as seen by one node. */
export interface Placement {
  /** May be a number that JavaScript cannot hold: compare it as text. */
  readonly peer_id: unknown;
  readonly local_shards: readonly Shard[];
  readonly remote_shards: readonly (Shard & { readonly peer_id: unknown })[];
  /** Shards on their way. */
  readonly shard_transfers?: readonly unknown[];
}

export interface Shard {
  readonly shard_id: number;
  /** Absent where the collection has no custom shard keys. */
  readonly shard_key?: string | number | null;
  /** Such as `Active`, `Partial`, `Dead`. */
  readonly state: string;
}

export interface Alias {
  readonly alias_name: string;
  readonly collection_name: string;
}

export interface Snapshot {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** SHA-256 in hexadecimal digits. Absent for a file that was uploaded. */
  readonly checksum?: string | null;
}

/** A point that a search has found. */
export interface Hit {
  readonly id: unknown;
  /** Increases with each write of the point. */
  readonly version?: unknown;
  readonly score: number;
  readonly payload?: Readonly<Record<string, unknown>> | null;
}
