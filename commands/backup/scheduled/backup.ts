import { requireSame } from '../checksum';
import { CollectionFailure, failedCollection, problemsOf } from '../collection-failure';
import { Counts, invisiblePoints } from '../counts';
import { type Destination, removeBackup } from '../destination';
import type { Recipient } from '../encryption/age';
import { EncryptedPieces, encryptedSize, SUFFIX } from '../encryption/recipients';
import { type BackedUpCollection, type BackupFile, MANIFEST, manifestText, sizeOf } from '../manifest';
import { scheduledFolder, snapshotPaths } from '../names';
import { type Node, peersOf, requireUnmoved } from '../nodes';
import { searchAfter, searchBefore } from '../searches';
import { createdSince, ofCollection, type Survey, survey } from '../survey';
import { notesOnSnapshots, type TakenSnapshot, takeSnapshots } from '../take-snapshots';
import type { Log } from './log';

const SHARDS_MOVED = 'start a Job when no shard moves: /collections/NAME/cluster shows where shards are';
const SNAPSHOT_CHANGED = 'look for a proxy that changes the bytes between Qdrant and this pod';

/** Names the snapshots that an unfinished backup has on the nodes. */
export const SNAPSHOT_NOTE = 'snapshots-on-server.json';

export interface NotedSnapshot {
  readonly url: string;
  readonly collection: string;
  readonly snapshot: string;
}

/** A snapshot that is on a node now. */
interface Held extends TakenSnapshot {
  readonly node: Node;
  readonly collection: string;
}

/** One backup, in the format of `qdrant-stack backup create`, for `backup verify` and `restore`. */
export class Backup {
  readonly folder: string;
  private readonly startedAt = new Date();
  /** Whether this backup owns the contents of the folder. */
  private hasBegun = false;
  private isGivenUp = false;
  /** The write of the manifest, once it has started. */
  private completion: Promise<void> | undefined;
  private onServer: Held[] = [];
  private noting: Promise<void> = Promise.resolve();

  constructor(
    private readonly nodes: readonly Node[],
    private readonly destination: Destination,
    private readonly log: Log,
    /** Empty: the files are not encrypted. */
    private readonly recipients: readonly Recipient[] = [],
  ) {
    this.folder = scheduledFolder(this.startedAt);
  }

  /**
   * Makes the backup. Its manifest is written last: an interrupted backup has none, and does not look complete. A
   * collection that fails does not stop the others.
   *
   * @returns Why the backup is partial, or undefined where each collection is whole.
   */
  async make(): Promise<string | undefined> {
    await this.begin();
    const surveys = await this.survey();
    const collections: BackedUpCollection[] = [];
    for (const [index, each] of surveys.entries()) {
      collections.push(await this.collection(index, each));
    }
    const names = collections.map(({ name }) => name);
    for (const name of await createdSince(names, this.nodes)) {
      this.log(`note: collection ${name} was created during the backup and is not included`);
    }
    await this.complete(collections);
    const problems = problemsOf(collections);
    const bytes = sizeOf(collections.flatMap(each => each.files));
    this.log(`${this.folder} is ${problems ? 'partial' : 'complete'}`, { collections: collections.length, bytes });
    return problems || undefined;
  }

  /** Deletes the unfinished backup. If the manifest is being written, the backup becomes complete and stays. */
  async giveUp(): Promise<void> {
    this.isGivenUp = true;
    if (await this.isComplete()) {
      return;
    }
    // If a node is unavailable, the note of the snapshots stays for a later run.
    await this.deleteSnapshots();
    if (this.hasBegun) {
      await removeBackup(this.destination, this.folder);
    }
  }

  private get isEncrypted(): boolean {
    return this.recipients.length > 0;
  }

  private async begin(): Promise<void> {
    if ((await this.destination.folders()).includes(this.folder)) {
      throw new Error(`${this.folder} already exists: another backup started in the same second`);
    }
    this.hasBegun = true;
  }

  private async survey(): Promise<Survey[]> {
    const [first] = this.nodes;
    const surveys = await survey(this.nodes, await first!.qdrant.collections());
    this.log(`${this.folder} starts`, {
      version: first!.version,
      nodes: this.nodes.length,
      collections: surveys.length,
    });
    return surveys;
  }

  private async collection(index: number, each: Survey): Promise<BackedUpCollection> {
    const name = 'failed' in each ? each.failed : each.collection.name;
    const paths =
      'failed' in each ? [] : snapshotPaths(index, name, each.shards.holders.length, this.isEncrypted ? SUFFIX : '');
    try {
      if ('failed' in each) {
        throw each.error;
      }
      return await this.copyCollection(each, paths);
    } catch (error) {
      const failure = ofCollection(error);
      this.requireWanted();
      await this.deleteSnapshots();
      for (const path of paths) {
        await this.destination.remove(`${this.folder}/${path}`);
      }
      this.log(`collection ${name} failed: ${failure.message}`, { error: true });
      return failedCollection(name, 'failed' in each ? [] : each.collection.aliases, failure);
    }
  }

  private async copyCollection(
    each: Exclude<Survey, { readonly failed: string }>,
    paths: readonly string[],
  ): Promise<BackedUpCollection> {
    const { collection, shards } = each;
    const { name, aliases, info, shardKeys, active } = collection;
    const { holders, missing } = shards;
    if (missing.length > 0) {
      throw new CollectionFailure(
        `Shard ${missing.join(', ')} of collection ${name} is active on no node`,
        SHARDS_MOVED,
      );
    }
    const { counts, searches } = await this.makeSnapshots(each);
    const files: BackupFile[] = [];
    for (const [at, node] of holders.entries()) {
      const held = this.onServer.find(other => other.node === node)!;
      files.push(await this.copy(held, paths[at]!));
    }
    await requireUnmoved(name, this.nodes, active, SHARDS_MOVED);
    const { first: before, last: after, least, most } = counts;
    const held = { least, most };
    const notes = notesOnSnapshots(name, held, files);
    notes.forEach(note => this.log(`note: ${note}`));
    return { name, state: 'whole', notes, points: { before, after }, held, aliases, info, shardKeys, files, searches };
  }

  /** All nodes make their snapshots at the same time. Each node needs space for one. */
  private async makeSnapshots({ collection, shards }: Exclude<Survey, { readonly failed: string }>) {
    const { name } = collection;
    const { qdrant } = this.nodes[0]!;
    this.requireWanted();
    await invisiblePoints(qdrant, name);
    this.log(`${name}: ${shards.holders.map(node => node.qdrant.url).join(', ')} make snapshots`);
    const counts = new Counts(qdrant, collection);
    const searched = await searchBefore(qdrant, collection);
    await takeSnapshots(name, shards.holders, counts, async (node, taken) => {
      this.onServer.push({ ...taken, node, collection: name });
      this.requireWanted();
      await this.noteSnapshots();
    });
    const isUnchanged = counts.least === counts.most;
    return { counts, searches: await searchAfter(qdrant, collection, searched, isUnchanged) };
  }

  /** Copies the shards that one node has. */
  private async copy(held: Held, path: string): Promise<BackupFile> {
    const { node, collection, snapshot, taken } = held;
    const { qdrant, peer } = node;
    const { body } = await qdrant.download(collection, snapshot.name);
    this.requireWanted();
    const pieces = namingErrors(body, `${qdrant.url} sent an incomplete snapshot ${snapshot.name}`);
    const sealed = this.isEncrypted ? new EncryptedPieces(pieces, this.recipients) : undefined;
    const written = await this.destination.stream(
      `${this.folder}/${path}`,
      sealed ?? pieces,
      sealed ? encryptedSize(snapshot.size) : snapshot.size,
    );
    const content = sealed?.content();
    requireSame(snapshot, qdrant.url, content ?? written, SNAPSHOT_CHANGED);
    await qdrant.deleteSnapshot(collection, snapshot.name);
    this.onServer = this.onServer.filter(each => each !== held);
    this.log(`${collection}: copied from ${qdrant.url}`, { path, ...written, peer });
    return { path, ...written, ...(content && { content }), peer, taken };
  }

  private async deleteSnapshots(): Promise<void> {
    for (const held of this.onServer) {
      await held.node.qdrant.deleteSnapshot(held.collection, held.snapshot.name);
      this.onServer = this.onServer.filter(each => each !== held);
    }
  }

  /** Notes one after the other: the nodes make their snapshots at the same time. */
  private async noteSnapshots(): Promise<void> {
    const write = () => this.writeNote();
    this.noting = this.noting.then(write, write);
    await this.noting;
  }

  private async writeNote(): Promise<void> {
    const notes = this.onServer.map(({ node, collection, snapshot }): NotedSnapshot => ({
      url: node.qdrant.url,
      collection,
      snapshot: snapshot.name,
    }));
    await this.write(SNAPSHOT_NOTE, JSON.stringify(notes));
  }

  private async complete(collections: readonly BackedUpCollection[]): Promise<void> {
    this.requireWanted();
    await this.destination.remove(`${this.folder}/${SNAPSHOT_NOTE}`);
    const names = collections.map(({ name }) => name);
    const server = {
      version: this.nodes[0]!.version,
      nodes: this.nodes.map(({ qdrant: { url }, peer }) => ({ url, peer })),
      peers: await peersOf(this.nodes, names),
    };
    this.requireWanted();
    const text = manifestText({
      format: 'snapshot',
      compression: 'none',
      ...(this.isEncrypted && { encryption: { format: 'age', recipients: this.recipients.map(({ name }) => name) } }),
      startedAt: this.startedAt.toISOString(),
      finishedAt: new Date().toISOString(),
      scope: 'all',
      complete: collections.every(({ state }) => state === 'whole'),
      server,
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
    throw new CollectionFailure(`${problem}: ${(error as Error).message}`, SNAPSHOT_CHANGED, { cause: error });
  }
}
