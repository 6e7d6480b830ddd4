import type { Snapshot } from '../../clients/qdrant/types';
import { CollectionFailure } from './collection-failure';
import type { WrittenFile } from './destination';

/**
 * Throws where a copied snapshot differs from the one on the server.
 *
 * @param url The node that made the snapshot.
 * @param fix What the error says to do.
 */
export function requireSame({ name, size, checksum }: Snapshot, url: string, copy: WrittenFile, fix: string): void {
  const problems = [
    copy.size !== size && `${copy.size} instead of ${size} bytes`,
    checksum && copy.sha256 !== checksum && `SHA-256 ${copy.sha256} instead of ${checksum}`,
  ].filter(Boolean);
  if (problems.length > 0) {
    throw new CollectionFailure(
      `The copy of snapshot ${name} differs from the snapshot on ${url}: it has ${problems.join(', and ')}`,
      fix,
    );
  }
}
