import { createHash } from 'node:crypto';
import type { BackupManifest } from '../backup/manifest';

/** How many characters of the collection's name the name of the copy repeats. Servers limit the length of names. */
const REPEATED = 100;
const MARK = '~restoring-';

/**
 * The name of the copy that is restored beside a collection before it replaces the collection. The same backup gets the
 * same name, so that a second run finds the copy.
 */
export function besideOf(collection: string, { startedAt, server }: BackupManifest, source: string): string {
  return `${prefixOf(collection)}${hashOf(JSON.stringify([startedAt, server.peers, source]))}`;
}

/** Whether a collection is such a copy, of any backup. */
export function isBeside(name: string, collection: string): boolean {
  return name.startsWith(prefixOf(collection)) && name.length === prefixOf(collection).length + HASH;
}

const HASH = 12;

function prefixOf(collection: string): string {
  const start = [...collection].slice(0, REPEATED).join('');
  return `${start}${MARK}${hashOf(collection)}-`;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, HASH);
}
