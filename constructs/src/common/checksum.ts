import { createHash } from 'node:crypto';

/** Changes with the files, so that a pod annotation with it rolls the pods when a file changes. */
export function checksum(files: { readonly [name: string]: string }): string {
  return createHash('sha256').update(JSON.stringify(files)).digest('hex');
}
