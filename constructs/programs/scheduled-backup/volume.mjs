import { existsSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Backups hold everything that the collections hold: nobody but their owner reads them. */
const OWNER_ONLY = { file: 0o600, folder: 0o700 };
/** How much is written before it has to be on disk, in bytes: pages that are not count as the container's memory. */
const SYNC_SIZE = 64 * 1024 * 1024;

/**
 * A folder of a volume as the place of backups.
 *
 * @param {string} root
 * @returns {import('./destination.mjs').Destination}
 */
export function volume(root) {
  return {
    async folders() {
      const entries = await readdir(root, { withFileTypes: true });
      return entries.filter(entry => entry.isDirectory()).map(({ name }) => name);
    },

    async read(path) {
      try {
        return await readFile(join(root, path), 'utf8');
      } catch (error) {
        if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') {
          return undefined;
        }
        throw error;
      }
    },

    async write(path, text) {
      const temporary = `${path}.tmp`;
      await this.stream(temporary, [Buffer.from(text)], text.length);
      await rename(join(root, temporary), join(root, path));
      await syncFolder(dirname(join(root, path)));
    },

    async stream(path, pieces) {
      const place = join(root, path);
      await createFolder(dirname(place));
      const file = await open(place, 'w', OWNER_ONLY.file);
      try {
        let unsynced = 0;
        for await (const piece of pieces) {
          await file.writeFile(piece);
          unsynced += piece.length;
          if (unsynced >= SYNC_SIZE) {
            await file.datasync();
            unsynced = 0;
          }
        }
        await file.sync();
      } finally {
        await file.close();
      }
      await syncFolder(dirname(place));
    },

    async remove(path) {
      const place = join(root, path);
      if (existsSync(place)) {
        await rm(place, { recursive: true });
        await syncFolder(dirname(place));
      }
    },
  };
}

/** @param {string} path */
async function createFolder(path) {
  if (await mkdir(path, { mode: OWNER_ONLY.folder, recursive: true })) {
    await syncFolder(dirname(path));
    await syncFolder(dirname(dirname(path)));
  }
}

/**
 * A name in a folder is on disk only when the folder is.
 *
 * @param {string} path
 */
async function syncFolder(path) {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
