import { parse, stringify } from 'lossless-json';
import { Refused } from './qdrant-refused';
import { type StoredVector, vectorsForJson, VectorSchema } from './qdrant-vectors';

interface Point {
  readonly id: unknown;
  /** The number of the write that wrote the point. */
  readonly version: number;
  readonly payload: unknown;
  readonly vectors: ReadonlyMap<string, StoredVector>;
}

interface Search {
  readonly limit: number;
  readonly withPayload?: boolean;
  /** Name of the vector. */
  readonly using?: string;
  readonly exact?: boolean;
  /** The id of the point that the search names. The answer is without the point. */
  readonly from?: unknown;
}

/** A part of a collection, on one node. */
export interface Shard {
  peer: number;
  points: Map<string, Point>;
  /** Of a collection with custom shard keys. */
  key?: unknown;
}

/** Points that are made while they are read, so that a million of them need no memory. */
export interface Generated {
  /** Their ids are 1 to this. */
  readonly count: number;
  /** The JSON of the point with this id. */
  readonly point: (id: number) => string;
}

const DISTANCES = ['Cosine', 'Dot', 'Euclid', 'Manhattan'];
/** The parameters that a request can change. */
const CHANGEABLE = [
  'replication_factor',
  'write_consistency_factor',
  'read_fan_out_factor',
  'read_fan_out_delay_ms',
  'on_disk_payload',
];
const DEFAULTS = {
  hnsw_config: { m: 16, ef_construct: 100, full_scan_threshold: 10000, max_indexing_threads: 0, on_disk: false },
  optimizer_config: {
    deleted_threshold: 0.2,
    vacuum_min_vector_number: 1000,
    default_segment_number: 0,
    max_segment_size: null,
    memmap_threshold: null,
    indexing_threshold: 10000,
    flush_interval_sec: 5,
    max_optimization_threads: null,
  },
  wal_config: { wal_capacity_mb: 32, wal_segments_ahead: 0, wal_retain_closed: 1 },
  quantization_config: null,
  strict_mode_config: { enabled: false },
};

/** One collection of the double, over all of its nodes. */
export class DoubleCollection {
  /** By id. The shard of a deleted key is absent. */
  readonly shards = new Map<number, Shard>();
  readonly indexes = new Map<string, unknown>();
  generated?: Generated;
  private readonly schema: VectorSchema;
  private sorted?: string[];
  private writes = 0;

  constructor(
    readonly config: any,
    private readonly peers: readonly number[],
  ) {
    this.schema = new VectorSchema(config.params);
    const count = this.isCustom ? 0 : Number(config.params.shard_number);
    for (let id = 0; id < count; id++) {
      this.addShard(id);
    }
  }

  /** @param body What was sent to create it. @param size Bytes of that, for the message. */
  static create(body: any, size: number, peers: readonly number[]): DoubleCollection {
    const { vectors, sparse_vectors, sharding_method } = body;
    const { shard_number = sharding_method === 'custom' ? 1 : peers.length } = body;
    const all = vectors && 'distance' in vectors ? [vectors] : Object.values(vectors ?? {});
    if (!all.every((one: any) => Number(one.size) >= 1 && DISTANCES.includes(one.distance))) {
      throw new Refused(
        400,
        `Format error in JSON body: data did not match any variant of untagged enum VectorsConfig at line 1 column ${size}`,
      );
    }
    const { replication_factor = 1, write_consistency_factor = 1, on_disk_payload = true } = body;
    const params = { vectors, shard_number, replication_factor, write_consistency_factor, on_disk_payload };
    return new DoubleCollection(
      {
        params: { ...params, ...(sharding_method && { sharding_method }), ...(sparse_vectors && { sparse_vectors }) },
        ...DEFAULTS,
        hnsw_config: { ...DEFAULTS.hnsw_config, ...body.hnsw_config },
        optimizer_config: { ...DEFAULTS.optimizer_config, ...body.optimizers_config },
        wal_config: { ...DEFAULTS.wal_config, ...body.wal_config },
        quantization_config: body.quantization_config ?? null,
        strict_mode_config: { ...DEFAULTS.strict_mode_config, ...body.strict_mode_config },
        ...(body.metadata && { metadata: body.metadata }),
      },
      peers,
    );
  }

  get count(): number {
    return this.generated?.count ?? [...this.shards.values()].reduce((sum, { points }) => sum + points.size, 0);
  }

  /** The payloads of all points. */
  payloads(): unknown[] {
    return [...this.shards.values()].flatMap(({ points }) => [...points.values()].map(({ payload }) => payload));
  }

  /** @param body What was sent to change the parameters. */
  update({ params, strict_mode_config, optimizers_config, hnsw_config, quantization_config, metadata }: any): void {
    const changeable = Object.entries(params ?? {}).filter(([name]) => CHANGEABLE.includes(name));
    Object.assign(this.config.params, Object.fromEntries(changeable));
    Object.assign(this.config.strict_mode_config, strict_mode_config);
    Object.assign(this.config.optimizer_config, optimizers_config);
    Object.assign(this.config.hnsw_config, hnsw_config);
    this.config.quantization_config = quantization_config ?? this.config.quantization_config;
    if (metadata) {
      this.config.metadata = { ...this.config.metadata, ...metadata };
    }
  }

  exactCount(): number {
    this.requireExact();
    return this.count;
  }

  info(): object {
    const fields = [...this.indexes].map(([field, schema]) => {
      const points = this.ids().filter(id =>
        Object.hasOwn((this.find(id)!.payload as object | undefined) ?? {}, field),
      ).length;
      const settings = typeof schema === 'object' ? { params: { ...schema, is_principal: null } } : {};
      return [field, { data_type: typeof schema === 'object' ? (schema as any).type : schema, ...settings, points }];
    });
    const sparse = this.ids().filter(id => [...this.find(id)!.vectors.values()].some(vector => 'indices' in vector));
    return {
      status: 'green',
      optimizer_status: 'ok',
      indexed_vectors_count: sparse.length,
      points_count: this.count,
      segments_count: 2,
      config: this.config,
      payload_schema: Object.fromEntries(fields),
    };
  }

  /** @param keep Whether a shard takes points. */
  upsert(sent: readonly any[], keep: (shard: number) => boolean = () => true, shardKey?: unknown): void {
    if (this.isCustom && shardKey === undefined) {
      throw new Refused(400, 'Bad request: Shard key not specified');
    }
    const allowed = [...this.shards].filter(([, { key }]) => stringify(key) === stringify(shardKey)).map(([id]) => id);
    if (allowed.length === 0) {
      throw new Refused(400, `Wrong input: Shard key ${String(shardKey)} not found`);
    }
    const version = this.writes++;
    const points = sent.map(({ id, payload, vector }, at) => ({
      id,
      version,
      payload,
      vectors: this.schema.accept(vector, at),
    }));
    for (const point of points) {
      const key = stringify(point.id)!;
      const shard = shardOf(key, allowed);
      if (keep(shard)) {
        this.shards.get(shard)!.points.set(key, point);
      }
    }
    this.sorted = undefined;
  }

  delete(ids: readonly unknown[]): void {
    const keys = ids.map(id => stringify(id)!);
    this.shards.forEach(({ points }) => keys.forEach(key => points.delete(key)));
    this.sorted = undefined;
  }

  /** The answer to a scroll, as JSON. */
  scroll({ limit = 10, offset, with_payload = true, with_vector = false, shard_key }: any): string {
    const count = Number(limit);
    if (count < 1) {
      throw new Refused(
        422,
        'Validation error in JSON body: [scroll_request.limit: value 0 invalid, must be 1 or larger]',
      );
    }
    this.requireLimit(count);
    if (this.generated) {
      const first = offset === undefined ? 1 : Number(String(offset));
      const last = Math.min(first + count - 1, this.generated.count);
      const points = Array.from({ length: last - first + 1 }, (_, at) => this.generated!.point(first + at));
      const next = last < this.generated.count ? last + 1 : null;
      return `{"points":[${points.join(',')}],"next_page_offset":${next}}`;
    }
    const ids = this.ids().filter(id => shard_key === undefined || this.isOf(shard_key, id));
    const start =
      offset === undefined || offset === null ? 0 : ids.findIndex(id => compareIds(id, stringify(offset)!) >= 0);
    const from = start < 0 ? ids.length : start;
    const points = ids.slice(from, from + count).map(id => {
      const { payload, vectors } = this.find(id)!;
      return {
        id: parse(id),
        ...(with_payload && { payload: payload ?? {} }),
        ...(with_vector && { vector: vectorsForJson(vectors) }),
      };
    });
    const next = ids[from + count];
    return stringify({ points, next_page_offset: next === undefined ? null : parse(next) })!;
  }

  /** The points with these ids, as JSON. */
  retrieve(ids: readonly unknown[]): string {
    const points = ids.flatMap(id => this.find(stringify(id)!) ?? []);
    return stringify(
      points.map(({ id, payload, vectors }) => ({ id, payload: payload ?? {}, vector: vectorsForJson(vectors) })),
    )!;
  }

  /** The first points in place of random ones, as JSON. @param wanted Names of vectors, or all. */
  sample(limit: number, wanted: readonly string[] | boolean = false): string {
    this.requireLimit(limit);
    const points = this.ids()
      .slice(0, limit)
      .map(key => this.find(key)!)
      .map(({ id, vectors }) => {
        const kept = Array.isArray(wanted) ? new Map([...vectors].filter(([name]) => wanted.includes(name))) : vectors;
        return { id, version: 0, score: 1.0, ...(wanted && { vector: vectorsForJson(kept) }) };
      });
    return stringify(points)!;
  }

  /** The vector of a point that a search names. */
  vectorOf(id: unknown, using: string): readonly number[] {
    const point = this.find(stringify(id)!);
    if (!point) {
      throw new Refused(404, `Not found: No point with id ${String(id)} found`);
    }
    const vector = point.vectors.get(using);
    if (!vector || !('dense' in vector)) {
      throw new Refused(404, `Not found: Vector with name "${using}" for point not found`);
    }
    return [...vector.dense];
  }

  /** The nearest points by one dense vector. */
  search(query: readonly unknown[], { limit, withPayload, using = '', exact, from }: Search): object[] {
    this.requireLimit(limit);
    if (exact) {
      this.requireExact();
    }
    return this.ids()
      .filter(key => from === undefined || key !== stringify(from))
      .map(key => this.find(key)!)
      .flatMap(({ id, version, payload, vectors }) => {
        const vector = vectors.get(using);
        const score = vector && 'dense' in vector ? this.schema.score(query, vector.dense, using) : undefined;
        return score === undefined ? [] : [{ id, version, score, ...(withPayload && { payload: payload ?? {} }) }];
      })
      .sort((a, b) => (this.schema.isDistance(using) ? a.score - b.score : b.score - a.score))
      .slice(0, limit)
      .map(hit => (Number.isFinite(hit.score) ? hit : { ...hit, score: null }));
  }

  private requireLimit(limit: number): void {
    const { enabled, max_query_limit } = this.config.strict_mode_config;
    if (enabled && limit > Number(max_query_limit ?? Infinity)) {
      throw new Refused(400, `Bad request: Limit exceeded ${limit} > ${max_query_limit} for "limit"`);
    }
  }

  private requireExact(): void {
    const { enabled, search_allow_exact } = this.config.strict_mode_config;
    if (enabled && search_allow_exact === false) {
      throw new Refused(400, 'Bad request: Exact search disabled!');
    }
  }

  /** What a node's snapshot holds: the configuration and the shards that lie there. */
  dump(peer: number): string {
    const shards = [...this.shards].flatMap(([id, { peer: owner, points }]) => {
      const all = [...points.values()].map(({ id, payload, vectors }) => ({
        id,
        payload,
        vector: vectorsForJson(vectors),
      }));
      return owner === peer ? [{ id, points: all }] : [];
    });
    return stringify({ config: this.config, indexes: [...this.indexes], shards })!;
  }

  /** Takes in a node's snapshot: its shards lie on `peer` from now on. */
  load({ indexes, shards }: any, peer: number): void {
    for (const { id, points } of shards) {
      // The server takes only shards that the collection has.
      const shard = this.shards.get(Number(id));
      if (shard) {
        shard.peer = peer;
        shard.points.clear();
        this.upsert(points, at => at === Number(id), shard.key);
      }
    }
    this.indexes.clear();
    indexes.forEach(([field, schema]: [string, unknown]) => this.indexes.set(field, schema));
  }

  createShardKey(key: unknown, count: number): void {
    if (!this.isCustom) {
      throw new Refused(400, 'Bad request: Shard Key cannot be created with Auto sharding method');
    }
    const highest = Math.max(0, ...this.shards.keys());
    for (let at = 1; at <= count; at++) {
      this.addShard(highest + at, key);
    }
  }

  deleteShardKey(key: unknown): void {
    const ids = [...this.shards].filter(([, shard]) => stringify(shard.key) === stringify(key)).map(([id]) => id);
    ids.forEach(id => this.shards.delete(id));
  }

  private get isCustom(): boolean {
    return this.config.params.sharding_method === 'custom';
  }

  private isOf(shardKey: unknown, id: string): boolean {
    return [...this.shards.values()].some(
      ({ key, points }) => stringify(key) === stringify(shardKey) && points.has(id),
    );
  }

  private addShard(id: number, key?: unknown): void {
    this.shards.set(id, { peer: this.peers[id % this.peers.length]!, points: new Map(), key });
  }

  private find(key: string): Point | undefined {
    return [...this.shards.values()].map(({ points }) => points.get(key)).find(point => point !== undefined);
  }

  private ids(): string[] {
    return (this.sorted ??= [...this.shards.values()].flatMap(({ points }) => [...points.keys()]).sort(compareIds));
  }
}

function shardOf(key: string, shards: readonly number[]): number {
  return shards[[...key].reduce((sum, character) => sum + character.charCodeAt(0), 0) % shards.length]!;
}

/** Numbers by their size, then UUIDs. */
function compareIds(a: string, b: string): number {
  const [aIsText, bIsText] = [a.startsWith('"'), b.startsWith('"')];
  if (aIsText !== bIsText) {
    return aIsText ? 1 : -1;
  }
  return aIsText ? (a < b ? -1 : Number(a > b)) : Number(BigInt(a) - BigInt(b));
}
