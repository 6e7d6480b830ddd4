import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../cli/failure';
import { countLines } from './json-lines';
import type { BackupFile, Compression, BackupManifest } from './manifest';
import { readBackupManifest } from './read-manifest';

/**
 * Reads every byte of a backup and compares it with the manifest. Needs no server.
 *
 * @throws Failure that names every damaged file.
 */
export async function verifyBackup(
  folder: string,
  say: (text: string) => void = () => undefined,
): Promise<BackupManifest> {
  const manifest = await readBackupManifest(folder);
  const problems: string[] = [];
  for (const { files } of manifest.collections) {
    for (const file of files) {
      say(file.path);
      problems.push(...(await problemsOf(folder, file, manifest.compression)));
    }
  }
  if (problems.length > 0) {
    throw new Failure(`${folder} is damaged: ${problems.join('; ')}`, 'use another backup');
  }
  return manifest;
}

async function problemsOf(folder: string, file: BackupFile, compression: Compression): Promise<string[]> {
  const place = join(folder, file.path);
  try {
    const { size } = await stat(place);
    if (size !== file.size) {
      return [`${file.path} has ${size} bytes instead of ${file.size}`];
    }
    const { sha256, lines } =
      file.points === undefined
        ? { sha256: await hashOf(place), lines: undefined }
        : await countLines(place, compression);
    return [
      ...(sha256 === file.sha256 ? [] : [`${file.path} has a wrong SHA-256`]),
      ...(lines === file.points ? [] : [`${file.path} holds ${lines} points instead of ${file.points}`]),
    ];
  } catch (error) {
    return [`${file.path} cannot be read: ${(error as Error).message}`];
  }
}

async function hashOf(place: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(place, { highWaterMark: 1024 * 1024 })) {
    hash.update(piece as Buffer);
  }
  return hash.digest('hex');
}
