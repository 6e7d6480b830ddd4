import { closeSync, openSync, readSync } from 'node:fs';

/** A larger file is not one that a person writes. */
const MAX_SIZE = 1024 * 1024;

/**
 * Reads a file of at most 1 MiB. Reads from pipes and devices too, because their size is unknown until they end.
 *
 * @throws an error of Node.js, or an error for a larger file
 */
export function readSmallFile(path: string): Buffer {
  const buffer = Buffer.allocUnsafe(MAX_SIZE + 1);
  const file = openSync(path, 'r');
  try {
    let length = 0;
    for (let read = -1; read !== 0 && length < buffer.length; length += read) {
      read = readSync(file, buffer, length, buffer.length - length, null);
    }
    if (length > MAX_SIZE) {
      throw new Error('the file has more than 1 MiB');
    }
    return buffer.subarray(0, length);
  } finally {
    closeSync(file);
  }
}
