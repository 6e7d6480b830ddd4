import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { io } from '../../cli/io';
import { Failure } from '../../cli/failure';
import { remember } from '../../cli/secrets';
import { type Address, type Connections, connections, isTransient, statusOf } from '../http';
import { parseJson, stringifyJson } from './json';
import { multipart } from './multipart';
import { type Page, pageOf, withDecimalPoints } from './points';
import { BrokenAnswer, failure, Refusal } from './errors';
import type {
  Alias,
  ClusterInfo,
  CollectionConfig,
  CollectionInfo,
  Hit,
  IndexedField,
  Placement,
  Snapshot,
} from './types';

export type { Alias, CollectionConfig, CollectionInfo, Hit, IndexedField, Page, Placement, Snapshot };

/** How long the server may say nothing to an ordinary request, in milliseconds. */
const REQUEST_TIMEOUT = 60_000;
/** How often an ordinary request is sent again while the server is away. */
const RETRIES = 4;

export interface QdrantOptions {
  /** Base URL, e.g. `https://qdrant.example.com`. */
  readonly url: string;
  /** Default: `QDRANT_API_KEY` of the environment. */
  readonly apiKey?: string;
  /** Certificate authorities as PEM, beside the public ones. */
  readonly ca?: string;
  /** Where to connect to, when not where DNS says. */
  readonly at?: Address;
  /** How long the server may say nothing to an ordinary request, in milliseconds. Default: a minute. */
  readonly timeout?: number;
  /** How long the server may take to make or take in one snapshot, in milliseconds. */
  readonly snapshotTimeout: number;
}

interface Call {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Sent as JSON; a Buffer as it is. */
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly stream?: Readable;
  /** Default: that of the options. */
  readonly timeout?: number;
  /** Whether it does no harm to send it twice. @default true */
  readonly repeatable?: boolean;
}

/** One node of Qdrant. The only module that speaks to it. */
export class Qdrant {
  private constructor(
    private readonly connections: Connections,
    private readonly options: QdrantOptions,
  ) {}

  /** Sends nothing yet. */
  static async open(options: QdrantOptions): Promise<Qdrant> {
    const { apiKey = io().env.QDRANT_API_KEY } = options;
    if (apiKey) {
      remember(apiKey);
    }
    return new Qdrant(await connections(options.ca, options.at), {
      ...options,
      apiKey,
      url: options.url.replace(/\/+$/, ''),
    });
  }

  /** Ends the connections, so that the process can end. */
  async close(): Promise<void> {
    await this.connections.close();
  }

  get url(): string {
    return this.options.url;
  }

  /** Such as `1.15.4`. */
  async version(): Promise<string> {
    const { version } = (await this.json('read the version', '/')) as { version?: unknown };
    if (typeof version !== 'string') {
      throw failure('read the version', this.url, new BrokenAnswer('it holds no version'));
    }
    return version;
  }

  async cluster(): Promise<ClusterInfo> {
    return this.result('read the cluster', '/cluster');
  }

  async collections(): Promise<string[]> {
    const { collections } = await this.result<{ collections: { name: string }[] }>('list collections', '/collections');
    return collections.map(({ name }) => name).sort();
  }

  async collection(name: string): Promise<CollectionInfo> {
    return this.result(`read collection ${name}`, at(name));
  }

  /** Which shards of a collection lie on this node, and which elsewhere. */
  async placement(name: string): Promise<Placement> {
    return this.result(`read the shards of collection ${name}`, `${at(name)}/cluster`);
  }

  /** Has the cluster move, copy or drop a shard: it is taken on, and not done yet, when this ends. */
  async changeShards(name: string, operation: object): Promise<void> {
    const call = { method: 'POST', json: operation, repeatable: false } as const;
    await this.result(`change the shards of collection ${name}`, `${at(name)}/cluster`, call);
  }

  /** Takes a node out of the cluster, which refuses while shards lie on it. */
  async removePeer(id: string): Promise<void> {
    await this.result(`remove node ${id}`, `/cluster/peer/${id}`, { method: 'DELETE' });
  }

  async aliases(): Promise<Alias[]> {
    return (await this.result<{ aliases: Alias[] }>('list aliases', '/aliases')).aliases;
  }

  /** Points an alias to a collection, away from the one that it pointed to. All of them change in the same moment. */
  async setAliases(aliases: readonly Alias[]): Promise<void> {
    const present = new Set((await this.aliases()).map(({ alias_name }) => alias_name));
    const actions = aliases.flatMap(({ alias_name, collection_name }) => [
      ...(present.has(alias_name) ? [{ delete_alias: { alias_name } }] : []),
      { create_alias: { alias_name, collection_name } },
    ]);
    await this.result('write aliases', '/collections/aliases', { method: 'POST', json: { actions } });
  }

  /** How many points there are, counted one by one. */
  async count(name: string): Promise<number> {
    const call = { method: 'POST', json: { exact: true } } as const;
    return (await this.result<{ count: number }>(`count collection ${name}`, `${at(name)}/points/count`, call)).count;
  }

  /** Points with vectors and payload, in the order of their ids. @param offset The id to begin with. */
  async page(name: string, limit: number, offset?: Buffer): Promise<Page> {
    const from = offset ? `,"offset":${offset.toString()}` : '';
    const json = Buffer.from(`{"limit":${limit},"with_payload":true,"with_vector":true${from}}`);
    const doing = `read points of collection ${name}`;
    const answer = await this.bytes(doing, `${at(name)}/points/scroll`, { method: 'POST', json });
    return this.understood(doing, () => pageOf(answer));
  }

  /** Writes points, each as the text of a JSON object, over those of the same ids. */
  async upsert(name: string, points: readonly Buffer[]): Promise<void> {
    const list = points.flatMap((point, index) => [Buffer.from(index ? ',' : ''), withDecimalPoints(point)]);
    const json = Buffer.concat([Buffer.from('{"points":['), ...list, Buffer.from(']}')]);
    await this.result(`write points of collection ${name}`, `${at(name)}/points?wait=true`, { method: 'PUT', json });
  }

  /** The nearest points to a vector, the nearest first. */
  async search(name: string, vector: readonly number[], limit: number): Promise<Hit[]> {
    const call = { method: 'POST', json: { query: vector, limit, with_payload: true } } as const;
    const doing = `search collection ${name}`;
    return (await this.result<{ points: Hit[] }>(doing, `${at(name)}/points/query`, call)).points;
  }

  async createCollection(name: string, parameters: object): Promise<void> {
    const call = { method: 'PUT', json: parameters, repeatable: false } as const;
    await this.result(`create collection ${name}`, at(name), call);
  }

  async updateCollection(name: string, parameters: object): Promise<void> {
    await this.result(`update collection ${name}`, at(name), { method: 'PATCH', json: parameters });
  }

  async deleteCollection(name: string): Promise<void> {
    await this.result(`delete collection ${name}`, at(name), { method: 'DELETE' });
  }

  async createIndex(name: string, field: string, schema: unknown): Promise<void> {
    const call = { method: 'PUT', json: { field_name: field, field_schema: schema } } as const;
    await this.result(`index field ${field} of collection ${name}`, `${at(name)}/index?wait=true`, call);
  }

  async createSnapshot(name: string): Promise<Snapshot> {
    // Sent twice, it would leave a snapshot that nobody knows of.
    const call = { method: 'POST', timeout: this.options.snapshotTimeout, repeatable: false } as const;
    return this.result(`make a snapshot of collection ${name}`, `${at(name)}/snapshots?wait=true`, call);
  }

  async snapshots(name: string): Promise<Snapshot[]> {
    return this.result(`list the snapshots of collection ${name}`, `${at(name)}/snapshots`);
  }

  /** Deletes a snapshot of this node; one that is gone already is no error. */
  async deleteSnapshot(name: string, snapshot: string): Promise<void> {
    const path = `${at(name)}/snapshots/${encodeURIComponent(snapshot)}?wait=true`;
    await this.result(`delete snapshot ${snapshot}`, path, { method: 'DELETE' }).catch(error => {
      if (statusOf(error.cause) !== 404) {
        throw error;
      }
    });
  }

  /**
   * A snapshot as a stream, tried once: whoever reads it knows where to go on.
   *
   * @param from The first byte that is wanted. The answer may begin earlier all the same: see its `from`.
   */
  async download(name: string, snapshot: string, from: number): Promise<{ from: number; body: AsyncIterable<Buffer> }> {
    const path = `${at(name)}/snapshots/${encodeURIComponent(snapshot)}`;
    const headers = from > 0 ? { range: `bytes=${from}-` } : undefined;
    try {
      const { statusCode, body } = await this.send(path, { headers });
      return { from: statusCode === 206 ? from : 0, body };
    } catch (error) {
      throw failure(`download snapshot ${snapshot}`, this.url, error);
    }
  }

  /**
   * Has the server take in a snapshot as the truth about its shards; the collection is created where it is missing.
   *
   * @param uploadName The name under which the server keeps the file among the collection's snapshots.
   * @param onBytes Told the length of each piece that is sent.
   */
  async upload(
    name: string,
    file: { readonly path: string; readonly size: number; readonly sha256: string },
    uploadName: string,
    onBytes: (count: number) => void,
  ): Promise<void> {
    const { headers, body } = multipart('snapshot', uploadName, file.path, file.size, onBytes);
    const path = `${at(name)}/snapshots/upload?priority=snapshot&wait=true&checksum=${file.sha256}`;
    const call = {
      method: 'POST',
      headers,
      stream: body,
      timeout: this.options.snapshotTimeout,
      repeatable: false,
    } as const;
    await this.result(`restore collection ${name} from ${file.path}`, path, call);
  }

  private async result<T>(doing: string, path: string, call: Call = {}): Promise<T> {
    const { result } = (await this.json(doing, path, call)) as { result?: T };
    if (result === undefined) {
      throw failure(doing, this.url, new BrokenAnswer('it holds no result'));
    }
    return result;
  }

  private async json(doing: string, path: string, call: Call = {}): Promise<object> {
    const answer = await this.bytes(doing, path, call);
    return this.understood(doing, () => {
      const value = parseJson(answer.toString());
      if (typeof value !== 'object' || value === null) {
        throw new SyntaxError('it is no JSON object');
      }
      return value;
    });
  }

  private async bytes(doing: string, path: string, call: Call): Promise<Buffer> {
    const retries = call.repeatable === false ? 0 : RETRIES;
    for (let retry = 0; ; retry++) {
      try {
        return Buffer.from(await (await this.send(path, call)).body.arrayBuffer());
      } catch (error) {
        if (retry === retries || !isTransient(error)) {
          throw failure(doing, this.url, error);
        }
        await sleep(250 * 2 ** retry);
      }
    }
  }

  private understood<T>(doing: string, read: () => T): T {
    try {
      return read();
    } catch (error) {
      if (error instanceof Failure) {
        throw error;
      }
      throw failure(doing, this.url, new BrokenAnswer((error as Error).message, { cause: error }));
    }
  }

  /** One request. An answer that is no success is an error. */
  private async send(path: string, { method = 'GET', json, stream, timeout, ...call }: Call) {
    const { request } = await import('undici');
    const { apiKey, url, timeout: requestTimeout = REQUEST_TIMEOUT } = this.options;
    const response = await request(`${url}${path}`, {
      dispatcher: this.connections.dispatcher,
      method,
      headers: {
        ...(apiKey && { 'api-key': apiKey }),
        ...(json !== undefined && { 'content-type': 'application/json' }),
        ...call.headers,
      },
      body: stream ?? (json === undefined || Buffer.isBuffer(json) ? json : stringifyJson(json)),
      headersTimeout: timeout ?? requestTimeout,
      bodyTimeout: requestTimeout,
    });
    if (response.statusCode >= 300) {
      throw new Refusal(response.statusCode, await response.body.text());
    }
    return response;
  }
}

/** The path of a collection. */
function at(name: string): string {
  return `/collections/${encodeURIComponent(name)}`;
}
