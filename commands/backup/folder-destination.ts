import { existsSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Destination, WrittenFile } from './destination';
import { createDurably, ensureFolder, HashedFile, syncFolder, writeDurably } from './durable';

/** Backups in a folder of a disk. */
export class FolderDestination implements Destination {
  constructor(private readonly root: string) {}

  async folders(): Promise<string[]> {
    const entries = await readdir(this.root, { withFileTypes: true });
    return entries.filter(entry => entry.isDirectory()).map(({ name }) => name);
  }

  async read(path: string): Promise<string | undefined> {
    try {
      return await readFile(join(this.root, path), 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
        return undefined;
      }
      throw error;
    }
  }

  async write(path: string, text: string): Promise<void> {
    const place = join(this.root, path);
    await ensureFolder(dirname(place));
    await writeDurably(place, text);
  }

  async create(path: string, text: string): Promise<boolean> {
    const place = join(this.root, path);
    await ensureFolder(dirname(place));
    return createDurably(place, text);
  }

  async stream(path: string, pieces: AsyncIterable<Buffer>): Promise<WrittenFile> {
    const place = join(this.root, path);
    await ensureFolder(dirname(place));
    const file = await HashedFile.open(place);
    try {
      for await (const piece of pieces) {
        await file.append(piece);
      }
      const sha256 = await file.finish();
      return { size: file.size, sha256 };
    } finally {
      await file.close();
    }
  }

  async remove(path: string): Promise<void> {
    const place = join(this.root, path);
    if (existsSync(place)) {
      await rm(place, { recursive: true });
      await syncFolder(dirname(place));
    }
  }
}
