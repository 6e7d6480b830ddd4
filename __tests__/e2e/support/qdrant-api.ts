import { createHash } from 'node:crypto';
import { parse, stringify } from 'lossless-json';
import { DoubleCollection, type Generated } from './qdrant-collection';
import { Refused } from './qdrant-refused';
import { endless, held, type SnapshotFile } from './qdrant-snapshots';

/** A request to one node. */
export interface Call {
  readonly peer: number;
  readonly method: string;
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  readonly text: string;
  readonly raw: Buffer;
  readonly json: () => any;
  readonly contentType: string;
}

/** What a node answers. */
export type Answer =
  | { readonly json: string }
  | { readonly text: string; readonly status?: number }
  | { readonly file: [string, SnapshotFile] };

/** What the nodes of one cluster know and answer, whatever carries it. */
export class QdrantApi {
  readonly collections = new Map<string, DoubleCollection>();
  readonly aliases = new Map<string, string>();
  /** Snapshots by peer, then collection, then name. `''` is the collection of full snapshots. */
  private readonly snapshots = new Map<number, Map<string, Map<string, SnapshotFile>>>();
  /** What the snapshots of a collection are, where they are made while they are read. */
  private readonly endless = new Map<string, SnapshotFile>();
  private operations = 0;

  constructor(
    readonly peers: readonly number[],
    private readonly version: string,
  ) {
    peers.forEach(peer => this.snapshots.set(peer, new Map()));
  }

  /** A collection of four-dimensional vectors whose points are made while they are read. */
  generate(name: string, generated: Generated, vectors: object = { size: 4, distance: 'Dot' }): void {
    const collection = DoubleCollection.create({ vectors, shard_number: 1 }, 0, this.peers);
    collection.generated = generated;
    this.collections.set(name, collection);
  }

  /** A collection whose snapshots are this long. */
  withSnapshotsOf(name: string, bytes: number): void {
    this.generate(name, { count: 1000, point: id => `{"id":${id},"vector":[0.0,0.0,0.0,1.0]}` });
    this.endless.set(name, endless(bytes));
  }

  /** The names of the files in the snapshot folders of all nodes. */
  snapshotNames(): string[] {
    return [...this.snapshots.values()].flatMap(node => [...node.values()].flatMap(files => [...files.keys()]));
  }

  answer(call: Call): Answer {
    const { method, path, json } = call;
    const [root, name, ...rest] = path;
    const route = `${method} /${[root, ...(name === undefined ? [] : ['*']), ...rest.slice(0, 1)].join('/')}`;
    if (method === 'OPTIONS') {
      return { text: '' };
    }
    switch (route) {
      case 'GET /':
        return {
          json: stringify({ title: 'qdrant - vector search engine', version: this.version, commit: '20db14f' })!,
        };
      case 'GET /healthz':
      case 'GET /livez':
        return { text: 'healthz check passed' };
      case 'GET /readyz':
        return { text: 'all shards are ready' };
      case 'GET /dashboard':
        return { text: '', status: 404 };
      case 'GET /metrics':
        return { text: `# HELP app_info information about qdrant server\n` };
      case 'GET /telemetry':
        return ok({
          app: { name: 'qdrant', version: this.version },
          collections: { number_of_collections: this.collections.size },
        });
      case 'GET /cluster':
        return ok(this.clusterInfo(call.peer));
      case 'GET /collections':
        return ok({ collections: [...this.collections.keys()].map(each => ({ name: each })) });
      case 'GET /aliases':
        return ok({ aliases: this.aliasesOf() });
      case 'POST /snapshots':
        return ok(this.newSnapshot(call.peer, '', 'full-snapshot', '{}'));
      case 'GET /snapshots':
        return ok(this.listed(call.peer, ''));
      case 'POST /collections/*':
        if (name === 'aliases') {
          return this.changeAliases(json().actions);
        }
        break;
      case 'PUT /collections/*':
        if (this.collections.has(name!) || this.aliases.has(name!)) {
          throw new Refused(409, `Wrong input: Collection \`${name}\` already exists!`);
        }
        this.collections.set(name!, DoubleCollection.create(json(), call.text.length, this.peers));
        return ok(true);
      case 'DELETE /collections/*':
        return this.deleteCollection(name!);
      case 'GET /collections/*/exists':
        return ok({ exists: this.collections.has(name!) });
    }
    if (root === 'collections' && name !== undefined) {
      return this.collectionAnswer(call, name, rest);
    }
    return { text: '', status: 404 };
  }

  private collectionAnswer(call: Call, name: string, rest: readonly string[]): Answer {
    const { method, json, peer, query } = call;
    const [part, item] = rest;
    if (method === 'POST' && part === 'snapshots' && item === 'upload') {
      return this.upload(call, name);
    }
    const target = this.aliases.get(name) ?? name;
    const collection = this.collections.get(target);
    if (!collection) {
      throw new Refused(404, `Not found: Collection \`${name}\` doesn't exist!`);
    }
    switch (`${method} ${part === 'snapshots' && item ? 'snapshots/*' : rest.join('/')}`) {
      case 'GET ':
        return ok(collection.info());
      case 'PATCH ':
        collection.update(json());
        return ok(true);
      case 'GET aliases':
        return ok({ aliases: this.aliasesOf(target) });
      case 'GET cluster':
        return ok(this.placement(collection, peer));
      case 'PUT points':
        collection.upsert(json().points, undefined, json().shard_key);
        return this.completed();
      case 'POST points/delete':
        collection.delete(json().points);
        return this.completed();
      case 'POST points':
        return { json: `{"result":${collection.retrieve(json().ids)},"status":"ok","time":0.0}` };
      case 'POST points/count':
        return ok({ count: collection.exactCount() });
      case 'POST points/scroll':
        return { json: `{"result":${collection.scroll(json())},"status":"ok","time":0.0}` };
      case 'POST points/query': {
        const { query: sent, limit = 10, with_payload, with_vector, using = '', params } = json();
        if (sent?.sample) {
          return {
            json: `{"result":{"points":${collection.sample(Number(limit), with_vector)}},"status":"ok","time":0.0}`,
          };
        }
        const [vector, from] = Array.isArray(sent) ? [sent] : [collection.vectorOf(sent, using), sent];
        const options = { limit: Number(limit), withPayload: with_payload, using, exact: params?.exact, from };
        return ok({ points: collection.search(vector, options) });
      }
      case 'POST points/search':
        return ok(collection.search(json().vector, { limit: Number(json().limit), withPayload: json().with_payload }));
      case 'PUT shards':
        collection.createShardKey(
          json().shard_key,
          Number(json().shards_number ?? collection.config.params.shard_number),
        );
        return ok(true);
      case 'POST shards/delete':
        collection.deleteShardKey(json().shard_key);
        return ok(true);
      case 'PUT index':
        collection.indexes.set(json().field_name, json().field_schema);
        return this.completed();
      case 'POST snapshots':
        return ok(this.newSnapshot(peer, target, `${target}-${peer}`, () => collection.dump(peer)));
      case 'GET snapshots':
        return ok(this.listed(peer, target));
      case 'GET snapshots/*':
        return this.download(peer, target, item!);
      case 'DELETE snapshots/*':
        this.snapshot(peer, target, item!);
        return ok(this.files(peer, target).delete(item!));
      default:
        return { text: `The double does not know ${method} ${part} ${query.toString()}`, status: 404 };
    }
  }

  private completed(): Answer {
    return ok({ operation_id: this.operations++, status: 'completed' });
  }

  private clusterInfo(peer: number): object {
    const peers = this.peers.map((id, at) => [id, { uri: `http://qdrant-${at}.qdrant-headless:6335/` }]);
    const leader = this.peers[0];
    return {
      status: 'enabled',
      peer_id: peer,
      peers: Object.fromEntries(peers),
      raft_info: {
        term: 1,
        commit: 24,
        pending_operations: 0,
        leader,
        role: peer === leader ? 'Leader' : 'Follower',
        is_voter: true,
      },
      consensus_thread_status: { consensus_thread_status: 'working', last_update: new Date().toISOString() },
      message_send_failures: {},
    };
  }

  private placement({ shards }: DoubleCollection, peer: number): object {
    const all = [...shards].map(([shard_id, { peer: owner, points, key }]) => ({
      owner,
      shard_id,
      points_count: points.size,
      keyed: key === undefined ? {} : { shard_key: key },
    }));
    const state = 'Active';
    return {
      peer_id: peer,
      shard_count: shards.size,
      local_shards: all
        .filter(({ owner }) => owner === peer)
        .map(({ shard_id, points_count, keyed }) => ({ shard_id, ...keyed, points_count, state })),
      remote_shards: all
        .filter(each => each.owner !== peer)
        .map(({ owner, shard_id, keyed }) => ({ shard_id, ...keyed, peer_id: owner, state })),
      shard_transfers: [],
    };
  }

  private aliasesOf(collection?: string): object[] {
    return [...this.aliases]
      .filter(([, target]) => collection === undefined || target === collection)
      .map(([alias_name, collection_name]) => ({ alias_name, collection_name }));
  }

  private changeAliases(actions: any[]): Answer {
    for (const { create_alias, delete_alias } of actions) {
      if (delete_alias) {
        this.aliases.delete(delete_alias.alias_name);
      } else if (!this.collections.has(create_alias.collection_name)) {
        throw new Refused(404, `Not found: Collection \`${create_alias.collection_name}\` doesn't exist!`);
      } else {
        this.aliases.set(create_alias.alias_name, create_alias.collection_name);
      }
    }
    return ok(true);
  }

  private deleteCollection(name: string): Answer {
    [...this.aliases].filter(([, target]) => target === name).forEach(([alias]) => this.aliases.delete(alias));
    return ok(this.collections.delete(name));
  }

  private files(peer: number, collection: string): Map<string, SnapshotFile> {
    const node = this.snapshots.get(peer)!;
    return node.get(collection) ?? node.set(collection, new Map()).get(collection)!;
  }

  private listed(peer: number, collection: string): object[] {
    return [...this.files(peer, collection)].map(([name, { creation_time, size, checksum }]) => ({
      name,
      creation_time,
      size,
      checksum,
    }));
  }

  private snapshot(peer: number, collection: string, name: string): SnapshotFile {
    const file = this.files(peer, collection).get(name);
    if (!file) {
      throw new Refused(404, `Not found: Snapshot ${name} not found`);
    }
    return file;
  }

  private download(peer: number, collection: string, name: string): Answer {
    const file = this.files(peer, collection).get(name);
    return file ? { file: [name, file] } : { status: 404, text: `Not found: Snapshot ${name} not found` };
  }

  private newSnapshot(peer: number, collection: string, prefix: string, content: string | (() => string)): object {
    const time = new Date().toISOString().slice(0, 19).replace('T', '-').replaceAll(':', '-');
    const name = `${prefix}-${time}.snapshot`;
    const file = this.endless.get(collection) ?? held(Buffer.from(typeof content === 'string' ? content : content()));
    this.files(peer, collection).set(name, file);
    return { name, creation_time: file.creation_time, size: file.size, checksum: file.checksum };
  }

  private upload({ peer, query, raw, contentType }: Call, name: string): Answer {
    const { fileName, content } = filePart(raw, contentType);
    const [expected, actual] = [query.get('checksum'), createHash('sha256').update(content).digest('hex')];
    if (expected && expected !== actual) {
      throw new Refused(400, `Checksum mismatch: expected ${actual}, actual ${expected}`);
    }
    const dump = unpacked(content, name);
    const collection = this.collections.get(name) ?? new DoubleCollection(dump.config, this.peers);
    const [there, here] = [collection.config, dump.config].map(({ params }) => stringify([params.vectors]));
    if (there !== here) {
      throw new Refused(
        400,
        `Wrong input: Snapshot is not compatible with existing collection: Collection vectors: ${there} Snapshot Vectors: ${here}`,
      );
    }
    collection.load(dump, peer);
    this.collections.set(name, collection);
    this.files(peer, name).set(fileName, held(content, false));
    return ok(true);
  }
}

export function ok(result: unknown): Answer {
  return { json: stringify({ result, status: 'ok', time: 0.0001 })! };
}

function filePart(body: Buffer, contentType: string): { fileName: string; content: Buffer } {
  const boundary = /boundary=(.+)$/.exec(contentType)?.[1] ?? '';
  const start = body.indexOf('\r\n\r\n') + 4;
  const head = body.toString('utf8', 0, start);
  const [, fileName] = /name="snapshot"; filename="([^"]+)"/.exec(head) ?? [];
  const end = body.indexOf(`\r\n--${boundary}--`, start);
  if (!fileName || end < 0) {
    throw new Refused(400, 'Format error in multipart form: Field "snapshot" is required');
  }
  return { fileName, content: body.subarray(start, end) };
}

function unpacked(content: Buffer, name: string): any {
  try {
    return parse(content.toString());
  } catch {
    throw new Refused(500, `Service internal error: File IO error: failed to unpack \`./storage/tmp/col-${name}\``);
  }
}
