import { createHash, type Hash } from 'node:crypto';
import { Failure } from '../../cli/failure';
import { isTransient, statusOf } from '../../clients/http';
import { decrypted, type Identity } from './encryption/age';
import { openedWith } from './encryption/identities';
import { countLines } from './json-lines';
import { type BackupFile, type BackupManifest, type Compression, contentOf } from './manifest';
import { readManifestOf } from './read-manifest';
import { type BackupSource, FolderSource } from './source';

/** The place of a backup did not give a file, which says nothing about the file. */
export class Unreadable extends Failure {}

/**
 * Reads every byte of a backup and compares it with the manifest. Needs no server.
 *
 * @param identities Private keys, to compare also the content of encrypted files.
 * @throws Failure that names every damaged file
 * @throws Unreadable where the place does not answer, or refuses the access
 */
export async function verifyBackup(
  place: string | BackupSource,
  say: (text: string) => void = () => undefined,
  identities: readonly Identity[] = [],
): Promise<BackupManifest> {
  const source = typeof place === 'string' ? new FolderSource(place) : place;
  const manifest = await readManifestOf(source);
  if (identities.length > 0) {
    openedWith(source, manifest, identities);
  }
  const problems: string[] = [];
  for (const { files } of manifest.collections) {
    for (const file of files) {
      say(file.path);
      problems.push(...(await problemsOf(source, file, manifest.compression, identities)));
    }
  }
  if (problems.length > 0) {
    throw new Failure(`${source.name} is damaged: ${problems.join('; ')}`, 'use another backup');
  }
  return manifest;
}

async function problemsOf(
  source: BackupSource,
  file: BackupFile,
  compression: Compression,
  identities: readonly Identity[],
): Promise<string[]> {
  const { path } = file;
  try {
    const size = await source.size(path);
    if (size !== file.size) {
      return [`${path} has ${size} bytes instead of ${file.size}`];
    }
    if (file.content && identities.length > 0) {
      const raw = createHash('sha256');
      const content = await read(decrypted(hashing(source.open(path), raw), identities), file, compression);
      return [...differenceOf(path, raw.digest('hex'), file.sha256), ...problemsIn(content, file)];
    }
    if (file.content) {
      return differenceOf(path, await hashOf(source.open(path)), file.sha256);
    }
    return problemsIn(await read(source.open(path), file, compression), file);
  } catch (error) {
    const problem = `${path} cannot be read: ${(error as Error).message}`;
    if (isTransient(error) || ![undefined, 404].includes(statusOf(error))) {
      throw new Unreadable(
        `${source.name}/${problem}`,
        'check the connection and the rights, then run the command again',
        { cause: error },
      );
    }
    return [problem];
  }
}

interface Content {
  readonly sha256: string;
  readonly lines?: number;
}

async function read(content: AsyncIterable<Buffer>, file: BackupFile, compression: Compression): Promise<Content> {
  return file.points === undefined ? { sha256: await hashOf(content) } : countLines(content, compression);
}

function problemsIn({ sha256, lines }: Content, file: BackupFile): string[] {
  const { path, points } = file;
  return [
    ...differenceOf(path, sha256, contentOf(file).sha256),
    ...(lines === points ? [] : [`${path} holds ${lines} points instead of ${points}`]),
  ];
}

function differenceOf(path: string, sha256: string, expected: string): string[] {
  return sha256 === expected ? [] : [`${path} has a wrong SHA-256`];
}

async function* hashing(content: AsyncIterable<Buffer>, hash: Hash): AsyncGenerator<Buffer> {
  for await (const piece of content) {
    hash.update(piece);
    yield piece;
  }
}

async function hashOf(content: AsyncIterable<Buffer>): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of content) {
    hash.update(piece);
  }
  return hash.digest('hex');
}
