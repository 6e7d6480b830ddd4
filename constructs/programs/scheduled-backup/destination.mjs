import { s3 } from './s3.mjs';
import { volume } from './volume.mjs';

/**
 * Where backups are put, each into a folder of its own. Paths are relative to that place.
 *
 * @typedef {object} Destination
 * @property {() => Promise<string[]>} folders Names of the folders that are there.
 * @property {(path: string) => Promise<string | undefined>} read A small file; nothing where there is none.
 * @property {(path: string, text: string) => Promise<void>} write A small file: all of it is there afterwards, or nothing.
 * @property {(path: string, pieces: AsyncIterable<Buffer> | Iterable<Buffer>, size: number) => Promise<void>} stream
 *   A file of any size, which is expected to be `size` bytes.
 * @property {(path: string) => Promise<void>} remove A file, or a folder with everything in it.
 */

/**
 * @typedef {object} Settings
 * @property {string[]} nodes One address for each node of Qdrant.
 * @property {number} keep How many complete backups may stay.
 * @property {number} deadlineSeconds How long a run can last.
 * @property {string} [volume] Folder for the backups.
 * @property {import('./s3-client.mjs').Bucket} [s3] Bucket for the backups.
 */

/**
 * @param {Settings} settings
 * @returns {Destination}
 */
export function destinationOf(settings) {
  return settings.s3 ? s3(settings.s3) : volume(/** @type {string} */ (settings.volume));
}
