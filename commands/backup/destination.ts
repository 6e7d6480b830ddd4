import { MANIFEST, type WrittenFile } from './manifest';

export type { WrittenFile };

/** A place for backups, each in a folder of its own. Paths are relative to the place. */
export interface Destination {
  /** Names of the folders. */
  folders(): Promise<string[]>;
  /** The text of a small file, or undefined where the file does not exist. */
  read(path: string): Promise<string | undefined>;
  /** Writes a small file. An interruption leaves the previous file or the new one, never a part. */
  write(path: string, text: string): Promise<void>;
  /** Writes a small file that must not exist. @returns Whether this call wrote it. */
  create(path: string, text: string): Promise<boolean>;
  /**
   * Writes a file of any size.
   *
   * @param size The expected size, in bytes.
   */
  stream(path: string, pieces: AsyncIterable<Buffer>, size: number): Promise<WrittenFile>;
  /** Deletes a file, or a folder with its contents. A path that does not exist is no error. */
  remove(path: string): Promise<void>;
}

/** Deletes a backup. The manifest goes first, so that an interruption leaves no backup that looks complete. */
export async function removeBackup(destination: Destination, folder: string): Promise<void> {
  await destination.remove(`${folder}/${MANIFEST}`);
  await destination.remove(folder);
}
