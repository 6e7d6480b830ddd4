import type { Explain } from '../errors';
import { statusOf } from '../http';
import { BrokenAnswer, requestError } from './errors';
import { parseJson, stringifyJson } from './json';
import { isObject, members } from './json-text';
import type { Alias, ClusterInfo, CollectionInfo, Hit, Placement, Snapshot } from './types';

/** One request. */
export interface Call {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Body, sent as JSON. A Buffer is sent unchanged. */
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether the server makes or restores a snapshot, which can take hours. @default false */
  readonly slow?: boolean;
  /** Whether the request can safely be sent twice. @default true */
  readonly repeatable?: boolean;
  /** How many bytes the answer can have. @default - any number */
  readonly most?: number;
}

/** A response that is read piece by piece. */
export interface StreamedResponse {
  readonly statusCode: number;
  readonly body: AsyncIterable<Buffer>;
}

/** The requests to one node of Qdrant that a backup needs. Subclasses send them. */
export abstract class SnapshotApi {
  constructor(private readonly explain: Explain) {}

  /** Base URL of the node, without a slash at its end. */
  abstract get url(): string;

  /**
   * Sends a request and reads the complete response.
   *
   * @param doing What an error says could not be done.
   */
  protected abstract bytes(doing: string, path: string, call: Call): Promise<Buffer>;

  /** Sends a GET request and streams the response. */
  protected abstract stream(
    doing: string,
    path: string,
    headers: Readonly<Record<string, string>>,
  ): Promise<StreamedResponse>;

  /** Version of Qdrant, such as `1.15.4`. */
  async version(): Promise<string> {
    const { version } = (await this.json('read the version', '/')) as { version?: unknown };
    if (typeof version !== 'string') {
      throw this.failure('read the version', new BrokenAnswer('the field version is missing'));
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
    return this.result(`read collection ${name}`, pathOf(name));
  }

  /** What the server says about a collection, as the text that it wrote. */
  async collectionText(name: string): Promise<string> {
    const doing = `read collection ${name}`;
    const answer = await this.bytes(doing, pathOf(name), {});
    return this.parsed(doing, () => {
      parseJson(answer.toString()); // finds whatever is wrong with the text
      const result = members(answer).get('result');
      if (!isObject(result)) {
        throw new SyntaxError('the field result is missing');
      }
      return result.toString();
    });
  }

  /** Which shards of a collection are on this node and which are on other nodes. */
  async placement(name: string): Promise<Placement> {
    return this.result(`read the shards of collection ${name}`, `${pathOf(name)}/cluster`);
  }

  async aliases(): Promise<Alias[]> {
    return (await this.result<{ aliases: Alias[] }>('list aliases', '/aliases')).aliases;
  }

  /** The exact number of points. */
  async count(name: string): Promise<number> {
    const call = { method: 'POST', json: { exact: true } } as const;
    const { count } = await this.result<{ count: number }>(
      `count collection ${name}`,
      `${pathOf(name)}/points/count`,
      call,
    );
    return count;
  }

  /** A page of ids, each as JSON text, in the order of a scroll. @param offset The first id. */
  async ids(
    name: string,
    limit: number,
    offset?: unknown,
    shardKey?: string | number,
  ): Promise<{ readonly ids: string[]; readonly next: unknown }> {
    const json = { limit, offset, with_payload: false, with_vector: false, shard_key: shardKey };
    const { points, next_page_offset } = await this.result<{ points: { id: unknown }[]; next_page_offset?: unknown }>(
      `read ids of collection ${name}`,
      `${pathOf(name)}/points/scroll`,
      { method: 'POST', json },
    );
    return { ids: points.map(({ id }) => stringifyJson(id)), next: next_page_offset ?? undefined };
  }

  /** Random points with one of their vectors. A point without the vector has no components. @param using Its name. */
  async sample(
    name: string,
    limit: number,
    using?: string,
  ): Promise<{ readonly id: string; readonly components: readonly number[] }[]> {
    const with_vector = using === undefined ? true : [using];
    const json = { query: { sample: 'random' }, limit, with_payload: false, with_vector };
    const { points } = await this.result<{ points: { id: unknown; vector?: unknown }[] }>(
      `read random points of collection ${name}`,
      `${pathOf(name)}/points/query`,
      { method: 'POST', json },
    );
    return points.map(({ id, vector }) => {
      const found = using === undefined ? vector : (vector as Readonly<Record<string, unknown>> | undefined)?.[using];
      return { id: stringifyJson(id), components: Array.isArray(found) ? found.map(each => Number(String(each))) : [] };
    });
  }

  /** The points nearest to a point, the nearest first, from a comparison with each point. @param id JSON text. */
  async nearest(
    name: string,
    id: string,
    { using, limit, timeout }: { readonly using?: string; readonly limit: number; readonly timeout: number },
  ): Promise<Hit[]> {
    const params = { exact: true, quantization: { ignore: true } };
    const json = { query: parseJson(id), using, limit, params, with_payload: false };
    const call = { method: 'POST', json, repeatable: false } as const;
    const path = `${pathOf(name)}/points/query?timeout=${timeout}`;
    return (await this.result<{ points: Hit[] }>(`search collection ${name}`, path, call)).points;
  }

  async createSnapshot(name: string): Promise<Snapshot> {
    // A repeated request would create a second snapshot, whose name nobody knows.
    const call = { method: 'POST', slow: true, repeatable: false } as const;
    return this.result(`make a snapshot of collection ${name}`, `${pathOf(name)}/snapshots?wait=true`, call);
  }

  /** Deletes a snapshot of this node. A snapshot that does not exist is no error. */
  async deleteSnapshot(name: string, snapshot: string): Promise<void> {
    const path = `${pathOf(name)}/snapshots/${encodeURIComponent(snapshot)}?wait=true`;
    try {
      await this.result(`delete snapshot ${snapshot}`, path, { method: 'DELETE' });
    } catch (error) {
      if (statusOf(error) !== 404) {
        throw error;
      }
    }
  }

  /**
   * Streams a snapshot. The request is not retried: the caller knows where to continue.
   *
   * @param from Offset of the first byte. The server may ignore it: the result has the actual offset.
   */
  async download(
    name: string,
    snapshot: string,
    from = 0,
  ): Promise<{ readonly from: number; readonly body: AsyncIterable<Buffer> }> {
    const path = `${pathOf(name)}/snapshots/${encodeURIComponent(snapshot)}`;
    const headers: Record<string, string> = from > 0 ? { range: `bytes=${from}-` } : {};
    const { statusCode, body } = await this.stream(`download snapshot ${snapshot}`, path, headers);
    return { from: statusCode === 206 ? from : 0, body };
  }

  /** The field `result` of a JSON response. */
  protected async result<T>(doing: string, path: string, call: Call = {}): Promise<T> {
    const { result } = (await this.json(doing, path, call)) as { result?: T };
    if (result === undefined) {
      throw this.failure(doing, new BrokenAnswer('the field result is missing'));
    }
    return result;
  }

  private async json(doing: string, path: string, call: Call = {}): Promise<object> {
    const answer = await this.bytes(doing, path, call);
    return this.parsed(doing, () => {
      const value = parseJson(answer.toString());
      if (typeof value !== 'object' || value === null) {
        throw new SyntaxError('the response is not a JSON object');
      }
      return value;
    });
  }

  /** The error of a request. @param error What the request failed with. */
  protected failure(doing: string, error: unknown): Error {
    return this.explain(requestError(doing, this.url, error));
  }

  /** Parses a response. @param parse Throws where the response cannot be parsed. */
  protected parsed<T>(doing: string, parse: () => T): T {
    try {
      return parse();
    } catch (error) {
      throw this.failure(doing, new BrokenAnswer((error as Error).message, { cause: error }));
    }
  }
}

/** Path of a collection. */
export function pathOf(collection: string): string {
  return `/collections/${encodeURIComponent(collection)}`;
}
