import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse, stringify } from 'lossless-json';

interface Copy {
  readonly shard: number;
  readonly peer: bigint;
  state: string;
  /** @default 1 */
  points?: number;
}

/** Stands in for the nodes of a Qdrant cluster as far as nodes and shards go, with answers as they were recorded. */
export class ClusterDouble {
  /** Nodes by their ordinal, with ids beyond what a number of JavaScript holds. */
  readonly nodes = new Map<number, bigint>();
  readonly collections = new Map<string, { factor: number; copies: Copy[] }>();
  /** What was changed, such as `move_shard 3`. */
  readonly changes: string[] = [];
  leader: bigint | null = 9007199254740993n;
  /** The nodes whose data is lost. They do not answer. */
  readonly lost = new Set<number>();
  /** The nodes that run, and that the cluster has removed: the id of each. */
  readonly removed = new Map<number, bigint>();
  /** Called at each request. */
  onRequest: () => void = () => undefined;
  /** Called after a node was removed. */
  onRemoved: (node: number) => void = () => undefined;
  private readonly servers = new Map<number, Server>();
  private onArrival: (() => void)[] = [];
  /** How many polls a shard that moves needs until it arrives. */
  transferPolls = 2;
  private polls = 0;

  /** @param answering How many nodes answer, the first ones. */
  static async start(nodes: number, answering = 1): Promise<ClusterDouble> {
    const double = new ClusterDouble();
    for (let node = 0; node < nodes; node++) {
      double.join(node);
    }
    for (let node = 0; node < answering; node++) {
      const server = createServer((request, response) => void double.serve(node, request, response));
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      double.servers.set(node, server);
    }
    return double;
  }

  /** The port of a pod, if its node is in the cluster and answers. */
  portOf(pod: string): number | undefined {
    const node = Number(pod.replace('qdrant-', ''));
    const server = this.nodes.has(node) && !this.lost.has(node) ? this.servers.get(node) : undefined;
    return (server?.address() as AddressInfo | undefined)?.port;
  }

  /** The URL of a node, also while the node does not answer. */
  urlOf(node: number): string {
    return `http://127.0.0.1:${(this.servers.get(node)!.address() as AddressInfo).port}`;
  }

  /** @param times How often the node has lost its data before. Each time, it gets another id. */
  join(node: number, times = 0): void {
    this.removed.delete(node);
    this.nodes.set(node, 9007199254740993n + BigInt(node) + BigInt(100 * times));
    this.lost.delete(node);
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

  /** The data of a node is gone, and the cluster does not know. */
  wipe(node: number): void {
    this.removed.delete(node);
    this.lost.add(node);
    const id = this.nodes.get(node);
    this.collections.forEach(({ copies }) =>
      copies.filter(({ peer }) => peer === id).forEach(copy => (copy.points = 0)),
    );
  }

  /** A client writes one point to each shard. */
  write(): void {
    for (const { copies } of this.collections.values()) {
      copies.filter(isKept).forEach(copy => (copy.points = (copy.points ?? 1) + 1));
    }
  }

  /** The points of each shard, as its active copies have them. Copies that differ are a fault. */
  points(name: string): Record<number, number | string> {
    const found: Record<number, number | string> = {};
    for (const { shard, points = 1 } of this.collections.get(name)!.copies.filter(isActive)) {
      found[shard] = (found[shard] ?? points) === points ? points : `${found[shard]} or ${points}`;
    }
    return found;
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
    for (const server of this.servers.values()) {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    }
  }

  private async serve(node: number, request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) {
      body += String(chunk);
    }
    this.onRequest();
    const self = this.nodes.get(node) ?? this.removed.get(node);
    if (this.lost.has(node) || self === undefined) {
      response.destroy();
      return;
    }
    const answer = this.answer(self, request.method!, request.url!, body);
    response.writeHead('error' in answer ? 400 : 200, { 'content-type': 'application/json' });
    response.end(stringify('error' in answer ? { status: answer } : { result: answer.result, status: 'ok', time: 0 }));
  }

  private answer(self: bigint, method: string, path: string, body: string): { result: unknown } | { error: string } {
    const [, root, name = '', part] = path.split('/');
    const collection = this.collections.get(name);
    const [, removed, force] = /^\/cluster\/peer\/(\d+)(\?force=true)?$/.exec(path) ?? [];
    if (removed) {
      return this.remove(BigInt(removed), force !== undefined);
    }
    if (root === 'cluster') {
      const uri = (node: number) => ({ uri: `http://qdrant-${node}.qdrant-headless:6335/` });
      const peers = Object.fromEntries([...this.nodes].map(([node, id]) => [id, uri(node)]));
      return { result: { status: 'enabled', peer_id: self, peers, raft_info: { leader: this.leader } } };
    }
    if (!collection) {
      return { result: { collections: [...this.collections.keys()].map(each => ({ name: each })) } };
    }
    if (part === 'cluster') {
      return method === 'POST' ? this.change(name, body) : { result: this.placement(self, collection.copies) };
    }
    if (part === 'points') {
      const shards = new Map(collection.copies.map(({ shard, points = 1 }) => [shard, points]));
      return { result: { count: [...shards.values()].reduce((sum, points) => sum + points, 0) } };
    }
    if (method === 'DELETE') {
      this.changes.push(`delete ${name}`);
      return { result: this.collections.delete(name) };
    }
    if (method === 'PATCH') {
      collection.factor = (JSON.parse(body) as any).params.replication_factor;
      return { result: true };
    }
    return { result: { config: { params: { replication_factor: collection.factor } }, payload_schema: {} } };
  }

  /** A shard that moves arrives after some polls. */
  private placement(self: bigint, copies: readonly Copy[]) {
    if (this.onArrival.length > 0 && ++this.polls > this.transferPolls) {
      this.onArrival.splice(0).forEach(arrive => arrive());
    }
    const [own, others] = [true, false].map(isOwn => copies.filter(({ peer }) => (peer === self) === isOwn));
    return {
      peer_id: self,
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
    const copy: Copy = { shard, peer: BigInt(String(to)), state: 'Partial', points: 0 };
    collection.copies.push(copy);
    this.polls = 0;
    this.onArrival.push(() => {
      copy.state = 'Active';
      copy.points = collection.copies.find(isSource)?.points;
      if (kind === 'move_shard') leave();
    });
    return { result: true };
  }

  private remove(id: bigint, force: boolean): { result: true } | { error: string } {
    if (force) {
      this.collections.forEach(each => (each.copies = each.copies.filter(({ peer }) => peer !== id)));
    }
    if ([...this.collections.values()].some(({ copies }) => copies.some(({ peer }) => peer === id))) {
      return { error: `Bad request: Cannot remove peer ${id} as there are shards on it` };
    }
    const [node] = [...this.nodes].find(([, each]) => each === id)!;
    this.nodes.delete(node);
    if (!this.lost.has(node)) {
      this.removed.set(node, id);
    }
    if (this.leader === id) {
      this.leader = [...this.nodes.values()][0] ?? null;
    }
    this.changes.push(`remove ${node}`);
    this.onRemoved(node);
    return { result: true };
  }
}

function isActive({ state }: Copy): boolean {
  return state === 'Active';
}

/** Whether the copy has not lost its data. */
function isKept(copy: Copy): boolean {
  return isActive(copy) && copy.points !== 0;
}
