import { requireSame } from '../checksum';
import { type Destination, removeBackup } from '../destination';
import { type BackedUpCollection, type BackupFile, heldBy, MANIFEST, manifestText, sizeOf } from '../manifest';
import { snapshotPaths } from '../names';
import { type Node, peersOf } from '../nodes';
import { countAfter, createdSince, type Survey, survey } from '../survey';
import { scheduledFolder, SNAPSHOT_NOTE } from './folders';
import type { Log } from './log';

const SHARDS_MOVED = 'start a Job when no shard moves: /collections/NAME/cluster shows where shards are';
const SNAPSHOT_CHANGED = 'look for a proxy that changes the bytes between Qdrant and this pod';

/** One backup, in the format of `qdrant-stack backup create`, for `backup verify` and `restore`. */
export class Backup {
  readonly folder: string;
  private readonly startedAt = new Date();
  /** Whether this backup owns the contents of the folder. */
  private hasBegun = false;
  private isGivenUp = false;
  /** The write of the manifest, once it has started. */
  private completion: Promise<void> | undefined;
  /** The snapshot that is on a node now. */
  private onServer: { readonly node: Node; readonly collection: string; readonly snapshot: string } | undefined;

  constructor(
    private readonly nodes: readonly Node[],
    private readonly destination: Destination,
    private readonly log: Log,
  ) {
    this.folder = scheduledFolder(this.startedAt);
  }

  /**
   * Makes the backup. Its manifest is written last: an interrupted backup has none, and does not look complete.
   *
   * @returns The number of collections.
   */
  async make(): Promise<number> {
    await this.begin();
    const surveys = await this.survey();
    const files: BackupFile[][] = [];
    for (const [index, each] of surveys.entries()) {
      files.push(await this.copyCollection(index, each));
    }
    const collections: BackedUpCollection[] = [];
    for (const [index, { collection }] of surveys.entries()) {
      const { name, aliases, info, shardKeys } = collection;
      const points = await this.countAgain(collection);
      const held = heldBy(files[index]!, points);
      const state = { state: 'whole', notes: [] } as const;
      collections.push({ name, points, held, aliases, ...state, info, shardKeys, files: files[index]! });
    }
    for (const name of await createdSince(
      surveys.map(({ collection }) => collection),
      this.nodes,
    )) {
      this.log(`note: collection ${name} was created during the backup and is not included`);
    }
    await this.complete(collections);
    const bytes = sizeOf(collections.flatMap(each => each.files));
    this.log(`${this.folder} is complete`, { collections: collections.length, bytes });
    return collections.length;
  }

  /** Deletes the unfinished backup. If the manifest is being written, the backup becomes complete and stays. */
  async giveUp(): Promise<void> {
    this.isGivenUp = true;
    if (await this.isComplete()) {
      return;
    }
    if (this.onServer) {
      // If the node is unavailable, the note of the snapshot stays for a later run.
      const { node, collection, snapshot } = this.onServer;
      await node.qdrant.deleteSnapshot(collection, snapshot);
    }
    if (this.hasBegun) {
      await removeBackup(this.destination, this.folder);
    }
  }

  private async begin(): Promise<void> {
    if ((await this.destination.folders()).includes(this.folder)) {
      throw new Error(`${this.folder} already exists: another backup started in the same second`);
    }
    this.hasBegun = true;
  }

  private async survey(): Promise<Survey[]> {
    const [first] = this.nodes;
    const surveys = await survey(this.nodes, await first!.qdrant.collections(), true);
    const incomplete = surveys.find(({ shards }) => shards!.missing.length > 0);
    if (incomplete) {
      const { collection, shards } = incomplete;
      throw new Error(
        `Shard ${shards!.missing.join(', ')} of collection ${collection.name} is active on no node, so the backup would be incomplete`,
      );
    }
    this.log(`${this.folder} starts`, {
      version: first!.version,
      nodes: this.nodes.length,
      collections: surveys.length,
    });
    return surveys;
  }

  private async copyCollection(index: number, { collection: { name }, shards }: Survey): Promise<BackupFile[]> {
    const { holders } = shards!;
    const paths = snapshotPaths(index, name, holders.length);
    const files: BackupFile[] = [];
    for (const [at, node] of holders.entries()) {
      files.push(await this.copy(name, node, paths[at]!));
    }
    return files;
  }

  /** Copies the shards that one node has. Each snapshot is deleted at once: a node needs space for one at a time. */
  private async copy(collection: string, node: Node, path: string): Promise<BackupFile> {
    const { qdrant, peer } = node;
    this.requireWanted();
    this.log(`${collection}: ${qdrant.url} makes a snapshot`);
    const snapshot = await qdrant.createSnapshot(collection);
    this.onServer = { node, collection, snapshot: snapshot.name };
    this.requireWanted();
    await this.write(SNAPSHOT_NOTE, JSON.stringify({ url: qdrant.url, collection, snapshot: snapshot.name }));
    const { body } = await qdrant.download(collection, snapshot.name);
    this.requireWanted();
    const pieces = namingErrors(body, `${qdrant.url} sent an incomplete snapshot ${snapshot.name}`);
    const written = await this.destination.stream(`${this.folder}/${path}`, pieces, snapshot.size);
    requireSame(snapshot, qdrant.url, written, SNAPSHOT_CHANGED);
    await qdrant.deleteSnapshot(collection, snapshot.name);
    this.onServer = undefined;
    const file = { path, ...written, peer };
    this.log(`${collection}: copied from ${qdrant.url}`, file);
    return file;
  }

  private async countAgain(collection: Survey['collection']): Promise<{ before: number; after: number }> {
    const points = await countAfter(collection, this.nodes, SHARDS_MOVED);
    if (points.after !== points.before) {
      this.log(`note: collection ${collection.name} changed during the backup`, points);
    }
    return points;
  }

  private async complete(collections: readonly BackedUpCollection[]): Promise<void> {
    this.requireWanted();
    await this.destination.remove(`${this.folder}/${SNAPSHOT_NOTE}`);
    this.requireWanted();
    const text = manifestText({
      format: 'snapshot',
      compression: 'none',
      scope: 'all',
      complete: true,
      startedAt: this.startedAt.toISOString(),
      server: {
        version: this.nodes[0]!.version,
        nodes: this.nodes.map(({ qdrant: { url }, peer }) => ({ url, peer })),
        peers: await peersOf(
          this.nodes,
          collections.map(({ name }) => name),
        ),
      },
      finishedAt: new Date().toISOString(),
      collections,
    });
    this.completion = this.write(MANIFEST, text);
    await this.completion;
  }

  private write(path: string, text: string): Promise<void> {
    return this.destination.write(`${this.folder}/${path}`, text);
  }

  /** Throws after `giveUp`, before the next write. `make` still runs then. */
  private requireWanted(): void {
    if (this.isGivenUp) {
      throw new Error(`the backup ${this.folder} was cancelled`);
    }
  }

  private async isComplete(): Promise<boolean> {
    try {
      await this.completion;
      return this.completion !== undefined;
    } catch {
      return false;
    }
  }
}

/** Passes pieces on. An error of their source gets a message that names the source. */
async function* namingErrors(source: AsyncIterable<Buffer>, problem: string): AsyncGenerator<Buffer> {
  try {
    yield* source;
  } catch (error) {
    throw new Error(`${problem}: ${(error as Error).message}`, { cause: error });
  }
}
