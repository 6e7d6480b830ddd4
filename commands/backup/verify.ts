import { createHash } from 'node:crypto';
import { Failure } from '../../cli/failure';
import { countLines } from './json-lines';
import type { BackupFile, Compression, BackupManifest } from './manifest';
import { readManifestOf } from './read-manifest';
import { type BackupSource, FolderSource } from './source';

/**
 * Reads every byte of a backup and compares it with the manifest. Needs no server.
 *
 * @throws Failure that names every damaged file.
 */
export async function verifyBackup(
  place: string | BackupSource,
  say: (text: string) => void = () => undefined,
): Promise<BackupManifest> {
  const source = typeof place === 'string' ? new FolderSource(place) : place;
  const manifest = await readManifestOf(source);
  const problems: string[] = [];
  for (const { files } of manifest.collections) {
    for (const file of files) {
      say(file.path);
      problems.push(...(await problemsOf(source, file, manifest.compression)));
    }
  }
  if (problems.length > 0) {
    throw new Failure(`${source.name} is damaged: ${problems.join('; ')}`, 'use another backup');
  }
  return manifest;
}

async function problemsOf(source: BackupSource, file: BackupFile, compression: Compression): Promise<string[]> {
  try {
    const size = await source.size(file.path);
    if (size !== file.size) {
      return [`${file.path} has ${size} bytes instead of ${file.size}`];
    }
    const { sha256, lines } =
      file.points === undefined
        ? { sha256: await hashOf(source.open(file.path)), lines: undefined }
        : await countLines(source.open(file.path), compression);
    return [
      ...(sha256 === file.sha256 ? [] : [`${file.path} has a wrong SHA-256`]),
      ...(lines === file.points ? [] : [`${file.path} holds ${lines} points instead of ${file.points}`]),
    ];
  } catch (error) {
    return [`${file.path} cannot be read: ${(error as Error).message}`];
  }
}

async function hashOf(content: AsyncIterable<Buffer>): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of content) {
    hash.update(piece);
  }
  return hash.digest('hex');
}
