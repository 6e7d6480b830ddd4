import { folderOf, MANIFEST, removeFolder, SNAPSHOT_NOTE } from './folder.mjs';
import { hashed } from './hashed.mjs';
import { manifestOf } from './manifest.mjs';
import { placementOf, requireUnmoved } from './placement.mjs';

/**
 * @typedef {import('./qdrant.mjs').QdrantNode} QdrantNode
 * @typedef {{ path: string, size: number, sha256: string, peer: string }} BackupFile
 */

/** One backup, in the format of `qdrant-stack backup`, whose `verify` and `restore` read it. */
export class Backup {
  /**
   * @param {readonly QdrantNode[]} nodes
   * @param {import('./destination.mjs').Destination} destination
   * @param {import('./log.mjs').Log} log
   */
  constructor(nodes, destination, log) {
    this.nodes = nodes;
    this.destination = destination;
    this.log = log;
    this.startedAt = new Date();
    this.folder = folderOf(this.startedAt);
    /** Whether what is in the folder is this backup's own. */
    this.hasBegun = false;
    this.isGivenUp = false;
    /**
     * The write of the manifest, once it has begun.
     *
     * @type {Promise<void> | undefined}
     */
    this.completion = undefined;
    /**
     * The snapshot that lies on a node now.
     *
     * @type {{ node: QdrantNode, collection: string, snapshot: string } | undefined}
     */
    this.onServer = undefined;
  }

  /**
   * Its manifest is written last of all, so that whatever ends this early leaves no backup that looks whole.
   *
   * @returns {Promise<number>} How many collections it has.
   */
  async make() {
    await this.begin();
    const collections = await this.look();
    for (const collection of collections) {
      for (const [index, node] of collection.holders.entries()) {
        collection.files.push(await this.copy(collection.name, node, `${collection.stem}.${index}.snapshot`));
      }
    }
    for (const collection of collections) {
      await this.countAgain(collection);
      await requireUnmoved(collection.name, this.nodes, collection.active);
    }
    await this.noteNewcomers(collections.map(({ name }) => name));
    this.requireWanted();
    await this.destination.remove(`${this.folder}/${SNAPSHOT_NOTE}`);
    this.requireWanted();
    this.completion = this.destination.write(`${this.folder}/${MANIFEST}`, manifestOf(this, collections));
    await this.completion;
    const size = collections.flatMap(({ files }) => files).reduce((sum, file) => sum + file.size, 0);
    this.log(`${this.folder} is complete`, { collections: collections.length, bytes: size });
    return collections.length;
  }

  async begin() {
    if ((await this.destination.folders()).includes(this.folder)) {
      throw new Error(`${this.folder} is there already: another backup began in the same second`);
    }
    this.hasBegun = true;
  }

  /** What there is before the first byte is copied. */
  async look() {
    const [first] = /** @type {[QdrantNode]} */ (this.nodes);
    const aliases = await first.aliases();
    const collections = [];
    for (const [index, name] of (await first.collections()).entries()) {
      const { config, payload_schema } = await first.collection(name);
      const count = await first.count(name);
      collections.push({
        name,
        // Names on a file system hold less than names of collections.
        stem: `collections/${String(index).padStart(3, '0')}-${name.replace(/[^\w-]/g, '_').slice(0, 60)}`,
        ...(await placementOf(name, this.nodes)),
        points: { before: count, after: count },
        aliases: aliases.filter(alias => alias.collection_name === name).map(alias => alias.alias_name),
        config,
        payloadSchema: payload_schema,
        files: /** @type {BackupFile[]} */ ([]),
      });
    }
    this.log(`${this.folder} begins`, {
      version: first.version,
      nodes: this.nodes.length,
      collections: collections.length,
    });
    return collections;
  }

  /**
   * Copies one node's part of a collection: has it make a snapshot, copies that, and has it delete the snapshot again, so
   * that the server needs room for one at a time.
   *
   * @param {string} collection
   * @param {QdrantNode} node
   * @param {string} path
   * @returns {Promise<BackupFile>}
   */
  async copy(collection, node, path) {
    this.requireWanted();
    this.log(`${collection}: ${node.url} makes a snapshot`);
    const { name, size, checksum } = await node.createSnapshot(collection);
    this.onServer = { node, collection, snapshot: name };
    const note = JSON.stringify({ url: node.url, collection, snapshot: name });
    this.requireWanted();
    await this.destination.write(`${this.folder}/${SNAPSHOT_NOTE}`, note);
    const { pieces, received } = hashed(
      await node.download(collection, name),
      `${node.url} broke off snapshot ${name}`,
    );
    this.requireWanted();
    await this.destination.stream(`${this.folder}/${path}`, pieces, size);
    const file = { path, ...received(), peer: node.peer };
    if (file.size !== size || (checksum && checksum !== file.sha256)) {
      throw new Error(
        `Snapshot ${name} is not what ${node.url} made: ${file.size} of ${size} bytes with SHA-256 ${file.sha256}, ` +
          `and the server's is ${checksum}`,
      );
    }
    await node.deleteSnapshot(collection, name);
    this.onServer = undefined;
    this.log(`${collection}: copied from ${node.url}`, file);
    return file;
  }

  /** @param {{ name: string, points: { before: number, after: number } }} collection */
  async countAgain({ name, points }) {
    const [first] = /** @type {[QdrantNode]} */ (this.nodes);
    points.after = await first.count(name);
    if (points.after !== points.before) {
      this.log(`note: collection ${name} was written to during the backup`, points);
    }
  }

  /** @param {readonly string[]} copied */
  async noteNewcomers(copied) {
    const [first] = /** @type {[QdrantNode]} */ (this.nodes);
    for (const name of (await first.collections()).filter(each => !copied.includes(each))) {
      this.log(`note: collection ${name} was made during the backup, and is not in it`);
    }
  }

  /** Ends `make`, which goes on beside `giveUp`, before it writes again. */
  requireWanted() {
    if (this.isGivenUp) {
      throw new Error(`${this.folder} was given up`);
    }
  }

  /**
   * Takes back what was begun, unless all of it is there: a manifest whose write has begun is waited for. Where the node
   * is away, the note of its snapshot stays for a later run.
   */
  async giveUp() {
    this.isGivenUp = true;
    if (await this.isComplete()) {
      return;
    }
    if (this.onServer) {
      const { node, collection, snapshot } = this.onServer;
      await node.deleteSnapshot(collection, snapshot);
    }
    if (this.hasBegun) {
      await removeFolder(this.destination, this.folder);
    }
  }

  async isComplete() {
    try {
      await this.completion;
      return this.completion !== undefined;
    } catch {
      return false;
    }
  }
}
