import { open, rm } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { createGzip } from 'node:zlib';
import { Failure } from '../../../cli/failure';

/** A file of the archive. */
export interface ArchivedFile {
  readonly name: string;
  readonly text: string;
}

/** Writes a new `.tar.gz` that only its owner can read. A file that exists stays. */
export async function writeArchive(path: string, folder: string, files: readonly ArchivedFile[]): Promise<void> {
  const { pack } = await import('tar-stream');
  const archive = pack();
  for (const { name, text } of files) {
    archive.entry({ name: `${folder}/${name}`, mode: 0o600 }, text);
  }
  archive.finalize();
  // An interruption before this line leaves no file.
  const packed = await buffer(archive.pipe(createGzip()));
  const file = await open(path, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    const fix =
      error.code === 'EEXIST' ? 'name another file, or remove this one' : 'name a file in a folder that you can write';
    throw unwritten(path, error, fix);
  });
  try {
    await file.writeFile(packed);
  } catch (error) {
    await rm(path, { force: true });
    throw unwritten(path, error as Error, 'name a file on a volume with free space');
  } finally {
    await file.close();
  }
}

function unwritten(path: string, error: Error, fix: string): Failure {
  return new Failure(`Could not write ${path}: ${error.message}`, fix, { cause: error });
}
