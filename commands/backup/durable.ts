import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, rename, rm, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Failure } from '../../cli/failure';
import { bytes } from '../../cli/text';

/** Backups hold everything that the collections hold: nobody but their owner reads them. */
const OWNER_ONLY = { file: 0o600, folder: 0o700 };

/** How much is written at once, in bytes. */
const BATCH_SIZE = 1024 * 1024;
/** How much is written before the disk is told to begin with it, in bytes: else it has everything still to do at the end. */
const SYNC_SIZE = 64 * 1024 * 1024;

/** Creates a folder that must not be there yet. Its parents may be. */
export async function createFolder(path: string): Promise<void> {
  await onDisk(path, async () => {
    await mkdir(dirname(path), { recursive: true });
    await mkdir(path, { mode: OWNER_ONLY.folder });
    await syncFolder(dirname(path));
  });
}

/** Replaces a small file in one moment: after a crash the old or the new one is there, and whole. */
export async function writeDurably(path: string, text: string): Promise<void> {
  const temporary = `${path}.tmp`;
  await onDisk(path, async () => {
    const file = await open(temporary, 'w', OWNER_ONLY.file);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    await syncFolder(dirname(path));
  });
}

export async function removeFile(path: string): Promise<void> {
  await onDisk(path, () => rm(path, { force: true }));
}

/** A file that is written piece by piece and hashed on the way. While one batch is written, the next one is received. */
export class HashedFile {
  private batch: Buffer[] = [];
  private batchSize = 0;
  private writing: Promise<unknown> = Promise.resolve();
  private unsynced = 0;
  private syncing: Promise<unknown> = Promise.resolve();

  private constructor(
    public readonly path: string,
    private readonly file: FileHandle,
    private hash: Hash,
    /** Bytes that were appended, and those that were there before. */
    public size: number,
  ) {}

  /** @param keep Whether what is in the file already stays, and counts. */
  static async open(path: string, keep = false): Promise<HashedFile> {
    return onDisk(path, async () => {
      const file = await open(path, keep ? 'a' : 'w', OWNER_ONLY.file);
      const hash = createHash('sha256');
      const { size } = await file.stat();
      for await (const piece of createReadStream(path)) {
        hash.update(piece as Buffer);
      }
      return new HashedFile(path, file, hash, size);
    });
  }

  async append(piece: Buffer): Promise<void> {
    this.hash.update(piece);
    this.size += piece.length;
    this.batch.push(piece);
    this.batchSize += piece.length;
    if (this.batchSize >= BATCH_SIZE) {
      await this.writeBatch();
    }
  }

  /** Begins anew. */
  async empty(): Promise<void> {
    await this.writeBatch();
    await this.writing;
    await onDisk(this.path, () => this.file.truncate(0));
    this.hash = createHash('sha256');
    this.size = 0;
  }

  /** Makes sure that it is on disk. @returns Its SHA-256. */
  async finish(): Promise<string> {
    await this.writeBatch();
    await Promise.all([this.writing, this.syncing]);
    await onDisk(this.path, async () => {
      await this.file.sync();
      await syncFolder(dirname(this.path));
    });
    return this.hash.digest('hex');
  }

  async close(): Promise<void> {
    await Promise.allSettled([this.writing, this.syncing]);
    await this.file.close();
  }

  private async writeBatch(): Promise<void> {
    await this.writing;
    if (this.unsynced >= SYNC_SIZE) {
      await this.syncing;
      this.unsynced = 0;
      this.syncing = this.inBackground(() => this.file.datasync());
    }
    const batch = this.batch;
    this.unsynced += this.batchSize;
    [this.batch, this.batchSize] = [[], 0];
    if (batch.length > 0) {
      this.writing = this.inBackground(() => writeAll(this.file, batch));
    }
  }

  /** Whoever waits for the work next is told of its failure. */
  private inBackground(work: () => Promise<void>): Promise<void> {
    const running = onDisk(this.path, work);
    running.catch(() => undefined);
    return running;
  }
}

/** Refuses what will not fit, before it is copied. @param needed Bytes. */
export async function requireSpace(folder: string, needed: number): Promise<void> {
  const { bavail, bsize } = await onDisk(folder, () => statfs(folder));
  if (bavail * bsize < needed) {
    throw new Failure(
      `${folder} has ${bytes(bavail * bsize)} left, and ${bytes(needed)} are needed`,
      'free space there or name another folder with --dir, then run the command again',
    );
  }
}

async function writeAll(file: FileHandle, batch: readonly Buffer[]): Promise<void> {
  const { bytesWritten } = await file.writev(batch);
  if (bytesWritten === batch.reduce((sum, { length }) => sum + length, 0)) {
    return;
  }
  // A disk that is nearly full takes a part.
  const rest = Buffer.concat(batch).subarray(bytesWritten);
  for (let written = 0; written < rest.length;) {
    written += (await file.write(rest, written)).bytesWritten;
  }
}

/** A new name in a folder is on disk only when the folder is. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function onDisk<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Failure) {
      throw error;
    }
    const { code, message } = error as NodeJS.ErrnoException;
    const fix =
      code === 'ENOSPC' || code === 'EDQUOT'
        ? 'free space there, then run the command again with --resume'
        : code === 'EEXIST'
          ? 'choose another --name, or go on with an unfinished backup with --resume'
          : 'check that the folder is there and may be written to';
    throw new Failure(`Could not write ${path}: ${message}`, fix, { cause: error });
  }
}
