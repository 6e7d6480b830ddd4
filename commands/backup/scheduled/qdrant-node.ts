import type { IncomingMessage } from 'node:http';
import { bytesOf, send } from '../../../clients/node-http';
import { stringifyJson } from '../../../clients/qdrant/json';
import { waitingForLimit } from '../../../clients/qdrant/rate-limit';
import { type Call, SnapshotApi, type StreamedResponse } from '../../../clients/qdrant/snapshot-api';
import { identifyNodes, type Node } from '../nodes';

/** One node of Qdrant. Its requests need no npm packages and have no timeout: the Job has a deadline. */
export class QdrantNode extends SnapshotApi {
  constructor(
    readonly url: string,
    private readonly apiKey: string | undefined,
  ) {
    super(error => error);
  }

  protected override async bytes(
    _doing: string,
    path: string,
    { method = 'GET', json, headers }: Call,
  ): Promise<Buffer> {
    const body = Buffer.isBuffer(json) ? json : json === undefined ? undefined : stringifyJson(json);
    const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
    return waitingForLimit(async () => bytesOf(await this.send(method, path, { ...type, ...headers }, body)));
  }

  protected override async stream(
    _doing: string,
    path: string,
    headers: Readonly<Record<string, string>>,
  ): Promise<StreamedResponse> {
    const body = await this.send('GET', path, headers);
    return { statusCode: body.statusCode!, body };
  }

  private send(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    body?: string | Buffer,
  ): Promise<IncomingMessage> {
    const key = this.apiKey ? { 'api-key': this.apiKey } : {};
    return send(method, this.url + path, { headers: { ...key, ...headers }, body });
  }
}

/** Every node of the cluster. A node that is missing is an error: the backup would lack its shards. */
export async function openNodes(urls: readonly string[], apiKey: string | undefined): Promise<Node[]> {
  const nodes = await identifyNodes(urls.map(url => new QdrantNode(url, apiKey)));
  const other = nodes.find(({ clusterSize }) => clusterSize !== nodes.length);
  if (other) {
    throw new Error(
      `The cluster of ${other.qdrant.url} has ${other.clusterSize} nodes, and the manifests name ${nodes.length}: nothing was copied. ` +
        'Set the replicas in the manifests to the number of running nodes',
    );
  }
  return nodes;
}
