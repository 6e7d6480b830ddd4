import { createHash } from 'node:crypto';

/**
 * Pieces on their way, and what came of them when they are through.
 *
 * @param {AsyncIterable<Buffer>} source
 * @param {string} problem What is said where they end early.
 */
export function hashed(source, problem) {
  const hash = createHash('sha256');
  let size = 0;
  async function* passOn() {
    try {
      for await (const piece of source) {
        hash.update(piece);
        size += piece.length;
        yield piece;
      }
    } catch (error) {
      throw new Error(`${problem}: ${/** @type {Error} */ (error).message}`, { cause: error });
    }
  }
  return { pieces: passOn(), received: () => ({ size, sha256: hash.digest('hex') }) };
}
