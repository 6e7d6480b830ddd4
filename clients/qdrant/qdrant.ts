import type { Readable } from 'node:stream';
import { multipart } from './multipart';
import { type Page, pageOf, withDecimalPoints } from './points';
import { type Call, pathOf, SnapshotApi } from './snapshot-api';
import type { Alias, CollectionConfig, CollectionInfo, Hit, IndexedField, Placement, Snapshot } from './types';

export type { Alias, CollectionConfig, CollectionInfo, Hit, IndexedField, Page, Placement, Snapshot };

/** One page of a scroll. */
export interface PageRequest {
  readonly limit: number;
  /** The first id, as JSON text. */
  readonly offset?: Buffer;
  /** Only points of this shard key. */
  readonly shardKey?: string | number;
  /** How many bytes the answer can have. @default - any number */
  readonly most?: number;
}

/** A request whose body can be a stream. */
export type Request = Call & {
  /** Opens the body. A repeated request opens it again. */
  readonly stream?: () => Readable;
  /** Whether the request is repeated after any error of the server. @default - only while the server is unavailable */
  readonly persistent?: boolean;
};

/** A snapshot to upload. */
export interface Upload {
  /** Name in messages. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  readonly sha256: string;
  readonly open: () => AsyncIterable<Buffer>;
}

/** The REST API of one node of Qdrant. Subclasses send the requests. */
export abstract class Qdrant extends SnapshotApi {
  /** What Qdrant tells about itself: version, settings, shards and durations. */
  async telemetry(): Promise<object> {
    return this.result('read the telemetry', '/telemetry?details_level=3');
  }

  /** Moves, copies or drops a shard. The cluster accepts the operation and finishes it later. */
  async changeShards(name: string, operation: object): Promise<void> {
    const call = { method: 'POST', json: operation, repeatable: false } as const;
    await this.result(`change the shards of collection ${name}`, `${pathOf(name)}/cluster`, call);
  }

  /** Removes a node from the cluster. The cluster refuses while shards are on the node, unless `withShards` is true. */
  async removePeer(id: string, withShards = false): Promise<void> {
    const path = `/cluster/peer/${id}${withShards ? '?force=true' : ''}`;
    await this.result(`remove node ${id}`, path, { method: 'DELETE' });
  }

  /** Points aliases to collections, in one atomic operation. An alias that exists is moved. */
  async setAliases(aliases: readonly Alias[]): Promise<void> {
    const present = new Set((await this.aliases()).map(({ alias_name }) => alias_name));
    const actions = aliases.flatMap(({ alias_name, collection_name }) => [
      ...(present.has(alias_name) ? [{ delete_alias: { alias_name } }] : []),
      { create_alias: { alias_name, collection_name } },
    ]);
    await this.result('write aliases', '/collections/aliases', { method: 'POST', json: { actions } });
  }

  /** Points with vectors and payload, ordered by id. Throws `TooLarge` where the answer has more bytes than allowed. */
  async page(name: string, { limit, offset, shardKey, most }: PageRequest): Promise<Page> {
    const from = offset ? `,"offset":${offset.toString()}` : '';
    const key = shardKey === undefined ? '' : `,"shard_key":${JSON.stringify(shardKey)}`;
    const json = Buffer.from(`{"limit":${limit},"with_payload":true,"with_vector":true${from}${key}}`);
    const doing = `read points of collection ${name}`;
    const answer = await this.bytes(doing, `${pathOf(name)}/points/scroll`, { method: 'POST', json, most });
    return this.parsed(doing, () => pageOf(answer));
  }

  /** The points with these ids, each id as JSON text. Points that do not exist are left out. */
  async pointsOf(name: string, ids: readonly string[], shardKey?: string | number, most?: number): Promise<Page> {
    const key = shardKey === undefined ? '' : `,"shard_key":${JSON.stringify(shardKey)}`;
    const json = Buffer.from(`{"ids":[${ids.join(',')}],"with_payload":true,"with_vector":true${key}}`);
    const doing = `read points of collection ${name}`;
    const answer = await this.bytes(doing, `${pathOf(name)}/points`, { method: 'POST', json, most });
    return this.parsed(doing, () => pageOf(answer));
  }

  /** Writes points, each as the text of a JSON object. A point with the same id is replaced. @param shardKey Of all points. */
  async upsert(name: string, points: readonly Buffer[], shardKey?: string | number): Promise<void> {
    const list = points.flatMap((point, index) => [Buffer.from(index ? ',' : ''), withDecimalPoints(point)]);
    const key = shardKey === undefined ? '' : `,"shard_key":${JSON.stringify(shardKey)}`;
    const json = Buffer.concat([Buffer.from('{"points":['), ...list, Buffer.from(`]${key}}`)]);
    const call: Request = { method: 'PUT', json, persistent: true };
    await this.result(`write points of collection ${name}`, `${pathOf(name)}/points?wait=true`, call);
  }

  /** The points nearest to a vector, the nearest first. */
  async search(name: string, vector: readonly number[], limit: number): Promise<Hit[]> {
    const call = { method: 'POST', json: { query: vector, limit, with_payload: true } } as const;
    const doing = `search collection ${name}`;
    return (await this.result<{ points: Hit[] }>(doing, `${pathOf(name)}/points/query`, call)).points;
  }

  /** @param parameters The body of the request. A Buffer is JSON text. */
  async createCollection(name: string, parameters: object): Promise<void> {
    const call = { method: 'PUT', json: parameters, repeatable: false } as const;
    await this.result(`create collection ${name}`, pathOf(name), call);
  }

  /** @param parameters The body of the request. A Buffer is JSON text. */
  async updateCollection(name: string, parameters: object): Promise<void> {
    await this.result(`update collection ${name}`, pathOf(name), { method: 'PATCH', json: parameters });
  }

  async deleteCollection(name: string): Promise<void> {
    await this.result(`delete collection ${name}`, pathOf(name), { method: 'DELETE' });
  }

  /** Makes a custom shard key. Its shards get the ids after the highest id of the collection. */
  async createShardKey(name: string, key: string | number, shards: number): Promise<void> {
    const call = { method: 'PUT', json: { shard_key: key, shards_number: shards }, repeatable: false } as const;
    await this.result(`make shard key ${key} of collection ${name}`, `${pathOf(name)}/shards`, call);
  }

  async deleteShardKey(name: string, key: string | number): Promise<void> {
    const call = { method: 'POST', json: { shard_key: key }, repeatable: false } as const;
    await this.result(`delete shard key ${key} of collection ${name}`, `${pathOf(name)}/shards/delete`, call);
  }

  /** @param schema The schema of the index, as JSON text. */
  async createIndex(name: string, field: string, schema: Buffer): Promise<void> {
    const json = Buffer.from(`{"field_name":${JSON.stringify(field)},"field_schema":${schema.toString()}}`);
    const call = { method: 'PUT', json } as const;
    await this.result(`index field ${field} of collection ${name}`, `${pathOf(name)}/index?wait=true`, call);
  }

  async snapshots(name: string): Promise<Snapshot[]> {
    return this.result(`list the snapshots of collection ${name}`, `${pathOf(name)}/snapshots`);
  }

  /**
   * Restores the shards of a node from a snapshot. The server creates the collection if it does not exist.
   *
   * @param uploadName Name of the uploaded file. The server keeps the file among the snapshots of the collection.
   * @param onBytes Called with the length of each piece that is sent.
   */
  async upload(name: string, file: Upload, uploadName: string, onBytes: (count: number) => void): Promise<void> {
    const { headers, body } = multipart('snapshot', { ...file, name: uploadName }, onBytes);
    const path = `${pathOf(name)}/snapshots/upload?priority=snapshot&wait=true&checksum=${file.sha256}`;
    const call: Request = { method: 'POST', stream: body, headers, slow: true, repeatable: false };
    await this.result(`restore collection ${name} from ${file.path}`, path, call);
  }
}
