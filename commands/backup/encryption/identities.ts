import { readFileSync } from 'node:fs';
import { Failure } from '../../../cli/failure';
import { remember } from '../../../cli/secrets';
import type { BackupManifest } from '../manifest';
import type { BackupSource } from '../source';
import { decrypted, type Identity, identityOf } from './age';

const MAKE = 'name a file that age-keygen wrote';

/** The private keys in a file of `age-keygen`. Lines that start with # are comments. */
export function identitiesIn(file: string | undefined): readonly Identity[] {
  if (file === undefined) {
    return [];
  }
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Failure(`--identity ${file} cannot be read: ${(error as Error).message}`, MAKE, { cause: error });
  }
  const lines = text.split('\n').map(line => line.trim());
  const keys = lines.filter(line => line !== '' && !line.startsWith('#'));
  const identities = keys.flatMap(key => identityOf(key) ?? []);
  if (identities.length === 0 || identities.length < keys.length) {
    // The message has no line of the file, which can be a key with a typing error.
    throw new Failure(`--identity ${file} does not contain a private key of age in each line`, MAKE);
  }
  keys.forEach(remember);
  return identities;
}

/**
 * The backup with the content of its files. Throws where no private key opens the backup.
 *
 * @param identities Private keys. A backup without encryption needs none.
 */
export function openedWith(
  source: BackupSource,
  { encryption }: BackupManifest,
  identities: readonly Identity[],
): BackupSource {
  if (!encryption) {
    return source;
  }
  const recipients = encryption.recipients.join(', ');
  if (identities.length === 0) {
    throw new Failure(
      `${source.name} is encrypted to ${recipients}, and no key is given`,
      'name the file with the private key with --identity',
    );
  }
  if (!identities.some(({ recipient }) => encryption.recipients.includes(recipient.name))) {
    throw new Failure(
      `${source.name} is encrypted to ${recipients}, and the file of --identity has the key of ${identities.map(({ recipient }) => recipient.name).join(', ')}`,
      'name the file with the private key of a recipient with --identity',
    );
  }
  return {
    name: source.name,
    read: path => source.read(path),
    size: path => source.size(path),
    write: (path, text) => source.write(path, text),
    open: path => decrypted(source.open(path), identities),
  };
}
