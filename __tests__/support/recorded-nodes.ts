import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Cluster } from '../../clients/kubernetes/cluster';

interface Recorded {
  readonly node: string;
  readonly request: { readonly method: string; readonly path: string };
  readonly response: { readonly status: number; readonly body: unknown };
}

const RECORDING = join(__dirname, '..', 'e2e', 'fixtures', 'qdrant-cluster-1.15.4.json');
const LABELS = { app: 'qdrant' };

/** Three nodes of Qdrant that answer as they were recorded, behind a cluster that forwards the ports of their pods. */
export class RecordedNodes {
  /** Responses by node and path, such as `qdrant-0 /cluster`. Tests change them. */
  readonly bodies = new Map<string, any>();
  /** Pods that are not ready. */
  readonly unready = new Set<string>();
  private readonly servers: Server[] = [];

  static async start(): Promise<RecordedNodes> {
    const nodes = new RecordedNodes();
    const recorded: Recorded[] = JSON.parse(readFileSync(RECORDING, 'utf8'));
    for (const { node, request, response } of recorded) {
      const key = `${node} ${request.path}`;
      if (request.method === 'GET' && !nodes.bodies.has(key)) {
        nodes.bodies.set(key, response.body);
        nodes.bodies.set(`${node} /collections`, { result: { collections: [{ name: 'big' }] }, status: 'ok' });
      }
    }
    for (const node of [0, 1, 2]) {
      const server = createServer((request, response) => {
        const body = nodes.bodies.get(`qdrant-${node} ${request.url}`);
        response.writeHead(body ? 200 : 404, { 'content-type': 'application/json' });
        response.end(JSON.stringify(body ?? { status: { error: 'Not found' } }));
      });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      nodes.servers.push(server);
    }
    return nodes;
  }

  /** The cluster, as far as the commands read it. */
  get cluster(): Cluster {
    const pod = (name: string) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, labels: LABELS },
      status: { conditions: [{ type: 'Ready', status: this.unready.has(name) ? 'False' : 'True' }] },
    });
    const port = (name: string) => (this.servers[Number(name.at(-1))]!.address() as AddressInfo).port;
    return {
      list: async () => ['qdrant-0', 'qdrant-1', 'qdrant-2'].map(pod),
      forward: async ({ pod: name }: { pod: string }) => ({
        address: { host: '127.0.0.1', port: port(name) },
        takeFault: () => undefined,
        close: async () => undefined,
      }),
    } as unknown as Cluster;
  }

  /** Node 0 lost its data, and is in a cluster of its own. */
  splitOff(): void {
    const { result } = structuredClone(this.bodies.get('qdrant-0 /cluster'));
    const peers = { 7: { uri: 'http://qdrant-0.qdrant-headless:6335/' } };
    const alone = { ...result, peer_id: 7, peers, raft_info: { ...result.raft_info, leader: 7 } };
    this.bodies.set('qdrant-0 /cluster', { result: alone, status: 'ok' });
    this.bodies.set('qdrant-0 /collections', { result: { collections: [] }, status: 'ok' });
  }

  async stop(): Promise<void> {
    await Promise.all(
      this.servers.map(async server => {
        server.closeAllConnections();
        server.close();
        await once(server, 'close');
      }),
    );
  }
}
