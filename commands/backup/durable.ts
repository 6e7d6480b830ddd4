import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, link, mkdir, open, rename, rm, statfs, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Backups contain all data of the collections: only their owner can read them. */
const OWNER_ONLY = { file: 0o600, folder: 0o700 };

/** Bytes of one write. */
const BATCH_SIZE = 1024 * 1024;
/**
 * Bytes between two requests to sync. At most twice as many are not on disk: such pages count as memory of a container,
 * and a sync at the end would take long.
 */
const SYNC_SIZE = 32 * 1024 * 1024;

/** A failed operation on a disk. */
export class DiskError extends Error {
  /** Such as `ENOSPC`. */
  public readonly code?: string;

  constructor(path: string, cause: NodeJS.ErrnoException) {
    super(`Could not write ${path}: ${cause.message}`, { cause });
    this.code = cause.code;
  }
}

/** Creates a folder and its parents. The folder must not exist. */
export async function createFolder(path: string): Promise<void> {
  await onDisk(path, async () => {
    await mkdir(dirname(path), { recursive: true });
    await mkdir(path, { mode: OWNER_ONLY.folder });
    await syncFolder(dirname(path));
  });
}

/** Creates a folder and its parent where they do not exist. */
export async function ensureFolder(path: string): Promise<void> {
  await onDisk(path, async () => {
    if (await mkdir(path, { mode: OWNER_ONLY.folder, recursive: true })) {
      await syncFolder(dirname(path));
      await syncFolder(dirname(dirname(path)));
    }
  });
}

/** Replaces a small file atomically: after a crash, the file is the old one or the new one. */
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

/** Creates a small file. @returns Whether the file did not exist before. */
export async function createDurably(path: string, text: string): Promise<boolean> {
  const temporary = `${path}.${process.pid}.tmp`;
  return onDisk(path, async () => {
    await writeFile(temporary, text, { mode: OWNER_ONLY.file });
    try {
      await link(temporary, path); // Atomic: no process reads a part of the text.
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
        return false;
      }
      throw error;
    } finally {
      await rm(temporary);
    }
  });
}

export async function removeFile(path: string): Promise<void> {
  await onDisk(path, () => rm(path, { force: true }));
}

/** Bytes that are free on the disk of a file. */
export async function freeSpace(path: string): Promise<number> {
  const { bavail, bsize } = await onDisk(path, () => statfs(path));
  return bavail * bsize;
}

/** A file that is hashed while it is written. One batch is written while the next one is received. */
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
    /** Bytes of the file, including those that are not written yet. */
    public size: number,
  ) {}

  /** @param keep Whether the current contents stay. They count in size and hash. */
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

  /** Drops the contents. */
  async empty(): Promise<void> {
    await this.writeBatch();
    await this.writing;
    await onDisk(this.path, () => this.file.truncate(0));
    this.hash = createHash('sha256');
    this.size = 0;
  }

  /** Syncs the file to disk. @returns Its SHA-256. */
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

  /** Starts work. Its error is thrown where its promise is awaited next. */
  private inBackground(work: () => Promise<void>): Promise<void> {
    const running = onDisk(this.path, work);
    running.catch(() => undefined);
    return running;
  }
}

async function writeAll(file: FileHandle, batch: readonly Buffer[]): Promise<void> {
  const { bytesWritten } = await file.writev(batch);
  if (bytesWritten === batch.reduce((sum, { length }) => sum + length, 0)) {
    return;
  }
  // A disk that is nearly full accepts a part.
  const rest = Buffer.concat(batch).subarray(bytesWritten);
  for (let written = 0; written < rest.length;) {
    written += (await file.write(rest, written)).bytesWritten;
  }
}

/** Syncs a folder: the name of a new file is on disk only afterwards. */
export async function syncFolder(path: string): Promise<void> {
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
    throw new DiskError(path, error as NodeJS.ErrnoException);
  }
}
