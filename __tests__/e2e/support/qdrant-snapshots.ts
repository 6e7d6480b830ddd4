import { createHash } from 'node:crypto';

/** A file in a node's folder of snapshots. */
export interface SnapshotFile {
  readonly creation_time: string;
  readonly size: number;
  /** Absent for a file that was uploaded. */
  readonly checksum?: string;
  readonly read: (from: number, to: number) => Iterable<Buffer>;
}

const PIECE = 1024 * 1024;

/** A file that is held in memory. */
export function held(content: Buffer, withChecksum = true): SnapshotFile {
  return {
    creation_time: new Date().toISOString().slice(0, 19),
    size: content.length,
    ...(withChecksum && { checksum: createHash('sha256').update(content).digest('hex') }),
    *read(from, to) {
      for (let at = from; at < to; at += PIECE) {
        yield content.subarray(at, Math.min(at + PIECE, to));
      }
    },
  };
}

/** A file of any size that is made while it is read. */
export function endless(size: number): SnapshotFile {
  const pattern = createHash('shake256', { outputLength: PIECE }).update('snapshot').digest();
  const hash = createHash('sha256');
  const file: SnapshotFile = {
    creation_time: new Date().toISOString().slice(0, 19),
    size,
    *read(from, to) {
      for (let at = from; at < to;) {
        const start = at % PIECE;
        const piece = pattern.subarray(start, Math.min(PIECE, start + to - at));
        yield piece;
        at += piece.length;
      }
    },
  };
  for (const piece of file.read(0, size)) {
    hash.update(piece);
  }
  return { ...file, checksum: hash.digest('hex') };
}
