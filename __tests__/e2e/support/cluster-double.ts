import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse, stringify } from 'lossless-json';

interface Copy {
  readonly shard: number;
  readonly peer: bigint;
  state: string;
}

/** How many polls a shard that moves needs until it arrives. */
const POLLS = 2;

/** Stands in for the first node of a Qdrant cluster as far as nodes and shards go, with answers as they were recorded. */
export class ClusterDouble {
  /** Nodes by their ordinal, with ids beyond what a number of JavaScript holds. */
  readonly nodes = new Map<number, bigint>();
  readonly collections = new Map<string, { factor: number; copies: Copy[] }>();
  /** What was changed, such as `move_shard 3`. */
  readonly changes: string[] = [];
  leader: bigint | null = 9007199254740993n;
  private onArrival: (() => void)[] = [];
  private polls = 0;

  private constructor(private readonly server: Server) {}

  static async start(nodes: number): Promise<ClusterDouble> {
    const server = createServer((request, response) => void double.serve(request, response));
    const double: ClusterDouble = new ClusterDouble(server);
    Array.from({ length: nodes }, (_, node) => double.join(node));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return double;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  join(node: number): void {
    this.nodes.set(node, 9007199254740993n + BigInt(node));
  }

  /** A collection with one copy of each shard, the first on the first node, and so on. */
  fill(name: string, shards: number): void {
    const ids = [...this.nodes.values()];
    const copies = Array.from({ length: shards }, (_, shard) => ({
      shard,
      peer: ids[shard % ids.length]!,
      state: 'Active',
    }));
    this.collections.set(name, { factor: 1, copies });
  }

  /** On which nodes each shard lies, by their ordinals. */
  places(name: string): Record<number, number[]> {
    const found: Record<number, number[]> = {};
    for (const { shard, peer } of this.collections.get(name)!.copies) {
      const [node] = [...this.nodes].find(([, id]) => id === peer) ?? [-1];
      found[shard] = [...(found[shard] ?? []), node].sort();
    }
    return found;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) {
      body += String(chunk);
    }
    const answer = this.answer(request.method!, request.url!, body);
    response.writeHead('error' in answer ? 400 : 200, { 'content-type': 'application/json' });
    response.end(stringify('error' in answer ? { status: answer } : { result: answer.result, status: 'ok', time: 0 }));
  }

  private answer(method: string, path: string, body: string): { result: unknown } | { error: string } {
    const [, root, name = '', part] = path.split('/');
    const collection = this.collections.get(name);
    const removed = /^\/cluster\/peer\/(\d+)$/.exec(path)?.[1];
    if (removed) {
      return this.remove(BigInt(removed));
    }
    if (root === 'cluster') {
      const uri = (node: number) => ({ uri: `http://qdrant-${node}.qdrant-headless:6335/` });
      const peers = Object.fromEntries([...this.nodes].map(([node, id]) => [id, uri(node)]));
      return { result: { status: 'enabled', peer_id: this.nodes.get(0), peers, raft_info: { leader: this.leader } } };
    }
    if (!collection) {
      return { result: { collections: [...this.collections.keys()].map(each => ({ name: each })) } };
    }
    if (part === 'cluster') {
      return method === 'POST' ? this.change(name, body) : { result: this.placement(collection.copies) };
    }
    if (method === 'PATCH') {
      collection.factor = (JSON.parse(body) as any).params.replication_factor;
      return { result: true };
    }
    return { result: { config: { params: { replication_factor: collection.factor } }, payload_schema: {} } };
  }

  /** A shard that moves arrives after some polls. */
  private placement(copies: readonly Copy[]) {
    if (this.onArrival.length > 0 && ++this.polls > POLLS) {
      this.onArrival.splice(0).forEach(arrive => arrive());
    }
    const [own, others] = [true, false].map(isOwn =>
      copies.filter(({ peer }) => (peer === this.nodes.get(0)) === isOwn),
    );
    return {
      peer_id: this.nodes.get(0),
      local_shards: own!.map(({ shard, state }) => ({ shard_id: shard, points_count: 1, state })),
      remote_shards: others!.map(({ shard, peer, state }) => ({ shard_id: shard, peer_id: peer, state })),
      shard_transfers: this.onArrival.map(() => ({})),
    };
  }

  private change(name: string, body: string): { result: true } | { error: string } {
    const [kind, asked] = Object.entries(parse(body) as Record<string, any>)[0]!;
    const shard = Number(asked.shard_id);
    const [from, to] = [BigInt(String(asked.from_peer_id ?? asked.peer_id)), asked.to_peer_id];
    const collection = this.collections.get(name)!;
    const isSource = (copy: Copy) => copy.shard === shard && copy.peer === from;
    if (!collection.copies.some(isSource)) {
      return { error: `Bad request: Shard ${shard} is not on peer ${from}` };
    }
    this.changes.push(`${kind} ${shard}`);
    const leave = () => (collection.copies = collection.copies.filter(copy => !isSource(copy)));
    if (kind === 'drop_replica') {
      leave();
      return { result: true };
    }
    const copy: Copy = { shard, peer: BigInt(String(to)), state: 'Partial' };
    collection.copies.push(copy);
    this.polls = 0;
    this.onArrival.push(() => {
      copy.state = 'Active';
      if (kind === 'move_shard') leave();
    });
    return { result: true };
  }

  private remove(id: bigint): { result: true } | { error: string } {
    if ([...this.collections.values()].some(({ copies }) => copies.some(({ peer }) => peer === id))) {
      return { error: `Bad request: Cannot remove peer ${id} as there are shards on it` };
    }
    const [node] = [...this.nodes].find(([, each]) => each === id)!;
    this.nodes.delete(node);
    this.changes.push(`remove ${node}`);
    return { result: true };
  }
}
