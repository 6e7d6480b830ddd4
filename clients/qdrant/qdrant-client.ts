import { setTimeout as sleep } from 'node:timers/promises';
import { io } from '../../cli/io';
import { remember } from '../../cli/secrets';
import type { Explain } from '../errors';
import { type Connections, connections } from '../connections';
import { type Address, isTransient, statusOf } from '../http';
import { responseError, TooLarge } from './errors';
import { stringifyJson } from './json';
import { Qdrant, type Request } from './qdrant';
import { waitingForLimit } from './rate-limit';
import type { StreamedResponse } from './snapshot-api';

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

/** The REST API of one node of Qdrant, over connections that stay open. */
export class QdrantClient extends Qdrant {
  private constructor(
    private readonly connections: Connections,
    private readonly options: QdrantOptions,
    explain: Explain,
  ) {
    super(explain);
  }

  /** Prepares connections. No request is sent. */
  static async open(options: QdrantOptions, explain: Explain): Promise<QdrantClient> {
    const { apiKey = io().env.QDRANT_API_KEY } = options;
    if (apiKey) {
      remember(apiKey);
    }
    const url = options.url.replace(/\/+$/, '');
    return new QdrantClient(await connections(options.ca, options.at), { ...options, apiKey, url }, explain);
  }

  /** Closes the connections. Otherwise they keep the process alive. */
  async close(): Promise<void> {
    await this.connections.close();
  }

  get url(): string {
    return this.options.url;
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
