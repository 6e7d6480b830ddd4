import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Bytes of a piece of a file. */
const PIECE = 256 * 1024;

/** The place of one backup, to read it. Paths are relative to its folder. */
export interface BackupSource {
  /** The folder or the URL, for people. */
  readonly name: string;
  /** The text of a small file. Throws where the file does not exist, with the code ENOENT. */
  read(path: string): Promise<string>;
  /** Bytes of a file. */
  size(path: string): Promise<number>;
  /** The content of a file. */
  open(path: string): AsyncIterable<Buffer>;
}

/** A backup in a folder of a disk. */
export class FolderSource implements BackupSource {
  constructor(readonly name: string) {}

  read(path: string): Promise<string> {
    return readFile(join(this.name, path), 'utf8');
  }

  async size(path: string): Promise<number> {
    return (await stat(join(this.name, path))).size;
  }

  open(path: string): AsyncIterable<Buffer> {
    return createReadStream(join(this.name, path), { highWaterMark: PIECE }) as AsyncIterable<Buffer>;
  }
}
