import { createHash } from 'node:crypto';

/** A checksum of files. As an annotation of the pods, it restarts them when a file changes. */
export function checksum(files: { readonly [name: string]: string }): string {
  return createHash('sha256').update(JSON.stringify(files)).digest('hex');
}
