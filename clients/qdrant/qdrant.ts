import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { io } from '../../cli/io';
import { remember } from '../../cli/secrets';
import type { Explain } from '../errors';
import { type Address, type Connections, connections, isTransient, statusOf } from '../http';
import { responseError, TooLarge } from './errors';
import { stringifyJson } from './json';
import { multipart } from './multipart';
import { type Page, pageOf, withDecimalPoints } from './points';
import { waitingForLimit } from './rate-limit';
import { type Call, pathOf, SnapshotApi, type StreamedResponse } from './snapshot-api';
import type { Alias, CollectionConfig, CollectionInfo, Hit, IndexedField, Placement, Snapshot } from './types';

export type { Alias, CollectionConfig, CollectionInfo, Hit, IndexedField, Page, Placement, Snapshot };

/** Default of `QdrantOptions.timeout`. */
const REQUEST_TIMEOUT = 60_000;
/** How often a request is repeated while the server is unavailable. */
const RETRIES = 4;

export interface QdrantOptions {
  /** Base URL, e.g. `https://qdrant.example.com`. */
  readonly url: string;
  /** @default - the environment variable `QDRANT_API_KEY` */
  readonly apiKey?: string;
  /** Certificate authorities as PEM, in addition to the public ones. */
  readonly ca?: string;
  /** Address to connect to instead of the one that DNS returns. */
  readonly at?: Address;
  /** Timeout of a request, in milliseconds. @default 60000 */
  readonly timeout?: number;
  /** Timeout of a request that makes or restores a snapshot, in milliseconds. */
  readonly snapshotTimeout: number;
}

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
type Request = Call & {
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

/** The REST API of one node of Qdrant. */
export class Qdrant extends SnapshotApi {
  private constructor(
    private readonly connections: Connections,
    private readonly options: QdrantOptions,
    explain: Explain,
  ) {
    super(explain);
  }

  /** Prepares connections. No request is sent. */
  static async open(options: QdrantOptions, explain: Explain): Promise<Qdrant> {
    const { apiKey = io().env.QDRANT_API_KEY } = options;
    if (apiKey) {
      remember(apiKey);
    }
    const url = options.url.replace(/\/+$/, '');
    return new Qdrant(await connections(options.ca, options.at), { ...options, apiKey, url }, explain);
  }

  /** Closes the connections. Otherwise they keep the process alive. */
  async close(): Promise<void> {
    await this.connections.close();
  }

  get url(): string {
    return this.options.url;
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

  protected override async bytes(doing: string, path: string, call: Request): Promise<Buffer> {
    const retries = call.repeatable === false ? 0 : RETRIES;
    for (let retry = 0; ; retry++) {
      try {
        return await this.sendWaiting(path, call);
      } catch (error) {
        if (error instanceof TooLarge) {
          throw error;
        }
        if (retry === retries || !(isTransient(error) || (call.persistent && isServerError(error)))) {
          throw this.failure(doing, error);
        }
        await sleep(250 * 2 ** retry);
      }
    }
  }

  private async sendWaiting(path: string, call: Request): Promise<Buffer> {
    return waitingForLimit(async () => bytesOf((await this.send(path, call)).body, call.most));
  }

  protected override async stream(
    doing: string,
    path: string,
    headers: Readonly<Record<string, string>>,
  ): Promise<StreamedResponse> {
    try {
      return await this.send(path, { headers });
    } catch (error) {
      throw this.failure(doing, error);
    }
  }

  /** Sends one request. A response without a status of success is an error. */
  private async send(path: string, { method = 'GET', json, stream, slow, headers }: Request) {
    const { request } = await import('undici');
    const { apiKey, url, timeout = REQUEST_TIMEOUT, snapshotTimeout } = this.options;
    const response = await request(`${url}${path}`, {
      dispatcher: this.connections.dispatcher,
      method,
      headers: {
        ...(apiKey && { 'api-key': apiKey }),
        ...(json !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      body: stream?.() ?? (json === undefined || Buffer.isBuffer(json) ? json : stringifyJson(json)),
      headersTimeout: slow ? snapshotTimeout : timeout,
      bodyTimeout: timeout,
    });
    if (response.statusCode >= 300) {
      const { 'retry-after': retryAfter } = response.headers;
      throw responseError(response.statusCode, await response.body.text(), retryAfter?.toString());
    }
    return response;
  }
}

function isServerError(error: unknown): boolean {
  return (statusOf(error) ?? 0) >= 500;
}

/** The complete body. @param most How many bytes the body can have. */
async function bytesOf(body: AsyncIterable<Buffer>, most = Infinity): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of body) {
    size += piece.length;
    if (size > most) {
      throw new TooLarge(`the answer has more than ${most} bytes`);
    }
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
