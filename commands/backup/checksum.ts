import { Failure } from '../../cli/failure';
import type { Snapshot } from '../../clients/qdrant/types';
import type { WrittenFile } from './destination';

/**
 * Throws where a copied snapshot differs from the one on the server.
 *
 * @param url The node that made the snapshot.
 * @param fix What the error says to do.
 */
export function requireSame({ name, size, checksum }: Snapshot, url: string, copy: WrittenFile, fix: string): void {
  if (copy.size !== size || (checksum && checksum !== copy.sha256)) {
    throw new Failure(
      `Snapshot ${name} is not what ${url} made: ${copy.size} of ${size} bytes with SHA-256 ${copy.sha256}, and the server's is ${checksum}`,
      fix,
    );
  }
}
